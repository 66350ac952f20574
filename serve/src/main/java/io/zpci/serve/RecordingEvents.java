package io.zpci.serve;

import io.zpci.arch.AddressSpace;
import io.zpci.recording.FunctionOperationsWriter;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.FunctionEvents;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Tells a writer of recordings what goes into one served function, as the format has it: a client
 * that goes is interrupts off, everything unmapped, and a reset. Configuration space is left out: a
 * VMM reads it hundreds of times, and no driver works a function with it.
 */
public final class RecordingEvents implements FunctionEvents {
  private static final long PAGE_MASK = 4095;

  /** Where memory without a file is said to be, each range at a place of its own. */
  private static final long NO_FILE = 1L << 39;

  /** Behind the last of these places; the first ones are used again then. */
  private static final long NO_FILE_END = 1L << 40;

  private final FunctionOperationsWriter writer;
  private final String function;
  private long nextPlace = NO_FILE;

  /** For the function that the recording calls {@code function}. */
  public RecordingEvents(FunctionOperationsWriter writer, String function) {
    this.writer = writer;
    this.function = function;
  }

  @Override
  public void detached() {
    int flags = IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER;
    writer.setIrqs(function, flags, DeviceFile.IRQ_MSI, 0, 0, 0);
    writer.setIrqs(function, flags, DeviceFile.IRQ_MSIX, 0, 0, 0);
    writer.unmapAll(function);
    writer.reset(function);
  }

  @Override
  public void reset() {
    writer.reset(function);
  }

  @Override
  public void setIrqs(IrqSet set) {
    int descriptors = (int) set.triggers().stream().filter(Objects::nonNull).count();
    writer.setIrqs(function, set.flags(), set.index(), set.start(), set.count(), descriptors);
  }

  /** {@inheritDoc} A range at the start of a file is told as one without a file. */
  @Override
  public void mapped(long address, long size, int access, long offset) {
    writer.map(function, access, address, offset == 0 ? place(size) : offset, size);
  }

  private long place(long size) {
    if (size < 0 || size > NO_FILE_END - NO_FILE) {
      return NO_FILE;
    }
    if (size > NO_FILE_END - nextPlace) {
      nextPlace = NO_FILE;
    }
    nextPlace += size;
    return nextPlace - size;
  }

  @Override
  public void unmapped(long address, long size, boolean had) {
    writer.unmap(function, address, size, had);
  }

  @Override
  public void loaded(int space, long offset, int length, long value, int outcome) {
    if (AddressSpace.isBar(space)) {
      writer.load(function, space, offset, length, value, outcome);
    }
  }

  @Override
  public void storing(int space, long offset, int length, long value) {
    if (AddressSpace.isBar(space)) {
      writer.store(function, space, offset, length, value);
    }
  }

  /** {@inheritDoc} The block stands at the place in a page that it had in the guest. */
  @Override
  public void storingBlock(int space, long offset, MemorySegment data, long at, int length) {
    if (AddressSpace.isBar(space)) {
      writer.storeBlock(function, space, offset, data, at, length, at & PAGE_MASK);
    }
  }

  @Override
  public void stored(int outcome) {
    writer.stored(outcome);
  }

  @Override
  public void signalled(int index, int vector) {
    if (index > 0) {
      writer.interrupt(function, index, vector);
    }
  }
}
