package io.zpci.vfiouser;

import org.jspecify.annotations.Nullable;

/** The commands of the protocol. Source: spec passthrough f.1. */
public enum VfioUserCommand {
  VERSION(1),
  DMA_MAP(2),
  DMA_UNMAP(3),
  DEVICE_GET_INFO(4),
  DEVICE_GET_REGION_INFO(5),
  DEVICE_GET_REGION_IO_FDS(6),
  DEVICE_GET_IRQ_INFO(7),
  DEVICE_SET_IRQS(8),
  REGION_READ(9),
  REGION_WRITE(10),
  /** From server to client. */
  DMA_READ(11),
  /** From server to client. */
  DMA_WRITE(12),
  DEVICE_RESET(13),
  /** Obsolete; QEMU's header still names it. */
  DIRTY_PAGES(14),
  REGION_WRITE_MULTI(15),
  DEVICE_FEATURE(16),
  MIG_DATA_READ(17),
  MIG_DATA_WRITE(18);

  private static final @Nullable VfioUserCommand[] BY_CODE = byCode();

  private final int code;

  VfioUserCommand(int code) {
    this.code = code;
  }

  private static @Nullable VfioUserCommand[] byCode() {
    @Nullable VfioUserCommand[] commands = new @Nullable VfioUserCommand[19];
    for (VfioUserCommand command : values()) {
      commands[command.code] = command;
    }
    return commands;
  }

  /** The number in a header. */
  public int code() {
    return code;
  }

  /** The command with {@code code}; null where there is none. */
  public static @Nullable VfioUserCommand of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Whether descriptors may come along. */
  boolean takesDescriptors() {
    return this == DMA_MAP || this == DEVICE_SET_IRQS;
  }
}
