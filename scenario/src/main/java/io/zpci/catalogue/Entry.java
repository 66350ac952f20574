package io.zpci.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One known failure, as the table of failures names it.
 *
 * @param id {@code g.2}, {@code L-4}, {@code Q-1}; stable
 * @param symptom what a person sees, one line
 * @param cause who does what, one line
 * @param sources the section of the specification, then commits where the table names them
 * @param fails the versions that have it, in the table's words
 * @param fine the versions that do not have it, in the table's words; null where it names none
 * @param state what the model makes of it
 */
public record Entry(
    String id,
    String symptom,
    String cause,
    List<String> sources,
    String fails,
    @Nullable String fine,
    State state) {
  public Entry {
    sources = List.copyOf(sources);
  }

  /** What the model makes of a failure. */
  public sealed interface State {
    /** As output spells it: {@code scenario}, {@code alias} or {@code not modelled}. */
    String word();

    /** A scenario of its own shows it. */
    record OwnScenario() implements State {
      @Override
      public String word() {
        return "scenario";
      }
    }

    /**
     * Another row is the same failure, and its scenario shows it.
     *
     * @param of id of the row that has the scenario
     */
    record Alias(String of) implements State {
      @Override
      public String word() {
        return "alias";
      }
    }

    /**
     * The model cannot show it.
     *
     * @param why what the model lacks, one line
     */
    record NotModelled(String why) implements State {
      @Override
      public String word() {
        return "not modelled";
      }
    }
  }
}
