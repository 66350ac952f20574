package io.zpci.logs;

import io.zpci.arch.ClpCode;

/** Names of response codes of CLP. Source: spec zpci 5.2. */
final class ClpName {
  private ClpName() {}

  /** What {@code response} says, in a few words. */
  static String of(int response) {
    return switch (response) {
      case ClpCode.OK -> "done";
      case ClpCode.UNKNOWN_COMMAND -> "command unknown";
      case ClpCode.NOT_AUTHORISED -> "not authorised";
      case ClpCode.FORMAT -> "bad format";
      case ClpCode.LENGTH -> "bad length";
      case ClpCode.NEEDS_8K -> "needs a block of 8 KiB";
      case ClpCode.RESERVED_NOT_ZERO -> "a reserved field is not zero";
      case ClpCode.NO_DATA -> "no data";
      case ClpCode.UNKNOWN_FUNCTION_CODE -> "function code unknown";
      case ClpCode.HANDLE -> "no function has this handle";
      case ClpCode.HANDLE_FOR_OPERATION -> "the handle is not valid for the operation";
      case ClpCode.DMA_SPACES -> "bad number of DMA address spaces";
      case ClpCode.RESOURCES -> "no resources";
      case ClpCode.ALREADY -> "in that state already";
      case ClpCode.PERMANENT_ERROR -> "permanent error";
      case ClpCode.RECOVERY_PENDING -> "recovery pending";
      case ClpCode.BUSY -> "busy";
      case ClpCode.RESUME_TOKEN -> "bad resume token";
      case ClpCode.UNKNOWN_GROUP -> "unknown group";
      default -> "a code that is not known";
    };
  }
}
