package io.zpci.recording;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.ism.DmbeMask;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.PeerNotices;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ISM functions that are recorded while somebody drives them, with memory and interrupts. */
final class WrittenFunctions implements AutoCloseable {
  final List<String> complaints = new ArrayList<>();
  final FunctionOperationsWriter writer;
  final Fabric fabric;
  final Map<String, RecordedFunction> functions = new LinkedHashMap<>();
  private final Register loaded = new Register();

  WrittenFunctions(Path file, Map<String, Long> gids, PeerNotices notices) throws IOException {
    writer =
        new FunctionOperationsWriter(
            RecordingFile.create(
                file,
                FunctionOperationsWriter.header(IsmFacts.served(0), gids, notices),
                complaints::add),
            gids);
    fabric = new Fabric(0, DmbeMask.ROTATED, notices, writer, () -> 0);
    gids.forEach((name, gid) -> {
      IsmFunction function = fabric.add(gid, IsmFacts.served(0));
      RecordedFunction recorded = new RecordedFunction(name, function);
      function.connect(recorded.memory(), vector -> signalled(recorded, vector));
      functions.put(name, recorded);
    });
  }

  private void signalled(RecordedFunction function, int vector) {
    if (function.irqIndex() != 0) {
      writer.interrupt(function.name(), function.irqIndex(), vector);
    }
  }

  RecordedFunction named(String name) {
    RecordedFunction function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException(name);
    }
    return function;
  }

  void reset(String name) {
    writer.reset(name);
    named(name).function().reset();
  }

  void setIrqs(FunctionOperation.SetIrqs irqs) {
    writer.setIrqs(
        irqs.function(),
        irqs.flags(),
        irqs.index(),
        irqs.start(),
        irqs.count(),
        irqs.descriptors());
    named(irqs.function()).setIrqs(irqs);
  }

  void map(String name, int flags, long address, long offset, long size) {
    writer.map(name, flags, address, offset, size);
    named(name).memory().map(address, offset, size, flags);
  }

  void unmap(String name, long address, long size) {
    writer.unmap(name, address, size, named(name).memory().starts(address));
    named(name).memory().unmap(address, size);
  }

  int storeBlock(String name, int bar, long offset, byte[] data) {
    MemorySegment bytes = MemorySegment.ofArray(data);
    writer.storeBlock(name, bar, offset, bytes, 0, data.length, 0x7c0);
    int outcome = named(name).function().storeBlock(bar, offset, bytes, 0, data.length);
    writer.stored(outcome);
    return outcome;
  }

  int store(String name, int bar, long offset, int length, long value) {
    writer.store(name, bar, offset, length, value);
    int outcome = named(name).function().store(bar, offset, length, value);
    writer.stored(outcome);
    return outcome;
  }

  long load(String name, int bar, long offset, int length) {
    int outcome = named(name).function().load(bar, offset, length, loaded);
    writer.load(name, bar, offset, length, loaded.get(), outcome);
    return outcome == Outcome.OK ? loaded.get() : -1;
  }

  @Override
  public void close() {
    writer.close();
  }
}
