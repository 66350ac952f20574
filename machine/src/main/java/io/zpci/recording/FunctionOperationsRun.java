package io.zpci.recording;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.ism.DmbeMask;
import io.zpci.ism.EventQueue;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmExchange;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.recording.FunctionOperation.Output;
import io.zpci.recording.FunctionOperations.Step;
import io.zpci.storage.Layouts;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One replay of {@link FunctionOperations}, with all its state. */
final class FunctionOperationsRun {
  private static final int MOVES = 0;
  private static final int COMMANDS = 2;
  private static final int HEADER = 8;

  private final FunctionOperations operations;
  private final Comparison.Builder comparison;
  private final Map<String, RecordedFunction> byName = new LinkedHashMap<>();
  private final Map<IsmFunction, RecordedFunction> byFunction = new HashMap<>();
  private final Map<Long, Buffer> buffers = new HashMap<>();
  private final RecordedTokens tokens = new RecordedTokens();
  private final Register loaded = new Register();
  private final List<SeenOutput> seen = new ArrayList<>();

  /** The step under way. */
  private List<Output> expected = List.of();

  /** A DMB of the model, by its token. */
  private record Buffer(RecordedFunction owner, long address, int index) {}

  FunctionOperationsRun(FunctionOperations operations, Comparison.Builder comparison) {
    this.operations = operations;
    this.comparison = comparison;
    Fabric fabric = new Fabric(0, DmbeMask.ROTATED, operations.notices(), new Watch(), () -> 0);
    operations
        .gids()
        .forEach((name, gid) -> {
          IsmFunction function =
              fabric.add(gid, operations.msix() ? IsmFacts.served(0) : IsmFacts.plain(0));
          RecordedFunction recorded = new RecordedFunction(name, function);
          function.connect(recorded.memory(), vector -> interrupt(recorded, vector));
          byName.put(name, recorded);
          byFunction.put(function, recorded);
        });
  }

  void run() {
    for (Output orphan : operations.orphans()) {
      comparison.operation();
      comparison.differ(
          orphan.line(),
          orphan.line().text("op"),
          SeenOutput.of(orphan).describe(),
          Comparison.Builder.NOTHING);
    }
    List<Step> steps = operations.steps();
    for (int i = 0; i < steps.size(); i++) {
      step(steps, i);
    }
  }

  private void step(List<Step> steps, int at) {
    Step step = steps.get(at);
    FunctionOperation.Input input = step.input();
    RecordedFunction fn = named(input.function());
    expected = step.outputs();
    seen.clear();
    comparison.operation();
    expected.forEach(_ -> comparison.operation());
    switch (input) {
      case FunctionOperation.Reset _ -> {
        prepareSignals();
        fn.payloadHasNoToken();
        fn.function().reset();
      }
      case FunctionOperation.SetIrqs irqs -> {
        fn.setIrqs(irqs);
        MsixEntries.setUp(fn.function(), irqs);
      }
      case FunctionOperation.Map map -> map(fn.memory(), map);
      case FunctionOperation.Unmap unmap -> {
        boolean had = fn.memory().unmap(unmap.address(), unmap.size());
        if (unmap.had() != null) {
          comparison.compare(unmap.line(), "had", unmap.had(), had);
        }
      }
      case FunctionOperation.StoreBlock block -> {
        prepareSignals();
        storeBlock(fn, block, FunctionOperations.commandAt(steps, at));
      }
      case FunctionOperation.Store store -> {
        prepareSignals();
        store(fn, store);
      }
      case FunctionOperation.Load load -> load(fn, load);
      case FunctionOperation.Injection injection -> {
        FunctionOperation.Event event = injection.event();
        fn.setSummaryByte(event.summaryByte());
        long token = event.type() == EventQueue.BUF ? tokens.ours(event.token()) : event.token();
        fn.function().injectEvent(event.type(), event.code(), token, event.info());
      }
    }
    List<Output> outputs = new ArrayList<>(expected);
    if (input instanceof FunctionOperation.Injection injection) {
      outputs.addFirst(injection.event());
    }
    OutputComparison.compare(comparison, input.line(), outputs, seen);
    if (input instanceof FunctionOperation.StoreBlock block && block.bar() == MOVES) {
      checkMemory(block);
    }
  }

  /** What is mapped has to be unmapped before its addresses are mapped anew: vfio says EEXIST. */
  private void map(RecordedMemory memory, FunctionOperation.Map map) {
    boolean taken = memory.isTaken(map.address(), map.offset(), map.size(), map.flags());
    comparison.compare(map.line(), "mapped before", false, taken);
    memory.map(map.address(), map.offset(), map.size(), map.flags());
  }

  private RecordedFunction named(String name) {
    RecordedFunction fn = byName.get(name);
    if (fn == null) {
      throw new IllegalStateException("no function " + name);
    }
    return fn;
  }

  private RecordedFunction recorded(IsmFunction function) {
    RecordedFunction fn = byFunction.get(function);
    if (fn == null) {
      throw new IllegalStateException("no function " + function);
    }
    return fn;
  }

  private void interrupt(RecordedFunction fn, int vector) {
    if (fn.irqIndex() != 0) {
      seen.add(SeenOutput.interrupt(fn.name(), fn.irqIndex(), vector));
    }
  }

  /**
   * What the guests left in byte 0 of the SBAs that are signalled in this step, and no bit of the
   * DMB.
   */
  private void prepareSignals() {
    for (int i = expected.size() - 1; i >= 0; i--) {
      Output output = expected.get(i);
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

  private void storeBlock(RecordedFunction fn, FunctionOperation.StoreBlock block, int command) {
    MemorySegment data = MemorySegment.ofArray(block.data().toArray());
    long offset = block.offset();
    if (block.bar() == MOVES) {
      offset = tokens.offset(offset);
    } else if (block.bar() == COMMANDS) {
      long at = HEADER - offset; // where a token stands: behind the header, if that came along
      boolean whole = at >= 0 && at + Long.BYTES <= data.byteSize();
      if (whole && command == IsmCommand.UNREG_DMB.code()) {
        fn.payloadHasToken(data.get(Layouts.LONG, at));
        data.set(Layouts.LONG, at, tokens.ours(data.get(Layouts.LONG, at)));
      } else if (whole) {
        fn.payloadHasNoToken();
      }
    }
    int outcome = fn.function().storeBlock(block.bar(), offset, data, 0, (int) data.byteSize());
    compareOutcome(block.line(), outcome);
  }

  private void store(RecordedFunction fn, FunctionOperation.Store store) {
    int length = store.data().size();
    long value = Layouts.getImage(MemorySegment.ofArray(store.data().toArray()), 0, length);
    long offset = store.bar() == MOVES ? tokens.offset(store.offset()) : store.offset();
    compareOutcome(store.line(), fn.function().store(store.bar(), offset, length, value));
  }

  /**
   * Recordings of VMMs have no condition code: the device cannot refuse there. Where one stands it
   * is compared.
   */
  private void compareOutcome(Line line, int outcome) {
    if (line.has("cc")) {
      comparison.compare(line, "cc", line.number("cc", 0, 3), Outcome.cc(outcome));
    }
    if (line.has("status") && Outcome.cc(outcome) == 1) {
      comparison.compare(line, "status", line.number("status", 0, 255), Outcome.status(outcome));
    }
  }

  private void load(RecordedFunction fn, FunctionOperation.Load load) {
    int length = load.data().size();
    int outcome = fn.function().load(load.bar(), load.offset(), length, loaded);
    compareOutcome(load.line(), outcome);
    if (outcome != Outcome.OK) {
      if (!load.data().allOnes()) { // which is how a VMM shows a refused load
        comparison.differ(load.line(), "data", load.data().toHex(), Outcome.describe(outcome));
      }
      return;
    }
    byte[] want = load.data().toArray();
    byte[] got = new byte[length];
    Layouts.putImage(MemorySegment.ofArray(got), 0, length, loaded.get());
    if (load.bar() == COMMANDS) {
      respell(fn, load.offset(), want, got);
    }
    if (!Arrays.equals(want, got)) {
      comparison.differ(load.line(), "data", load.data().toHex(), Bytes.of(got).toHex());
    }
  }

  /**
   * Puts into {@code got} what the recorded device chose itself, and what is not to be compared.
   */
  private void respell(RecordedFunction fn, long offset, byte[] want, byte[] got) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
    boolean ok = fn.recordedRet() == 0;
    for (int i = 0; i < got.length; i++) {
      long at = offset + i;
      if (at >= 4 && at < 6 && !ok) {
        bytes.set(Layouts.SHORT, 0, (short) fn.recordedRet());
        got[i] = bytes.get(Layouts.BYTE, at - 4);
      } else if (at >= HEADER && at < 16 && fn.tokenInPayload()) {
        bytes.set(Layouts.LONG, 0, fn.payloadToken());
        got[i] = bytes.get(Layouts.BYTE, at - HEADER);
      } else if (fn.command() == IsmCommand.QUERY_INFO.code()
          && ((at >= 8 && at < 24) || (at >= 60 && at < 200))) {
        got[i] = want[i];
      }
    }
  }

  /** After a move: the bytes are there, and where the owner was signalled its bits. */
  private void checkMemory(FunctionOperation.StoreBlock block) {
    for (Output output : expected) {
      if (!(output instanceof FunctionOperation.Move move)) {
        continue;
      }
      Buffer buffer = buffers.get(tokens.ours(move.token()));
      if (buffer == null) {
        comparison.differ(move.line(), "memory", block.data().toHex(), Comparison.Builder.NOTHING);
        continue;
      }
      byte[] bytes = new byte[block.data().size()];
      int pec =
          buffer
              .owner()
              .memory()
              .read(buffer.address() + move.inDmb(), MemorySegment.ofArray(bytes), 0, bytes.length);
      comparison.compare(
          move.line(),
          "memory",
          block.data().toHex(),
          pec == 0 ? Bytes.of(bytes).toHex() : "not mapped");
      if (move.signal() && buffer.owner().function().sbaAddress() != 0) {
        comparison.compare(
            move.line(), "SBA bit " + buffer.index(), true, buffer.owner().hasBit(buffer.index()));
        comparison.compare(move.line(), "SBA s", true, buffer.owner().hasSummary());
      }
    }
  }

  /** Sees what the functions do, in the recording's words. */
  private final class Watch implements IsmEvents {
    @Override
    public void command(IsmFunction function, IsmExchange exchange) {
      RecordedFunction fn = recorded(function);
      FunctionOperation.Command then = recordedCommand(fn, exchange.code());
      long token = tokens.recorded(exchange.token());
      if (exchange.command() == IsmCommand.REG_DMB && exchange.ret() == 0) {
        if (then != null && then.ret() == 0 && then.line().has("tok")) {
          tokens.learn(then.line().number("tok"), exchange.token());
          token = then.line().number("tok");
        }
        buffers.put(exchange.token(), new Buffer(fn, exchange.address(), exchange.index()));
      }
      int recordedRefusal = then != null && exchange.ret() != 0 ? then.ret() : 0;
      fn.executed(exchange.code(), recordedRefusal);
      answered(fn, exchange, token);
      seen.add(SeenOutput.command(fn.name(), exchange, token));
    }

    /** Whether a token stands behind the header now. */
    private void answered(RecordedFunction fn, IsmExchange exchange, long token) {
      IsmCommand command = exchange.command();
      if (command == null || exchange.ret() != 0 || command.responseLength() == HEADER) {
        return; // a header alone: what stood behind it still does
      }
      if (command == IsmCommand.REG_DMB) {
        fn.payloadHasToken(token);
      } else {
        fn.payloadHasNoToken();
      }
    }

    private FunctionOperation.@Nullable Command recordedCommand(RecordedFunction fn, int code) {
      for (Output output : expected) {
        if (output instanceof FunctionOperation.Command command
            && command.function().equals(fn.name())
            && (command.code() == code || command.code() == -1)) {
          return command;
        }
      }
      return null;
    }

    @Override
    public void move(
        IsmFunction sender, long token, int element, boolean signal, int inDmb, int length) {
      seen.add(
          SeenOutput.move(
              recorded(sender).name(), tokens.recorded(token), element, signal, inDmb, length));
    }

    @Override
    public void event(IsmFunction receiver, long index, int type, int code, long token, long info) {
      long spelled = type == EventQueue.BUF ? tokens.recorded(token) : token;
      seen.add(SeenOutput.event(recorded(receiver).name(), index, type, code, spelled, info));
    }

    @Override
    public void interrupt(IsmFunction function) {
      // what arrives is what counts, and that is what the function's Msi sees
    }
  }
}
