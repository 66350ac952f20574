package io.zpci.function;

import io.zpci.arch.AddressSpace;
import org.jspecify.annotations.Nullable;

/**
 * A function's configuration space of 256 or 4096 bytes: header, MSI-X capability at {@link
 * #FIRST_CAPABILITY} where the facts have one, MSI capability after it. Which bits a store changes
 * is data, a mask beside the bytes; a BAR register written with all ones therefore reads back its
 * size and type.
 *
 * <p>Registers are little-endian in the bytes. {@link #load} and {@link #store} have the byte order
 * of {@link PciFunction}: the byte at {@code offset} is the most significant of the register image,
 * so that a driver on s390 swaps. Nothing allocates after the constructor. Sources: PCI Local Bus
 * Specification 3.0, chapter 6; spec zpci 1.5.
 */
public final class ConfigSpace {
  /** Offset of the vendor id, 2 bytes. */
  public static final int VENDOR = 0x00;

  /** Offset of the device id, 2 bytes. */
  public static final int DEVICE = 0x02;

  /** Offset of the command register, 2 bytes. */
  public static final int COMMAND = 0x04;

  /** In {@link #COMMAND}: the function answers accesses to its BARs. */
  public static final int COMMAND_MEMORY = 0x0002;

  /** In {@link #COMMAND}: the function may issue DMA and messages. */
  public static final int COMMAND_BUS_MASTER = 0x0004;

  /** In {@link #COMMAND}: no interrupt by pin. */
  public static final int COMMAND_INTX_DISABLE = 0x0400;

  /** Offset of the status register, 2 bytes. */
  public static final int STATUS = 0x06;

  /** In {@link #STATUS}: there is a list of capabilities. */
  public static final int STATUS_CAPABILITIES = 0x0010;

  /** Offset of the class code, 3 bytes. */
  public static final int CLASS = 0x09;

  /** Offset of the cache line size, 1 byte. */
  public static final int CACHE_LINE = 0x0c;

  /** Offset of BAR 0; 4 bytes a register. */
  public static final int BARS = 0x10;

  /** Offset of the offset of the first capability, 1 byte. */
  public static final int CAPABILITIES = 0x34;

  /** Offset of the interrupt line, 1 byte. */
  public static final int INTERRUPT_LINE = 0x3c;

  /** Where the first capability stands. */
  public static final int FIRST_CAPABILITY = 0x40;

  /** Capability id of MSI. */
  public static final int MSI = 0x05;

  /** Capability id of MSI-X. */
  public static final int MSIX = 0x11;

  /** Bytes of an MSI capability with a 64-bit address and without masks. */
  public static final int MSI_SIZE = 14;

  /** Bytes of an MSI-X capability. */
  public static final int MSIX_SIZE = 12;

  private static final int CAPABILITY_STRIDE = 16;
  private static final int CONTROL = 2;
  private static final int MSI_ENABLE = 0x0001;
  private static final int MSI_MULTIPLE_ENABLE = 0x0070;
  private static final int MSI_64_BIT = 0x0080;
  private static final int MSIX_ENABLE = 0x8000;
  private static final int MSIX_FUNCTION_MASK = 0x4000;

  private final byte[] bytes;
  private final byte[] initial;
  private final byte[] writable;
  private final int msi;
  private final int msix;

  /**
   * The space after power-on.
   *
   * @param facts ids, BARs, capabilities, size
   * @param classCode the 24-bit class code: base class, subclass, interface
   * @throws IllegalArgumentException where a BAR of 4 GiB or more is not a 64-bit one, or the size
   *     is not 256 or 4096
   */
  public ConfigSpace(FunctionFacts facts, int classCode) {
    if (facts.configSize() != 256 && facts.configSize() != 4096) {
      throw new IllegalArgumentException(
          "configuration space of " + facts.configSize() + " bytes, not 256 or 4096");
    }
    bytes = new byte[facts.configSize()];
    writable = new byte[facts.configSize()];
    put(bytes, VENDOR, 2, facts.vendor());
    put(bytes, DEVICE, 2, facts.device());
    put(bytes, CLASS, 3, classCode);
    put(writable, COMMAND, 2, COMMAND_MEMORY | COMMAND_BUS_MASTER | COMMAND_INTX_DISABLE);
    put(writable, CACHE_LINE, 1, 0xff);
    put(writable, INTERRUPT_LINE, 1, 0xff);
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      putBar(facts, bar);
    }
    msix = facts.msix() == null ? 0 : FIRST_CAPABILITY;
    msi = facts.msiVectors() == 0 ? 0 : FIRST_CAPABILITY + (msix == 0 ? 0 : CAPABILITY_STRIDE);
    if (msix != 0 || msi != 0) {
      put(bytes, STATUS, 2, STATUS_CAPABILITIES);
      put(bytes, CAPABILITIES, 1, FIRST_CAPABILITY);
    }
    putMsix(facts.msix());
    putMsi(facts.msiVectors());
    initial = bytes.clone();
  }

  private void putBar(FunctionFacts facts, int bar) {
    long size = facts.barSize(bar);
    if (size == 0) {
      return;
    }
    boolean wide = facts.is64Bit(bar);
    if (!wide && size >= 1L << 32) {
      throw new IllegalArgumentException(
          "BAR " + bar + " of 4 GiB or more is not followed by an empty one");
    }
    int register = BARS + 4 * bar;
    put(bytes, register, 4, facts.barTypeBits(bar));
    long address = -size & ~0xfL;
    put(writable, register, wide ? 8 : 4, address);
  }

  private void putMsix(FunctionFacts.@Nullable Msix capability) {
    if (capability == null) {
      return;
    }
    put(bytes, msix, 1, MSIX);
    put(bytes, msix + 1, 1, msi);
    put(bytes, msix + CONTROL, 2, capability.vectors() - 1L);
    put(bytes, msix + 4, 4, capability.table() | capability.bar());
    put(bytes, msix + 8, 4, capability.pba() | capability.bar());
    put(writable, msix + CONTROL, 2, MSIX_ENABLE | MSIX_FUNCTION_MASK);
  }

  private void putMsi(int vectors) {
    if (vectors == 0) {
      return;
    }
    int capable = 32 - Integer.numberOfLeadingZeros(vectors - 1);
    put(bytes, msi, 1, MSI);
    put(bytes, msi + CONTROL, 2, MSI_64_BIT | (capable << 1));
    put(writable, msi + CONTROL, 2, MSI_ENABLE | MSI_MULTIPLE_ENABLE);
    put(writable, msi + 4, 8, ~0x3L);
    put(writable, msi + 12, 2, 0xffff);
  }

  /** The size in bytes, 256 or 4096. */
  public int size() {
    return bytes.length;
  }

  /**
   * The register image of the {@code length} (1 to 8) bytes at {@code offset}; {@link
   * IndexOutOfBoundsException} where they are not all inside.
   */
  public long load(long offset, int length) {
    int from = inside(offset, length);
    long image = 0;
    for (int i = 0; i < length; i++) {
      image = (image << 8) | (bytes[from + i] & 0xff);
    }
    return image;
  }

  /**
   * Stores the {@code length} (1 to 8) low-order bytes of {@code image} at {@code offset}; bits
   * that are not writable stay. {@link IndexOutOfBoundsException} where they are not all inside.
   */
  public void store(long offset, int length, long image) {
    int from = inside(offset, length);
    for (int i = 0; i < length; i++) {
      int mask = writable[from + i];
      int value = (int) (image >>> (8 * (length - 1 - i)));
      bytes[from + i] = (byte) ((bytes[from + i] & ~mask) | (value & mask));
    }
  }

  /** Back to the state after power-on. */
  public void reset() {
    System.arraycopy(initial, 0, bytes, 0, bytes.length);
  }

  /**
   * Sets the byte at {@code offset} for good: it is what {@link #reset} restores, and its writable
   * bits are {@code mask}.
   */
  public void define(int offset, int value, int mask) {
    bytes[offset] = (byte) value;
    initial[offset] = (byte) value;
    writable[offset] = (byte) mask;
  }

  /** Whether the function answers accesses to its BARs ({@link #COMMAND_MEMORY}). */
  public boolean memoryEnabled() {
    return (get(COMMAND, 2) & COMMAND_MEMORY) != 0;
  }

  /** Whether the function may issue DMA and messages ({@link #COMMAND_BUS_MASTER}). */
  public boolean busMaster() {
    return (get(COMMAND, 2) & COMMAND_BUS_MASTER) != 0;
  }

  /** Where the MSI capability stands; 0 without one. */
  public int msiOffset() {
    return msi;
  }

  /** Where the MSI-X capability stands; 0 without one. */
  public int msixOffset() {
    return msix;
  }

  /** Whether the driver enabled MSI. */
  public boolean msiEnabled() {
    return msi != 0 && (get(msi + CONTROL, 2) & MSI_ENABLE) != 0;
  }

  /** The logarithm of the number of MSI vectors that the driver enabled, 0 to 7. */
  public int msiMultipleEnabled() {
    return msi == 0 ? 0 : (int) (get(msi + CONTROL, 2) & MSI_MULTIPLE_ENABLE) >> 4;
  }

  /** The address of the MSI message. */
  public long msiAddress() {
    return msi == 0 ? 0 : get(msi + 4, 8);
  }

  /** The data of the MSI message for vector 0, 16 bits. */
  public int msiData() {
    return msi == 0 ? 0 : (int) get(msi + 12, 2);
  }

  /** The control word of MSI-X, 16 bits; 0 without the capability. */
  public int msixControl() {
    return msix == 0 ? 0 : (int) get(msix + CONTROL, 2);
  }

  /** Whether the driver enabled MSI-X. */
  public boolean msixEnabled() {
    return msix != 0 && (get(msix + CONTROL, 2) & MSIX_ENABLE) != 0;
  }

  /** The little-endian value of {@code length} bytes. */
  private long get(int offset, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  private static void put(byte[] target, int offset, int length, long value) {
    for (int i = 0; i < length; i++) {
      target[offset + i] = (byte) (value >>> (8 * i));
    }
  }

  private int inside(long offset, int length) {
    if (offset < 0 || offset > bytes.length - length) {
      throw new IndexOutOfBoundsException(
          "configuration space 0x" + Long.toHexString(offset) + ", length " + length);
    }
    return (int) offset;
  }
}
