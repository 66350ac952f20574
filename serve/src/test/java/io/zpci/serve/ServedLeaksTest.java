package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.IsmCommand;
import io.zpci.posix.SharedFile;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that come, map memory, set up interrupts, use the function and go: neither they nor the
 * server hold on to anything. {@code -Dzpci.rounds} says how many.
 */
class ServedLeaksTest {
  private static final int ROUNDS = Integer.getInteger("zpci.rounds", 10_000);

  /** Until compiled code and caches of the libraries are there. */
  private static final int WARM_UP = 500;

  private static final long IO = 0x1_0000_0000L;
  private static final int COMMANDS = 2;

  @TempDir Path folder;
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[256]);
  private int signals;

  @Test
  void clientsThatComeAndGoLeaveNothing() throws Exception {
    try (Attacked served = new Attacked(folder);
        SharedFile memory = SharedFile.create("guest", 1 << 20)) {
      for (int i = 0; i < WARM_UP; i++) {
        round(served.path(), memory, i);
      }
      served.untilIdle();
      Resources before = Resources.now();
      signals = 0;
      for (int i = 0; i < ROUNDS; i++) {
        round(served.path(), memory, i);
      }
      served.untilIdle();
      assertTrue(signals > 0, "no interrupt came");
      Resources.now().isNoMoreThan(before);
      served.otherGuest();
    }
  }

  /** Every way of leaving comes: with everything undone, with nothing, and in between. */
  private void round(Path path, SharedFile memory, int round) throws IOException {
    ClientOptions options = Patience.CLIENT.withWholeBlocks().withMemory(memory);
    try (VfioUserDevice device = VfioUserDevice.connect(path, options)) {
      RegionAccess config = device.region(DeviceFile.CONFIG_REGION);
      assertEquals(256, config.pread(0, buffer, 0, 256));
      assertEquals(0x14, buffer.get(Layouts.BYTE, 0), "the vendor is IBM");
      buffer.set(Layouts.SHORT, 0, (short) 0x0600);
      assertEquals(2, config.pwrite(4, buffer, 0, 2));
      assertEquals(0, device.setIrqs(IrqSet.eventfd(DeviceFile.IRQ_MSI, 0, () -> signals++)));
      assertEquals(0, device.dmaMap(IO, 0, 0x1000, true));
      assertEquals(0, device.dmaMap(IO + 0x1000, 0x4000, 0x4000, true));
      command(device.region(COMMANDS), IsmCommand.REG_SBA.code(), IO);
      IrqSet trigger =
          new IrqSet(
              IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER,
              DeviceFile.IRQ_MSI,
              0,
              1,
              List.of(),
              List.of());
      assertEquals(0, device.setIrqs(trigger));
      assertEquals(1, device.takeInterrupts(-1));
      if (round % 3 == 1) {
        assertEquals(0x1000, device.dmaUnmap(IO, 0x1000));
      } else if (round % 3 == 2) {
        assertEquals(0, device.reset());
        assertEquals(0, device.setIrqs(IrqSet.disable(DeviceFile.IRQ_MSI)));
        assertEquals(0x5000, device.dmaUnmap(0, 0x1_2000_0000L));
      }
    }
  }

  /** Payload, then header, as the driver does it; then the header of the response. */
  private void command(RegionAccess space, int code, long address) {
    buffer.set(Layouts.LONG, 0, address);
    assertEquals(8, space.pwrite(8, buffer, 0, 8));
    buffer.set(Layouts.LONG, 0, (long) code << 32 | 16);
    assertEquals(8, space.pwrite(0, buffer, 0, 8));
    assertEquals(8, space.pread(0, buffer, 0, 8));
    assertEquals(0, buffer.get(Layouts.SHORT, 4), "return code");
  }
}
