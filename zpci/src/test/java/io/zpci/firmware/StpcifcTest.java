package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STPCIFC by raw operands. Source: spec zpci 4.6, 6.4. */
class StpcifcTest {
  private static final long ENABLE = 1L << 63;

  private final ControlBench bench = new ControlBench();

  private int store(long request, long fib) {
    return bench.stpcifc(Issue.HANDLE, ControlBench.register(request), fib);
  }

  /** The sequence that was executed: spec zpci 6.4. */
  @Test
  void controlsFromEnabledThroughErrorAndBack() {
    assertEquals(0x80, bench.controls());
    assertEquals(Outcome.OK, bench.registerIoat());
    assertEquals(0x90, bench.controls());
    assertEquals(Outcome.error(8), bench.rpcit(ControlBench.PAL + 1, 0x1000));
    assertEquals(0xf0, bench.controls());
    assertEquals(Outcome.OK, bench.fib().mpcifc(9));
    assertEquals(0xd0, bench.controls());
    assertEquals(Outcome.OK, bench.fib().mpcifc(7));
    assertEquals(0x90, bench.controls());
  }

  @Test
  void theBlockEchoesWhatWasRegistered() {
    bench.fib().putLong(16, ControlBench.PBA + 0x123).putLong(24, ControlBench.PAL - 0x10);
    assertEquals(Outcome.OK, bench.putLong(32, ControlBench.IOTA).mpcifc(4));
    assertEquals(Outcome.OK, bench.registerInterrupts(0x3001, 3, 0x4008, 5));
    assertEquals(Outcome.OK, bench.fib().putLong(64, 0x5010).mpcifc(10));
    assertEquals(Outcome.OK, bench.stpcifc());
    long[] expected = {
      0,
      0x90L << 56,
      ControlBench.PBA,
      ControlBench.PAL,
      ControlBench.IOTA,
      0x2002_0385L << 32,
      0x3001,
      0x4008,
      0x5010,
      0
    };
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], bench.storage.getLong(ControlBench.FIB + 8L * i), "at " + 8 * i);
    }
  }

  @Test
  void theIndexAloneIsLookedUpAndTheEnableBitIsSwitchedOn() {
    Register request = ControlBench.register(0x0012_0001_0000_00ffL);
    assertEquals(Outcome.OK, bench.stpcifc(Issue.HANDLE, request, ControlBench.FIB));
    assertEquals(0x0012_0001_0000_00ffL | ENABLE, request.get());
    assertEquals(0x80, bench.storage.getByte(ControlBench.FIB + 8));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, 0x777, 0xffff})
  void anUnknownIndexIsNoHandle(long index) {
    assertEquals(Outcome.INVALID_HANDLE, store(ENABLE | index << 32, ControlBench.FIB));
    assertEquals(List.of("firmware.stpcifc.4"), bench.broken());
    assertEquals(-1, bench.storage.getLong(ControlBench.FIB));
  }

  @Test
  void aDisabledFunctionHasAnEmptyBlockForADisabledHandleOnly() {
    bench.registerIoat();
    long enabled = (long) bench.entry.handle() << 32;
    bench.entry.disable();
    assertEquals(Outcome.INVALID_HANDLE, store(enabled, ControlBench.FIB));
    Register request = ControlBench.register(1L << 32);
    assertEquals(Outcome.OK, bench.stpcifc(Issue.HANDLE, request, ControlBench.FIB));
    assertEquals(1L << 32, request.get(), "the enable bit stays off");
    for (int at = 0; at < 80; at += 8) {
      assertEquals(0, bench.storage.getLong(ControlBench.FIB + at));
    }
  }

  @Test
  void aStandbyFunctionHasNoHandle() {
    bench.entry.deconfigure();
    assertEquals(Outcome.INVALID_HANDLE, store(1L << 32, ControlBench.FIB));
  }

  @Test
  void permanentErrorIsStatus8() {
    bench.entry.permanentError();
    assertEquals(FunctionState.PERMANENT_ERROR, bench.entry.state());
    assertEquals(Outcome.error(8), bench.stpcifc());
    assertEquals(List.of("firmware.stpcifc.5"), bench.broken());
    assertEquals(-1, bench.storage.getLong(ControlBench.FIB));
  }

  @Test
  void checksInTheirOrder() {
    Register bad = ControlBench.register(0x777L << 32 | 0x10000);
    long fib = ControlBench.FIB + 4;
    assertEquals(ControlBench.PRIVILEGED, bench.stpcifc(Issue.PROBLEM_STATE, bad, fib));
    assertEquals(List.of("R-30"), bench.broken());
    assertEquals(Outcome.error(28), bench.stpcifc(Issue.HANDLE, bad, fib));
    assertEquals(List.of("firmware.stpcifc.2"), bench.broken());
    assertEquals(ControlBench.SPECIFICATION, store(0x777L << 32, fib));
    assertEquals(List.of("firmware.stpcifc.3"), bench.broken());
    assertEquals(Outcome.INVALID_HANDLE, store(0x777L << 32, ControlBench.SIZE));
    assertEquals(ControlBench.ADDRESSING, store(1L << 32, ControlBench.SIZE - 72));
    assertEquals(List.of("firmware.stpcifc.4", "firmware.storage"), bench.broken());
    assertEquals(Outcome.OK, store(1L << 32, ControlBench.SIZE - 80));
  }
}
