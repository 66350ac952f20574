package io.zpci.serve;

import io.zpci.ism.EventQueue;
import io.zpci.ism.IsmCommand;
import io.zpci.recording.FunctionOperation;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One function of a recording as a client of its server sees it: the device, its guest's memory,
 * the interrupts that came, and what its commands say of SBA, event queue and DMB.
 */
final class ReplayedFunction {
  private static final int COMMAND_SPACE = 4096;
  private static final int COMMAND_REGISTER = 4;
  private static final int SBA_BITS = 4;
  private static final int SUMMARY = 0x80;

  /** Memory space and bus master, which the guest's kernel switches on. */
  private static final byte[] ENABLE = {6, 0};

  private final String name;
  private final VfioUserDevice device;
  private final ReplayedMemory memory;
  private final List<Interrupt> interrupts = new ArrayList<>();

  /** What was stored to the command space. */
  private final MemorySegment commands = MemorySegment.ofArray(new byte[COMMAND_SPACE]);

  private int command;
  private long sba;
  private long queue;
  private int entries;
  private long queueIndex;
  private int leftOut;

  /** A signal that came. */
  record Interrupt(int index, int vector) {}

  ReplayedFunction(String name, VfioUserDevice device, ReplayedMemory memory) {
    this.name = name;
    this.device = device;
    this.memory = memory;
  }

  String name() {
    return name;
  }

  VfioUserDevice device() {
    return device;
  }

  ReplayedMemory memory() {
    return memory;
  }

  /** Signals that came and were not compared yet. */
  List<Interrupt> interrupts() {
    return interrupts;
  }

  /** Switches on what the guest's kernel does, which recordings of functions do not show. */
  int enable() {
    MemorySegment value = MemorySegment.ofArray(ENABLE);
    long done =
        device.region(DeviceFile.CONFIG_REGION).pwrite(COMMAND_REGISTER, value, 0, ENABLE.length);
    return (int) Math.min(done, 0);
  }

  int reset() {
    forget();
    int result = device.reset();
    return result < 0 ? result : enable();
  }

  private void forget() {
    sba = 0;
    queue = 0;
    command = 0;
  }

  /** One vector after the other: a vector with an eventfd tells it, one without is detached. */
  int setIrqs(FunctionOperation.SetIrqs irqs) {
    if (irqs.flags() != (IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER)) {
      return device.setIrqs(
          new IrqSet(irqs.flags(), irqs.index(), irqs.start(), irqs.count(), List.of(), List.of()));
    }
    int result = 0;
    for (int i = 0; i < irqs.count() && result >= 0; i++) {
      Interrupt interrupt = new Interrupt(irqs.index(), irqs.start() + i);
      IrqSet.Trigger trigger = () -> interrupts.add(interrupt);
      result =
          device.setIrqs(
              IrqSet.eventfd(
                  irqs.index(), interrupt.vector(), i < irqs.descriptors() ? trigger : null));
    }
    return result;
  }

  int map(FunctionOperation.Map map) {
    boolean writable = (map.flags() & 2) != 0;
    int result = device.dmaMap(map.address(), map.offset(), map.size(), writable);
    if (result == 0) {
      memory.map(map.address(), map.offset(), map.size());
    }
    return result;
  }

  long unmap(FunctionOperation.Unmap unmap) {
    if (unmap.size() == 0) { // everything, in two halves: a size of all addresses is none
      memory.unmapAll();
      long low = device.dmaUnmap(0, Long.MIN_VALUE);
      return low < 0 ? low : device.dmaUnmap(Long.MIN_VALUE, Long.MIN_VALUE);
    }
    memory.unmap(unmap.address(), unmap.size());
    return device.dmaUnmap(unmap.address(), unmap.size());
  }

  /**
   * A block went to the command space: what it says of SBA and event queue is known from now on.
   *
   * @param done whether the command that it executes was recorded as done
   */
  void commanded(long offset, byte[] data, boolean done) {
    if (offset < 0 || offset > COMMAND_SPACE - data.length) {
      return;
    }
    MemorySegment.copy(MemorySegment.ofArray(data), 0, commands, offset, data.length);
    if (offset != 0 || data.length < Integer.BYTES) {
      return;
    }
    command = commands.get(Layouts.INT, 0);
    IsmCommand known = IsmCommand.of(command);
    if (known == null || !done) {
      return;
    }
    switch (known) {
      case REG_SBA -> sba = commands.get(Layouts.LONG, 8);
      case UNREG_SBA -> sba = 0;
      case REG_IEQ -> {
        queue = commands.get(Layouts.LONG, 8);
        long length = commands.get(Layouts.LONG, 16);
        entries = Math.clamp((length - EventQueue.HEADER) / EventQueue.ENTRY, 1, Short.MAX_VALUE);
        queueIndex = 0;
        leftOut = 0;
      }
      case UNREG_IEQ -> queue = 0;
      default -> {}
    }
  }

  /** The command executed last. */
  int command() {
    return command;
  }

  /** A number of 32 bits in the payload of the command executed last. */
  int payloadInt(int offset) {
    return commands.get(Layouts.INT, offset);
  }

  /** A number of 64 bits in the payload of the command executed last. */
  long payloadLong(int offset) {
    return commands.get(Layouts.LONG, offset);
  }

  boolean hasSba() {
    return sba != 0;
  }

  /** What the guest had left in byte 0 of the SBA. */
  void setSummaryByte(int value) {
    if (sba != 0) {
      memory.write(sba, (byte) value);
    }
  }

  /** The guest has seen the bit of DMB {@code index}. */
  void clearBit(int index) {
    long at = sba + SBA_BITS + index / 8;
    byte[] there = sba == 0 ? null : memory.read(at, 1);
    if (there != null) {
      memory.write(at, (byte) (there[0] & ~(SUMMARY >>> index % 8)));
    }
  }

  boolean hasBit(int index) {
    byte[] there = memory.read(sba + SBA_BITS + index / 8, 1);
    return there != null && (there[0] & SUMMARY >>> index % 8) != 0;
  }

  boolean hasSummary() {
    byte[] there = memory.read(sba, 1);
    return there != null && (there[0] & SUMMARY) != 0;
  }

  /** An event of the recording does not come: those behind it stand one place before. */
  void leaveOutEvent() {
    leftOut++;
  }

  /** Where the recording's event {@code index} stands here: its index in the queue's header. */
  long indexOf(long index) {
    return Math.floorMod(index - 1 - leftOut, entries) + 1L;
  }

  /** The queue's entry that {@code index} is about; null where there is no queue. */
  byte @Nullable [] event(long index) {
    return queue == 0
        ? null
        : memory.read(queue + EventQueue.HEADER + (index - 1) * EventQueue.ENTRY, EventQueue.ENTRY);
  }

  /** The index in the queue's header if it is another one than at the last call; else null. */
  @Nullable Long newIndex() {
    Long index = queue == 0 ? null : memory.readLong(queue);
    if (index == null || index == queueIndex) {
      return null;
    }
    queueIndex = index;
    return index;
  }

  /** Takes the interrupts that are there, and waits for {@code more} of them. */
  void takeInterrupts(int more, int millis) throws IOException {
    int wanted = interrupts.size() + more;
    int took = device.takeInterrupts(0);
    while (interrupts.size() < wanted && (took > 0 || millis > 0)) {
      took = device.takeInterrupts(millis);
      if (took == 0) {
        return;
      }
    }
  }
}
