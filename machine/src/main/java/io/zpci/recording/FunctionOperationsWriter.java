package io.zpci.recording;

import io.zpci.arch.Outcome;
import io.zpci.function.FunctionFacts;
import io.zpci.ism.EventQueue;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmExchange;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.PeerNotices;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a recording of kind {@code function-operations}: inputs are told by who hands them to the
 * functions, each before it is done, and outputs by the functions themselves, as {@link IsmEvents}
 * of their fabric, and by who takes their interrupts. A line is handed to the file together with
 * all that came of it, so that a recording that is cut off still replays.
 *
 * <p>Not thread safe: functions of one fabric do one thing at a time, and so does this. Format:
 * {@code docs/recordings.md}.
 */
public final class FunctionOperationsWriter implements IsmEvents, AutoCloseable {
  private static final int SUMMARY = 0x80;
  private static final int EVENT = 0x40;
  private static final int UNMAP_ALL = 2;

  /** What comes out now comes of what. */
  private enum Cause {
    /** Of no input. */
    NOTHING,
    /** Of a store or block, until it is told that it was done. */
    STORE,
    /** Of a reset, of which it is not told when it was done: peers are told of it. */
    RESET,
    /** Of an event that had no cause itself. */
    INJECTION
  }

  private final RecordingFile file;
  private final String[] names;
  private final long[] gids;
  private final LineBuffer input = new LineBuffer();
  private final LineBuffer outputs = new LineBuffer();
  private final MemorySegment single = MemorySegment.ofArray(new long[1]);

  /** Where the line is that the next signal of an SBA belongs to. */
  private LineBuffer signalling = outputs;

  /** What the SBA's own event bit is in that line: not for the guest to have left. */
  private int ownBits;

  private Cause cause = Cause.NOTHING;

  /**
   * Writes to {@code file}, whose header {@link #header} made.
   *
   * @param gidsByName the functions by the names that their lines get; a GID is 0 where the device
   *     has none
   */
  public FunctionOperationsWriter(RecordingFile file, Map<String, Long> gidsByName) {
    this.file = file;
    this.names = gidsByName.keySet().toArray(String[]::new);
    this.gids = Arrays.stream(names).mapToLong(name -> gidsByName.getOrDefault(name, 0L)).toArray();
  }

  /**
   * A header for functions that are all alike: {@link RecordingHeader#of}, and whom their fabric
   * tells that one is gone.
   */
  public static ObjectNode header(
      FunctionFacts facts, Map<String, Long> gidsByName, PeerNotices notices) {
    ObjectNode header = RecordingHeader.of(FunctionOperations.KIND, facts, gidsByName);
    return facts.isIsm() ? header.put("notices", notices.name().toLowerCase(Locale.ROOT)) : header;
  }

  /** {@code function} is reset. */
  public void reset(String function) {
    begin(function, "reset");
    cause = Cause.RESET;
  }

  /** Interrupts of {@code function} are set up, as vfio's SET_IRQS says it. */
  public void setIrqs(
      String function, int flags, int index, int start, int count, int descriptors) {
    begin(function, "set_irqs")
        .hex("flags", flags)
        .number("index", index)
        .number("start", start)
        .number("count", count)
        .number("nfds", descriptors);
  }

  /**
   * Memory is mapped.
   *
   * @param flags of vfio: 1 readable, 2 writable
   * @param offset into the guest's memory
   */
  public void map(String function, int flags, long address, long offset, long size) {
    begin(function, "dma_map")
        .number("flags", flags)
        .hex("offset", offset)
        .hex("addr", address)
        .hex("size", size);
  }

  /**
   * Memory is unmapped.
   *
   * @param had whether a mapping started at {@code address}
   */
  public void unmap(String function, long address, long size, boolean had) {
    begin(function, "dma_unmap")
        .number("flags", 0)
        .hex("addr", address)
        .hex("size", size)
        .flag("had", had);
  }

  /** All memory is unmapped. */
  public void unmapAll(String function) {
    begin(function, "dma_unmap").number("flags", UNMAP_ALL).hex("addr", 0).hex("size", 0);
  }

  /**
   * A block is stored; {@link #stored} comes when it was.
   *
   * @param memory the operand's address, of which the low 12 bits matter
   */
  public void storeBlock(
      String function, int bar, long offset, MemorySegment data, long at, int length, long memory) {
    place(function, "pcistb", bar, offset, length).bytes("data", data, at, length);
    input.hex("memory", memory);
    cause = Cause.STORE;
  }

  /** A single store of a register image; {@link #stored} comes when it was. */
  public void store(String function, int bar, long offset, int length, long value) {
    Layouts.putImage(single, 0, length, value);
    place(function, "pcistg", bar, offset, length).bytes("data", single, 0, length);
    cause = Cause.STORE;
  }

  /** What the store or block ended with; of one that was not told nothing is written. */
  public void stored(int outcome) {
    if (cause == Cause.STORE) {
      end(outcome);
    }
  }

  /** A load was executed; {@code value} is a register image where {@code outcome} is OK. */
  public void load(String function, int bar, long offset, int length, long value, int outcome) {
    Layouts.putImage(single, 0, length, outcome == Outcome.OK ? value : -1);
    place(function, "pcilg", bar, offset, length).bytes("data", single, 0, length);
    end(outcome);
  }

  private LineBuffer place(String function, String op, int bar, long offset, int length) {
    return begin(function, op).number("bar", bar).number("offset", offset).number("len", length);
  }

  private LineBuffer begin(String function, String op) {
    hand();
    return input.begin().text("fn", function).text("op", op);
  }

  /** An access that the machine refused never came to the function: it is left out. */
  private void end(int outcome) {
    if (outcome != Outcome.OK) {
      if (!Outcome.hasStatus(outcome) && outputs.isEmpty()) {
        input.clear();
      } else {
        input.number("cc", Outcome.cc(outcome)).number("status", Outcome.status(outcome));
      }
    }
    hand();
  }

  /** The input, and then its outputs. */
  private void hand() {
    file.append(input);
    file.append(outputs);
    cause = Cause.NOTHING;
  }

  @Override
  public void command(IsmFunction function, IsmExchange exchange) {
    IsmCommand command = exchange.command();
    String spelled =
        command == null
            ? "0x" + Integer.toHexString(exchange.code())
            : command.name().replace("VLAN_ID", "VLAN");
    output(name(function), "ism-command").text("cmd", spelled).number("ret", exchange.ret());
    if (command == null) {
      return;
    }
    switch (command) {
      case REG_SBA -> outputs.hex("sba", exchange.address());
      case REG_IEQ -> outputs.hex("ieq", exchange.address()).number("len", exchange.length());
      case ADD_VLAN_ID, DEL_VLAN_ID -> outputs.number("vlan_id", exchange.vlan());
      case QUERY_RGID ->
          outputs
              .hex("rgid", exchange.gid())
              .number("vlan_valid", Integer.toUnsignedLong(exchange.vlanValid()))
              .number("vlan", exchange.vlan());
      case REG_DMB ->
          outputs
              .hex("dmb", exchange.address())
              .number("len", exchange.length())
              .number("idx", exchange.index())
              .hex("rgid", exchange.gid())
              .hex("tok", exchange.token());
      case UNREG_DMB -> outputs.hex("tok", exchange.token());
      case SIGNAL_IEQ ->
          outputs
              .hex("rgid", exchange.gid())
              .number("trig", Integer.toUnsignedLong(exchange.trigger()))
              .number("code", Integer.toUnsignedLong(exchange.eventCode()))
              .hex("info", exchange.info());
      case READ_GID, SET_VLAN, RESET_VLAN, QUERY_INFO, UNREG_SBA, UNREG_IEQ -> {}
    }
  }

  @Override
  public void move(
      IsmFunction sender, long token, int element, boolean signal, int inDmb, int length) {
    output(name(sender), "dmb-move")
        .hex("tok", token)
        .number("dmbe", element)
        .number("sf", signal ? 1 : 0)
        .number("off", inDmb)
        .number("len", length);
    ownBits = 0;
  }

  /** {@inheritDoc} One that comes of nothing that was told is an input. */
  @Override
  public void event(IsmFunction receiver, long index, int type, int code, long token, long info) {
    boolean caused = cause == Cause.STORE || (cause == Cause.RESET && type != EventQueue.SWR);
    LineBuffer line =
        caused ? output(name(receiver), "ieq-event") : begin(name(receiver), "ieq-event");
    line.number("idx", index)
        .number("type", type)
        .number("code", Integer.toUnsignedLong(code))
        .hex("tok", token)
        .hex("info", info);
    if (!caused) {
      line.text("cause", "injected");
      cause = Cause.INJECTION;
    }
    signalling = line;
    ownBits = EVENT;
  }

  @Override
  public void summarized(IsmFunction owner, int found) {
    int left = found & (SUMMARY | EVENT) & ~ownBits;
    if (left != 0 && signalling.isOpen()) {
      signalling.hex("s", left);
    }
  }

  /** {@inheritDoc} What arrives is what counts: see {@link #interrupt(String, int, int)}. */
  @Override
  public void interrupt(IsmFunction function) {}

  /**
   * An interrupt of {@code function} has arrived. One that comes of nothing that was told is left
   * out: it has no place among the inputs.
   *
   * @param index 1 MSI, 2 MSI-X
   */
  public void interrupt(String function, int index, int vector) {
    if (cause != Cause.NOTHING) {
      output(function, "irq").number("index", index).number("vector", vector);
    }
  }

  private LineBuffer output(String function, String op) {
    signalling = outputs;
    return outputs.begin().text("fn", function).text("op", op);
  }

  private String name(IsmFunction function) {
    for (int i = 0; i < gids.length; i++) {
      if (gids[i] == function.gid()) {
        return names[i];
      }
    }
    throw new IllegalStateException(function + " is not in the header");
  }

  /** Hands over what was told last, and closes the file. */
  @Override
  public void close() {
    hand();
    file.close();
  }
}
