package io.zpci.scenario;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.ism.Reactions;
import java.util.List;
import java.util.Locale;

/** Reads what an ISM function does where its rules are broken: {@code {R-02: report}}. */
final class ReactionsReader {
  private ReactionsReader() {}

  static Reactions read(Field field) {
    Fields fields = field.mapping();
    Reactions reactions = Reactions.DEFAULT;
    for (Rule rule : Reactions.RULES) {
      Field chosen = fields.maybe(rule.id()).orElse(null);
      if (chosen != null) {
        reactions =
            reactions.with(rule, chosen.oneOf(List.of(Reaction.values()), ReactionsReader::word));
      }
    }
    fields.done();
    return reactions;
  }

  /** The name as a file spells it. */
  static String word(Reaction reaction) {
    return reaction.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
