package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.dma.DmaRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RPCIT by raw operands. Source: spec zpci 4.4, 11.3, 11.4. */
class RpcitTest {
  private static final int ERROR = Outcome.error(8);

  private final ControlBench bench = new ControlBench();

  @Test
  void aRegisteredRangeIsRefreshed() {
    bench.registerIoat();
    bench.map(1);
    assertEquals(Outcome.OK, bench.rpcit(ControlBench.PBA, 0x10_0000));
    assertEquals(List.of(), bench.broken());
    assertEquals(List.of(), bench.events);
  }

  /** The edges that were executed: spec zpci 11.4. */
  @ParameterizedTest
  @CsvSource({
    "0xfffff000, 0x1000, true",
    "0xfffff000, 0xfff, false",
    "0xffffe000, 0x1000, false",
    "0x100fff000, 0x1000, true",
    "0x100fff000, 0x100000, true",
    "0x101000000, 0x1000, false",
    "0x100000123, 0x10, true",
    "0x100000000, 0, true"
  })
  void theRange(long start, long length, boolean taken) {
    bench.registerIoat();
    assertEquals(taken ? Outcome.OK : ERROR, bench.rpcit(start, length));
    assertEquals(taken ? List.of() : List.of("firmware.rpcit.6"), bench.broken());
    assertEquals(taken ? List.of() : List.of(bench.event(0x0002, start)), bench.events);
    assertEquals(taken ? FunctionState.ENABLED : FunctionState.ERROR, bench.entry.state());
  }

  @Test
  void withoutAnAnchorTheFunctionFails() {
    assertEquals(ERROR, bench.rpcit(0x1_0000_2000L, 0x1000));
    assertEquals(List.of("firmware.rpcit.5"), bench.broken());
    assertEquals(List.of(bench.event(0x0001, 0x1_0000_2000L)), bench.events);
    assertEquals(FunctionState.ERROR, bench.entry.state());
  }

  @ParameterizedTest
  @CsvSource({
    "0x10010, 0, 0x0007, 0x100000000",
    "0x10010, 0x14004, 0x0008, 0x100000000",
    "0x10010, 0x140c7, 0x0008, 0x100000000",
    "0x10010, 0x14003, 0x0009, 0x100000000",
    "0x14000, 0, 0x0007, 0x100000000",
    "0x14000, 0x18004, 0x0009, 0x100000000",
    "0x18018, 0, 0x0007, 0x100003000",
    "0x18018, 0x200, 0x0009, 0x100003000"
  })
  void anErrorOfTheWalkIsAnEventWithItsCode(long entry, long value, int pec, long address) {
    bench.registerIoat();
    bench.storage.putLong(entry, value);
    assertEquals(ERROR, bench.rpcit(ControlBench.PBA, 0x10_0000));
    assertEquals(List.of("firmware.rpcit.7"), bench.broken());
    assertEquals(List.of(bench.event(pec, address)), bench.events);
    assertEquals(FunctionState.ERROR, bench.entry.state());
  }

  @Test
  void anchorsWithoutTranslationAreNotRefreshed() {
    ControlBench relaxed =
        new ControlBench(FirmwareRules.DEFAULT.withDma(DmaRules.MACHINE.withRelaxed(true)));
    relaxed.fib().putLong(16, ControlBench.PBA).putLong(24, ControlBench.PAL);
    assertEquals(Outcome.OK, relaxed.mpcifc(4));
    assertTrue(relaxed.entry.dma().registered());
    assertEquals(ERROR, relaxed.rpcit(ControlBench.PBA, 0x1000));
    assertEquals(List.of(relaxed.event(0x0001, ControlBench.PBA)), relaxed.events);
    assertEquals(List.of("firmware.rpcit.5"), relaxed.broken());
  }

  @Test
  void anAnchorWithoutTranslationIsNoneWhateverElseItSays() {
    ControlBench relaxed =
        new ControlBench(FirmwareRules.DEFAULT.withDma(DmaRules.MACHINE.withRelaxed(true)));
    relaxed.fib().putLong(16, ControlBench.PBA).putLong(24, ControlBench.PAL).putLong(32, 0x4);
    assertEquals(Outcome.OK, relaxed.mpcifc(4));
    assertEquals(ERROR, relaxed.rpcit(ControlBench.PBA, 0x1000));
    assertEquals(List.of("firmware.rpcit.5"), relaxed.broken());
    assertEquals(List.of(relaxed.event(0x0001, ControlBench.PBA)), relaxed.events);
  }

  @Test
  void theStateDecidesBeforeTheAnchor() {
    bench.entry.error();
    assertEquals(Outcome.error(40), bench.rpcit(0, 0));
    assertEquals(List.of("firmware.rpcit.4"), bench.broken());
    bench.entry.resetBlock();
    bench.registerIoat();
    assertEquals(Outcome.OK, bench.rpcit(ControlBench.PBA, 0x1000), "blocked");
    bench.entry.permanentError();
    assertEquals(Outcome.INVALID_HANDLE, bench.rpcit(0, 0));
    assertEquals(List.of("R-28"), bench.broken());
    assertEquals(List.of(), bench.events);
  }

  @Test
  void theWholeHandleCounts() {
    long handle = (long) bench.entry.handle() << 32;
    bench.registerIoat();
    for (long other : new long[] {1L << 63, 1L << 48, 1L << 56, 2L << 32}) {
      assertEquals(
          Outcome.INVALID_HANDLE,
          bench.rpcit(Issue.HANDLE, handle ^ other, ControlBench.PBA, 0x1000));
      assertEquals(List.of("R-28"), bench.broken());
    }
    bench.entry.disable();
    assertEquals(Outcome.INVALID_HANDLE, bench.rpcit(ControlBench.PBA, 0x1000), "disabled");
  }

  @Test
  void checksInTheirOrder() {
    int both = Issue.PROBLEM_STATE | Issue.ODD_PAIR;
    assertEquals(ControlBench.PRIVILEGED, bench.rpcit(both, 0, 0, 0));
    assertEquals(List.of("R-30"), bench.broken());
    assertEquals(ControlBench.SPECIFICATION, bench.rpcit(Issue.ODD_PAIR, 0, 0, 0));
    assertEquals(List.of("firmware.rpcit.2"), bench.broken());
  }
}
