package io.zpci.vmm;

import io.zpci.function.FunctionFacts;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Configuration space as QEMU shows it: some bits are its own, the others are the device's. A load
 * asks the device once for the whole length unless every bit is QEMU's; a store always goes down,
 * in full length. Offsets are 0 to 255: the bus of s390 is conventional. Source: spec passthrough
 * e.2 (space 15).
 */
public final class GuestConfig {
  /** Bytes that a guest can reach. */
  public static final int SIZE = 256;

  private static final int BAR0 = 0x10;
  private static final int ROM_BAR = 0x30;
  private static final int CAPABILITIES = 0x34;
  private static final int MSI_ID = 0x05;
  private static final int MSI_LENGTH = 14;
  private static final int MSI_64_BIT = 0x80;
  private static final int MSI_ENABLE_AND_COUNT = 0x71;
  private static final int MSI_DATA_32 = 8;
  private static final int MSI_DATA_64 = 12;
  private static final int CONTROL = 2;
  private static final int MSIX_ID = 0x11;
  private static final int MSIX_LENGTH = 12;
  private static final int MSIX_CONTROL_HIGH = 3;
  private static final int MSIX_ENABLE_AND_MASK = 0xc0;
  private static final int MEMORY_64_PREFETCH = 0xc;

  private final byte[] own = new byte[SIZE];
  private final byte[] writable = new byte[SIZE];
  private final byte[] initial = new byte[SIZE];
  private final byte[] shadow = new byte[SIZE];
  private int msix;
  private int msi;

  private GuestConfig() {}

  /**
   * QEMU's BARs and expansion-ROM BAR, all else the device's. A BAR whose next neighbour is absent
   * is a prefetchable 64-bit one, any other a 32-bit one.
   */
  public static GuestConfig of(FunctionFacts facts) {
    GuestConfig config = new GuestConfig();
    config.ownBars(facts);
    return config;
  }

  /**
   * The same with the capability pointer and the MSI-X capability, which are QEMU's too: found in
   * {@code device}, the first 256 bytes of the device's configuration space. Of an MSI capability
   * QEMU remembers what the guest wrote; the device answers.
   */
  public static GuestConfig of(FunctionFacts facts, byte[] device) {
    GuestConfig config = of(facts);
    config.ownBytes(CAPABILITIES, device, 1);
    int at = device[CAPABILITIES] & 0xfc;
    for (int hops = 0; at >= 0x40 && hops < 48; hops++) {
      if (device[at] == MSIX_ID && at + MSIX_LENGTH <= SIZE) {
        config.ownBytes(at, device, MSIX_LENGTH);
        config.writable[at + MSIX_CONTROL_HIGH] = (byte) MSIX_ENABLE_AND_MASK;
        config.msix = at;
      } else if (device[at] == MSI_ID && at + MSI_LENGTH <= SIZE) {
        config.rememberMsi(at, device);
      }
      at = device[at + 1] & 0xfc;
    }
    return config;
  }

  /** The same, read from {@code device} as QEMU reads it when the function is plugged. */
  public static GuestConfig of(FunctionFacts facts, RegionAccess device) {
    byte[] bytes = new byte[SIZE];
    MemorySegment segment = Arena.ofAuto().allocate(SIZE, 8);
    if (device.pread(0, segment, 0, SIZE) == SIZE) {
      MemorySegment.copy(segment, Layouts.BYTE, 0, bytes, 0, SIZE);
    }
    return of(facts, bytes);
  }

  /**
   * As a recording tells it.
   *
   * @param own 0xff for each byte that QEMU answers without asking the device
   * @param guest what the guest reads
   * @param device what the device answers; where it differs from {@code guest}, the differing bits
   *     are QEMU's
   */
  public static GuestConfig recorded(byte[] own, byte[] guest, byte[] device) {
    GuestConfig config = new GuestConfig();
    for (int i = 0; i < SIZE; i++) {
      config.own[i] = (byte) (own[i] | (guest[i] ^ device[i]));
      config.initial[i] = guest[i];
    }
    config.reset();
    return config;
  }

  /** Back to the values at the start. */
  public void reset() {
    System.arraycopy(initial, 0, shadow, 0, SIZE);
  }

  /** Message control of MSI-X as the guest wrote it; 0 without the capability. */
  int msixControl() {
    return msix == 0 ? 0 : halfword(msix + CONTROL);
  }

  /** Message control of MSI as the guest wrote it; 0 without the capability. */
  int msiControl() {
    return msi == 0 ? 0 : halfword(msi + CONTROL);
  }

  /** Message data of MSI as the guest wrote it; 0 without the capability. */
  int msiData() {
    if (msi == 0) {
      return 0;
    }
    return halfword(msi + ((msiControl() & MSI_64_BIT) != 0 ? MSI_DATA_64 : MSI_DATA_32));
  }

  private int halfword(int at) {
    return (shadow[at] & 0xff) | (shadow[at + 1] & 0xff) << 8;
  }

  /** The value of the BAR register {@code bar}, as a number. */
  int bar(int bar) {
    int at = BAR0 + 4 * bar;
    return (shadow[at] & 0xff)
        | (shadow[at + 1] & 0xff) << 8
        | (shadow[at + 2] & 0xff) << 16
        | (shadow[at + 3] & 0xff) << 24;
  }

  /** A load: the register image. */
  long load(RegionAccess region, MemorySegment buffer, int offset, int length, Tap tap) {
    boolean asks = false;
    for (int i = 0; i < length; i++) {
      asks |= own[offset + i] != -1;
    }
    long below = 0;
    if (asks) {
      if (region.pread(offset, buffer, 0, length) != length) {
        tap.broken(QemuRules.REGION_READ);
        return MemoryCore.mask(length);
      }
      below = Layouts.getImage(buffer, 0, length);
    }
    long mask = image(own, offset, length);
    return (below & ~mask) | (image(shadow, offset, length) & mask);
  }

  /** A store of a register image. */
  void store(
      RegionAccess region, MemorySegment buffer, int offset, int length, long value, Tap tap) {
    for (int i = 0; i < length; i++) {
      int at = offset + i;
      int given = (int) (value >>> (8 * (length - 1 - i)));
      shadow[at] = (byte) ((shadow[at] & ~writable[at]) | (given & writable[at]));
    }
    Layouts.putImage(buffer, 0, length, value);
    if (region.pwrite(offset, buffer, 0, length) != length) {
      tap.broken(QemuRules.REGION_WRITE);
    }
  }

  private static long image(byte[] bytes, int offset, int length) {
    long image = 0;
    for (int i = 0; i < length; i++) {
      image = image << 8 | (bytes[offset + i] & 0xff);
    }
    return image;
  }

  private void ownBars(FunctionFacts facts) {
    for (int i = 0; i < 24; i++) {
      own[BAR0 + i] = -1;
    }
    for (int i = 0; i < 4; i++) {
      own[ROM_BAR + i] = -1;
    }
    for (int bar = 0; bar < 6; bar++) {
      long size = facts.barSize(bar);
      if (size != 0) {
        boolean wide = bar < 5 && facts.barSize(bar + 1) == 0;
        ownBar(bar, size, wide);
      }
    }
    reset();
  }

  private void ownBar(int bar, long size, boolean wide) {
    int at = BAR0 + 4 * bar;
    long mask = -size & ~0xfL;
    initial[at] = (byte) (wide ? MEMORY_64_PREFETCH : 0);
    for (int i = 0; i < (wide ? 8 : 4); i++) {
      writable[at + i] = (byte) (mask >>> (8 * i));
    }
  }

  private void rememberMsi(int at, byte[] device) {
    for (int i = at; i < at + MSI_LENGTH; i++) {
      initial[i] = device[i];
      shadow[i] = device[i];
      writable[i] = (byte) (i < at + CONTROL + 2 ? 0 : -1);
    }
    writable[at + CONTROL] = (byte) MSI_ENABLE_AND_COUNT;
    msi = at;
  }

  private void ownBytes(int at, byte[] device, int length) {
    for (int i = at; i < at + length; i++) {
      own[i] = -1;
      initial[i] = device[i];
      shadow[i] = device[i];
    }
  }
}
