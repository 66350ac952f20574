package io.zpci.firmware;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.Characteristics;
import io.zpci.arch.ClpCode;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;

/**
 * CLP: checks a block's lengths and hands it to its command. A refused command answers its code and
 * leaves the rest of the response as it was. Source: spec zpci 4.8, 5; where hardware is unknown
 * the answers are QEMU's.
 */
final class Clp {
  /**
   * Which bit of a page-table entry asks for write-back, counted from the left, as SLPC tells. This
   * machine's choice; no address of {@link io.zpci.arch.MioAddress} has it.
   */
  static final int WRITE_BACK_BIT = 1;

  private final FirmwareRules rules;
  private final Tap tap;
  private final ClpList list;
  private final ClpQuery query;
  private final ClpSet set;

  Clp(Firmware firmware, FirmwareRules rules, Tap tap) {
    this.rules = rules;
    this.tap = tap;
    this.list = new ClpList(firmware, tap);
    this.query = new ClpQuery(firmware, rules.dma());
    this.set = new ClpSet(firmware, rules);
  }

  int execute(PciInstruction.Clp call) {
    if (Issue.isProblemState(call.issue())) {
      return refuse(FirmwareChecks.R_30, ProgramInterruption.PRIVILEGED_OPERATION);
    }
    GuestStorage storage = call.storage();
    long request = call.block();
    if (!storage.contains(request, ClpBlock.HEADER_SIZE)) {
      return refuse(FirmwareChecks.STORAGE, ProgramInterruption.ADDRESSING);
    }
    int requestLength = storage.getShort(request + ClpBlock.LENGTH);
    if (requestLength < ClpBlock.HEADER_SIZE
        || requestLength > ClpBlock.REQUEST_MAX
        || requestLength % 8 != 0) {
      return refuse(FirmwareChecks.CLP_LENGTH, ProgramInterruption.OPERAND);
    }
    long response = request + requestLength;
    if (!storage.contains(response, ClpBlock.RESPONSE_MIN)) {
      return refuse(FirmwareChecks.STORAGE, ProgramInterruption.ADDRESSING);
    }
    int room = storage.getShort(response + ClpBlock.LENGTH);
    if (room < ClpBlock.RESPONSE_MIN
        || room > ClpBlock.RESPONSE_MAX
        || room % 8 != 0
        || requestLength + room > ClpBlock.BLOCK_MAX) {
      return refuse(FirmwareChecks.CLP_LENGTH, ProgramInterruption.OPERAND);
    }
    if (!storage.contains(response, room)) {
      return refuse(FirmwareChecks.STORAGE, ProgramInterruption.ADDRESSING);
    }
    return command(storage, request, requestLength, response, room);
  }

  private int command(
      GuestStorage storage, long request, int requestLength, long response, int room) {
    int command = storage.getShort(request + ClpBlock.COMMAND);
    int expected = command == ClpBlock.SLPC ? ClpBlock.SLPC_REQUEST_SIZE : ClpBlock.REQUEST_SIZE;
    if (requestLength != expected) {
      answer(storage, response, ClpCode.LENGTH);
      return Outcome.OK;
    }
    if (command == ClpBlock.LIST) {
      return list.execute(storage, request, response, room);
    }
    answer(
        storage,
        response,
        switch (command) {
          case ClpBlock.SLPC -> characteristics(storage, response, room);
          case ClpBlock.QUERY_FUNCTION -> query.function(storage, request, response, room);
          case ClpBlock.QUERY_GROUP -> query.group(storage, request, response, room);
          case ClpBlock.SET_FUNCTION -> set.execute(storage, request, response, room);
          default -> ClpCode.UNKNOWN_COMMAND;
        });
    return Outcome.OK;
  }

  /** SLPC: the facility bits of the answer are all 0, for no source says which a machine shows. */
  private int characteristics(GuestStorage storage, long response, int room) {
    ClpResponse body = new ClpResponse(Characteristics.RESPONSE_SIZE);
    if (rules.mio()) {
      body.storage()
          .putInt(
              Characteristics.WRITE_BACK,
              Characteristics.WRITE_BACK_VALID
                  | (WRITE_BACK_BIT << Characteristics.WRITE_BACK_SHIFT));
    }
    body.copyTo(storage, response, room);
    return ClpCode.OK;
  }

  private static void answer(GuestStorage storage, long response, int code) {
    storage.putShort(response + ClpBlock.CODE, code);
  }

  private int refuse(Rule rule, ProgramInterruption interruption) {
    tap.broken(rule);
    return Outcome.exception(interruption);
  }
}
