package io.zpci.ism;

import io.zpci.arch.Reaction;
import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/** What each command does. Source: spec ism 2.2, 2.3, 4, 6. */
final class Commands {
  /**
   * In place of a return code: the function went into the error state, and there is no response.
   */
  static final int FUNCTION_IN_ERROR = -1;

  private static final int PROCEED = -2;
  private static final int PAYLOAD = 8;

  /** QUERY_INFO: version; the recorded device answers 1. */
  private static final int VERSION = 1;

  /** QUERY_INFO: max_len, whose meaning is unverified; the recorded device answers 4096. */
  private static final int MAX_LENGTH = 4096;

  /** QUERY_INFO: ism_state, whose encoding is unverified; the recorded device answers 1. */
  private static final long STATE = 1;

  private final IsmFunction function;
  private final Fabric fabric;
  private final Reaction r21;
  private final Reaction r23;
  private final Reaction r24;

  Commands(IsmFunction function, Fabric fabric, Reactions reactions) {
    this.function = function;
    this.fabric = fabric;
    this.r21 = reactions.of(IsmRules.R_21);
    this.r23 = reactions.of(IsmRules.R_23);
    this.r24 = reactions.of(IsmRules.R_24);
  }

  /**
   * Executes {@code command}; a response's payload is left in {@code area} from 8 on. Answers
   * {@code ret}.
   */
  int execute(IsmCommand command, IsmExchange exchange, MemorySegment area) {
    return switch (command) {
      case REG_SBA -> registerSba(exchange);
      case REG_IEQ -> registerQueue(exchange);
      case READ_GID -> {
        exchange.gid(function.gid());
        area.set(Layouts.LONG, PAYLOAD, function.gid());
        yield IsmReturnCode.SUCCESS;
      }
      case ADD_VLAN_ID -> function.vlans().add(exchange.vlan());
      case DEL_VLAN_ID -> function.vlans().delete(exchange.vlan());
      case SET_VLAN -> requireVlan(true);
      case RESET_VLAN -> requireVlan(false);
      case QUERY_INFO -> queryInfo(area);
      case QUERY_RGID -> queryPeer(exchange);
      case REG_DMB -> registerDmb(exchange, area);
      case UNREG_DMB -> unregisterDmb(exchange);
      case SIGNAL_IEQ -> signal(exchange);
      case UNREG_SBA -> {
        if (!function.sba().registered()) {
          yield IsmReturnCode.NOT_REGISTERED;
        }
        function.sba().unregister();
        yield IsmReturnCode.SUCCESS;
      }
      case UNREG_IEQ -> {
        if (!function.queue().registered()) {
          yield IsmReturnCode.NOT_REGISTERED;
        }
        function.queue().unregister();
        yield IsmReturnCode.SUCCESS;
      }
    };
  }

  private int registerSba(IsmExchange exchange) {
    if (function.sba().registered()) {
      return IsmReturnCode.ALREADY_REGISTERED;
    }
    if (exchange.address() % Sba.SIZE != 0) {
      return IsmReturnCode.INVALID_OPERAND;
    }
    int ret = mapped(exchange.address(), Sba.SIZE);
    if (ret != PROCEED) {
      return ret;
    }
    function.sba().register(exchange.address());
    return IsmReturnCode.SUCCESS;
  }

  private int registerQueue(IsmExchange exchange) {
    if (function.queue().registered()) {
      return IsmReturnCode.ALREADY_REGISTERED;
    }
    long length = exchange.length();
    if (exchange.address() % 8 != 0 || length < EventQueue.HEADER + EventQueue.ENTRY) {
      return IsmReturnCode.INVALID_OPERAND;
    }
    int ret = mapped(exchange.address(), length);
    if (ret != PROCEED) {
      return ret;
    }
    function.queue().register(function.dma(), exchange.address(), length);
    return IsmReturnCode.SUCCESS;
  }

  private int requireVlan(boolean on) {
    function.requireVlan(on);
    return IsmReturnCode.SUCCESS;
  }

  private int queryInfo(MemorySegment area) {
    Vlans vlans = function.vlans();
    for (int at = PAYLOAD; at < IsmCommand.QUERY_INFO.responseLength(); at += Long.BYTES) {
      area.set(Layouts.LONG, at, 0);
    }
    area.set(Layouts.INT, 8, VERSION);
    area.set(Layouts.INT, 12, MAX_LENGTH);
    area.set(Layouts.LONG, 16, STATE);
    area.set(Layouts.LONG, 24, function.gid());
    area.set(Layouts.LONG, 32, function.sba().address());
    area.set(Layouts.LONG, 40, function.queue().address());
    area.set(Layouts.INT, 48, (int) function.queue().length());
    area.set(Layouts.INT, 56, fabric.dmbs().ownedBy(function));
    area.set(Layouts.INT, 60, fabric.dmbs().usedBy(function.gid()));
    area.set(Layouts.INT, 64, vlans.required() ? 1 : 0);
    area.set(Layouts.INT, 68, vlans.count());
    for (int i = 0; i < vlans.count(); i++) {
      area.set(Layouts.SHORT, 72 + 2L * i, vlans.id(i));
    }
    return IsmReturnCode.SUCCESS;
  }

  private int queryPeer(IsmExchange exchange) {
    IsmFunction peer = fabric.function(exchange.gid());
    if (peer == null) {
      return IsmReturnCode.UNKNOWN_GID;
    }
    if (function.vlans().matches(peer.vlans(), exchange.vlanValid() != 0, exchange.vlan())) {
      return IsmReturnCode.SUCCESS;
    }
    return switch (function.violated(IsmRules.R_21, r21)) {
      case REFUSE -> IsmReturnCode.VLAN_MISMATCH;
      case ERROR_STATE -> FUNCTION_IN_ERROR;
      case CORRUPT, DROP, REPORT, NONE -> IsmReturnCode.SUCCESS;
    };
  }

  private int registerDmb(IsmExchange exchange, MemorySegment area) {
    long length = exchange.length();
    int index = exchange.index();
    if (length == 0 || length > MoveOffset.DMB_MASK + 1L || index < 0 || index >= Sba.DMBS) {
      return IsmReturnCode.INVALID_OPERAND;
    }
    if (fabric.dmbs().isTaken(function, index)) {
      return IsmReturnCode.INDEX_IN_USE;
    }
    int ret = mapped(exchange.address(), length);
    if (ret == IsmReturnCode.SUCCESS) {
      area.set(Layouts.LONG, PAYLOAD, 0); // dropped: done as it seems, with a token of nothing
    }
    if (ret != PROCEED) {
      return ret;
    }
    Dmbs dmbs = fabric.dmbs();
    int dmb = dmbs.register(function, exchange);
    if (dmb == Dmbs.NONE) {
      return IsmReturnCode.NO_ROOM;
    }
    exchange.token(dmbs.token(dmb));
    area.set(Layouts.LONG, PAYLOAD, dmbs.token(dmb));
    return IsmReturnCode.SUCCESS;
  }

  private int unregisterDmb(IsmExchange exchange) {
    Dmbs dmbs = fabric.dmbs();
    int dmb = dmbs.find(function, exchange.token());
    if (dmb == Dmbs.NONE) {
      return IsmReturnCode.UNKNOWN_TOKEN;
    }
    dmbs.unregister(dmb);
    IsmFunction user = fabric.function(dmbs.rgid(dmb));
    if (user != null) {
      user.deliver(EventQueue.BUF, EventQueue.DMB_UNREGISTERED, dmbs.token(dmb), 0, true);
    }
    return IsmReturnCode.SUCCESS;
  }

  private int signal(IsmExchange exchange) {
    IsmFunction peer = fabric.function(exchange.gid());
    if (peer == null) {
      return IsmReturnCode.UNKNOWN_GID;
    }
    if (peer.queue().registered()) {
      peer.deliver(
          EventQueue.SWR,
          exchange.eventCode(),
          function.gid(),
          exchange.info(),
          exchange.trigger() != 0);
      return IsmReturnCode.SUCCESS;
    }
    return switch (function.violated(IsmRules.R_23, r23)) {
      case REFUSE -> IsmReturnCode.NO_EVENT_QUEUE;
      case ERROR_STATE -> FUNCTION_IN_ERROR;
      case CORRUPT -> {
        peer.interrupt();
        yield IsmReturnCode.SUCCESS;
      }
      case DROP, REPORT, NONE -> IsmReturnCode.SUCCESS;
    };
  }

  /** PROCEED, or a return code, or {@link #FUNCTION_IN_ERROR}. */
  private int mapped(long address, long length) {
    boolean wraps = Long.compareUnsigned(address + length - 1, address) < 0;
    if (!wraps && function.dma().check(address, length) == 0) {
      return PROCEED;
    }
    return switch (function.violated(IsmRules.R_24, r24, Dma.OUT_OF_RANGE, address)) {
      case REFUSE -> IsmReturnCode.NOT_MAPPED;
      case ERROR_STATE -> FUNCTION_IN_ERROR;
      case DROP -> IsmReturnCode.SUCCESS;
      case CORRUPT, REPORT, NONE -> PROCEED;
    };
  }
}
