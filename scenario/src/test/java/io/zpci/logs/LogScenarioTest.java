package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.ScenarioReader;
import io.zpci.scenario.ScenarioResult;
import io.zpci.scenario.ScenarioRunner;
import io.zpci.scenario.ScenarioWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogScenarioTest {
  private static LoggedOperations operations(String sample) {
    LoggedOperations operations = new LoggedOperations();
    Logs.of(Logs.sample(sample)).entries().forEach(operations);
    return operations;
  }

  private static Scenario written(
      String name, LoggedOperations operations, DeviceModel device, String route) {
    Scenario scenario =
        LogScenario.of(
            List.of(name),
            operations.all(),
            Stack.newest(),
            device,
            Routes.named(route).orElseThrow());
    return ScenarioReader.read("written.yaml", "written", ScenarioWriter.write(scenario));
  }

  /** The real dump: what is written is read, run, and ends as the log says. */
  @Test
  void theRefusedProbeIsReproduced() {
    LoggedOperations operations = operations("s390dbf-probe-refused.txt");
    Scenario scenario = written("dump.txt", operations, DeviceModel.ISM, "bar-rw");
    assertEquals("What dump.txt shows", scenario.title());
    assertEquals("2 of 2 operations refused", scenario.symptom());
    assertEquals(List.of("log:7-8", "log:9-10"), names(scenario));
    ScenarioResult result = new ScenarioRunner().run(scenario);
    assertTrue(result.met());
    assertEquals(1, result.runs().size());
    assertFalse(
        new ScenarioRunner().run(written("dump.txt", operations, DeviceModel.ISM, "lpar")).met());
  }

  /** The real trace: 32 loads, which end well. */
  @Test
  void theTraceIsReproduced() {
    LoggedOperations operations = operations("qemu-trace-probe.log");
    assertEquals(32, operations.all().size());
    assertTrue(operations.hasData());
    assertEquals("0000000100000008", operations.all().getFirst().loaded());
    Scenario scenario = written("trace.log", operations, DeviceModel.ISM, "bar-rw");
    assertEquals("0 of 32 operations refused", scenario.symptom());
    assertTrue(new ScenarioRunner().run(scenario).met());
  }

  private static List<String> names(Scenario scenario) {
    return scenario.workload().stream().map(step -> String.valueOf(step.name())).toList();
  }

  @Test
  void whatCannotBeIssuedAgainIsCounted() {
    LoggedOperations operations = operations("s390dbf-linux-6.1.txt");
    // three by MIO address, RPCIT, MPCIFC, one system call
    assertEquals(6, operations.leftOut());
    assertEquals(
        List.of(
            "pcistb 0 0x1000000 16 true cc 1 status 12",
            "pcilg 2 0x10 8 true cc 3",
            "pcistg 2 0x4 8 true null",
            "pcilg 2 0x18 8 true cc 2",
            "pcilg 2 0x18 8 false cc 0"),
        operations.all().stream()
            .map(each -> each.issued().describe() + " " + each.refused() + " " + each.told())
            .toList());
  }

  @Test
  void storesOfATraceKeepTheirData() {
    LoggedOperations operations = new LoggedOperations();
    Logs.of(
            "vfio_region_write  (d:region2+0x8, 0x1122334455667788, 8)",
            "vfio_region_write  (d:region8+0x8, 0x11, 1)")
        .entries()
        .forEach(operations);
    assertEquals(1, operations.leftOut());
    LoggedOperation store = operations.all().getFirst();
    assertEquals("pcistg 2 0x8 8", store.issued().describe());
    assertEquals("8877665544332211", store.issued().data().toHex());
    assertEquals("cc 0", store.told());
  }
}
