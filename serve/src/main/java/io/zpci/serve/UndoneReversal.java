package io.zpci.serve;

import io.zpci.arch.AddressSpace;
import io.zpci.storage.Layouts;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.Attachment;
import io.zpci.vfiouser.ServedDevice;
import java.lang.foreign.MemorySegment;

/**
 * A device whose client reverses the bytes of each piece of 8 that it cuts a block into, as QEMU
 * from 10.0 on does on a little-endian host: each write of 8 bytes to a BAR is turned round. So is
 * a store of 8, which came in order: nothing in the message tells them apart. A client that sends
 * whole blocks cuts none. Source: spec passthrough e.2, g.5.
 */
final class UndoneReversal extends PassingServedDevice {
  private static final int PIECE = 8;

  private final RegionAccess[] bars = new RegionAccess[AddressSpace.BARS];
  private boolean wholeBlocks;

  /** {@code below}, as its client's guest meant it. */
  UndoneReversal(ServedDevice below) {
    super(below);
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
    return AddressSpace.isBar(index) ? bars[index] : super.region(index);
  }

  @Override
  public void attach(Attachment client) {
    wholeBlocks = client.wholeBlocks();
    super.attach(client);
  }
}
