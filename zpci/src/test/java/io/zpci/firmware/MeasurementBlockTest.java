package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The function measurement block. Source: spec zpci 7. */
class MeasurementBlockTest {
  private static final long BLOCK = 0x5000;

  private final ControlBench bench = new ControlBench();
  private final Register loaded = new Register();

  private int load(int length) {
    long request = Request.of(bench.entry.handle(), 0, length);
    return bench.firmware.load(Issue.HANDLE, request, 0, loaded);
  }

  private int store(int length) {
    long request = Request.of(bench.entry.handle(), 0, length);
    return bench.firmware.store(Issue.HANDLE, request, 0, 0);
  }

  private int block(int length) {
    long request = Request.of(bench.entry.handle(), 0, length);
    return bench.firmware.storeBlock(Issue.HANDLE, request, 0, bench.storage, 0x7000);
  }

  private void measure(long address) {
    assertEquals(Outcome.OK, bench.fib().putLong(64, address).mpcifc(10));
  }

  private void assertBlock(long... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], bench.storage.getLong(BLOCK + 8L * i), "at " + 8 * i);
    }
  }

  @Test
  void whatSucceedsIsCounted() {
    measure(BLOCK);
    bench.registerIoat();
    for (int i = 0; i < 3; i++) {
      assertEquals(Outcome.OK, load(8));
    }
    assertEquals(Outcome.OK, store(4));
    assertEquals(Outcome.OK, store(8));
    assertEquals(Outcome.OK, block(128));
    assertEquals(Outcome.OK, bench.rpcit(ControlBench.PBA, 0x1000));
    assertEquals(ControlBench.OPERAND, load(3));
    assertEquals(ControlBench.OPERAND, store(3));
    assertEquals(ControlBench.SPECIFICATION, block(3));
    assertEquals(Outcome.error(8), bench.rpcit(0, 0x1000));
    assertEquals(Outcome.error(12), load(8));
    bench.entry.resetError();
    bench.firmware.injectBusy(1);
    assertEquals(Outcome.BUSY, load(8));
    bench.entry.updateMeasurementBlock(0x1234);
    assertBlock(0, 0x2468, 3, 2, 1, 1, 0, 0);
    bench.entry.updateMeasurementBlock(0x1235);
    assertBlock(1, 0x246a, 3, 2, 1, 1, 0, 0);
  }

  @Test
  void nothingIsWrittenBeforeAnUpdateOrOutsideTheBlock() {
    for (long at = BLOCK - 8; at < BLOCK + 128; at += 8) {
      bench.storage.putLong(at, -1);
    }
    measure(BLOCK);
    load(8);
    assertEquals(-1, bench.storage.getLong(BLOCK + 8));
    bench.entry.updateMeasurementBlock(1);
    assertEquals(-1, bench.storage.getLong(BLOCK - 8));
    assertEquals(-1, bench.storage.getInt(BLOCK), "format and indicators stay");
    assertEquals(1, bench.storage.getLong(BLOCK + 16));
    assertEquals(-1, bench.storage.getLong(BLOCK + 48), "so do the DMA counters");
  }

  @Test
  void stoppedMeansNothingIsWritten() {
    bench.entry.updateMeasurementBlock(5);
    assertBlock(0, 0, 0);
    measure(BLOCK);
    load(8);
    measure(0);
    bench.entry.updateMeasurementBlock(5);
    assertBlock(0, 0, 0);
    measure(BLOCK);
    load(8);
    bench.entry.updateMeasurementBlock(5);
    assertBlock(0, 10, 1, 0, 0, 0);
  }

  @Test
  void anotherBlockGoesOnCounting() {
    measure(0x6000);
    load(8);
    bench.entry.updateMeasurementBlock(5);
    measure(BLOCK);
    load(8);
    bench.entry.updateMeasurementBlock(6);
    assertBlock(1, 12, 2, 0, 0, 0);
  }

  @Test
  void storageThatDoesNotHoldTheBlockEndsIt() {
    measure(0x10_0000 - 0x20);
    bench.entry.updateMeasurementBlock(5);
    assertEquals(List.of(bench.event(0x002a, 0x10_0000 - 0x20)), bench.events);
    assertEquals(FunctionState.ENABLED, bench.entry.state());
    assertEquals(0, bench.entry.measurementBlock());
    bench.entry.updateMeasurementBlock(6);
    assertEquals(1, bench.events.size());
  }

  @Test
  void disableEndsIt() {
    measure(BLOCK);
    bench.entry.disable();
    assertEquals(0, bench.entry.measurementBlock());
  }

  @Test
  void storageNeedsToHoldNoMoreThanWhatIsWritten() {
    measure(0x10_0000 - 0x30);
    load(8);
    bench.entry.updateMeasurementBlock(5);
    assertEquals(List.of(), bench.events);
    assertEquals(10, bench.storage.getLong(0x10_0000 - 0x28));
    assertEquals(1, bench.storage.getLong(0x10_0000 - 0x20));
  }
}
