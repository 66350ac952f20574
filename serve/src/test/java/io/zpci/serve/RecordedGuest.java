package io.zpci.serve;

import io.zpci.arch.Request;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.Attachment;
import io.zpci.vfiouser.GuestMemory;
import io.zpci.vfiouser.MessageDma;
import io.zpci.vfiouser.ServedFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client with a guest, as far as the device can tell: memory, an interrupt, blocks, loads. */
final class RecordedGuest implements AutoCloseable {
  static final long SBA = 0x1_1fff_f000L;
  static final long QUEUE = 0x1_1fff_e000L;
  static final long DMB = 0x1_1fff_0000L;
  static final int DMB_SIZE = 0x2000;
  private static final long PAGE = 4096;
  private static final int HANDLE = 0x8002_0000;

  final AtomicInteger interrupts = new AtomicInteger();
  private final ServedFunction served;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes = MemorySegment.ofArray(new byte[4096]);
  private volatile @Nullable MemorySegment sba;

  RecordedGuest(ServedFunction served) {
    this.served = served;
  }

  /** Comes, as QEMU with a guest whose driver probes. */
  void come() throws PosixException {
    served.attach(new Attachment(NO_MESSAGES, 100, false));
    served.reset();
    served.region(DeviceFile.CONFIG_REGION).pwrite(4, bytes.fill((byte) 0), 0, 2);
    served.setIrqs(IrqSet.eventfd(DeviceFile.IRQ_MSI, 0, interrupts::incrementAndGet));
    sba = map(SBA, PAGE, 0x1000);
    map(QUEUE, PAGE, 0x2000);
    map(DMB, DMB_SIZE, 0x4000);
    command(IsmCommand.REG_SBA, SBA);
    command(IsmCommand.REG_IEQ, QUEUE, 512);
  }

  /** Goes, as one that is killed. */
  void go() {
    sba = null;
    served.detach();
  }

  /** A file of its own for each range, at a place that no other has. */
  private MemorySegment map(long address, long size, long offset) throws PosixException {
    try (SharedFile file = SharedFile.create("guest", offset + size)) {
      MemorySegment mapped = file.map(arena, offset, size, true);
      int flags = GuestMemory.READ | GuestMemory.WRITE;
      Descriptor descriptor = new Descriptor(file.descriptor().release());
      if (served.dmaMap(address, size, flags, offset, descriptor) != 0) {
        throw new IllegalStateException("not mapped");
      }
      return mapped;
    }
  }

  void unmap(long address, long size) {
    if (served.dmaUnmap(address, size) != 0) {
      throw new IllegalStateException("not unmapped");
    }
  }

  /** The guest's handler has seen byte 0 of the SBA. */
  void clearSummary() {
    MemorySegment page = sba;
    if (page != null) {
      page.set(Layouts.BYTE, 0, (byte) 0);
    }
  }

  int reset() {
    return served.reset();
  }

  /** A whole block, taken from the guest. */
  int block(int space, long offset, byte[] data) {
    return served.storeBlock(
        Request.of(HANDLE, space, data.length),
        offset,
        0x37f_e000_3aa8L,
        MemorySegment.ofArray(data),
        0);
  }

  /** A posted write, which is a store where it is 8 bytes long. */
  long write(int space, long offset, byte[] data) {
    return served.region(space).pwrite(offset, MemorySegment.ofArray(data), 0, data.length);
  }

  long read(int space, long offset) {
    return served.region(space).pread(offset, bytes, 0, 8) == 8 ? bytes.get(Layouts.LONG, 0) : -1;
  }

  /** As the driver does it; the payload of the response, or its {@code ret}, negative. */
  long command(IsmCommand command, long... payload) {
    MemorySegment data = MemorySegment.ofArray(new byte[8 * payload.length]);
    for (int i = 0; i < payload.length; i++) {
      data.set(Layouts.LONG, 8L * i, payload[i]);
    }
    if (payload.length > 0) {
      block(IsmFacts.COMMANDS, 8, data.toArray(Layouts.BYTE));
    }
    MemorySegment header = MemorySegment.ofArray(new byte[8]);
    header.set(Layouts.INT, 0, command.code());
    header.set(Layouts.SHORT, 6, (short) command.requestLength());
    block(IsmFacts.COMMANDS, 0, header.toArray(Layouts.BYTE));
    long answer = read(IsmFacts.COMMANDS, 0);
    int ret = (int) (answer >>> 16) & 0xffff;
    boolean more = ret == 0 && (answer & 0xffff) > 8;
    return ret != 0 ? -ret : more ? read(IsmFacts.COMMANDS, 8) : 0;
  }

  @Override
  public void close() {
    arena.close();
  }

  private static final MessageDma NO_MESSAGES =
      new MessageDma() {
        @Override
        public boolean read(long address, MemorySegment target, long at, int length) {
          return false;
        }

        @Override
        public boolean write(long address, MemorySegment source, long at, int length) {
          return false;
        }
      };
}
