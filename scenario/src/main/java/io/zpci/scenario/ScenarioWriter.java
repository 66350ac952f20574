package io.zpci.scenario;

import io.zpci.arch.Rule;
import io.zpci.ism.Reactions;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes scenarios in the form that {@link ScenarioReader} reads: what was written is read as the
 * same scenario. Versions and routes that all cases share stand once, above them.
 */
public final class ScenarioWriter {
  private final Scenario scenario;
  private final YamlLines lines = new YamlLines();

  private ScenarioWriter(Scenario scenario) {
    this.scenario = scenario;
  }

  /** {@code scenario} as YAML, lines ended by a line feed. */
  public static String write(Scenario scenario) {
    return new ScenarioWriter(scenario).written();
  }

  private String written() {
    lines.scalar(0, "scenario", "1");
    String id = scenario.id();
    if (id != null) {
      lines.scalar(0, "id", id);
    }
    lines.scalar(0, "title", scenario.title());
    if (!scenario.symptom().isEmpty()) {
      lines.scalar(0, "symptom", scenario.symptom());
    }
    if (!scenario.sources().isEmpty()) {
      lines.list(0, "sources", scenario.sources());
    }
    StackChoice shared = shared();
    stack(0, stack(shared));
    device();
    List<Route> routes = scenario.cases().getFirst().routes();
    boolean sameRoutes =
        scenario.cases().stream().allMatch(each -> names(each.routes()).equals(names(routes)));
    if (sameRoutes) {
      routes(0, routes);
    }
    lines.line(0, "workload:");
    scenario.workload().forEach(this::step);
    lines.line(0, "cases:");
    for (Case each : scenario.cases()) {
      scenarioCase(each, shared, sameRoutes);
    }
    return lines.toString();
  }

  /** What every case chooses alike. */
  private StackChoice shared() {
    return new StackChoice(
        shared(StackChoice::qemu),
        shared(StackChoice::host),
        shared(StackChoice::guest),
        shared(StackChoice::hostOrder),
        shared(StackChoice::mio),
        shared(StackChoice::nullMappingSucceeds));
  }

  private <T> List<T> shared(Function<StackChoice, List<T>> part) {
    List<T> first = part.apply(scenario.cases().getFirst().stack());
    boolean same =
        scenario.cases().stream().allMatch(each -> part.apply(each.stack()).equals(first));
    return same ? first : List.of();
  }

  private static Map<String, List<String>> stack(StackChoice stack) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    put(fields, "qemu", stack.qemu(), QemuVersion::name);
    put(fields, "host", stack.host(), LinuxVersion::name);
    put(fields, "guest", stack.guest(), LinuxVersion::name);
    put(
        fields,
        "host-endian",
        stack.hostOrder(),
        order -> order == ByteOrder.BIG_ENDIAN ? "be" : "le");
    put(fields, "mio", stack.mio(), ScenarioWriter::flag);
    put(
        fields,
        "mio-mapping",
        stack.nullMappingSucceeds(),
        succeeds -> succeeds ? "succeeds" : "fails");
    return fields;
  }

  private static <T> void put(
      Map<String, List<String>> fields, String name, List<T> values, Function<T, String> word) {
    if (!values.isEmpty()) {
      fields.put(name, values.stream().map(word).toList());
    }
  }

  private static String flag(boolean on) {
    return on ? "on" : "off";
  }

  private static Map<String, List<String>> device(DeviceChoice device) {
    DeviceChoice otherwise = DeviceChoice.DEFAULT;
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("model", List.of(device.model().word()));
    if (device.prepared()) {
      fields.put("prepared", List.of("on"));
    }
    if (!device.booted()) {
      fields.put("booted", List.of("off"));
    }
    if (device.functions() != otherwise.functions()) {
      fields.put("functions", List.of(Integer.toString(device.functions())));
    }
    if (device.others() != device.model()) {
      fields.put("others", List.of(device.others().word()));
    }
    if (device.oneGuest()) {
      fields.put("guests", List.of("1"));
    }
    if (!device.msix()) {
      fields.put("msix", List.of("off"));
    }
    if (device.relaxed()) {
      fields.put("relaxed", List.of("on"));
    }
    return fields;
  }

  private void stack(int indent, Map<String, List<String>> fields) {
    if (!fields.isEmpty()) {
      lines.line(indent, "stack: " + YamlLines.flow(fields));
    }
  }

  private void device() {
    String flow = YamlLines.flow(device(scenario.device()));
    String reactions = reactions(scenario.device().reactions());
    String last = reactions.isEmpty() ? "}" : ", reactions: " + reactions + "}";
    lines.line(0, "device: " + flow.substring(0, flow.length() - 1) + last);
  }

  private static String reactions(Reactions reactions) {
    Map<String, List<String>> changed = new LinkedHashMap<>();
    for (Rule rule : Reactions.RULES) {
      if (reactions.of(rule) != Reactions.DEFAULT.of(rule)) {
        changed.put(rule.id(), List.of(ReactionsReader.word(reactions.of(rule))));
      }
    }
    return changed.isEmpty() ? "" : YamlLines.flow(changed);
  }

  private static List<String> names(List<Route> routes) {
    return routes.stream().map(Route::name).toList();
  }

  private void routes(int indent, List<Route> routes) {
    if (!names(routes).equals(names(Routes.all()))) {
      lines.list(indent, "routes", names(routes));
    }
  }

  private void step(WorkloadStep step) {
    lines.line(1, "- " + step.kind().word() + ": " + YamlLines.flow(step.parameters()));
    String name = step.name();
    if (name != null) {
      lines.scalar(2, "name", name);
    }
  }

  private void scenarioCase(Case each, StackChoice shared, boolean sameRoutes) {
    lines.line(1, "- name: " + YamlLines.text(each.name()));
    Boolean fails = each.fails();
    if (fails != null) {
      lines.scalar(2, "fails", fails ? "yes" : "no");
    }
    Map<String, List<String>> own = stack(each.stack());
    stack(shared).keySet().forEach(own::remove);
    stack(2, own);
    if (!sameRoutes) {
      lines.list(2, "routes", names(each.routes()));
    }
    lines.line(2, "expect:");
    each.expectations().forEach(this::expectation);
  }

  private void expectation(Expectation expectation) {
    int step = expectation.step();
    boolean begun = step != scenario.workload().size() - 1;
    if (begun) {
      String name = scenario.workload().get(step).name();
      lines.line(
          3, "- step: " + (name == null ? Integer.toString(step + 1) : YamlLines.text(name)));
    }
    for (Map.Entry<String, Expected> each : expectation.facts().entrySet()) {
      lines.item(3, !begun, each.getKey(), each.getValue());
      begun = true;
    }
  }
}
