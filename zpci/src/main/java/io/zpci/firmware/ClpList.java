package io.zpci.firmware;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.ListFunctions;
import io.zpci.arch.ClpCode;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.function.FunctionFacts;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;

/** CLP list PCI functions: every function that is not reserved, by index. Source: spec zpci 5.3. */
final class ClpList {
  private final Firmware firmware;
  private final Tap tap;

  ClpList(Firmware firmware, Tap tap) {
    this.firmware = firmware;
    this.tap = tap;
  }

  /**
   * Answers the request; the outcome is cc 3 where the room for entries is no multiple of theirs,
   * else cc 0.
   */
  int execute(GuestStorage storage, long request, long response, int room) {
    int code = check(storage, request, room);
    if (code == ClpCode.OK && (room - ListFunctions.ENTRIES) % ListFunctions.ENTRY_SIZE != 0) {
      tap.broken(FirmwareChecks.CLP_LIST_ROOM);
      storage.putShort(response + ClpBlock.CODE, ClpCode.LENGTH);
      return Outcome.INVALID_HANDLE;
    }
    if (code == ClpCode.OK) {
      list(storage, request, response, room);
    }
    storage.putShort(response + ClpBlock.CODE, code);
    return Outcome.OK;
  }

  private int check(GuestStorage storage, long request, int room) {
    int format = storage.getInt(request + ClpBlock.FORMAT);
    if ((format & ClpBlock.FORMAT_MASK) != 0) {
      return ClpCode.FORMAT;
    }
    if (format != 0 || storage.getLong(request + ClpBlock.RESERVED) != 0) {
      return ClpCode.RESERVED_NOT_ZERO;
    }
    long token = storage.getLong(request + ListFunctions.TOKEN);
    if (token < 0
        || token > Firmware.MAX_FUNCTIONS
        || (token != 0 && firmware.at((int) token) == null)) {
      return ClpCode.RESUME_TOKEN;
    }
    if (room < ListFunctions.ENTRIES + ListFunctions.ENTRY_SIZE) {
      return ClpCode.NEEDS_8K;
    }
    return ClpCode.OK;
  }

  private void list(GuestStorage storage, long request, long response, int room) {
    int token = (int) storage.getLong(request + ListFunctions.TOKEN);
    int index = firmware.nextListed(Math.max(token - 1, 0));
    long at = response + ListFunctions.ENTRIES;
    while (index != 0 && at < response + room) {
      FunctionEntry entry = firmware.at(index);
      if (entry != null) {
        put(storage, at, entry);
        at += ListFunctions.ENTRY_SIZE;
      }
      index = firmware.nextListed(index);
    }
    storage.putShort(response + ClpBlock.LENGTH, (int) (at - response));
    storage.putInt(response + ClpBlock.FORMAT, 0);
    storage.putLong(response + ClpBlock.RESERVED, 0);
    storage.putLong(response + ListFunctions.TOKEN, index);
    storage.putInt(response + ListFunctions.RESERVED_WORD, 0);
    storage.putShort(response + ListFunctions.MAX_FUNCTIONS, Firmware.MAX_FUNCTIONS);
    storage.putByte(response + ListFunctions.FLAGS, ListFunctions.UID_CHECKING);
    storage.putByte(response + ListFunctions.ENTRY_SIZE_FIELD, ListFunctions.ENTRY_SIZE);
  }

  private static void put(GuestStorage storage, long at, FunctionEntry entry) {
    FunctionFacts facts = entry.facts();
    storage.putShort(at + ListFunctions.ENTRY_DEVICE, facts.device());
    storage.putShort(at + ListFunctions.ENTRY_VENDOR, facts.vendor());
    storage.putInt(
        at + ListFunctions.ENTRY_CONFIG,
        entry.state() == FunctionState.STANDBY ? 0 : ListFunctions.CONFIGURED);
    storage.putInt(at + ListFunctions.ENTRY_FID, entry.fid());
    storage.putInt(at + ListFunctions.ENTRY_HANDLE, entry.handle());
  }
}
