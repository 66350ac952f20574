package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Shown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each kind of step does and shows. */
class StepsTest {
  private static final String ISM =
      """
      scenario: 1
      title: t
      stack: {qemu: qemu-11.1, host: linux-7.2, guest: linux-7.2, mio: off}
      """;

  private static Run run(String device, String route, String workload) {
    String text =
        ISM
            + "device: "
            + device
            + "\nroutes: ["
            + route
            + "]\nworkload:\n"
            + workload.indent(2)
            + "cases:\n  - name: c\n    expect: {plug: {not: x}}\n";
    ScenarioResult result = new ScenarioRunner().run(ScenarioReader.read("t.yaml", "t", text));
    return result.runs().getFirst();
  }

  private static List<Shown> shown(String device, String route, String workload) {
    return run(device, route, workload).steps();
  }

  private static String refused(String workload) {
    return assertThrows(ScenarioException.class, () -> run("{functions: 2}", "lpar", workload))
        .getMessage();
  }

  private static String fact(Shown shown, String name) {
    List<String> values = shown.facts().get(name);
    return values == null ? "no such fact; " + shown.notDone() : Expected.describe(values);
  }

  @Test
  void anAccessShowsWhatBecameOfIt() {
    Shown load =
        shown(
                "{model: memory}",
                "lpar",
                """
                - pcistb: {space: 0, offset: 0x0, data: 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f}
                - pcilg: {space: 0, offset: 0x8, length: 4}
                """)
            .get(1);
    assertEquals("pcilg 0 0x8 4", load.describe());
    Map<String, List<String>> facts = load.facts();
    assertEquals(List.of("delivered"), facts.get("verdict"));
    assertEquals(List.of("nobody"), facts.get("by"));
    assertEquals(List.of("none"), facts.get("rule"));
    assertEquals(List.of("cc 0"), facts.get("told"));
    assertEquals(List.of("08090a0b"), facts.get("loaded"));
    assertEquals(List.of("pcilg 0 0x8 4"), facts.get("arrived"));
    assertEquals(List.of("08090a0b"), facts.get("arrived-data"));
    assertEquals(List.of("cc 0"), facts.get("answered"));
    assertEquals(List.of("1"), facts.get("pieces"));
    assertEquals(List.of("none"), facts.get("plug"));
    assertEquals(List.of("no"), facts.get("unavailable"));
    assertEquals(List.of("ok"), facts.get("boot"));
    assertEquals(List.of("0"), facts.get("syscall"));
  }

  @Test
  void anAccessThatNobodyIssuesIsUnavailable() {
    Shown shown =
        shown("{model: memory}", "bar-rw", "- pwrite: {space: 0, offset: 0x0, length: 4}\n")
            .getFirst();
    assertEquals("unavailable", fact(shown, "verdict"));
    assertEquals("pwrite is issued by a process; a guest has no region", fact(shown, "not-done"));
    assertEquals(fact(shown, "not-done"), fact(shown, "why"));
  }

  @Test
  void twoDriversMoveData() {
    List<Shown> steps =
        shown(
            "{functions: 2}",
            "lpar",
            """
            - driver: {do: probe}
            - driver: {do: probe, function: b, version: 6.1}
            - driver: {do: query-remote-gid}
            - driver: {do: register-dmb, function: b, dmb: ring, length: 16KiB}
            - driver: {do: move, dmb: ring, offset: 0xff0, length: 48}
            - wait:
            - inspect: {dmb: ring, offset: 0xff0, length: 48}
            - driver: {do: signal-event, code: 0x83}
            - wait:
            - driver: {do: unregister-dmb, function: b, dmb: ring}
            - driver: {do: add-vlan, vlan: 7}
            - driver: {do: delete-vlan, vlan: 7}
            - driver: {do: remove}
            - driver: {do: add-vlan}
            """);
    for (int i : new int[] {0, 1, 2, 3, 4, 7, 9, 10, 11, 12}) {
      assertEquals("0", fact(steps.get(i), "result"), steps.get(i).describe());
      assertEquals("delivered", fact(steps.get(i), "verdict"), steps.get(i).describe());
    }
    assertEquals("0xa1a1a1a100000001", fact(steps.getFirst(), "gid"));
    assertEquals("none", fact(steps.getFirst(), "operation"));
    Shown move = steps.get(4);
    assertEquals("2", fact(move, "operations"));
    assertTrue(fact(move, "arrived").matches("\\[pcistb 0 0x.*ff0 16, pcistb 0 0x.*1000 32]"));
    assertEquals("1", fact(steps.get(5), "interrupts"));
    assertEquals("yes", fact(steps.get(5), "rest"));
    assertEquals(
        "b: DMB 32, mask 0x8000", fact(steps.get(5), "heard").replaceFirst("0x....", "0x8000"));
    assertEquals("yes", fact(steps.get(6), "counting"));
    assertTrue(fact(steps.get(6), "bytes").startsWith("101112"));
    assertEquals(
        "b: event 2, code 0x83, token 0xa1a1a1a100000001, info 0x0", fact(steps.get(8), "heard"));
    assertEquals("no driver has probed function a", fact(steps.get(13), "not-done"));
  }

  @Test
  void aDriverIsToldWhatBecameOfItsAccesses() {
    Shown probe = shown("{}", "bar-rw", "- driver: {do: probe}\n").getFirst();
    assertEquals("-EIO", fact(probe, "result"));
    assertEquals("refused", fact(probe, "verdict"));
    assertEquals("qemu", fact(probe, "by"));
    assertEquals("pcistb 2 0x8 8", fact(probe, "operation"));
  }

  @Test
  void whatWasNotRegisteredIsNotThere() {
    List<Shown> steps =
        shown(
            "{}",
            "lpar",
            """
            - driver: {do: probe}
            - driver: {do: move, dmb: ring, data: 00}
            - driver: {do: query-remote-gid}
            - inspect: {dmb: ring}
            - inspect: {space: 2}
            - faults: {}
            """);
    assertEquals("no DMB ring was registered", fact(steps.get(1), "not-done"));
    assertEquals("there is no function b", fact(steps.get(2), "not-done"));
    assertEquals("no DMB ring was registered", fact(steps.get(3), "not-done"));
    assertEquals(
        "a BAR of an ISM function holds nothing to look at", fact(steps.get(4), "not-done"));
    assertEquals("the workload sets no fault", fact(steps.get(5), "not-done"));
  }

  @Test
  void memoryIsLookedAt() {
    List<Shown> steps =
        shown(
            "{model: memory}",
            "lpar",
            """
            - pcistb: {space: 0, offset: 0x10, length: 16}
            - inspect: {space: 0, offset: 0x10, length: 16}
            - inspect: {storage: on, offset: 0, length: 4}
            - inspect: {storage: on, offset: 0x400000}
            - inspect: {space: 5, offset: 0x10}
            """);
    assertEquals("101112131415161718191a1b1c1d1e1f", fact(steps.get(1), "bytes"));
    assertEquals("yes", fact(steps.get(1), "counting"));
    assertEquals("no", fact(steps.get(2), "counting"));
    assertEquals("it ends before 0x400008", fact(steps.get(3), "not-done"));
    assertEquals("BAR 5 ends before 0x18", fact(steps.get(4), "not-done"));
  }

  @Test
  void aStreamShowsWhatATalkDoes() {
    Shown smcd =
        shown("{}", "lpar", "- smcd: {bytes: 8KiB, largest: 1KiB, driver: 7.2, seed: 3}\n")
            .getFirst();
    assertEquals("delivered", fact(smcd, "verdict"));
    assertEquals("8192", fact(smcd, "bytes"));
    assertEquals("none", fact(smcd, "why"));
    assertEquals("none", fact(smcd, "operation"));
    assertTrue(Long.parseLong(fact(smcd, "interrupts")) > 0);
    Shown broken = shown("{}", "bar-rw", "- smcd: {bytes: 8KiB}\n").getFirst();
    assertEquals("stopped", fact(broken, "verdict"));
    assertEquals("guest 0: probe: -EIO", fact(broken, "why"));
    assertEquals("qemu", fact(broken, "by"));
    assertTrue(Long.parseLong(fact(broken, "sie-exit")) > 0);
  }

  @Test
  void whatIsNotBootedIsBootedByAStep() {
    List<Shown> steps =
        shown(
            "{booted: off}",
            "lpar",
            """
            - boot: {}
            - driver: {do: probe}
            """);
    assertEquals("off", fact(steps.getFirst(), "boot"));
    assertEquals("0", fact(steps.getFirst(), "result"));
    assertEquals("0", fact(steps.get(1), "result"));
  }

  @Test
  void faultsStandFromTheirStepOn() {
    List<Shown> steps =
        shown(
            "{model: memory}",
            "lpar",
            """
            - pcistb: {space: 0, offset: 0x0, length: 16}
            - fault: {at: host, do: status, with: 8, on: pcistb, space: 0, offset: 0x0, length: 16}
            - pcistb: {space: 0, offset: 0x10, length: 16}
            - pcistb: {space: 0, offset: 0x0, length: 16}
            - pcistb: {space: 0, offset: 0x0, length: 16}
            - faults: {}
            """);
    assertEquals("cc 0", fact(steps.get(0), "told"));
    assertEquals("cc 0", fact(steps.get(2), "told"));
    assertEquals("cc 1 status 8", fact(steps.get(3), "told"));
    assertEquals("fault", fact(steps.get(3), "by"));
    assertEquals("cc 0", fact(steps.get(4), "told"));
    assertEquals("fault 1 at host: pcistb 0 0x0 16: cc 1 status 8", fact(steps.get(5), "fired"));
  }

  @Test
  void everyFaultOfTheTableCanBeSet() {
    String[] all = {
      "{at: guest, do: busy, with: 3, always: on}",
      "{at: host, do: exception, with: 0x15, nth: 2}",
      "{at: function, do: lost, on: [store, block]}",
      "{at: host, do: value, with: 0x1234, on: pcilg}",
      "{at: host, do: all-ones}",
      "{at: function, do: torn}",
      "{at: function, do: torn, with: 8, times: 3}",
      "{at: host, do: error-state}",
      "{at: host, do: error-state, with: 0x2}",
      "{at: host, do: busy, command: 0x0a}",
      "{at: dma, do: unmapped, on: writes}",
      "{at: dma, do: out-of-range, after: 0x01}",
      "{at: msi, do: dropped}",
      "{at: msi, do: held}",
      "{at: msi, do: delayed, with: 2}",
      "{at: msi, do: doubled}",
    };
    StringBuilder workload = new StringBuilder();
    for (String each : all) {
      workload.append("- fault: ").append(each).append('\n');
    }
    List<Shown> steps = shown("{}", "lpar", workload.toString());
    for (int i = 0; i < all.length; i++) {
      assertTrue(fact(steps.get(i), "fault").startsWith("fault " + (i + 1) + " at "), all[i]);
    }
  }

  @Test
  void aPreparedFunctionHasOthersBeside() {
    List<Shown> steps =
        shown(
            "{prepared: on, functions: 3}",
            "lpar",
            """
            - pcistb: {space: 0, offset: 0x200100000000, length: 8}
            - driver: {do: probe, function: b}
            - driver: {do: probe, function: c}
            """);
    assertEquals("delivered", fact(steps.get(0), "verdict"));
    assertEquals("0xc3c3c3c300000003", fact(steps.get(1), "gid"));
    assertEquals("0xd4d4d4d400000004", fact(steps.get(2), "gid"));
  }

  @Test
  void aHeldMessageIsLetGo() {
    List<Shown> steps =
        shown(
            "{functions: 2}",
            "lpar",
            """
            - driver: {do: probe}
            - driver: {do: probe, function: b}
            - driver: {do: register-dmb, function: b, dmb: ring, length: 4096}
            - fault: {at: msi, do: held, function: b}
            - driver: {do: move, dmb: ring, length: 8}
            - wait:
            - faults: {function: b, release: on}
            - wait:
            """);
    assertEquals("0", fact(steps.get(5), "interrupts"));
    assertEquals("1", fact(steps.get(6), "released"));
    assertEquals("1", fact(steps.get(7), "interrupts"));
  }

  @Test
  void stepsThatCannotBe() {
    assertEquals(
        "t.yaml:7:17: a fault that can be was expected, got dropped at host",
        refused("- fault: {at: host, do: dropped}"));
    assertEquals(
        "t.yaml:7:17: a fault that can be was expected, got unmapped at msi",
        refused("- fault: {at: msi, do: unmapped}"));
    assertEquals(
        "t.yaml:7:17: a fault that can be was expected, got busy at dma",
        refused("- fault: {at: dma, do: busy}"));
    assertEquals(
        "t.yaml:7:25: one of do, function, version was expected, got dmb",
        refused("- driver: {do: probe, dmb: x}"));
    assertEquals(
        "t.yaml:7:14: one of dmb, space, storage was expected, got 0",
        refused("- inspect: {length: 8}"));
    assertEquals(
        "t.yaml:7:22: smallest: bytes, 1 to 65536, as 4096 or 4KiB, was expected,"
            + " got \"1GiB\"",
        refused("- smcd: {smallest: 1GiB}"));
  }
}
