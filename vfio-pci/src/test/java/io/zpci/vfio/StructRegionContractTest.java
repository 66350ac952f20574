package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.contract.RegionAccessContract;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** A region that is one struct is a region; this one adds up what its first two words say. */
class StructRegionContractTest extends RegionAccessContract {
  private static final int SIZE = 64;

  private static final class Adding extends StructRegion {
    Adding() {
      super(SIZE, new Capability.RegionType(1, 2));
    }

    @Override
    protected int execute(GuestStorage struct, long written) {
      if (written < 8) {
        return -Errno.ENOSPC;
      }
      struct.putInt(8, struct.getInt(0) + struct.getInt(4));
      return 0;
    }
  }

  @Override
  protected Region create() {
    return new Region(new Adding(), SIZE);
  }

  @Test
  void aWriteFromTheStartExecutesAndItsAnswerIsRead() {
    StructRegion region = new Adding();
    MemorySegment bytes = MemorySegment.ofArray(new byte[SIZE + 8]);
    bytes.set(Layouts.INT, 0, 30);
    bytes.set(Layouts.INT, 4, 12);
    assertEquals(8, region.pwrite(0, bytes, 0, 8));
    assertEquals(4, region.pread(8, bytes, 16, 4));
    assertEquals(42, bytes.get(Layouts.INT, 16));
    assertEquals(-Errno.ENOSPC, region.pwrite(0, bytes, 0, 4), "the errno of what was executed");
    assertEquals(-Errno.EINVAL, region.pwrite(4, bytes, 0, 8), "not from the start");
    assertEquals(-Errno.EINVAL, region.pwrite(0, bytes, 0, SIZE + 1), "longer than the struct");
    assertEquals(-Errno.EFAULT, region.pwrite(0, bytes.asSlice(0, 8), 0, 9), "no such buffer");
    assertEquals(-Errno.EINVAL, region.pread(SIZE, bytes, 0, 1), "behind the end");
    assertEquals(4, region.pread(8, bytes, 24, 4));
    assertEquals(42, bytes.get(Layouts.INT, 24), "nothing refused has executed");
  }
}
