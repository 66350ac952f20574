package io.zpci.vmm;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.Msix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The interception told once more, as plainly as possible: single bytes, text and no shared code.
 * For one enabled function in supervisor state with an even register pair.
 */
final class Restated {
  private final String version;
  private final boolean big;
  private final FunctionFacts facts;
  private final byte[] storage;
  final byte[] table;
  final List<String> accesses = new ArrayList<>();
  long loaded;

  Restated(String version, boolean big, FunctionFacts facts, byte[] storage) {
    this.version = version;
    this.big = big;
    this.facts = facts;
    this.storage = storage;
    this.table = new byte[16 * facts.msix().vectors()];
    for (int i = 12; i < table.length; i += 16) {
      table[i] = 1;
    }
  }

  private boolean leaves() {
    return !(version.equals("qemu-10.0.12")
        || version.equals("qemu-10.0")
        || version.startsWith("qemu-11"));
  }

  /** pba, table, bar, beyond or absent. */
  private String where(int space, long offset, int length) {
    long size = facts.barSize(space);
    if (size == 0) {
      return "absent";
    }
    if (offset < 0 || offset > size - length) {
      return "beyond";
    }
    Msix msix = facts.msix();
    if (msix.bar() == space) {
      if (offset >= msix.pba() && offset + length <= msix.pba() + (msix.vectors() + 63) / 64 * 8) {
        return "pba";
      }
      if (offset >= msix.table() && offset + length <= msix.table() + 16 * msix.vectors()) {
        return "table";
      }
    }
    return "bar";
  }

  private static int size(int length) {
    for (int size = 1; size < 8; size *= 2) {
      if (length / size % 2 == 1) {
        return size;
      }
    }
    return 8;
  }

  private void toDevice(String region, long offset, byte[] data) {
    accesses.add(
        "w" + region + "@" + Long.toHexString(offset) + " " + HexFormat.of().formatHex(data));
  }

  private byte[] fromDevice(String region, int answering, long offset, int count) {
    accesses.add("r" + region + "@" + Long.toHexString(offset) + " " + count);
    byte[] data = new byte[count];
    for (int i = 0; i < count; i++) {
      data[i] = SeenDevice.at(answering, offset + i);
    }
    return data;
  }

  String single(boolean store, int space, int length, long offset, long value) {
    if (space == 15) {
      return config(store, length, offset, value);
    }
    if (space > 5) {
      return "cc 1 status 20";
    }
    if (length == 0 || length > 8 - offset % 8 - (offset % 8 < 0 ? 8 : 0)) {
      return "operand exception";
    }
    int size = size(length);
    String where = where(space, offset, length);
    boolean gone = where.equals("absent") || (where.equals("beyond") && !leaves());
    boolean small = where.equals("table") && size < 4;
    if (gone || small || offset % size != 0) {
      return "operand exception";
    }
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >> (8 * (size - 1 - i)));
    }
    int tableAt = (int) (offset - facts.msix().table());
    if (store) {
      switch (where) {
        case "table" -> System.arraycopy(bytes, 0, table, tableAt, size);
        case "bar" -> toDevice("" + space, offset, bytes);
        case "beyond" -> toDevice("f", ((long) space << 40) + offset, bytes);
        default -> {}
      }
      return "cc 0";
    }
    switch (where) {
      case "table" -> System.arraycopy(table, tableAt, bytes, 0, size);
      case "bar" -> bytes = fromDevice("" + space, space, offset, size);
      case "beyond" -> bytes = fromDevice("f", 0, ((long) space << 40) + offset, size);
      default -> {
        for (int i = 0; i < size; i += 4) {
          byte[] part = fromDevice("" + space, space, offset + i, Math.min(4, size));
          System.arraycopy(part, 0, bytes, i, part.length);
        }
      }
    }
    loaded = 0;
    for (byte each : bytes) {
      loaded = loaded * 256 + (each & 0xff);
    }
    return "cc 0";
  }

  private String config(boolean store, int length, long offset, long value) {
    long low = offset & 0xffff_ffffL;
    if (length == 0 || length == 3 || length > 4 - low % 4) {
      return "operand exception";
    }
    if (low >= 256) {
      loaded = length == 2 ? 0xffff : 0xffff_ffffL;
      return "cc 0";
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >> (8 * (length - 1 - i)));
    }
    if (store) {
      toDevice("7", low, bytes);
      return "cc 0";
    }
    loaded = 0;
    for (byte each : fromDevice("7", 7, low, length)) {
      loaded = loaded * 256 + (each & 0xff);
    }
    return "cc 0";
  }

  String block(int space, int field, long offset, long memory) {
    int length = version.equals("qemu-5.2") ? field % 256 : field % 8192;
    if (space > 5) {
      return "cc 1 status 20";
    }
    boolean page = (offset & 4095) + length > 4096;
    if (offset % 8 != 0
        || length <= 8
        || length % 8 != 0
        || length > 128
        || page
        || memory % 8 != 0) {
      return "specification exception";
    }
    String where = where(space, offset, length);
    boolean gone = where.equals("absent") || (where.equals("beyond") && !leaves());
    if (gone || version.equals("qemu-5.2")) {
      return "operand exception";
    }
    long from = memory - Plugged.STORAGE;
    if (from < 0 || from + length > storage.length) {
      return "addressing exception";
    }
    boolean reversed = !big && version.startsWith("qemu-1");
    for (int slot = 0; slot < length; slot += 8) {
      byte[] bytes = new byte[8];
      for (int i = 0; i < 8; i++) {
        bytes[reversed ? 7 - i : i] = storage[(int) from + slot + i];
      }
      switch (where) {
        case "table" ->
            System.arraycopy(bytes, 0, table, (int) (offset - facts.msix().table()) + slot, 8);
        case "bar" -> toDevice("" + space, offset + slot, bytes);
        case "beyond" -> toDevice("f", ((long) space << 40) + offset + slot, bytes);
        default -> {}
      }
    }
    return "cc 0";
  }
}
