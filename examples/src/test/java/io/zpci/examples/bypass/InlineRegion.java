package io.zpci.examples.bypass;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.Capability;
import io.zpci.vfio.StructRegion;

/**
 * The kernel's half. Header and data in one write are one PCISTB. A header alone is one PCILG,
 * whose bytes stand behind it then.
 */
final class InlineRegion extends StructRegion {
  /** u64, big-endian as all here: the offset in the space. */
  static final int OFFSET = 0;

  /** u16: how many bytes. */
  static final int LENGTH = 8;

  /** u8: the PCI address space. */
  static final int SPACE = 10;

  /** The bytes, a page of them at most; what is between is not used. */
  static final int DATA = 16;

  static final int SIZE = DATA + 4096;

  private final LinuxIo io;
  private final Register loaded = new Register();

  InlineRegion(LinuxIo io) {
    super(SIZE, new Capability.RegionType(0x8000_1014, 3));
    this.io = io;
  }

  @Override
  protected int execute(GuestStorage struct, long written) {
    int length = struct.getShort(LENGTH);
    boolean load = written == DATA && length >= 1 && length <= 8;
    if (!load && (length == 0 || written != DATA + length)) {
      return -Errno.EINVAL;
    }
    long request = Request.of(io.zdev().handle(), struct.getByte(SPACE), length);
    if (!load) {
      return io.storeBlock(request, struct.getLong(OFFSET), struct, DATA);
    }
    int result = io.load(request, struct.getLong(OFFSET), loaded);
    if (result == 0) {
      Layouts.putImage(struct.segment(), DATA, length, loaded.get());
    }
    return result;
  }
}
