package io.zpci.vfio;

import static io.zpci.vfio.ConfigPermissions.BAR_0;
import static io.zpci.vfio.ConfigPermissions.COMMAND;
import static io.zpci.vfio.ConfigPermissions.COMMAND_IO;
import static io.zpci.vfio.ConfigPermissions.COMMAND_MEMORY;
import static io.zpci.vfio.ConfigPermissions.INT_PIN;
import static io.zpci.vfio.ConfigPermissions.ROM;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Configuration space as vfio-pci shows it: pieces of at most 4 bytes, of which some bits are held
 * in a shadow copy and the others are the device's. Opening enables memory space and copies the
 * device's configuration space into the shadow.
 *
 * <p>An error in a later piece returns the errno without a count. The bytes are configuration
 * space's own, little-endian. Source: spec passthrough a.6 ({@code vfio_pci_config.c}).
 *
 * <p>Of the capabilities only MSI and MSI-X have rules of their own here; other known ones are the
 * device's and read-only, unknown ones are hidden.
 */
final class VfioConfig implements RegionAccess, MemoryState {
  private static final int MSI_FLAGS = 2;
  private static final int MSI_ENABLE = 0x1;
  private static final int MSI_QSIZE = 0x70;
  private static final int MSIX_ENABLE = 0x8000;
  private static final int BAR_64BIT = 0x4;

  private final IoAccessors io;
  private final Tap tap;
  private final boolean noCommandMemory;
  private final boolean memoryNeedsPower;
  private final long[] barSizes;
  private final long romSize;
  private final byte[] shadow;
  private final int[] hardwareBars = new int[7];
  private final ConfigPermissions permissions;
  private final Register value = new Register();
  private boolean powered = true;
  private boolean barsWritten = true;
  private boolean msiActive;
  private int msiQueue;

  VfioConfig(
      IoAccessors io,
      FunctionFacts facts,
      VfioHost.@Nullable Rom rom,
      boolean memoryNeedsPower,
      boolean noCommandMemory,
      Tap tap) {
    this.io = io;
    this.tap = tap;
    this.memoryNeedsPower = memoryNeedsPower;
    this.noCommandMemory = noCommandMemory;
    this.barSizes = facts.barSizeArray();
    this.romSize = rom == null ? 0 : rom.size();
    this.shadow = new byte[facts.configSize()];
    enable();
    for (int position = 0; position < shadow.length; position += 4) {
      put(shadow, position, 4, hardware(position, 4));
    }
    for (int i = 0; i < hardwareBars.length; i++) {
      hardwareBars[i] = little(shadow, i < AddressSpace.BARS ? BAR_0 + 4 * i : ROM, 4);
    }
    shadow[INT_PIN] = 0;
    this.permissions = new ConfigPermissions(shadow);
  }

  /** {@code pci_enable_device}: memory space is switched on where the device has any. */
  private void enable() {
    int command = hardware(COMMAND, 2);
    for (long size : barSizes) {
      if (size != 0 && (command & COMMAND_MEMORY) == 0) {
        command |= COMMAND_MEMORY;
        io.configWrite(COMMAND, 2, command);
      }
    }
  }

  private int hardware(int position, int size) {
    return io.configRead(position, size, value) == 0 ? (int) value.get() : -1 >>> (32 - 8 * size);
  }

  @Override
  public boolean enabled() {
    return (noCommandMemory || (shadow[COMMAND] & COMMAND_MEMORY) != 0)
        && (powered || !memoryNeedsPower);
  }

  /** Whether the device's power state is above D3hot. */
  void powered(boolean on) {
    powered = on;
  }

  /** Bytes of configuration space. */
  int size() {
    return shadow.length;
  }

  ConfigPermissions permissions() {
    return permissions;
  }

  /** {@code size} bytes of the shadow, little-endian. */
  int shadow(int position, int size) {
    return little(shadow, position, size);
  }

  /**
   * MSI was enabled with {@code vectors}, or disabled with 0: what the guest may write into the
   * capability depends on it.
   */
  void msiEnabled(int vectors) {
    msiActive = vectors > 0;
    if (vectors > 0) {
      msiQueue = 32 - Integer.numberOfLeadingZeros(vectors * 2 - 1) - 1;
    }
  }

  /** As {@link #msiEnabled}, and the device's capability follows. */
  void msi(int vectors) {
    msiEnabled(vectors);
    if (permissions.msi() != 0) {
      int flags = hardware(permissions.msi() + MSI_FLAGS, 2) & ~(MSI_ENABLE | MSI_QSIZE);
      io.configWrite(
          permissions.msi() + MSI_FLAGS, 2, msiActive ? flags | msiQueue << 4 | MSI_ENABLE : flags);
    }
  }

  /** MSI-X was enabled or disabled; the device's capability follows. */
  void msix(boolean on) {
    if (permissions.msix() != 0) {
      int control = hardware(permissions.msix() + 2, 2) & ~MSIX_ENABLE;
      io.configWrite(permissions.msix() + 2, 2, on ? control | MSIX_ENABLE : control);
    }
  }

  /** What the kernel keeps of the device across a reset. */
  int save() {
    return hardware(COMMAND, 2);
  }

  /** Gives a device that was reset its COMMAND back. */
  void restore(int command) {
    io.configWrite(COMMAND, 2, command);
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    long room = buffer.isReadOnly() ? 0 : buffer.byteSize() - at;
    long done = 0;
    while (done < count) {
      int piece = piece(position + done, count - done);
      if (piece < 0) {
        return piece;
      }
      int where = (int) (position + done);
      int result = read(where, piece);
      if (result < 0) {
        return result;
      }
      if (done + piece > room) {
        tap.broken(VfioRules.CONFIG_FAULT);
        return -Errno.EFAULT;
      }
      Layouts.putImage(buffer, at + done, piece, IoAccessors.swap(value.get(), piece));
      done += piece;
    }
    return done;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    long room = buffer.byteSize() - at;
    long done = 0;
    while (done < count) {
      int piece = piece(position + done, count - done);
      if (piece < 0) {
        return piece;
      }
      int where = (int) (position + done);
      if (dropsWrites(permissions.owner(where))) {
        tap.broken(VfioRules.CONFIG_READ_ONLY);
        done += piece;
        continue;
      }
      if (done + piece > room) {
        tap.broken(VfioRules.CONFIG_FAULT);
        return -Errno.EFAULT;
      }
      int result =
          write(
              where,
              piece,
              (int) IoAccessors.swap(Layouts.getImage(buffer, at + done, piece), piece));
      if (result < 0) {
        return result;
      }
      done += piece;
    }
    return done;
  }

  /** Size of the next piece, or a negative errno. */
  private int piece(long position, long remaining) {
    if (position < 0 || position >= shadow.length || remaining > shadow.length - position) {
      tap.broken(VfioRules.CONFIG_BOUNDS);
      return -Errno.EFAULT;
    }
    int where = (int) position;
    int same = 1;
    while (((where + same) & 3) != 0
        && permissions.owner(where + same) == permissions.owner(where)) {
      same++;
    }
    long limit = Math.min(remaining, same);
    if (limit >= 4 && (where & 3) == 0) {
      return 4;
    }
    return limit >= 2 && (where & 1) == 0 ? 2 : 1;
  }

  private static boolean dropsWrites(int owner) {
    return switch (owner) {
      case ConfigPermissions.HEADER,
          ConfigPermissions.UNASSIGNED,
          ConfigPermissions.HIDDEN,
          ConfigPermissions.CAP_MSI ->
          false;
      default -> true;
    };
  }

  private int read(int where, int size) {
    int owner = permissions.owner(where);
    if (owner == ConfigPermissions.UNASSIGNED) {
      return io.configRead(where, size, value);
    }
    if (owner == ConfigPermissions.HIDDEN) {
      value.set(unsigned(little(shadow, where, size), size));
      return 0;
    }
    if (isBar(where)) {
      sizeBars();
    }
    int held = permissions.virtualBits(where, size);
    int image = little(shadow, where, size);
    if (held != -1 >>> (32 - 8 * size) || dropsWrites(owner)) {
      int result = io.configRead(where, size, value);
      if (result < 0) {
        return result;
      }
      image = ((int) value.get() & ~held) | (image & held);
    }
    if (where == COMMAND && noCommandMemory) {
      image |= shadow[COMMAND] & COMMAND_MEMORY;
    }
    value.set(unsigned(image, size));
    return 0;
  }

  private int write(int where, int size, int written) {
    int owner = permissions.owner(where);
    if (owner == ConfigPermissions.UNASSIGNED) {
      return io.configWrite(where, size, written);
    }
    if (owner == ConfigPermissions.HIDDEN) {
      put(shadow, where, size, written);
      return 0;
    }
    if (where == COMMAND && restoreNeeded(written)) {
      for (int i = 0; i < hardwareBars.length; i++) {
        io.configWrite(i < AddressSpace.BARS ? BAR_0 + 4 * i : ROM, 4, hardwareBars[i]);
      }
    }
    int result = writeBits(where, size, written);
    if (result < 0) {
      return result;
    }
    if (where == COMMAND) {
      int kept = COMMAND_MEMORY | COMMAND_IO;
      shadow[COMMAND] = (byte) ((shadow[COMMAND] & ~kept) | (written & kept));
    }
    if (isBar(where)) {
      barsWritten = true;
    }
    return owner == ConfigPermissions.CAP_MSI ? writeMsiFlags(where, size) : 0;
  }

  /**
   * A reset behind the kernel's back: the shadow has memory or I/O space on, the device has not.
   */
  private boolean restoreNeeded(int written) {
    int both = written & shadow[COMMAND] & (COMMAND_MEMORY | COMMAND_IO) & ~hardware(COMMAND, 2);
    return (noCommandMemory ? both & ~COMMAND_MEMORY : both) != 0;
  }

  /** Virtual bits go to the shadow; the others are changed in the device, which is read first. */
  private int writeBits(int where, int size, int written) {
    int writable = permissions.writableBits(where, size);
    if (writable == 0) {
      tap.broken(VfioRules.CONFIG_READ_ONLY);
      return 0;
    }
    int held = permissions.virtualBits(where, size) & writable;
    if (held != 0) {
      put(shadow, where, size, (little(shadow, where, size) & ~held) | (written & held));
    }
    int passed = writable & ~held;
    if (passed == 0) {
      tap.broken(VfioRules.CONFIG_HELD);
      return 0;
    }
    int result = io.configRead(where, size, value);
    return result < 0
        ? result
        : io.configWrite(where, size, ((int) value.get() & ~passed) | (written & passed));
  }

  /** MSI is enabled by SET_IRQS alone, with no more vectors than that asked for. */
  private int writeMsiFlags(int where, int size) {
    int start = permissions.start(where);
    int offset = where - start;
    if (offset > MSI_FLAGS || offset + size < MSI_FLAGS) {
      return 0;
    }
    int flags = little(shadow, start + MSI_FLAGS, 2);
    if (!msiActive) {
      flags &= ~MSI_ENABLE;
    }
    if ((flags & MSI_QSIZE) >> 4 > msiQueue) {
      flags = (flags & ~MSI_QSIZE) | (msiQueue << 4);
    }
    put(shadow, start + MSI_FLAGS, 2, flags);
    return io.configWrite(start + MSI_FLAGS, 2, flags);
  }

  /** BARs answer to sizing: the size's bits stick at 0, the type bits at what the device has. */
  private void sizeBars() {
    if (!barsWritten) {
      return;
    }
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      int where = BAR_0 + 4 * bar;
      if (barSizes[bar] == 0) {
        put(shadow, where, 4, 0);
        continue;
      }
      long mask = -barSizes[bar];
      int type = hardwareBars[bar] & 0xf;
      put(shadow, where, 4, (little(shadow, where, 4) & (int) mask & ~0xf) | type);
      if ((type & BAR_64BIT) != 0 && bar < AddressSpace.BAR_MAX) {
        bar++;
        put(shadow, where + 4, 4, little(shadow, where + 4, 4) & (int) (mask >>> 32));
      }
    }
    put(shadow, ROM, 4, romSize == 0 ? 0 : little(shadow, ROM, 4) & ((int) -romSize | 1));
    barsWritten = false;
  }

  private static boolean isBar(int where) {
    return (where >= BAR_0 && where < BAR_0 + 24) || (where >= ROM && where < ROM + 4);
  }

  /** {@code size} bytes, little-endian. */
  static int little(byte[] bytes, int position, int size) {
    int image = 0;
    for (int i = size - 1; i >= 0; i--) {
      image = (image << 8) | (bytes[position + i] & 0xff);
    }
    return image;
  }

  private static void put(byte[] bytes, int position, int size, int image) {
    for (int i = 0; i < size; i++) {
      bytes[position + i] = (byte) (image >> (8 * i));
    }
  }

  private static long unsigned(int image, int size) {
    return Integer.toUnsignedLong(image) & -1L >>> (64 - 8 * size);
  }
}
