package io.zpci.vmm;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.Capability;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;

/**
 * CLP as QEMU executes it for its one function: list, query function, query group, set function.
 * The block is copied, answered in the copy, and copied back as long as the guest said; so a short
 * response is cut. Source: spec zpci 4.8, 5.
 */
final class ClpInterception {
  private static final int BUFFER = 8192;
  private static final int HEADER = 16;
  private static final int REQUEST_MAX = 8184;
  private static final int RESPONSE_MIN = 8;
  private static final int RESPONSE_MAX = 8176;
  private static final int PCI_REQUEST = 32;

  private static final int LIST = 2;
  private static final int QUERY_FUNCTION = 3;
  private static final int QUERY_GROUP = 4;
  private static final int SET_FUNCTION = 5;

  private static final int RC_OK = 0x0010;
  private static final int RC_COMMAND = 0x0020;
  private static final int RC_FORMAT = 0x0040;
  private static final int RC_LENGTH = 0x0050;
  private static final int RC_8K = 0x0060;
  private static final int RC_RESERVED_NOT_0 = 0x0070;
  private static final int RC_HANDLE = 0x0101;
  private static final int RC_HANDLE_OPERATION = 0x0102;
  private static final int RC_DMA_SPACES = 0x0103;
  private static final int RC_RESOURCES = 0x0104;
  private static final int RC_RESUME_TOKEN = 0x010a;
  private static final int RC_GROUP = 0x010b;

  private static final int LIST_HEADER = 32;
  private static final int LIST_ENTRY = 16;
  private static final int MAX_FUNCTIONS = 0x1000;
  private static final int CONFIGURED = 0x8000_0000;
  private static final int ENABLE = 0;
  private static final int DISABLE = 1;

  private static final int GROUP_FIELDS = 48;
  private static final int INTERRUPTS = 128;
  private static final int DEFAULT_MAXSTBL = 128;
  private static final int REFRESH = 0x01;
  private static final int RELAXED = 0x08;
  private static final int RELAXED_TRANSLATION = 0x20;
  private static final int UPDATE_INTERVAL = 4000;
  private static final int REGION_TABLES = 0x40;
  private static final long MSI_ADDRESS = 0xfe00_0000_0000_0000L;

  private final QemuVersion version;
  private final VfioDevice device;
  private final FunctionFacts facts;
  private final GuestConfig config;
  private final ZpciProperties properties;
  private final int maxStoreBlock;
  private final boolean relaxed;
  private final Tap tap;

  ClpInterception(
      QemuVersion version,
      VfioDevice device,
      FunctionFacts facts,
      GuestConfig config,
      ZpciProperties properties,
      int maxStoreBlock,
      boolean relaxed,
      Tap tap) {
    this.version = version;
    this.device = device;
    this.facts = facts;
    this.config = config;
    this.properties = properties;
    this.maxStoreBlock = maxStoreBlock;
    this.relaxed = relaxed;
    this.tap = tap;
  }

  /**
   * Executes {@code call}; {@code function} is asked for handle and state, and told a new state.
   */
  int execute(PciInstruction.Clp call, PassthroughFunction function) {
    if (Issue.isProblemState(call.issue())) {
      return refuse(QemuRules.CLP_PRIVILEGED, ProgramInterruption.PRIVILEGED_OPERATION);
    }
    GuestStorage storage = call.storage();
    long block = call.block();
    if (!storage.contains(block, HEADER)) {
      return refuse(QemuRules.CLP_STORAGE, ProgramInterruption.ADDRESSING);
    }
    int requestLength = storage.getShort(block);
    if (requestLength < HEADER || requestLength > REQUEST_MAX || requestLength % 8 != 0) {
      return refuse(QemuRules.CLP_REQUEST, ProgramInterruption.OPERAND);
    }
    if (!storage.contains(block, requestLength + HEADER)) {
      return refuse(QemuRules.CLP_STORAGE, ProgramInterruption.ADDRESSING);
    }
    int room = storage.getShort(block + requestLength);
    if (room < RESPONSE_MIN || room > RESPONSE_MAX || room % 8 != 0) {
      return refuse(QemuRules.CLP_RESPONSE, ProgramInterruption.OPERAND);
    }
    int length = requestLength + room;
    if (length > BUFFER) {
      return refuse(QemuRules.CLP_SUM, ProgramInterruption.OPERAND);
    }
    if (!storage.contains(block, length)) {
      return refuse(QemuRules.CLP_STORAGE, ProgramInterruption.ADDRESSING);
    }
    byte[] copy = new byte[BUFFER + PCI_REQUEST];
    MemorySegment bytes = MemorySegment.ofArray(copy);
    MemorySegment.copy(storage.segment(), storage.offset(block), bytes, 0, length);
    GuestStorage request = new GuestStorage(0, bytes);
    GuestStorage response = new GuestStorage(0, bytes.asSlice(requestLength));
    int cc = Outcome.OK;
    int code = requestLength == PCI_REQUEST ? 0 : RC_LENGTH;
    if (code == 0) {
      code = answer(request, response, room, function);
      if (code == RC_LENGTH) {
        cc = Outcome.INVALID_HANDLE;
      }
    }
    response.putShort(2, code);
    MemorySegment.copy(bytes, 0, storage.segment(), storage.offset(block), length);
    return cc;
  }

  private int answer(GuestStorage request, GuestStorage response, int room, PassthroughFunction function) {
    return switch (request.getShort(2)) {
      case LIST -> list(request, response, room, function);
      case QUERY_FUNCTION -> queryFunction(request, response, function);
      case QUERY_GROUP -> queryGroup(request, response, function);
      case SET_FUNCTION -> set(request, response, function);
      default -> RC_COMMAND;
    };
  }

  /**
   * The response code; {@link #RC_LENGTH} comes with cc 3, the one case in which CLP gives any but
   * 0.
   */
  private int list(GuestStorage request, GuestStorage response, int room, PassthroughFunction function) {
    int word = request.getInt(4);
    if ((word & 0xf000_0000) != 0) {
      return RC_FORMAT;
    }
    if (word != 0 || request.getLong(8) != 0) {
      return RC_RESERVED_NOT_0;
    }
    long token = request.getLong(16);
    boolean listed = function.state() != FunctionState.RESERVED;
    if (token != 0 && !(listed && token == FunctionHandle.index(function.handle()))) {
      return RC_RESUME_TOKEN;
    }
    if (room < LIST_HEADER + LIST_ENTRY) {
      return RC_8K;
    }
    if ((room - LIST_HEADER) % LIST_ENTRY != 0) {
      return RC_LENGTH;
    }
    response.putInt(4, 0);
    response.putLong(8, 0);
    response.putLong(16, 0);
    response.putInt(24, FunctionHandle.SHM);
    response.putShort(28, MAX_FUNCTIONS);
    response.putByte(30, 1);
    response.putByte(31, LIST_ENTRY);
    response.putShort(0, LIST_HEADER + (listed ? LIST_ENTRY : 0));
    if (listed) {
      response.putShort(32, facts.device());
      response.putShort(34, facts.vendor());
      response.putInt(36, function.state() == FunctionState.STANDBY ? 0 : CONFIGURED);
      response.putInt(40, properties.fid());
      response.putInt(44, function.handle());
    }
    return RC_OK;
  }

  private int queryFunction(GuestStorage request, GuestStorage response, PassthroughFunction function) {
    if (request.getInt(16) != function.handle()) {
      return RC_HANDLE;
    }
    response.putShort(16, 0);
    response.putByte(18, 0);
    response.putByte(19, properties.group());
    response.putInt(20, properties.fid());
    for (int bar = 0; bar < 6; bar++) {
      long size = facts.barSize(bar);
      response.putByte(24 + bar, size == 0 ? 0 : Long.numberOfTrailingZeros(size));
      int value = config.bar(bar);
      response.putInt(32 + 4 * bar, version.clpBarsSwapped() ? value : Integer.reverseBytes(value));
    }
    response.putShort(30, facts.pchid());
    response.putByte(62, 0);
    response.putByte(63, 0);
    response.putLong(64, function.dma().rules().start());
    response.putLong(72, function.dma().rules().end());
    response.putInt(124, properties.uid());
    return RC_OK;
  }

  private int queryGroup(GuestStorage request, GuestStorage response, PassthroughFunction function) {
    int group = request.getByte(19);
    if (group != ZpciProperties.DEFAULT_GROUP && group != properties.group()) {
      return RC_GROUP;
    }
    boolean own = group == properties.group();
    response.segment().asSlice(HEADER, GROUP_FIELDS).fill((byte) 0);
    response.putShort(16, INTERRUPTS);
    response.putByte(19, own ? flags(function) : REFRESH);
    response.putShort(20, own ? maxStoreBlock : DEFAULT_MAXSTBL);
    response.putShort(22, UPDATE_INTERVAL);
    response.putByte(24, REGION_TABLES);
    response.putLong(40, MSI_ADDRESS);
    return RC_OK;
  }

  private int flags(PassthroughFunction function) {
    return REFRESH
        | (relaxed ? RELAXED : 0)
        | (function.dma().rules().relaxed() ? RELAXED_TRANSLATION : 0);
  }

  private int set(GuestStorage request, GuestStorage response, PassthroughFunction function) {
    if (request.getInt(16) != function.handle()) {
      return RC_HANDLE;
    }
    boolean enabled = FunctionHandle.enabled(function.handle());
    switch (request.getByte(22)) {
      case ENABLE -> {
        int spaces = request.getByte(23);
        if (spaces != 1) {
          return spaces == 0 ? RC_DMA_SPACES : RC_RESOURCES;
        }
        if (enabled) {
          return RC_HANDLE_OPERATION;
        }
        if (!refreshHandle(function)) {
          return RC_HANDLE;
        }
        function.state(FunctionState.ENABLED);
      }
      case DISABLE -> {
        if (!enabled) {
          return RC_HANDLE_OPERATION;
        }
        function.reset(false);
        function.state(FunctionState.DISABLED);
      }
      default -> {
        return RC_HANDLE_OPERATION;
      }
    }
    response.putInt(16, function.handle());
    return RC_OK;
  }

  /**
   * An interpreted function takes the host's handle as it is now; false where that is not enabled.
   * A host that does not tell the handle changes nothing.
   */
  private boolean refreshHandle(PassthroughFunction function) {
    if (!version.handleRefreshed() || !function.guest().interpreted()) {
      return true;
    }
    for (Capability capability : device.info().capabilities()) {
      if (capability instanceof Capability.ZpciBase base && base.version() > 1) {
        function.handle(base.handle());
        return FunctionHandle.enabled(base.handle());
      }
    }
    return true;
  }

  private int refuse(Rule rule, ProgramInterruption interruption) {
    tap.broken(rule);
    return Outcome.exception(interruption);
  }
}
