package io.zpci.firmware;

import io.zpci.arch.ClpBlock.SetFunction;
import io.zpci.arch.ClpCode;
import io.zpci.arch.FunctionState;
import io.zpci.storage.GuestStorage;

/**
 * CLP set PCI function. A repeated enable is answered as QEMU does, with {@link
 * ClpCode#HANDLE_FOR_OPERATION}, and so is every operation that the function cannot do as it is.
 * Source: spec zpci 5.6.
 */
final class ClpSet {
  private final Firmware firmware;
  private final FirmwareRules rules;

  ClpSet(Firmware firmware, FirmwareRules rules) {
    this.firmware = firmware;
    this.rules = rules;
  }

  /** Does what the request asks; the response code. */
  int execute(GuestStorage storage, long request, long response, int room) {
    FunctionEntry entry = firmware.find(storage.getInt(request + SetFunction.HANDLE));
    if (entry == null) {
      return ClpCode.HANDLE;
    }
    int code =
        switch (storage.getByte(request + SetFunction.OPERATION)) {
          case SetFunction.ENABLE ->
              enable(entry, storage.getByte(request + SetFunction.DMA_SPACES));
          case SetFunction.DISABLE -> disable(entry);
          case SetFunction.ENABLE_MIO -> done(rules.mio() && entry.switchMio(true));
          case SetFunction.DISABLE_MIO -> done(rules.mio() && entry.switchMio(false));
          default -> ClpCode.HANDLE_FOR_OPERATION;
        };
    if (code == ClpCode.OK) {
      ClpResponse body = new ClpResponse(SetFunction.RESPONSE_SIZE);
      body.storage().putInt(SetFunction.HANDLE, entry.handle());
      if (entry.mioEnabled()) {
        ClpQuery.putMio(body.storage(), SetFunction.MIO, entry);
      }
      body.copyTo(storage, response, room);
    }
    return code;
  }

  private static int enable(FunctionEntry entry, int dmaSpaces) {
    return switch (dmaSpaces) {
      case 0 -> ClpCode.DMA_SPACES;
      case 1 -> done(entry.enable());
      default -> ClpCode.RESOURCES;
    };
  }

  private static int disable(FunctionEntry entry) {
    return entry.state() == FunctionState.PERMANENT_ERROR
        ? ClpCode.PERMANENT_ERROR
        : done(entry.disable());
  }

  private static int done(boolean done) {
    return done ? ClpCode.OK : ClpCode.HANDLE_FOR_OPERATION;
  }
}
