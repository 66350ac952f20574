package io.zpci.report;

import io.zpci.machine.RouteStart;
import io.zpci.trace.Hand;
import io.zpci.verdict.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The one sentence that a report begins with: which operation broke first, where, by whose hand and
 * against which rule.
 *
 * @param parts in order; read one behind the other they are the sentence
 */
record Sentence(List<Part> parts) {
  Sentence {
    parts = List.copyOf(parts);
  }

  /** How a part is set. */
  enum Style {
    PLAIN,
    /** As code: an operation. */
    CODE,
    /** With weight: a route, a hand, a rule. */
    STRONG
  }

  /** Some words of the sentence. */
  record Part(Style style, String text) {}

  /** The sentence on {@code run}. */
  static Sentence of(RunHeading heading, CountedRun run) {
    Words words = new Words();
    BrokenOperation first = run.firstBreak();
    if (first != null) {
      words.of(heading, first, StackNames.of(run));
    } else if (run.operations() > 0) {
      String routes =
          run.routes().stream()
              .filter(route -> route.operations() > 0)
              .map(route -> route.start().route())
              .distinct()
              .collect(Collectors.joining(", "));
      words
          .plain(run.operations() == 1 ? "The one operation" : counted(run.operations()))
          .plain(run.operations() == 1 ? " arrives" : " arrive")
          .plain(" at the device as issued, on ")
          .strong(routes)
          .plain(".");
    } else {
      words.nothing(run);
    }
    return new Sentence(words.parts);
  }

  private static String counted(int operations) {
    return String.format(Locale.ROOT, "All %,d operations", operations);
  }

  /** The sentence, plain. */
  String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }

  private static final class Words {
    private final List<Part> parts = new ArrayList<>();

    private Words() {}

    private Words plain(String text) {
      parts.add(new Part(Style.PLAIN, text));
      return this;
    }

    private Words strong(String text) {
      parts.add(new Part(Style.STRONG, text));
      return this;
    }

    private void of(RunHeading heading, BrokenOperation first, StackNames stacks) {
      String at = heading.at(first.line());
      plain(heading.place() == null ? "The operation " : "The first operation that breaks is ");
      parts.add(new Part(Style.CODE, first.issued().describe()));
      plain(at.isEmpty() ? "" : " (" + at + ")");
      plain(heading.place() == null ? " breaks on " : " on ");
      strong(stacks.name(first.route())).plain(": ");
      Judgement judgement = first.judgement();
      event(judgement);
      String rule = judgement.rule();
      if (rule != null) {
        plain(", because it breaks ").strong(rule);
        plain(first.statement().isEmpty() ? "" : ", “" + first.statement() + "”");
      } else if (!judgement.why().isEmpty()) {
        plain(": " + judgement.why());
      }
      plain(rule != null && !first.statement().isEmpty() ? "" : ".");
    }

    private void event(Judgement judgement) {
      Hand hand = judgement.brokenBy();
      if (hand == null) {
        plain(
            switch (judgement.verdict()) {
              case UNAVAILABLE -> "nobody issues it there";
              case REFUSED -> "it is refused";
              case LOST -> "it is lost";
              case CORRUPTED -> "other bytes arrive";
              case CUT -> "it arrives in pieces";
              case DELIVERED -> "it arrives as it was issued";
            });
        return;
      }
      strong(hand.name());
      plain(
          switch (judgement.verdict()) {
            case UNAVAILABLE -> " cannot take it";
            case REFUSED -> " refuses it";
            case LOST -> " loses it";
            case CORRUPTED -> " changes its bytes";
            case CUT -> " cuts it";
            case DELIVERED -> " makes another instruction of it";
          });
    }

    private void nothing(CountedRun run) {
      RouteStart none =
          run.routes().stream()
              .map(CountedRoute::start)
              .filter(start -> start.unavailable() != null)
              .findFirst()
              .orElse(null);
      if (none == null) {
        plain("No operation was issued.");
        return;
      }
      plain("No operation was issued: ").strong(none.route());
      plain(" cannot be taken, " + Objects.requireNonNull(none.unavailable()) + ".");
    }
  }
}
