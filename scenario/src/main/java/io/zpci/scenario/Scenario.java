package io.zpci.scenario;

import io.zpci.route.Route;
import io.zpci.workload.Issued;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scenario: a device, a workload, and what is expected of it by version and route.
 *
 * @param name of its file, without the ending; of a catalogue's its id
 * @param id of the catalogue; null where it is nobody's
 * @param title one line
 * @param symptom what a person sees of the failure; empty where nothing is said
 * @param sources where it is known from
 * @param device the device
 * @param workload what is done, in order
 * @param cases what is expected, at least one
 */
public record Scenario(
    String name,
    @Nullable String id,
    String title,
    String symptom,
    List<String> sources,
    DeviceChoice device,
    List<WorkloadStep> workload,
    List<Case> cases) {
  public Scenario {
    sources = List.copyOf(sources);
    workload = List.copyOf(workload);
    cases = List.copyOf(cases);
  }

  /**
   * A step where it stands.
   *
   * @param name for expectations; null where it has none
   * @param place in the file
   * @param kind what kind of step
   * @param parameters the texts that were given for the kind's parameters, in order
   * @param step what is done
   */
  public record WorkloadStep(
      @Nullable String name,
      Place place,
      StepKind kind,
      Map<String, List<String>> parameters,
      Step step) {
    public WorkloadStep {
      parameters = ordered(parameters);
    }

    /** A step of one access that no file has yet: of a recording, a log, a shrunk sequence. */
    public static WorkloadStep access(@Nullable String name, Issued issued) {
      StepKind kind = StepKinds.of(issued.operation());
      return new WorkloadStep(
          name, Place.NOWHERE, kind, AccessStep.written(issued), new AccessStep(issued, "a"));
    }
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * What is expected of some versions on some routes: every combination.
   *
   * @param name for people
   * @param fails whether these versions have the failure; null where that is not said
   * @param place in the file
   * @param stack the versions, with the scenario's own where the case leaves them open
   * @param routes the routes
   * @param expectations what each of these runs must show, at least one
   */
  public record Case(
      String name,
      @Nullable Boolean fails,
      Place place,
      StackChoice stack,
      List<Route> routes,
      List<Expectation> expectations) {
    public Case {
      routes = List.copyOf(routes);
      expectations = List.copyOf(expectations);
    }
  }

  /**
   * What one step must show.
   *
   * @param step its index in the workload, from 0
   * @param place in the file
   * @param facts what is expected, by name of fact, in the order of the file
   */
  public record Expectation(int step, Place place, Map<String, Expected> facts) {
    public Expectation {
      facts = ordered(facts);
    }
  }
}
