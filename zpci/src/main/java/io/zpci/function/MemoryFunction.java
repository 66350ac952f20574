package io.zpci.function;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A plain memory device: every BAR is memory that holds what was stored and 0 elsewhere;
 * configuration space is a {@link ConfigSpace}. BARs are sparse, up to 2^48 bytes and beyond: room
 * is taken by the 4 KiB pages that were stored to, so that after a first round nothing allocates.
 * It has no side effects, no DMA, no interrupts; its MSI-X table is memory as the rest, and its
 * BARs answer whatever the command register says.
 */
public final class MemoryFunction implements PciFunction {
  /** Class code: a RAM controller. */
  private static final int CLASS_RAM = 0x050000;

  private final FunctionFacts facts;
  private final ConfigSpace config;
  private final SparseMemory[] bars;

  /** A memory device with the given facts. */
  public MemoryFunction(FunctionFacts facts) {
    this.facts = facts;
    this.config = new ConfigSpace(facts, CLASS_RAM);
    this.bars = new SparseMemory[AddressSpace.BARS];
    for (int bar = 0; bar < bars.length; bar++) {
      bars[bar] = new SparseMemory();
    }
  }

  /**
   * The stock device: 1b36:0005, BARs of 64 KiB, 16 KiB and 4 KiB at 0, 2 and 4, four MSI-X vectors
   * in BAR 2, one MSI vector, strict blocks of at most 128 bytes, MIO-capable, 256 bytes of
   * configuration space.
   */
  public static MemoryFunction memory() {
    return new MemoryFunction(
        new FunctionFacts(
            "memory",
            0x1b36,
            0x0005,
            0,
            0,
            List.of(0x10000L, 0L, 0x4000L, 0L, 0x1000L, 0L),
            BlockClass.STRICT,
            128,
            true,
            1,
            new Msix(2, 0x2000, 0x2800, 4),
            256));
  }

  @Override
  public FunctionFacts facts() {
    return facts;
  }

  /** The configuration space, to look at. */
  public ConfigSpace config() {
    return config;
  }

  /** Nothing: this device has no use for the ways up. */
  @Override
  public void connect(Dma dma, Msi msi) {}

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (space == AddressSpace.CONFIG) {
      loaded.set(config.load(offset, length));
      return Outcome.OK;
    }
    if (!AddressSpace.isBar(space)) {
      return Outcome.error(Status.INVAL_AS);
    }
    loaded.set(bars[space].load(offset, length));
    return Outcome.OK;
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    if (space == AddressSpace.CONFIG) {
      config.store(offset, length, value);
      return Outcome.OK;
    }
    if (!AddressSpace.isBar(space)) {
      return Outcome.error(Status.INVAL_AS);
    }
    bars[space].store(offset, length, value);
    return Outcome.OK;
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    if (!AddressSpace.isBar(space)) {
      return Outcome.error(Status.INVAL_AS);
    }
    bars[space].storeBlock(offset, data, at, length);
    return Outcome.OK;
  }

  @Override
  public void reset() {
    config.reset();
    for (SparseMemory bar : bars) {
      bar.clear();
    }
  }
}
