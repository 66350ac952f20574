package io.zpci.scenario;

import io.zpci.trace.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every kind of step that a workload may have. */
public final class StepKinds {
  private static final List<StepKind> ALL = all();

  private StepKinds() {}

  private static List<StepKind> all() {
    List<StepKind> kinds = new ArrayList<>();
    Arrays.stream(Operation.values())
        .filter(operation -> !operation.isAtDevice() && operation != Operation.MEMSET_IO)
        .forEach(operation -> kinds.add(new AccessStep.Kind(operation)));
    kinds.add(new DriverStep.Kind());
    kinds.add(new SmcdStep.Kind());
    kinds.add(new BootStep.Kind());
    kinds.add(new WaitStep.Kind());
    kinds.add(new InspectStep.Kind());
    kinds.add(new FaultStep.Kind());
    kinds.add(new FaultsStep.Kind());
    kinds.addAll(ControlKinds.list());
    kinds.add(new VfioFileStep.Kind(false));
    kinds.add(new VfioFileStep.Kind(true));
    kinds.add(new VfioUserStep.Kind());
    kinds.add(new VfioUserDmaStep.Kind());
    kinds.add(new VfioUserGreetingStep.Kind());
    return List.copyOf(kinds);
  }

  /** All of them, in the order that documentation lists them. */
  public static List<StepKind> list() {
    return ALL;
  }

  /**
   * The kind that issues {@code operation}.
   *
   * @throws IllegalArgumentException where a workload cannot have it
   */
  static StepKind of(Operation operation) {
    return ALL.stream()
        .filter(kind -> kind.word().equals(operation.word()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(operation.word() + " is no step"));
  }

  /** Their words, for messages. */
  static String words() {
    return String.join(", ", ALL.stream().map(StepKind::word).toList());
  }
}
