package io.zpci.serve;

import io.zpci.arch.AddressSpace;
import io.zpci.ism.EventQueue;
import io.zpci.ism.IsmCommand;
import io.zpci.linux.Errno;
import io.zpci.recording.Comparison;
import io.zpci.recording.FunctionOperation;
import io.zpci.recording.FunctionOperation.Output;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.FunctionOperations.Step;
import io.zpci.recording.Line;
import io.zpci.serve.ReplayedFunction.Interrupt;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.RegionAccess;
import io.zpci.workload.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One replay of {@link FunctionOperations} on servers. */
final class ServedReplayRun {
  private static final int MOVES = 0;
  private static final int COMMANDS = 2;
  private static final int HEADER = 8;

  /** How long an interrupt that was recorded may take, for a server that signals later: ms. */
  private static final int PATIENCE = 1000;

  /** The same once one did not come, so that a replay that is wrong comes to its end. */
  private static final int IMPATIENCE = 10;

  private final FunctionOperations operations;
  private final Map<String, ReplayedFunction> functions;
  private final Comparison.Builder comparison;
  private final ServedTokens tokens = new ServedTokens();

  /** DMBs of the servers, by their tokens. */
  private final Map<Long, Buffer> buffers = new HashMap<>();

  private int patience = PATIENCE;

  private record Buffer(ReplayedFunction owner, long address, int index) {}

  ServedReplayRun(
      FunctionOperations operations,
      Map<String, ReplayedFunction> functions,
      Comparison.Builder comparison) {
    this.operations = operations;
    this.functions = functions;
    this.comparison = comparison;
  }

  /** Until the end, or to where a server is gone. */
  void run() throws IOException {
    for (ReplayedFunction function : functions.values()) {
      int enabled = function.enable();
      IOException failure = function.device().failure();
      if (failure != null) {
        throw failure;
      }
      if (enabled < 0) {
        throw new IOException("a server refused a store to its command register");
      }
    }
    List<Step> steps = operations.steps();
    for (int i = 0; i < steps.size(); i++) {
      Line line = steps.get(i).input().line();
      try {
        step(steps, i);
      } catch (IOException e) {
        comparison.differ(line, "connection", "an answer", String.valueOf(e.getMessage()));
        return;
      }
    }
  }

  private void step(List<Step> steps, int at) throws IOException {
    Step step = steps.get(at);
    FunctionOperation.Input input = step.input();
    ReplayedFunction fn = named(input.function());
    if (input instanceof FunctionOperation.Injection) {
      fn.leaveOutEvent();
      comparison.leaveOut("ieq-event");
      step.outputs().forEach(output -> comparison.leaveOut(output.line().text("op")));
      return;
    }
    if (input instanceof FunctionOperation.Store store && isLost(fn, store)) {
      comparison.leaveOut("pcistg");
      step.outputs().forEach(output -> comparison.leaveOut(output.line().text("op")));
      return;
    }
    comparison.operation();
    prepareSignals(step.outputs());
    issue(fn, step, steps, at);
    IOException failure = fn.device().failure();
    if (failure != null) {
      throw failure;
    }
    compare(step);
  }

  /** A server that takes every write as a block has no single stores to its BARs. */
  private static boolean isLost(ReplayedFunction fn, FunctionOperation.Store store) {
    return store.bar() != AddressSpace.CONFIG && fn.device().agreement().wholeBlocks();
  }

  private ReplayedFunction named(String name) {
    return Objects.requireNonNull(functions.get(name), name);
  }

  private void issue(ReplayedFunction fn, Step step, List<Step> steps, int at) {
    switch (step.input()) {
      case FunctionOperation.Reset reset -> done(reset.line(), "reset", fn.reset());
      case FunctionOperation.SetIrqs irqs -> done(irqs.line(), "set_irqs", fn.setIrqs(irqs));
      case FunctionOperation.Map map -> done(map.line(), "dma_map", fn.map(map));
      case FunctionOperation.Unmap unmap -> done(unmap.line(), "dma_unmap", fn.unmap(unmap));
      case FunctionOperation.StoreBlock block ->
          storeBlock(fn, block, FunctionOperations.commandAt(steps, at), step.outputs());
      case FunctionOperation.Store store -> store(fn, store);
      case FunctionOperation.Load load -> load(fn, load);
      case FunctionOperation.Injection _ -> {}
    }
  }

  private void done(Line line, String what, long result) {
    if (result < 0) {
      comparison.differ(line, what, "done", Errno.name(result));
    }
  }

  /** What the guests left in the SBAs that are signalled in this step. */
  private void prepareSignals(List<Output> outputs) {
    for (int i = outputs.size() - 1; i >= 0; i--) {
      Output output = outputs.get(i);
      if (output instanceof FunctionOperation.Event event) {
        named(event.function()).setSummaryByte(event.summaryByte());
      } else if (output instanceof FunctionOperation.Move move && move.signal()) {
        Buffer buffer = buffers.get(tokens.ours(move.token()));
        if (buffer != null) {
          buffer.owner().setSummaryByte(move.summaryByte());
          buffer.owner().clearBit(buffer.index());
        }
      }
    }
  }

  private void storeBlock(
      ReplayedFunction fn, FunctionOperation.StoreBlock block, int command, List<Output> outputs) {
    byte[] bytes = block.data().toArray();
    MemorySegment data = MemorySegment.ofArray(bytes);
    long offset = block.offset();
    if (block.bar() == MOVES) {
      offset = tokens.offset(offset);
    } else if (block.bar() == COMMANDS) {
      long at = HEADER - offset; // where a token stands: behind the header, if that came along
      if (command == IsmCommand.UNREG_DMB.code() && at >= 0 && at + Long.BYTES <= bytes.length) {
        data.set(Layouts.LONG, at, tokens.ours(data.get(Layouts.LONG, at)));
      }
      tokens.responseOf(fn.name(), isDone(outputs, fn) ? command : 0);
      fn.commanded(offset, bytes, isDone(outputs, fn));
    }
    compareOutcome(block.line(), region(fn, block.bar()).pwrite(offset, data, 0, bytes.length));
  }

  private static boolean isDone(List<Output> outputs, ReplayedFunction fn) {
    for (Output output : outputs) {
      if (output instanceof FunctionOperation.Command command
          && command.function().equals(fn.name())) {
        return command.ret() == 0;
      }
    }
    return false;
  }

  private static RegionAccess region(ReplayedFunction fn, int space) {
    return fn.device().region(space == AddressSpace.CONFIG ? DeviceFile.CONFIG_REGION : space);
  }

  private void store(ReplayedFunction fn, FunctionOperation.Store store) {
    byte[] bytes = store.data().toArray();
    long offset = store.bar() == MOVES ? tokens.offset(store.offset()) : store.offset();
    compareOutcome(
        store.line(),
        region(fn, store.bar()).pwrite(offset, MemorySegment.ofArray(bytes), 0, bytes.length));
  }

  /** A client learns whether it was done; recordings of VMMs do not say it. */
  private void compareOutcome(Line line, long result) {
    if (line.has("cc")) {
      boolean done = line.number("cc", 0, 3) == 0;
      comparison.compare(line, "done", done, result >= 0);
    }
  }

  private void load(ReplayedFunction fn, FunctionOperation.Load load) {
    byte[] want = load.data().toArray();
    byte[] got = new byte[want.length];
    long result =
        region(fn, load.bar()).pread(load.offset(), MemorySegment.ofArray(got), 0, got.length);
    if (result != got.length) {
      if (!load.data().allOnes()) { // which is how a VMM shows a refused load
        String answer = result < 0 ? Errno.name(result) : result + " bytes";
        comparison.differ(load.line(), "data", load.data().toHex(), answer);
      }
      return;
    }
    if (load.bar() == COMMANDS) {
      respell(fn, load.offset(), want, got);
    }
    if (!Arrays.equals(want, got)) {
      comparison.differ(load.line(), "data", load.data().toHex(), Bytes.of(got).toHex());
    }
  }

  /** Puts into {@code got} what the recorded device chose itself, and what is not compared. */
  private void respell(ReplayedFunction fn, long offset, byte[] want, byte[] got) {
    if (refusal(offset, want) && refusal(offset, got)) {
      System.arraycopy(want, (int) (4 - offset), got, (int) (4 - offset), Short.BYTES);
    }
    if (tokens.read(fn.name(), offset, want, got)) {
      buffers.put(tokens.learned(), new Buffer(fn, fn.payloadLong(HEADER), fn.payloadInt(20)));
    }
    for (int i = 0; i < got.length; i++) {
      long at = offset + i;
      boolean own = fn.command() == IsmCommand.QUERY_INFO.code();
      if (own && ((at >= 8 && at < 24) || (at >= 60 && at < 200))) {
        got[i] = want[i];
      }
    }
  }

  /** Whether {@code data} hold a return code that is not 0. */
  private static boolean refusal(long offset, byte[] data) {
    long at = 4 - offset;
    return at >= 0
        && at + Short.BYTES <= data.length
        && MemorySegment.ofArray(data).get(Layouts.SHORT, at) != 0;
  }

  /** What came of a step, in all functions. */
  private void compare(Step step) throws IOException {
    takeInterrupts(step.outputs());
    Map<String, FunctionOperation.Event> newest = new HashMap<>();
    for (Output output : step.outputs()) {
      switch (output) {
        case FunctionOperation.Command command -> comparison.leaveOut("ism-command");
        case FunctionOperation.Move move -> {
          comparison.operation();
          compareMove(move, step.input());
        }
        case FunctionOperation.Event event -> {
          comparison.operation();
          newest.put(event.function(), event);
          compareEvent(named(event.function()), event);
        }
        case FunctionOperation.Interrupt interrupt -> {
          comparison.operation();
          ReplayedFunction fn = named(interrupt.function());
          if (!fn.interrupts().remove(new Interrupt(interrupt.index(), interrupt.vector()))) {
            comparison.differ(
                interrupt.line(),
                "irq",
                spell(fn, new Interrupt(interrupt.index(), interrupt.vector())),
                Comparison.Builder.NOTHING);
          }
        }
      }
    }
    Line line = step.input().line();
    for (ReplayedFunction fn : functions.values()) {
      for (Interrupt more : fn.interrupts()) {
        comparison.differ(line, "irq", Comparison.Builder.NOTHING, spell(fn, more));
      }
      fn.interrupts().clear();
      compareIndex(fn, newest.get(fn.name()), line);
    }
  }

  private static String spell(ReplayedFunction fn, Interrupt interrupt) {
    return "irq of %s index %d vector %d"
        .formatted(fn.name(), interrupt.index(), interrupt.vector());
  }

  private void takeInterrupts(List<Output> outputs) throws IOException {
    for (ReplayedFunction fn : functions.values()) {
      int expected = 0;
      for (Output output : outputs) {
        if (output instanceof FunctionOperation.Interrupt interrupt
            && interrupt.function().equals(fn.name())) {
          expected++;
        }
      }
      fn.takeInterrupts(expected, expected == 0 ? 0 : patience);
      if (fn.interrupts().size() < expected) {
        patience = IMPATIENCE;
      }
    }
  }

  /** The index in the header of the event queue: that of the newest event, if there is one. */
  private void compareIndex(
      ReplayedFunction fn, FunctionOperation.@Nullable Event newest, Line line) {
    Long index = fn.newIndex();
    if (newest != null) {
      long expected = fn.indexOf(newest.index());
      String got = index == null ? Comparison.Builder.NOTHING : index.toString();
      comparison.compare(newest.line(), "ieq-event idx", Long.toString(expected), got);
    } else if (index != null && index != 0) {
      comparison.differ(
          line,
          "ieq-event",
          Comparison.Builder.NOTHING,
          "an event of %s, idx %d".formatted(fn.name(), index));
    }
  }

  private void compareEvent(ReplayedFunction fn, FunctionOperation.Event event) {
    byte[] entry = fn.event(fn.indexOf(event.index()));
    if (entry == null) {
      comparison.differ(event.line(), "ieq-event", "an entry", Comparison.Builder.NOTHING);
      return;
    }
    MemorySegment got = MemorySegment.ofArray(entry);
    long token = event.type() == EventQueue.BUF ? tokens.ours(event.token()) : event.token();
    Line line = event.line();
    comparison.compare(line, "ieq-event type", event.type(), got.get(Layouts.INT, 0));
    comparison.compare(line, "ieq-event code", event.code(), got.get(Layouts.INT, 4));
    comparison.compare(line, "ieq-event tok", hex(token), hex(got.get(Layouts.LONG, 8)));
    comparison.compare(line, "ieq-event info", hex(event.info()), hex(got.get(Layouts.LONG, 24)));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** After a move: the bytes are there, and where the owner was signalled its bits. */
  private void compareMove(FunctionOperation.Move move, FunctionOperation.Input input) {
    Buffer buffer = buffers.get(tokens.ours(move.token()));
    if (!(input instanceof FunctionOperation.StoreBlock block) || buffer == null) {
      comparison.differ(move.line(), "dmb-move", "a DMB", Comparison.Builder.NOTHING);
      return;
    }
    byte[] bytes =
        buffer.owner().memory().read(buffer.address() + move.inDmb(), block.data().size());
    comparison.compare(
        move.line(),
        "memory",
        block.data().toHex(),
        bytes == null ? "not mapped" : HexFormat.of().formatHex(bytes));
    if (move.signal() && buffer.owner().hasSba()) {
      String bit = "SBA bit " + buffer.index();
      comparison.compare(move.line(), bit, true, buffer.owner().hasBit(buffer.index()));
      comparison.compare(move.line(), "SBA s", true, buffer.owner().hasSummary());
    }
  }
}
