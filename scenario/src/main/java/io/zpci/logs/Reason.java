package io.zpci.logs;

import io.zpci.arch.Rule;
import io.zpci.machine.DeviceModel;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Issued;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an instruction ended as a log says.
 *
 * @param kind how it is known
 * @param instruction which of those that the record can be
 * @param route the route that the model took; null where nothing was run
 * @param device the model's device; null where nothing was run
 * @param issued what the model was given; null where nothing was run
 * @param told what the model's guest was told; null where nothing was run
 * @param judgement what the model says became of it; null where nothing was run
 * @param rules the checks that end it so, with their evidence; empty where none is known
 * @param notes what else the logs say of it
 */
public record Reason(
    Kind kind,
    LoggedInstruction instruction,
    @Nullable String route,
    @Nullable DeviceModel device,
    @Nullable Issued issued,
    @Nullable String told,
    @Nullable Judgement judgement,
    List<Rule> rules,
    List<String> notes) {
  /** How a reason is known. */
  public enum Kind {
    /** The model ends it in the same way, by one rule. */
    MODEL("model"),
    /**
     * The model's function is in good order and does not end it so; checks of state, handle or
     * storage do.
     */
    STATE("state"),
    /** Nothing in the model ends it so. */
    OPEN("open");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The name as output spells it. */
    public String word() {
      return word;
    }
  }

  public Reason {
    rules = List.copyOf(rules);
    notes = List.copyOf(notes);
  }

  /** One or two sentences: what ends it so. */
  public String sentence() {
    return switch (kind) {
      case MODEL -> {
        Judgement judged = judgement;
        yield route + ": " + (judged == null ? "" : judged.decided()) + ": " + statements();
      }
      case STATE ->
          route == null
              ? "checks that answer so: " + named()
              : would() + "; checks that answer so: " + named();
      case OPEN -> route == null ? "no check of the model answers so" : would();
    };
  }

  private String would() {
    Judgement judged = judgement;
    return "the model would not refuse it so: on %s a function in good order (%s): %s, told %s"
        .formatted(
            route,
            device == null ? "" : device.word(),
            judged == null ? "" : judged.decided(),
            told);
  }

  private String statements() {
    return String.join(" ", rules.stream().map(Rule::statement).toList());
  }

  private String named() {
    return String.join(
        "; ", rules.stream().map(rule -> rule.id() + ": " + rule.statement()).toList());
  }
}
