package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.ZpciIoRegion;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests of the 2020 QEMU, and where their data stands. Source: spec passthrough c.2. */
class ZpciIoOperationsTest {
  private final ZpciIoOperations qemu = new ZpciIoOperations();
  private final List<String> requests = new ArrayList<>();
  private final GuestStorage guest =
      new GuestStorage(0x1_0000, MemorySegment.ofArray(new byte[16]));

  /** What the region answers, where it is not what it was given. */
  private long answer = ZpciIoRegion.SIZE - ZpciIoRegion.REQUEST;

  ZpciIoOperationsTest() {
    qemu.connect(new Region());
    for (int i = 0; i < 16; i++) {
      guest.putByte(0x1_0000 + i, 0xa0 + i);
    }
  }

  /** The host's end: a block is read where its address leads, a load leaves a value there. */
  private final class Region implements RegionAccess {
    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      throw new AssertionError("nothing of the region is read");
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      long flags = buffer.get(Layouts.LONG, at);
      long address = buffer.get(Layouts.LONG, at + 8);
      int length = buffer.get(Layouts.SHORT, at + 28);
      assertEquals(0, address & 0xfff, "QEMU's buffer is a page");
      GuestStorage found = qemu.resolve(address, length);
      assertNotNull(found);
      if (flags == ZpciIoRegion.READ) {
        found.putLong(address, 0x1122_3344_5566_7788L);
        requests.add("read " + length);
      } else {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
          bytes[i] = (byte) found.getByte(address + i);
        }
        requests.add("write " + HexFormat.of().formatHex(bytes));
      }
      return answer;
    }
  }

  @Test
  void aBlockIsInQemusPageWhereverTheGuestsOperandIs() {
    assertEquals(Outcome.OK, qemu.storeBlock(0, 0x40, 5, guest, 0x1_0003));
    assertEquals(List.of("write a3a4a5a6a7"), requests);
  }

  @Test
  void aLoadLeavesTheGuestsOperandOfABlockAlone() {
    Register loaded = new Register();
    assertEquals(Outcome.OK, qemu.storeBlock(0, 0x40, 8, guest, 0x1_0000));
    assertEquals(Outcome.OK, qemu.load(2, 8, 8, loaded));
    assertEquals(0x1122_3344_5566_7788L, loaded.get());
    assertEquals(0xa0a1_a2a3_a4a5_a6a7L, guest.getLong(0x1_0000));
    assertEquals(List.of("write a0a1a2a3a4a5a6a7", "read 8"), requests);
  }

  @Test
  void aRequestThatFailsIsAnOperandException() {
    answer = -5;
    int operand = Outcome.exception(ProgramInterruption.OPERAND);
    assertEquals(operand, qemu.storeBlock(0, 0, 8, guest, 0x1_0000));
    assertEquals(operand, qemu.load(2, 8, 8, new Register()));
  }

  @Test
  void nothingElseOfQemuIsFound() {
    assertNull(qemu.resolve(0x1_0000, 8));
  }
}
