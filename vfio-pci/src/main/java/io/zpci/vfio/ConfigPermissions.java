package io.zpci.vfio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who owns each byte of configuration space, and which of its bits are held by vfio and which can
 * be written. Built once from the capabilities that the device shows. Source: spec passthrough a.6
 * ({@code vfio_pci_config.c}).
 */
final class ConfigPermissions {
  /** Owner of the standard header. */
  static final int HEADER = 0;

  /** Owner of bytes that belong to nothing: they pass to the device. */
  static final int UNASSIGNED = 0xff;

  /** Owner of a hidden capability: zero bytes that vfio holds. */
  static final int HIDDEN = 0xfe;

  static final int CAP_PM = 0x01;
  static final int CAP_VPD = 0x03;
  static final int CAP_MSI = 0x05;
  static final int CAP_VENDOR = 0x09;
  static final int CAP_EXPRESS = 0x10;
  static final int CAP_MSIX = 0x11;
  static final int CAP_AF = 0x13;

  static final int VENDOR = 0x00;
  static final int COMMAND = 0x04;
  static final int STATUS = 0x06;
  static final int BAR_0 = 0x10;
  static final int ROM = 0x30;
  static final int CAPABILITIES = 0x34;
  static final int INT_PIN = 0x3d;
  static final int HEADER_SIZE = 0x40;
  static final int COMMAND_IO = 0x1;
  static final int COMMAND_MEMORY = 0x2;
  static final int STATUS_CAP_LIST = 0x10;

  private static final int COMMAND_INTX_DISABLE = 0x400;
  private static final int MSI_64BIT = 0x80;
  private static final int MSI_MASKBIT = 0x100;
  private static final int ALL = -1;

  /**
   * Permissions of a field.
   *
   * @param offset from the start of the header or capability
   * @param size in bytes, 1, 2 or 4
   * @param virtual bits that vfio holds; the rest is the device's
   * @param writable bits that a user can write
   */
  private record Field(int offset, int size, int virtual, int writable) {}

  /** The header; what is not named is the device's and read-only. */
  private static final List<Field> HEADER_FIELDS =
      List.of(
          new Field(VENDOR, 2, ALL, 0),
          new Field(0x02, 2, ALL, 0),
          new Field(COMMAND, 2, COMMAND_INTX_DISABLE, ALL),
          new Field(STATUS, 2, STATUS_CAP_LIST, 0),
          new Field(0x0c, 1, 0, ALL),
          new Field(0x0d, 1, 0, ALL),
          new Field(0x0f, 1, 0, ALL),
          new Field(0x10, 4, ALL, ALL),
          new Field(0x14, 4, ALL, ALL),
          new Field(0x18, 4, ALL, ALL),
          new Field(0x1c, 4, ALL, ALL),
          new Field(0x20, 4, ALL, ALL),
          new Field(0x24, 4, ALL, ALL),
          new Field(ROM, 4, ALL, ALL),
          new Field(CAPABILITIES, 1, ALL, 0),
          new Field(0x3c, 1, ALL, ALL),
          new Field(INT_PIN, 1, ALL, 0));

  private final int[] owner;
  private final int[] start;
  private final byte[] virtual;
  private final byte[] writable;
  private int msi;
  private int msix;
  private boolean express;

  /**
   * Reads the capability list of {@code shadow}, a copy of the device's configuration space, and
   * takes hidden capabilities out of it.
   */
  ConfigPermissions(byte[] shadow) {
    owner = new int[shadow.length];
    start = new int[shadow.length];
    virtual = new byte[shadow.length];
    writable = new byte[shadow.length];
    Arrays.fill(owner, UNASSIGNED);
    own(HEADER, 0, HEADER_SIZE);
    apply(0, HEADER_FIELDS);
    if ((shadow[STATUS] & STATUS_CAP_LIST) != 0) {
      walk(shadow);
    }
  }

  /** {@link #HEADER}, {@link #UNASSIGNED}, {@link #HIDDEN}, or a capability's id. */
  int owner(int position) {
    return owner[position];
  }

  /** Where the capability or header that owns {@code position} starts. */
  int start(int position) {
    return start[position];
  }

  /** The virtual bits of {@code size} bytes at {@code position}, little-endian. */
  int virtualBits(int position, int size) {
    return VfioConfig.little(virtual, position, size);
  }

  /** The writable bits of {@code size} bytes at {@code position}, little-endian. */
  int writableBits(int position, int size) {
    return VfioConfig.little(writable, position, size);
  }

  /** Where the MSI capability starts; 0 without one. */
  int msi() {
    return msi;
  }

  /** Where the MSI-X capability starts; 0 without one. */
  int msix() {
    return msix;
  }

  /** Whether this is a PCI Express device. */
  boolean express() {
    return express;
  }

  private void walk(byte[] shadow) {
    int previous = CAPABILITIES;
    int position = shadow[CAPABILITIES] & 0xfc;
    for (int seen = 0; position >= HEADER_SIZE && position < 0x100 && seen < 48; seen++) {
      int id = shadow[position] & 0xff;
      int next = shadow[position + 1] & 0xfc;
      int length = Math.min(length(shadow, id, position), 0x100 - position);
      if (length == 0) {
        int hidden = Math.min(4, 0x100 - position);
        shadow[previous] = (byte) next;
        own(HIDDEN, position, hidden);
        Arrays.fill(shadow, position, position + hidden, (byte) 0);
      } else {
        own(id, position, length);
        virtual[position + 1] = (byte) ALL;
        note(shadow, id, position);
        previous = position + 1;
      }
      position = next;
    }
  }

  private void note(byte[] shadow, int id, int position) {
    switch (id) {
      case CAP_MSI -> {
        msi = position;
        apply(position, msiFields(VfioConfig.little(shadow, position + 2, 2)));
      }
      case CAP_MSIX -> msix = position;
      case CAP_EXPRESS -> express = true;
      default -> {}
    }
  }

  /** Bytes of a capability; 0 for one that vfio does not know and hides. */
  private static int length(byte[] shadow, int id, int position) {
    return switch (id) {
      case CAP_PM, CAP_VPD -> 8;
      case CAP_MSI -> msiLength(VfioConfig.little(shadow, position + 2, 2));
      case CAP_VENDOR -> shadow[position + 2] & 0xff;
      case CAP_EXPRESS -> 0x3c;
      case CAP_MSIX -> 12;
      case CAP_AF -> 6;
      default -> 0;
    };
  }

  private static int msiLength(int flags) {
    return 10 + ((flags & MSI_64BIT) != 0 ? 4 : 0) + ((flags & MSI_MASKBIT) != 0 ? 10 : 0);
  }

  private static List<Field> msiFields(int flags) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field(2, 1, ALL, ALL));
    fields.add(new Field(4, 4, ALL, ALL));
    int data = 8;
    if ((flags & MSI_64BIT) != 0) {
      fields.add(new Field(8, 4, ALL, ALL));
      data = 12;
    }
    fields.add(new Field(data, 2, ALL, ALL));
    if ((flags & MSI_MASKBIT) != 0) {
      fields.add(new Field(data + 4, 4, 0, ALL));
      fields.add(new Field(data + 8, 4, 0, ALL));
    }
    return fields;
  }

  private void own(int id, int position, int length) {
    Arrays.fill(owner, position, position + length, id);
    Arrays.fill(start, position, position + length, position);
  }

  private void apply(int base, List<Field> fields) {
    for (Field field : fields) {
      for (int i = 0; i < field.size() && base + field.offset() + i < virtual.length; i++) {
        virtual[base + field.offset() + i] = (byte) (field.virtual() >> (8 * i));
        writable[base + field.offset() + i] = (byte) (field.writable() >> (8 * i));
      }
    }
  }
}
