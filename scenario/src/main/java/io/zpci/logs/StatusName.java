package io.zpci.logs;

import io.zpci.arch.Status;
import org.jspecify.annotations.Nullable;

/**
 * Names of the status byte, which depend on the instruction. Source: spec zpci 3.2 (prefixes {@code
 * ZPCI_PCI_ST_}, {@code ZPCI_MOD_ST_}).
 */
final class StatusName {
  private StatusName() {}

  /** The name without its prefix; null where the instruction has no such status. */
  static @Nullable String of(LoggedInstruction instruction, int status) {
    return switch (instruction) {
      case MPCIFC -> ofModify(status);
      case RPCIT -> ofRefresh(status);
      case PCILG, PCISTG, PCISTB, PCILGI, PCISTGI, PCISTBI -> ofAccess(status);
    };
  }

  private static @Nullable String ofAccess(int status) {
    return switch (status) {
      case Status.FUNC_NOT_ENABLED -> "FUNC_NOT_ENABLED";
      case Status.FUNC_IN_ERR -> "FUNC_IN_ERR";
      case Status.BLOCKED -> "BLOCKED";
      case Status.INSUF_RES -> "INSUF_RES";
      case Status.INVAL_AS -> "INVAL_AS";
      case Status.FUNC_ALREADY_ENABLED -> "FUNC_ALREADY_ENABLED";
      case Status.DMA_AS_NOT_ENABLED -> "DMA_AS_NOT_ENABLED";
      case Status.SECOND_OPERAND_IN_INVALID_AS -> "2ND_OP_IN_INV_AS";
      case Status.FUNC_NOT_AVAIL -> "FUNC_NOT_AVAIL";
      case Status.ALREADY_IN_RQ_STATE -> "ALREADY_IN_RQ_STATE";
      default -> null;
    };
  }

  private static @Nullable String ofModify(int status) {
    return switch (status) {
      case 4 -> "RES_NOT_AVAIL";
      case 16 -> "INSUF_RES";
      case 24 -> "SEQUENCE";
      case 28 -> "DMAAS_INVAL";
      case 32 -> "FRAME_INVAL";
      case 40 -> "ERROR_RECOVER";
      default -> null;
    };
  }

  private static @Nullable String ofRefresh(int status) {
    return switch (status) {
      case 8 -> "FUNC_IN_ERR";
      case 16 -> "INSUFF_RES";
      case 40 -> "ERROR_RECOVER";
      default -> null;
    };
  }
}
