package io.zpci.recording;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.Layouts;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One replay of {@link FunctionOperations} of memory devices: what is loaded is compared. */
final class MemoryOperationsRun {
  private static final int CONFIG_SIZE = 256;
  private static final int MAX_STORE_BLOCK = 4096;

  private final FunctionOperations operations;
  private final Comparison.Builder comparison;
  private final Map<String, MemoryFunction> functions = new HashMap<>();
  private final Register loaded = new Register();

  MemoryOperationsRun(Recording recording, Comparison.Builder comparison) {
    this.operations = FunctionOperations.parseAny(recording);
    this.comparison = comparison;
    FunctionFacts facts = facts(recording.header().object("device"));
    operations.gids().keySet().forEach(name -> functions.put(name, new MemoryFunction(facts)));
  }

  private static FunctionFacts facts(Line device) {
    return new FunctionFacts(
        "memory",
        device.number("vendor", 0, 0xffff),
        device.number("device", 0, 0xffff),
        0,
        0,
        RecordedBars.of(device),
        BlockClass.RELAXED,
        MAX_STORE_BLOCK,
        false,
        device.has("msi") ? device.object("msi").number("vectors", 1, 32) : 0,
        device.has("msix") ? msix(device.object("msix")) : null,
        CONFIG_SIZE);
  }

  private static Msix msix(Line msix) {
    return new Msix(
        msix.number("bar", 0, 5),
        msix.number("table"),
        msix.number("pba"),
        msix.number("vectors", 1, 2048));
  }

  void run() {
    operations.orphans().forEach(this::unexpected);
    for (FunctionOperations.Step step : operations.steps()) {
      comparison.operation();
      step(step.input());
      step.outputs().forEach(this::unexpected);
    }
  }

  /** This device does nothing by itself. */
  private void unexpected(FunctionOperation.Output output) {
    comparison.operation();
    String op = output.line().text("op");
    comparison.differ(
        output.line(), op, SeenOutput.of(output).describe(), Comparison.Builder.NOTHING);
  }

  private void step(FunctionOperation.Input input) {
    MemoryFunction function = functions.get(input.function());
    if (function == null) {
      throw new IllegalStateException("no function " + input.function());
    }
    switch (input) {
      case FunctionOperation.Reset _ -> function.reset();
      case FunctionOperation.StoreBlock block -> {
        int length = block.data().size();
        MemorySegment data = MemorySegment.ofArray(block.data().toArray());
        outcome(block.line(), function.storeBlock(block.bar(), block.offset(), data, 0, length));
      }
      case FunctionOperation.Store store -> {
        int length = store.data().size();
        long value = Layouts.getImage(MemorySegment.ofArray(store.data().toArray()), 0, length);
        outcome(store.line(), function.store(store.bar(), store.offset(), length, value));
      }
      case FunctionOperation.Load load -> load(function, load);
      case FunctionOperation.SetIrqs irqs -> MsixEntries.setUp(function, irqs);
      case FunctionOperation.Map _, FunctionOperation.Unmap _ -> {
        // It has no DMA.
      }
      case FunctionOperation.Injection injection ->
          throw injection.line().bad("\"op\": a memory device has no events");
    }
  }

  private void load(MemoryFunction function, FunctionOperation.Load load) {
    int length = load.data().size();
    int outcome = function.load(load.bar(), load.offset(), length, loaded);
    outcome(load.line(), outcome);
    MemorySegment got = MemorySegment.ofArray(new byte[length]);
    Layouts.putImage(got, 0, length, outcome == Outcome.OK ? loaded.get() : -1);
    byte[] bytes = got.toArray(Layouts.BYTE);
    comparison.compare(load.line(), "data", load.data().toHex(), Bytes.of(bytes).toHex());
  }

  /** Where the recording says nothing the device did as asked. */
  private void outcome(Line line, int outcome) {
    @Nullable String got = outcome == Outcome.OK ? null : Outcome.describe(outcome);
    if (got != null && !line.has("cc")) {
      comparison.differ(line, "outcome", Outcome.describe(Outcome.OK), got);
    } else if (line.has("cc")) {
      comparison.compare(line, "cc", line.number("cc", 0, 3), Outcome.cc(outcome));
    }
  }
}
