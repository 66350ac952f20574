package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The steps of the control plane: raw operands in, facts out. */
class ControlStepsTest {
  private static final long SEED = Long.getLong("zpci.seed", 11);
  private static final String MEMORY = "{model: memory}";

  private static List<Shown> shown(String device, String route, String stack, String workload) {
    String text =
        "scenario: 1\ntitle: t\nstack: "
            + stack
            + "\ndevice: "
            + device
            + "\nroutes: ["
            + route
            + "]\nworkload:\n"
            + workload.indent(2)
            + "cases:\n  - name: c\n    expect: {plug: {not: x}}\n";
    Run run = new ScenarioRunner().run(ScenarioReader.read("t.yaml", "t", text)).runs().getFirst();
    return run.steps();
  }

  private static List<Shown> shown(String route, String workload) {
    return shown(MEMORY, route, "{qemu: qemu-11.1, mio: off}", workload);
  }

  private static String fact(Shown shown, String name) {
    List<String> values = shown.facts().get(name);
    return values == null ? "no such fact; " + shown.notDone() : Expected.describe(values);
  }

  private static void assertFacts(Shown shown, String... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      assertEquals(
          namesAndValues[i + 1],
          fact(shown, namesAndValues[i]),
          shown.describe() + ": " + namesAndValues[i]);
    }
  }

  @Test
  void rpcitRefreshesWhatStandsInTheTablesAndRefusesWhatLiesOutside() {
    List<Shown> steps =
        shown(
            "bar-rw",
            """
            - io-tables: {address: 0x100000000, pages: 2, frame: 0x90000}
            - dma: {address: 0x100001008, data: "0a0b"}
            - rpcit: {start: 0x100000000, length: 0x2000}
            - dma: {address: 0x100001008, data: "0a0b"}
            - rpcit: {start: 0x200000000, length: 0x1000}
            - stpcifc: {}
            - rpcit: {start: 0x100000000, length: 0x1000, problem-state: on}
            - rpcit: {start: 0x100000000, length: 0x1000, odd-pair: on}
            - rpcit: {start: 0x100000000, length: 0x1000, handle: 0x80010007}
            """);
    assertFacts(steps.get(0), "written", "2");
    assertFacts(steps.get(1), "became", "vanished", "answer", "ok");
    assertFacts(steps.get(2), "told", "cc 0", "rules", "[]", "events", "[]");
    assertFacts(steps.get(3), "became", "reached", "changed", "0x91008 0a0b");
    assertFacts(
        steps.get(4),
        "told",
        "cc 1 status 8",
        "rules",
        "qemu.rpcit.6",
        "events",
        "pec 0x2 at 0x200000000");
    assertFacts(steps.get(5), "is", "[enabled, error, blocked, dma]", "controls", "240");
    assertFacts(steps.get(6), "told", "privileged-operation exception");
    assertFacts(steps.get(7), "told", "specification exception");
    assertFacts(steps.get(8), "told", "cc 3");
  }

  @Test
  void mpcifcRegistersAndResetsByNameAndByNumber() {
    List<Shown> steps =
        shown(
            "bar-rw",
            """
            - mpcifc: {operation: register-interrupts, noi: 4, isc: 3, aibv: 0x80000, aibvo: 2, aisb: 0x81000, aisbo: 5}
            - mpcifc: {operation: 2}
            - stpcifc: {}
            - mpcifc: {operation: deregister-interrupts}
            - mpcifc: {operation: register-ioat}
            - mpcifc: {operation: deregister-ioat, dma-space: 1}
            - mpcifc: {operation: reset-error}
            - mpcifc: {operation: 99}
            - mpcifc: {operation: set-measurement, fib: 0x80004}
            - mpcifc: {operation: set-measurement, fmb: 0x80008}
            """);
    assertFacts(steps.get(0), "told", "cc 0");
    assertFacts(steps.get(1), "told", "cc 1 status 24", "rules", "qemu.mpcifc.sequence");
    assertFacts(
        steps.get(2),
        "isc",
        "3",
        "noi",
        "4",
        "sum",
        "1",
        "aibvo",
        "2",
        "aisbo",
        "5",
        "aisb",
        "528384");
    assertFacts(steps.get(3), "told", "cc 0");
    assertFacts(steps.get(4), "told", "cc 1 status 24");
    assertFacts(steps.get(5), "told", "cc 1 status 28");
    assertFacts(steps.get(6), "told", "cc 1 status 24");
    assertFacts(steps.get(7), "told", "operand exception");
    assertFacts(steps.get(8), "told", "specification exception");
    assertFacts(steps.get(9), "told", "cc 1 status 0", "events", "pec 0x2c at 0x80008");
  }

  @Test
  void clpListsQueriesAndSwitchesEachFunctionOfAGuest() {
    List<Shown> steps =
        shown(
            "{model: memory, functions: 3, guests: 1, booted: off}",
            "bar-rw",
            "{qemu: qemu-11.1, mio: off}",
            """
            - clp: {command: list}
            - clp: {command: list, response-length: 64}
            - clp: {command: list, token: 3}
            - clp: {command: list, token: 9}
            - clp: {command: query-function, function: c}
            - clp: {command: set-function, operation: disable, function: b}
            - clp: {command: list}
            - clp: {command: set-function, operation: enable, function: b, dma-spaces: 0}
            - clp: {command: set-function, operation: enable, function: b}
            - clp: {command: query-group}
            - clp: {command: 77}
            - clp: {command: list, request-length: 12}
            """);
    assertFacts(
        steps.get(0),
        "functions",
        "[fid 0x0 handle 0x80010001, fid 0x1 handle 0x80010002, fid 0x2 handle 0x80010003]",
        "token",
        "0");
    assertFacts(
        steps.get(1),
        "functions",
        "[fid 0x0 handle 0x80010001, fid 0x1 handle 0x80010002]",
        "token",
        "3");
    assertFacts(steps.get(2), "functions", "fid 0x2 handle 0x80010003", "token", "0");
    assertFacts(steps.get(3), "told", "cc 0", "code", "266");
    assertFacts(steps.get(4), "fid", "2", "uid", "3", "bars", "[0xc, 0x0, 0xc, 0x0, 0xc, 0x0]");
    assertFacts(steps.get(5), "code", "16", "handle", Long.toString(0x10002));
    assertFacts(
        steps.get(6),
        "functions",
        "[fid 0x0 handle 0x80010001, fid 0x1 handle 0x00010002, fid 0x2 handle 0x80010003]");
    assertFacts(steps.get(7), "code", Integer.toString(0x103));
    assertFacts(steps.get(8), "code", "16", "handle", Long.toString(0x8001_0002L));
    assertFacts(steps.get(9), "interrupts", "128", "max-store-block", "128");
    assertFacts(steps.get(10), "told", "cc 0", "code", Integer.toString(0x20));
    assertFacts(steps.get(11), "told", "operand exception");
  }

  @Test
  void interruptsComeAsSicSays() {
    List<Shown> steps =
        shown(
            "lpar",
            """
            - irqs: {vectors: 2}
            - signal: {vector: 1}
            - take: {}
            - signal: {vector: 0}
            - take: {subclasses: 0xff}
            - signal: {vector: 1}
            - sic: {operation: 0}
            - sic: {operation: 1, isc: 2}
            - sic: {operation: 9}
            - irqs: {vectors: 0}
            - signal: {vector: 0}
            """);
    assertFacts(steps.get(0), "result", "2", "vectors", "2");
    assertFacts(
        steps.get(1), "changed", "[0x3000 80, 0x20000 40]", "pending", "2", "interrupts", "yes");
    assertFacts(steps.get(2), "taken", "1", "handled", "a 1", "pending", "[]");
    assertFacts(steps.get(3), "interrupts", "yes");
    assertFacts(steps.get(4), "taken", "1", "subclasses", "2", "handled", "[]");
    // The summary bit is still set: nobody handled it.
    assertFacts(steps.get(5), "changed", "0x20000 c0", "interrupts", "no");
    assertFacts(steps.get(6), "told", "cc 0", "single-mode", "[]");
    assertFacts(steps.get(7), "single-mode", "2", "no-mode", "[]");
    assertFacts(steps.get(8), "told", "operand exception");
    assertFacts(steps.get(9), "result", "ok", "vectors", "0");
    assertFacts(steps.get(10), "changed", "[]", "interrupts", "no");
  }

  @Test
  void theKernelMapsUnmapsAndRecovers() {
    List<Shown> steps =
        shown(
            "lpar",
            """
            - map: {length: 8192, direction: to-device}
            - dma: {direction: read, address: 0x1003fe000}
            - dma: {address: 0x1003fe000}
            - error-event: {driver: need-reset}
            - unmap: {address: 0x1003fe000, length: 8192}
            - unmap: {address: 0x900000000}
            - kernel: {call: zpci_disable_device}
            - kernel: {call: zpci_enable_device}
            - iomap: {bar: 0}
            - iomap: {bar: 1}
            - reset: {what: guest}
            - reset: {what: vfio}
            """);
    assertFacts(steps.get(0), "result", "ok", "address", Long.toString(0x1_003f_e000L));
    assertFacts(steps.get(1), "became", "reached", "loaded", "0000000000000000");
    assertFacts(steps.get(2), "became", "refused", "answer", "pec 0x4", "state", "error");
    assertFacts(
        steps.get(3),
        "fetched",
        "pec 0x4 at 0x1003fe000",
        "handled",
        "recovered",
        "driver-told",
        "[error_detected frozen, slot_reset, resume]",
        "state",
        "enabled");
    assertFacts(steps.get(4), "result", "ok");
    assertFacts(steps.get(5), "result", "-EINVAL");
    assertFacts(steps.get(6), "result", "ok", "state", "disabled");
    assertFacts(steps.get(7), "result", "ok", "state", "enabled");
    assertFacts(steps.get(8), "result", "ok", "address", "0x4000000000000000");
    assertFacts(steps.get(9), "result", "-ENOMEM", "address", "none");
    assertFacts(steps.get(10), "result", "-ENOSYS", "rebooted", "off");
    assertTrue(String.valueOf(steps.get(11).notDone()).startsWith("here is a guest"));
  }

  @Test
  void aGuestsResetLosesWhatWasRegisteredAndItsKernelComesUpAgain() {
    List<Shown> steps =
        shown(
            "{model: memory, functions: 2, guests: 1}",
            "bar-rw",
            "{qemu: qemu-11.1, mio: off}",
            """
            - irqs: {vectors: 1, function: b}
            - pcistg: {space: 0, offset: 0x10, data: "0102030405060708", function: b}
            - reset: {}
            - irqs: {vectors: 1, function: b}
            - pcistg: {space: 0, offset: 0x10, data: "0102030405060708", function: b}
            - signal: {function: b}
            - take: {}
            """);
    assertFacts(steps.get(0), "result", "1");
    assertFacts(steps.get(1), "verdict", "delivered");
    assertFacts(steps.get(2), "result", "ok", "rebooted", "ok", "handle", "2147549185");
    assertFacts(steps.get(3), "result", "1");
    assertFacts(steps.get(4), "verdict", "delivered");
    assertFacts(steps.get(5), "interrupts", "yes");
    assertFacts(steps.get(6), "taken", "1", "handled", "b 0");
  }

  @Test
  void aProcessMakesCallsOnItsDevice() {
    List<Shown> steps =
        shown(
            "{model: memory, msix: off}",
            "vfio-pci-process",
            "{host: linux-7.2, mio: off}",
            """
            - region-info: {region: 7}
            - region-info: {region: 8}
            - set-irqs: {index: msi, count: 4}
            - set-irqs: {index: msix, count: 1}
            - set-irqs: {index: msi, count: 0}
            - ioeventfd: {region: 0, offset: 0xffff, width: 2}
            - ioeventfd: {region: 0, offset: 0x0, width: 4}
            - ioeventfd: {region: 0, offset: 0x0, width: 4}
            - reset: {what: vfio}
            - rpcit: {start: 0x100000000, length: 0x1000}
            """);
    assertFacts(
        steps.get(0),
        "result",
        "ok",
        "offset",
        Long.toString(7L << 40),
        "size",
        "256",
        "flags",
        "3");
    assertFacts(steps.get(1), "result", "-EINVAL");
    assertFacts(steps.get(2), "result", "ok");
    assertFacts(steps.get(3), "result", "-EINVAL");
    assertFacts(steps.get(4), "result", "ok");
    assertFacts(steps.get(5), "result", "-EINVAL");
    assertFacts(steps.get(6), "result", "ok");
    assertFacts(steps.get(7), "result", "-EEXIST");
    assertFacts(steps.get(8), "result", "ok", "state", "enabled");
    assertTrue(String.valueOf(steps.get(9).notDone()).startsWith("rpcit is done by a guest"));
  }

  @Test
  void aFaultAnswersOneInstructionOfTheControlPlane() {
    List<Shown> steps =
        shown(
            "lpar",
            """
            - control-fault: {on: stpcifc, status: 40, nth: 2}
            - stpcifc: {}
            - stpcifc: {}
            - stpcifc: {}
            - control-fault: {on: clp, exception: operand}
            - clp: {command: list}
            """);
    assertFacts(steps.get(1), "told", "cc 0");
    assertFacts(steps.get(2), "told", "cc 1 status 40");
    assertFacts(steps.get(3), "told", "cc 0");
    assertFacts(steps.get(5), "told", "operand exception");
  }

  @Test
  void aPageIsRemappedUntilThatIsRefused() {
    List<Shown> steps =
        shown(
            "bar-rw",
            """
            - remap: {address: 0x100000000, times: 5}
            - dma: {address: 0x100000000, data: "77"}
            - remap: {address: 0x500000000, times: 5}
            """);
    assertFacts(steps.get(0), "told", "cc 0", "done", "5");
    assertFacts(steps.get(1), "changed", "0x90000 77");
    assertFacts(steps.get(2), "told", "cc 1 status 8", "done", "0");
  }

  /** No operands end in an exception: what is refused is a fact. */
  @Test
  void noOperandsThrow() {
    Random random = new Random(SEED);
    List<String> routes =
        List.of("lpar", "bar-rw", "interpretation", "ism-vfio-pci-process", "vfio-pci-process");
    for (int i = 0; i < 120; i++) {
      String route = routes.get(random.nextInt(routes.size()));
      String device =
          route.startsWith("ism") || random.nextInt(4) == 0
              ? "{model: ism, functions: 2, guests: 1}"
              : "{model: memory, functions: 2, guests: 1}";
      String stack = "{mio: off, host-endian: " + (random.nextBoolean() ? "be" : "le") + "}";
      StringBuilder workload = new StringBuilder();
      for (int step = 0; step < 12; step++) {
        workload.append("- ").append(step(random)).append('\n');
      }
      String what = "seed " + SEED + ", number " + i + ", " + route + ", " + stack;
      try {
        assertEquals(12, shown(device, route, stack, workload.toString()).size(), what);
      } catch (RuntimeException e) {
        throw new AssertionError(what + ":\n" + workload, e);
      }
    }
  }

  private static String step(Random random) {
    // Faults are for functions with a guest of their own.
    List<StepKind> kinds =
        ControlKinds.list().stream().filter(kind -> !kind.word().equals("control-fault")).toList();
    StepKind kind = kinds.get(random.nextInt(kinds.size()));
    List<String> fields = new ArrayList<>();
    for (Parameter each : kind.parameters()) {
      if (each.required() || random.nextInt(3) == 0) {
        fields.add(each.name() + ": " + value(random, kind, each));
      }
    }
    return kind.word() + ": {" + String.join(", ", fields) + "}";
  }

  /** What the reader takes: it has tests of its own for what it does not. */
  private static String value(Random random, StepKind kind, Parameter parameter) {
    return switch (parameter.name()) {
      // A read takes no data.
      case "direction" -> kind.word().equals("dma") ? "write" : "to-device";
      case "function" -> random.nextBoolean() ? "a" : "b";
      case "operation" ->
          kind.word().equals("sic")
              ? Integer.toString(random.nextInt(0x10000))
              : Integer.toString(random.nextInt(kind.word().equals("clp") ? 5 : 12));
      case "command" -> Integer.toString(random.nextInt(8));
      case "isc", "bar" -> Integer.toString(random.nextInt(6));
      case "pages", "times" -> Integer.toString(1 + random.nextInt(300));
      case "width" -> Integer.toString(1 << random.nextInt(4));
      case "fd" -> Integer.toString(random.nextInt(6) - 1);
      case "data" -> kind.word().equals("dma") ? "\"0102030405060708\"" : number(random, 16);
      case "length" ->
          switch (kind.word()) {
            case "rpcit" -> number(random, 34);
            case "dma" -> "8";
            default -> Integer.toString(1 + random.nextInt(4096));
          };
      case "count" -> Integer.toString(1 + random.nextInt(100));
      case "dma-space", "dma-spaces", "group", "subclasses", "start" ->
          kind.word().equals("rpcit") ? number(random, 64) : number(random, 7);
      case "vector", "vectors", "region", "noi" -> number(random, 4);
      case "request-length", "response-length", "pec" -> number(random, 13);
      default ->
          switch (parameter.type()) {
            case FLAG -> random.nextBoolean() ? "on" : "off";
            case WORD -> parameter.words().get(random.nextInt(parameter.words().size()));
            default -> number(random, 64);
          };
    };
  }

  /** Small, near the aperture's edges and the storage's, or anything of so many bits. */
  private static String number(Random random, int bits) {
    long value =
        switch (bits < 64 ? 3 : random.nextInt(5)) {
          case 0 -> 0x1_0000_0000L + (random.nextInt(0x500) - 0x40L) * 0x1000 + random.nextInt(9);
          case 1 -> random.nextInt(0x50_0000);
          case 2 -> 0x40_0000 - random.nextInt(0x100);
          case 3 -> random.nextLong() >>> (64 - bits);
          default -> -1L - random.nextInt(0x2000);
        };
    return "0x" + Long.toHexString(value);
  }
}
