package io.zpci.serve;

import io.zpci.arch.AddressSpace;
import io.zpci.posix.Descriptor;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import io.zpci.vfiouser.Attachment;
import io.zpci.vfiouser.ServedDevice;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A device whose client reverses the bytes of each piece of 8 that it cuts a block into, as QEMU
 * from 10.0 on does on a little-endian host: each write of 8 bytes to a BAR is turned round. So is
 * a store of 8, which came in order: nothing in the message tells them apart. A client that sends
 * whole blocks cuts none. Source: spec passthrough e.2, g.5.
 */
final class UndoneReversal implements ServedDevice {
  private static final int PIECE = 8;

  private final ServedDevice below;
  private final RegionAccess[] bars = new RegionAccess[AddressSpace.BARS];
  private boolean wholeBlocks;

  /** {@code below}, as its client's guest meant it. */
  UndoneReversal(ServedDevice below) {
    this.below = below;
    for (int bar = 0; bar < bars.length; bar++) {
      bars[bar] = new Turning(below.region(bar));
    }
  }

  private final class Turning implements RegionAccess {
    private final RegionAccess region;
    private final MemorySegment piece = MemorySegment.ofArray(new long[1]);

    private Turning(RegionAccess region) {
      this.region = region;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      return region.pread(position, buffer, at, count);
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      if (count != PIECE || wholeBlocks) {
        return region.pwrite(position, buffer, at, count);
      }
      piece.set(Layouts.LONG, 0, Long.reverseBytes(buffer.get(Layouts.LONG, at)));
      return region.pwrite(position, piece, 0, PIECE);
    }
  }

  @Override
  public RegionAccess region(int index) {
    return AddressSpace.isBar(index) ? bars[index] : below.region(index);
  }

  @Override
  public void attach(Attachment client) {
    wholeBlocks = client.wholeBlocks();
    below.attach(client);
  }

  @Override
  public DeviceInfo info() {
    return below.info();
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    return below.regionInfo(index);
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    return below.irqInfo(index);
  }

  @Override
  public int setIrqs(IrqSet set) {
    return below.setIrqs(set);
  }

  @Override
  public int reset() {
    return below.reset();
  }

  @Override
  public int dmaMap(long address, long size, int access, long offset, @Nullable Descriptor file) {
    return below.dmaMap(address, size, access, offset, file);
  }

  @Override
  public int dmaUnmap(long address, long size) {
    return below.dmaUnmap(address, size);
  }

  @Override
  public void dmaUnmapAll() {
    below.dmaUnmapAll();
  }

  @Override
  public void detach() {
    below.detach();
  }
}
