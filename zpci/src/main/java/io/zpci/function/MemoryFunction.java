package io.zpci.function;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plain memory device: every BAR is memory that holds what was stored and 0 elsewhere;
 * configuration space is a {@link ConfigSpace}. BARs are sparse, up to 2^48 bytes and beyond: room
 * is taken by the 4 KiB pages that were stored to, so that after a first round nothing allocates.
 * It has no DMA; {@link #signal} makes it interrupt. The only memory with side effects is its MSI-X
 * table, and its pending bits drop stores. Its BARs answer whatever the command register says.
 */
public final class MemoryFunction implements PciFunction {
  /** Class code: a RAM controller. */
  private static final int CLASS_RAM = 0x050000;

  private final FunctionFacts facts;
  private final ConfigSpace config;
  private final SparseMemory[] bars;
  private final FunctionMessages messages;
  private final @Nullable MsixTable table;
  private final int tableBar;
  private final long tableOffset;
  private final long pendingOffset;

  /** A memory device with the given facts. */
  public MemoryFunction(FunctionFacts facts) {
    this.facts = facts;
    this.config = new ConfigSpace(facts, CLASS_RAM);
    this.messages = new FunctionMessages(config, facts.msix());
    this.table = messages.table();
    Msix msix = facts.msix();
    this.tableBar = msix == null ? -1 : msix.bar();
    this.tableOffset = msix == null ? 0 : msix.table();
    this.pendingOffset = msix == null ? 0 : msix.pba();
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

  /** {@inheritDoc} This device has no use for DMA. */
  @Override
  public void connect(Dma dma, Msi msi) {
    messages.connect(msi);
  }

  /**
   * The device signals {@code vector}, from 0: what becomes of it is as {@link FunctionMessages}
   * says.
   */
  public void signal(int vector) {
    messages.signal(vector);
  }

  /** Its MSI-X table, to look at; null without one. */
  public @Nullable MsixTable table() {
    return table;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (space == AddressSpace.CONFIG) {
      loaded.set(config.load(offset, length));
      return Outcome.OK;
    }
    if (!AddressSpace.isBar(space)) {
      return Outcome.error(Status.INVAL_AS);
    }
    loaded.set(
        isPlain(space, offset, length)
            ? bars[space].load(offset, length)
            : loadBytes(space, offset, length));
    return Outcome.OK;
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    if (space == AddressSpace.CONFIG) {
      config.store(offset, length, value);
      messages.configured();
      return Outcome.OK;
    }
    if (!AddressSpace.isBar(space)) {
      return Outcome.error(Status.INVAL_AS);
    }
    if (isPlain(space, offset, length)) {
      bars[space].store(offset, length, value);
    } else {
      for (int i = 0; i < length; i++) {
        storeByte(space, offset + i, value >>> (8 * (length - 1 - i)));
      }
    }
    return Outcome.OK;
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    if (!AddressSpace.isBar(space)) {
      return Outcome.error(Status.INVAL_AS);
    }
    if (isPlain(space, offset, length)) {
      bars[space].storeBlock(offset, data, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        storeByte(space, offset + i, data.get(Layouts.BYTE, at + i));
      }
    }
    return Outcome.OK;
  }

  @Override
  public void reset() {
    config.reset();
    messages.reset();
    for (SparseMemory bar : bars) {
      bar.clear();
    }
  }

  /** Whether no byte of the access is one of the MSI-X table or the pending bits. */
  private boolean isPlain(int space, long offset, int length) {
    return table == null
        || space != tableBar
        || (isApart(offset, length, tableOffset, table.tableSize())
            && isApart(offset, length, pendingOffset, table.pendingSize()));
  }

  private static boolean isApart(long offset, int length, long start, long size) {
    return offset + length <= start || offset >= start + size;
  }

  private long loadBytes(int space, long offset, int length) {
    long image = 0;
    for (long at = offset; at < offset + length; at++) {
      image = (image << 8) | loadByte(space, at);
    }
    return image;
  }

  private long loadByte(int space, long offset) {
    if (table != null && !isApart(offset, 1, tableOffset, table.tableSize())) {
      return table.loadTable(offset - tableOffset, 1);
    }
    if (table != null && !isApart(offset, 1, pendingOffset, table.pendingSize())) {
      return table.loadPending(offset - pendingOffset, 1);
    }
    return bars[space].load(offset, 1);
  }

  private void storeByte(int space, long offset, long value) {
    if (table != null && !isApart(offset, 1, tableOffset, table.tableSize())) {
      table.storeTable(offset - tableOffset, 1, value & 0xff);
    } else if (isPlain(space, offset, 1)) {
      bars[space].store(offset, 1, value);
    }
  }
}
