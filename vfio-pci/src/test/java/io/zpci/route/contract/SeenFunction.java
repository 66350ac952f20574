package io.zpci.route.contract;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A memory device that notes what arrives at its BARs, and can refuse it. */
final class SeenFunction implements PciFunction {
  private static final int REFUSED = Outcome.error(Status.FUNC_IN_ERR);

  /**
   * An access that arrived at a BAR.
   *
   * @param block whether it is a block
   * @param byHandle whether an instruction with the function's handle brought it
   * @param data of a block, in hexadecimal
   */
  record Arrival(
      boolean block, int space, long offset, int length, boolean byHandle, String data) {}

  private final MemoryFunction memory;
  private final BooleanSupplier byHandle;
  private final List<Arrival> arrivals = new ArrayList<>();
  private boolean noting;
  private boolean refusing;

  SeenFunction(FunctionFacts facts, BooleanSupplier byHandle) {
    this.memory = new MemoryFunction(facts);
    this.byHandle = byHandle;
  }

  /** From now on what arrives is noted. */
  void note() {
    noting = true;
  }

  /** From now on BARs refuse all. */
  void refuse() {
    refusing = true;
  }

  /** What arrived since this was last asked. */
  List<Arrival> take() {
    List<Arrival> taken = List.copyOf(arrivals);
    arrivals.clear();
    return taken;
  }

  @Override
  public FunctionFacts facts() {
    return memory.facts();
  }

  @Override
  public void connect(Dma dma, Msi msi) {
    memory.connect(dma, msi);
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    return isRefused(false, space, offset, length, "")
        ? REFUSED
        : memory.load(space, offset, length, loaded);
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    return isRefused(false, space, offset, length, "")
        ? REFUSED
        : memory.store(space, offset, length, value);
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    String bytes =
        noting
            ? HexFormat.of().formatHex(data.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE))
            : "";
    return isRefused(true, space, offset, length, bytes)
        ? REFUSED
        : memory.storeBlock(space, offset, data, at, length);
  }

  private boolean isRefused(boolean block, int space, long offset, int length, String data) {
    boolean bar = space < facts().barSizes().size();
    if (bar && noting) {
      arrivals.add(new Arrival(block, space, offset, length, byHandle.getAsBoolean(), data));
    }
    return bar && refusing;
  }

  @Override
  public void reset() {
    memory.reset();
  }
}
