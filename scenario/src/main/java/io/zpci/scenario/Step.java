package io.zpci.scenario;

/** One step of a workload, ready to be done any number of times. */
public interface Step {
  /** For people: {@code pcistb 2 0x0 8}. */
  String describe();

  /**
   * Does it on {@code machine}. What it shows goes into {@code seen}: each fact by a name that
   * expectations can ask for. A failure that the model computes is a fact, never an exception.
   */
  void run(ScenarioMachine machine, Seen seen);
}
