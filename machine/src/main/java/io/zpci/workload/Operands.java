package io.zpci.workload;

import io.zpci.trace.Operation;
import org.jspecify.annotations.Nullable;

/** What an issued operation can carry, and what it carries where nobody says. */
public final class Operands {
  /** The length field of PCISTB has 13 bits. Source: spec zpci 1.4. */
  private static final int BLOCK_LENGTH = 0x1fff;

  /** A single load or store moves one register. */
  private static final int REGISTER_LENGTH = 8;

  /** Enough for every copy that is worth looking at. */
  private static final int COPY_LENGTH = 1 << 20;

  /** Length of an ISM command header. */
  private static final int HEADER_LENGTH = 8;

  /** The BAR that an ISM function takes commands in. */
  private static final int COMMAND_BAR = 2;

  /** ISM command READ_GID without a payload. Source: spec ism 2. */
  private static final Bytes READ_GID = Bytes.ofHex("0000000300000008");

  private Operands() {}

  /** Why {@code operation} cannot carry {@code length} bytes; null where it can. */
  public static @Nullable String unfitLength(Operation operation, int length) {
    return switch (operation) {
      case PCILG, PCISTG, PCILGI, PCISTGI ->
          beyond(operation, length, REGISTER_LENGTH, "one register");
      case PCISTB, PCISTBI -> beyond(operation, length, BLOCK_LENGTH, "a field of 13 bits");
      case IOREAD, IOWRITE ->
          length == 1 || length == 2 || length == 4 || length == 8
              ? null
              : operation.word() + " moves 1, 2, 4 or 8 bytes, got " + length;
      case PREAD, PWRITE, MEMCPY_TOIO, MEMCPY_FROMIO, MEMSET_IO, MMIO_WRITE, MMIO_READ ->
          beyond(operation, length, COPY_LENGTH, "1 MiB");
      case LOAD, STORE, BLOCK -> operation.word() + " has no issuer";
    };
  }

  private static @Nullable String beyond(Operation operation, int length, int most, String why) {
    return length <= most
        ? null
        : operation.word() + " carries 0 to " + most + " bytes (" + why + "), got " + length;
  }

  /** 10 11 12 .. (mod 256); where an ISM function takes a command header, that of READ_GID. */
  public static Bytes defaultData(int space, long offset, int length) {
    if (space == COMMAND_BAR && offset == 0 && length == HEADER_LENGTH) {
      return READ_GID;
    }
    return Bytes.counting(0x10, length);
  }
}
