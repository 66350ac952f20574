package io.zpci.scenario;

import java.util.List;

/** One kind of step of a workload: the word that begins it in a file, and what stands behind. */
public interface StepKind {
  /** The word, as the file has it: {@code pcistb}. */
  String word();

  /** What such a step does, one sentence. */
  String says();

  /** What it takes, in the order that {@link #read} asks for it. */
  List<Parameter> parameters();

  /**
   * Every fact that such a step can show, beside those that every step shows ({@link RunFacts}). A
   * step that shows another one fails.
   */
  List<Fact> facts();

  /**
   * A step of this kind.
   *
   * @param fields what stands behind the word; the reader asks for all that it knows
   * @throws ScenarioException where a value is not what was expected
   */
  Step read(Fields fields);
}
