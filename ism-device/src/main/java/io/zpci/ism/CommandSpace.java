package io.zpci.ism;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Reaction;
import io.zpci.arch.Register;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * BAR 2: the payload is written at 8, then the header at 0, which executes the command before the
 * block ends; the response overlays the request and is loaded from 0 on. Source: spec ism 2, 3,
 * 7.1.
 *
 * <p>There is one area: a payload that never came leaves what stood there before, the last response
 * included. Whether hardware keeps it is unverified (spec ism 13).
 */
final class CommandSpace {
  /** What the space holds. */
  enum State {
    /** Nothing yet; a load finds return code 0xffff and length 8. */
    IDLE,
    /** A payload. */
    LOADED,
    /** A response. */
    DONE
  }

  private static final int SIZE = IsmFacts.COMMAND_SPACE;
  private static final int HEADER = 8;
  private static final int NOBODY = -1;

  /** A payload that did not come as one block at 8: no command has that length. */
  private static final int PIECES = -1;

  private final IsmFunction function;
  private final Commands commands;
  private final IsmExchange exchange = new IsmExchange();
  private final MemorySegment area = MemorySegment.ofArray(new long[SIZE / 8]);

  private final Reaction r08;
  private final Reaction r09;
  private final Reaction r10;
  private final Reaction r11;
  private final Reaction r12;
  private final Reaction r13;
  private final Reaction r17;

  private State state = State.IDLE;
  private int payload;
  private int responseLength;
  private int nextLoad;
  private int holder = NOBODY;

  CommandSpace(IsmFunction function, Commands commands, Reactions reactions) {
    this.function = function;
    this.commands = commands;
    this.r08 = reactions.of(IsmRules.R_08);
    this.r09 = reactions.of(IsmRules.R_09);
    this.r10 = reactions.of(IsmRules.R_10);
    this.r11 = reactions.of(IsmRules.R_11);
    this.r12 = reactions.of(IsmRules.R_12);
    this.r13 = reactions.of(IsmRules.R_13);
    this.r17 = reactions.of(IsmRules.R_17);
    reset();
  }

  void reset() {
    area.fill((byte) 0);
    area.set(Layouts.SHORT, 4, (short) IsmReturnCode.ERROR);
    area.set(Layouts.SHORT, 6, (short) HEADER);
    state = State.IDLE;
    payload = 0;
    responseLength = 0;
    nextLoad = 0;
    holder = NOBODY;
  }

  State state() {
    return state;
  }

  int storeBlock(long offset, MemorySegment data, long at, int length, int issuer) {
    if (offset < 0 || offset > SIZE - length) {
      return Outcome.exception(ProgramInterruption.OPERAND);
    }
    int end = arbitrate(issuer);
    if (end != Refusals.PROCEED) {
      return end;
    }
    holder = issuer;
    if (offset >= HEADER) {
      return payload(offset, data, at, length);
    }
    if (offset == 0 && length == HEADER) {
      take(0, data, at, HEADER);
      return execute();
    }
    return offset == 0 && length > HEADER
        ? headerAndPayload(data, at, length)
        : partOfHeader(offset, data, at, length);
  }

  int load(long offset, int length, Register loaded, int issuer) {
    if (offset < 0 || offset > SIZE - length) {
      return Outcome.exception(ProgramInterruption.OPERAND);
    }
    int end = arbitrate(issuer);
    if (end == Refusals.PROCEED && state == State.DONE) {
      end = order(offset, length);
    }
    if (end == Outcome.OK) {
      // dropped: answered as done, without a value
      loaded.set(0);
    }
    if (end != Refusals.PROCEED) {
      return end;
    }
    loaded.set(Layouts.getImage(area, offset, length));
    if (state == State.DONE && offset == nextLoad) {
      nextLoad += length;
      if (nextLoad >= responseLength) {
        holder = NOBODY;
      }
    }
    return Outcome.OK;
  }

  /** from its first block until its response is loaded a sequence has one issuer. */
  private int arbitrate(int issuer) {
    return holder == NOBODY || holder == issuer
        ? Refusals.PROCEED
        : function.refusal(IsmRules.R_17, r17, Refusals.INTERLEAVED);
  }

  /** doublewords, the header first, ascending. What was loaded once may be loaded again. */
  private int order(long offset, int length) {
    return length == 8 && offset % 8 == 0 && offset <= nextLoad && offset < responseLength
        ? Refusals.PROCEED
        : function.refusal(IsmRules.R_13, r13, Refusals.LOAD_ORDER);
  }

  private void take(long offset, MemorySegment data, long at, int length) {
    MemorySegment.copy(data, at, area, offset, length);
  }

  private int payload(long offset, MemorySegment data, long at, int length) {
    if (offset != HEADER) {
      Reaction reaction = function.violated(IsmRules.R_08, r08);
      if (reaction == Reaction.ERROR_STATE) {
        return Refusals.IN_ERROR;
      }
      if (reaction == Reaction.DROP) {
        return Outcome.OK;
      }
    }
    take(offset, data, at, length);
    payload = offset == HEADER ? length : PIECES;
    state = State.LOADED;
    return Outcome.OK;
  }

  /** both in one block. */
  private int headerAndPayload(MemorySegment data, long at, int length) {
    return switch (function.violated(IsmRules.R_10, r10)) {
      case REFUSE -> {
        take(0, data, at, HEADER);
        exchange.decode(area);
        yield answer(IsmReturnCode.WRONG_HEADER);
      }
      case CORRUPT -> {
        take(0, data, at, HEADER);
        yield execute();
      }
      case ERROR_STATE -> Refusals.IN_ERROR;
      case DROP -> Outcome.OK;
      case REPORT, NONE -> {
        take(0, data, at, length);
        payload = length - HEADER;
        yield execute();
      }
    };
  }

  /**
   * a block that starts at 0 executes what is there, if it is let; one that starts behind it
   * executes nothing.
   */
  private int partOfHeader(long offset, MemorySegment data, long at, int length) {
    return switch (function.violated(IsmRules.R_09, r09)) {
      case REFUSE -> {
        take(offset, data, at, length);
        exchange.decode(area);
        yield answer(IsmReturnCode.WRONG_HEADER);
      }
      case ERROR_STATE -> Refusals.IN_ERROR;
      case DROP -> Outcome.OK;
      case CORRUPT, REPORT, NONE -> {
        take(offset, data, at, length);
        yield offset == 0 ? execute() : Outcome.OK;
      }
    };
  }

  private int execute() {
    exchange.decode(area);
    IsmCommand command = exchange.command();
    if (command == null) {
      return answer(IsmReturnCode.UNKNOWN_COMMAND);
    }
    int end = Refusals.PROCEED;
    if (exchange.reserved() != 0) {
      end = refuse(function.violated(IsmRules.R_12, r12), IsmReturnCode.RESERVED_FIELD);
    }
    if (end == Refusals.PROCEED && exchange.headerLength() != command.requestLength()) {
      end = refuse(function.violated(IsmRules.R_11, r11), IsmReturnCode.WRONG_LENGTH);
    }
    if (end == Refusals.PROCEED && payload != command.requestLength() - HEADER) {
      end = refuse(function.violated(IsmRules.R_08, r08), IsmReturnCode.WRONG_PAYLOAD);
    }
    if (end != Refusals.PROCEED) {
      return end;
    }
    int ret = commands.execute(command, exchange, area);
    return ret == Commands.FUNCTION_IN_ERROR ? Refusals.IN_ERROR : answer(ret);
  }

  private int refuse(Reaction reaction, int ret) {
    return switch (reaction) {
      case REFUSE -> answer(ret);
      case ERROR_STATE -> Refusals.IN_ERROR;
      case DROP -> Outcome.OK;
      case CORRUPT, REPORT, NONE -> Refusals.PROCEED;
    };
  }

  /**
   * The response: its payload, if there is one, stands in the area. A refusal is a header and
   * nothing else.
   */
  private int answer(int ret) {
    IsmCommand command = exchange.command();
    responseLength =
        ret == IsmReturnCode.SUCCESS && command != null ? command.responseLength() : HEADER;
    exchange.ret(ret);
    area.set(Layouts.INT, 0, exchange.code());
    area.set(Layouts.SHORT, 4, (short) ret);
    area.set(Layouts.SHORT, 6, (short) responseLength);
    state = State.DONE;
    payload = 0;
    nextLoad = 0;
    function.executed(exchange);
    return Outcome.OK;
  }
}
