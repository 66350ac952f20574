package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.contract.Allocation;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.MoveOffset;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.FunctionEvents;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guests do all the time leaves nothing for the collector. */
class ServedAllocationTest {
  private static final int BLOCK = 4096;

  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
  private final MemorySegment data = MemorySegment.ofArray(new long[BLOCK / 8]);
  private Guest a;
  private Guest b;
  private int signals;

  @BeforeEach
  void plug() throws IOException {
    a = Guest.attached(machine.ism(1, OptionalInt.empty(), FunctionEvents.NONE)).probed();
    b = Guest.attached(machine.ism(2, OptionalInt.empty(), FunctionEvents.NONE)).probed();
  }

  @AfterEach
  void unplug() {
    a.close();
    b.close();
  }

  @Test
  void aMoveWithASignal() {
    long token = b.dmb(Guest.DMB, 4 * BLOCK, 32, 1);
    long signalled = MoveOffset.of(token, 3, true, BLOCK);
    // Not the eventfd: the first calls of the C library allocate, until they are compiled.
    assertEquals(0, b.function.setIrqs(IrqSet.eventfd(1, 0, () -> signals++)));
    assertEquals(
        0,
        Allocation.of(() -> {
          // The handler clears the summary, so each signal is an interrupt.
          int _ = (int) Layouts.ATOMIC_INT.getAndBitwiseAnd(b.ram, (long) Guest.SBA, 0);
          check(a.block(0, signalled, 0, data, 0, BLOCK));
          check(a.block(0, token | 1, 0xfff, data, 3, 1));
        }));
  }

  @Test
  void aCommandAndItsResponse() {
    MemorySegment header = MemorySegment.ofArray(Guest.HEX.parseHex("0000000300000008"));
    RegionAccess bar = a.function.region(2);
    assertEquals(
        0,
        Allocation.of(() -> {
          check(a.block(2, 0, 0, header, 0, 8));
          check(bar.pread(0, data, 0, 16) - 16);
        }));
  }

  @Test
  void configurationSpaceAndStorage() {
    RegionAccess config = a.function.region(7);
    assertEquals(
        0,
        Allocation.of(() -> {
          check(config.pread(0, data, 0, 256) - 256);
          check(config.pwrite(0x3c, data, 0x3c, 1) - 1);
          check(a.function.read(Guest.QUEUE, data, 0, 512) ? 0 : 1);
        }));
  }

  private static void check(long wrong) {
    if (wrong != 0) {
      throw new AssertionError("answer " + wrong);
    }
  }
}
