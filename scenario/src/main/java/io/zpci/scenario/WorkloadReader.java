package io.zpci.scenario;

import io.zpci.scenario.Scenario.WorkloadStep;
import java.util.ArrayList;
import java.util.List;

/** Reads the steps of a scenario. */
final class WorkloadReader {
  private final DeviceChoice device;

  WorkloadReader(DeviceChoice device) {
    this.device = device;
  }

  List<WorkloadStep> read(Field field) {
    List<WorkloadStep> steps = new ArrayList<>();
    for (Field each : field.list()) {
      WorkloadStep step = step(each);
      String name = step.name();
      if (name != null && steps.stream().anyMatch(other -> name.equals(other.name()))) {
        throw new ScenarioException(
            step.place(), "name: a name of its own was expected, got \"" + name + "\" again");
      }
      steps.add(step);
    }
    return steps;
  }

  private WorkloadStep step(Field field) {
    Fields fields = field.mapping();
    Field name = fields.maybe("name").orElse(null);
    if (name != null && name.text().chars().allMatch(Character::isDigit)) {
      throw name.bad("a name that is no number");
    }
    StepKind found = null;
    for (StepKind kind : StepKinds.list()) {
      if (fields.maybe(kind.word()).isPresent()) {
        if (found != null) {
          throw new ScenarioException(
              fields.required(kind.word()).place(),
              "one kind of step was expected, got " + found.word() + " and " + kind.word());
        }
        found = kind;
      }
    }
    fields.done();
    if (found == null) {
      throw new ScenarioException(
          fields.place(), "a kind of step was expected, one of " + StepKinds.words());
    }
    Fields inside = fields.required(found.word()).mappingOrNothing();
    Step step = found.read(inside);
    inside.done();
    functions(found, inside);
    if (ScenarioFaults.setBy(step) && device.oneGuest() && device.functions() > 1) {
      throw new ScenarioException(
          fields.place(),
          "a device with a guest for each function was expected, got a fault in one");
    }
    return new WorkloadStep(
        name == null ? null : name.text(), fields.place(), found, inside.texts(), step);
  }

  private void functions(StepKind kind, Fields inside) {
    for (Parameter each : kind.parameters()) {
      if (each.type() == Parameter.Type.FUNCTION) {
        inside
            .maybe(each.name())
            .ifPresent(field -> {
              String _ = field.oneOf(device.names(), letter -> letter);
            });
      }
    }
  }
}
