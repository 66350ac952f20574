package io.zpci.vfio;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A kernel's accessors on a device that answers each byte with {@link #byteAt} and keeps a log:
 * {@code D@10} is an access of 8 bytes at 0x10, {@code W@10=aabbccdd} a store of 4, bytes in
 * address order.
 */
final class FakeIo implements IoAccessors {
  static final int MSI = 0x40;
  static final int MSIX = 0x58;

  private static final String WIDTHS = "-BH-W---D";

  final List<String> log = new ArrayList<>();
  final byte[] config = new byte[256];
  final Set<Integer> unmappable = new HashSet<>();
  private final boolean values;
  private int mappings;

  /** {@code values}: whether stores are logged with their bytes. */
  FakeIo(boolean values) {
    this.values = values;
    put(0x00, 0x0005_1b36);
    put(0x04, 0x0010_0000);
    put(0x10, 0x0c);
    put(0x18, 0x0c);
    put(0x20, 0x0c);
    put(0x34, MSI);
    put(MSI, 0x0086_5805);
    put(MSIX, 0x0003_0011);
    put(MSIX + 4, 0x2002);
    put(MSIX + 8, 0x2802);
  }

  /** The device of the recording {@code vfio-pci-split}. */
  static FunctionFacts facts() {
    return new FunctionFacts(
        "memory",
        0x1b36,
        0x0005,
        0,
        0,
        List.of(0x10000L, 0L, 0x4000L, 0L, 0x1000L, 0L),
        FunctionFacts.BlockClass.STRICT,
        128,
        false,
        8,
        new FunctionFacts.Msix(2, 0x2000, 0x2800, 4),
        256);
  }

  static FunctionFacts ism() {
    return new FunctionFacts(
        "ism",
        0x1014,
        0x04ed,
        FunctionFacts.PFT_ISM,
        1,
        List.of(1L << 48, 0L, 0x1000L, 0L, 0L, 0L),
        FunctionFacts.BlockClass.RELAXED,
        4096,
        false,
        1,
        null,
        256);
  }

  static byte byteAt(long offset) {
    return (byte) (offset % 251);
  }

  void put(int where, int dword) {
    for (int i = 0; i < 4; i++) {
      config[where + i] = (byte) (dword >> 8 * i);
    }
  }

  int mappings() {
    return mappings;
  }

  @Override
  public long iomap(int bar) {
    mappings++;
    return unmappable.contains(bar) ? NULL : 1L << 62 | (long) bar << 48;
  }

  @Override
  public void iounmap(long address) {
    log.add("unmap");
  }

  @Override
  public long ioreadBe(long address, int width) {
    long offset = address & (1L << 48) - 1;
    log.add(WIDTHS.charAt(width) + "@" + Long.toHexString(offset));
    long image = 0;
    for (int i = 0; i < width; i++) {
      image = image << 8 | byteAt(offset + i) & 0xff;
    }
    return image;
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    String access = WIDTHS.charAt(width) + "@" + Long.toHexString(address & (1L << 48) - 1);
    String bytes = Long.toHexString(value);
    log.add(values ? access + "=" + "0".repeat(2 * width - bytes.length()) + bytes : access);
  }

  @Override
  public int configRead(int where, int size, Register value) {
    if (where + size > config.length) {
      value.set(0xffff_ffffL);
      return -Errno.EINVAL;
    }
    log.add("cfg r" + size + "@" + Integer.toHexString(where));
    value.set(Integer.toUnsignedLong(VfioConfig.little(config, where, size)));
    return 0;
  }

  @Override
  public int configWrite(int where, int size, int value) {
    log.add("cfg w" + size + "@" + Integer.toHexString(where) + "=" + Integer.toHexString(value));
    for (int i = 0; i < size; i++) {
      config[where + i] = (byte) (value >> 8 * i);
    }
    return 0;
  }
}
