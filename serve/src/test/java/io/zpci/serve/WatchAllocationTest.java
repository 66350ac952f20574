package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.Allocation;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.storage.Layouts;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.FunctionEvents;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A session that watches its functions leaves nothing for the collector while guests work. */
class WatchAllocationTest {
  private static final int BLOCK = 4096;

  private final EventStream stream = new EventStream((nanos, event) -> {});
  private final RuleWatch rules = new RuleWatch();
  private final FabricWatch fabric = new FabricWatch(IsmEvents.NONE);
  private final ServedMachine machine = new ServedMachine(rules, fabric, () -> 0);
  private int signals;

  private Guest guest(long gid, FunctionWatch watch) throws IOException {
    Guest guest = Guest.attached(machine.ism(gid, OptionalInt.empty(), watch)).probed();
    fabric.add(Objects.requireNonNull(machine.fabric().function(gid)), watch);
    return guest;
  }

  private FunctionWatch watch(String name) {
    return new FunctionWatch(name, stream, rules, FunctionEvents.NONE);
  }

  @Test
  void aMoveWithASignalARuleThatIsBrokenAndALoad() throws IOException {
    FunctionWatch watch = watch("a");
    try (Guest a = guest(1, watch);
        Guest b = guest(2, watch("b"))) {
      MemorySegment data = MemorySegment.ofArray(new long[BLOCK / 8]);
      long token = b.dmb(Guest.DMB, 4 * BLOCK, 32, 1);
      long signalled = MoveOffset.of(token, 3, true, BLOCK);
      assertEquals(0, b.function.setIrqs(IrqSet.eventfd(1, 0, () -> signals++)));
      // What is worth a line is made once; the next time would be the tenth million.
      for (int i = 0; i < 1_000_000; i++) {
        long _ = a.function.region(2).pwrite(0, data, 0, 8);
      }
      long before = watch.counts().blocks();
      assertEquals(
          0,
          Allocation.of(() -> {
            int _ = (int) Layouts.ATOMIC_INT.getAndBitwiseAnd(b.ram, (long) Guest.SBA, 0);
            check(a.block(0, signalled, 0, data, 0, BLOCK));
            check(a.function.region(2).pwrite(0, data, 0, 8) + Errno.EIO);
            check(a.function.region(2).pread(0, data, 8, 8) - 8);
          }));
      assertTrue(watch.counts().blocks() >= before + 2);
    }
  }

  private static void check(long wrong) {
    if (wrong != 0) {
      throw new AssertionError("answer " + wrong);
    }
  }
}
