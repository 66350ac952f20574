package io.zpci.vmm;

import io.zpci.function.Msi;
import io.zpci.interrupt.EventCounter;
import io.zpci.interrupt.KvmIrqfd;
import io.zpci.trace.Tap;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * What QEMU makes of the guest's MSI-X: enabling arms the device, a vector that is not masked gets
 * an eventfd, one that is masked stays connected and leaves a pending bit when it fires, which the
 * unmasking delivers. Source: spec passthrough e.6, executed with a vfio-user function.
 *
 * <p>Where the host's vectors cannot be added to (NORESIZE, as on s390), a vector beyond those
 * allocated makes QEMU disable all and start again with more: read from {@code hw/vfio/pci.c},
 * unverified.
 *
 * <p>The guest's writes come from one thread at a time; eventfds fire from any. No vector that
 * fires is lost, masked or not.
 */
final class VfioMsix {
  private static final int ENABLE = 0x8000;
  private static final int FUNCTION_MASK = 0x4000;
  private static final int HELD = 1;
  private static final int PENDING = 2;
  private static final int INTERRUPT_PIN = 0x3d;

  private final VfioDevice device;
  private final MsixTable table;
  private final Msi to;
  private final Tap tap;
  private final MemorySegment scratch;
  private final IrqSet.Trigger[] triggers;
  private final AtomicIntegerArray vectors;
  private int control;
  private int allocated;
  private boolean resizable;

  /**
   * Disabled MSI-X over {@code table}.
   *
   * @param to where a vector goes that is not masked, by the data of its message
   * @param scratch at least 8 bytes
   */
  VfioMsix(VfioDevice device, MsixTable table, Msi to, MemorySegment scratch, Tap tap) {
    this.device = device;
    this.table = table;
    this.to = to;
    this.scratch = scratch;
    this.tap = tap;
    this.triggers = new IrqSet.Trigger[table.vectors()];
    this.vectors = new AtomicIntegerArray(triggers.length);
    for (int i = 0; i < triggers.length; i++) {
      triggers[i] = new KvmIrqfd(new EventCounter(), this::fire, i)::signal;
      vectors.set(i, HELD);
    }
    table.watch(this);
  }

  /** The guest wrote the capability's message control, which is {@code now} afterwards. */
  void controlWritten(int now) {
    int was = control;
    control = now;
    if ((now & ENABLE) == 0) {
      if ((was & ENABLE) != 0) {
        disable();
      }
    } else if ((was & ENABLE) == 0) {
      enable();
    } else if ((now & FUNCTION_MASK) != 0) {
      holdAll();
    } else if ((was & FUNCTION_MASK) != 0 && lastUnmasked() >= 0) {
      useAll();
    }
  }

  /** The guest wrote the mask bit of {@code vector}, which had another value before. */
  void maskWritten(int vector) {
    if (!isRunning()) {
      return;
    }
    if (table.isMasked(vector)) {
      hold(vector);
      return;
    }
    if (vector < allocated || resizable) {
      setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSIX, vector, triggers[vector]));
    } else {
      connect(vector + 1);
    }
    release(vector);
  }

  /** Back to the state at the start; what was connected is disconnected. */
  void reset() {
    if ((control & ENABLE) != 0) {
      setIrqs(IrqSet.disable(VfioDevice.IRQ_MSIX));
    }
    control = 0;
    forgetAll();
  }

  /**
   * The pending bits of {@code length} bytes from byte {@code address} of the array on, little
   * endian.
   */
  long pending(long address, int length) {
    long bits = 0;
    for (int bit = 0; bit < length * Byte.SIZE; bit++) {
      long vector = address * Byte.SIZE + bit;
      if (vector < triggers.length && (vectors.get((int) vector) & PENDING) != 0) {
        bits |= 1L << bit;
      }
    }
    return bits;
  }

  private boolean isRunning() {
    return (control & (ENABLE | FUNCTION_MASK)) == ENABLE;
  }

  private void enable() {
    resizable = isResizable();
    if (isRunning() && lastUnmasked() >= 0) {
      useAll();
    } else {
      // Drivers rely on the device showing MSI-X on before any vector is used.
      setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSIX, 0, null));
      allocated = 1;
    }
  }

  private void disable() {
    setIrqs(IrqSet.disable(VfioDevice.IRQ_MSIX));
    forgetAll();
    if (device.region(VfioDevice.CONFIG_REGION).pread(INTERRUPT_PIN, scratch, 0, 1) != 1) {
      tap.broken(QemuRules.REGION_READ);
    }
  }

  private void useAll() {
    connect(lastUnmasked() + 1);
    for (int vector = 0; vector < triggers.length; vector++) {
      if (!table.isMasked(vector)) {
        release(vector);
      }
    }
  }

  /** One SET_IRQS for the first {@code count} vectors: an eventfd for each that is not masked. */
  private void connect(int count) {
    if (allocated != 0 && count > allocated && !resizable) {
      setIrqs(IrqSet.disable(VfioDevice.IRQ_MSIX));
      allocated = 0;
    }
    List<IrqSet.@Nullable Trigger> connected = new ArrayList<>();
    for (int vector = 0; vector < count; vector++) {
      connected.add(table.isMasked(vector) ? null : triggers[vector]);
    }
    int flags = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
    setIrqs(new IrqSet(flags, VfioDevice.IRQ_MSIX, 0, count, List.of(), connected));
    allocated = Math.max(allocated, count);
  }

  private int lastUnmasked() {
    int last = triggers.length - 1;
    while (last >= 0 && table.isMasked(last)) {
      last--;
    }
    return last;
  }

  private boolean isResizable() {
    try {
      return (device.irqInfo(VfioDevice.IRQ_MSIX).flags() & IrqInfo.FLAG_NORESIZE) == 0;
    } catch (VfioException e) {
      return false;
    }
  }

  private void setIrqs(IrqSet set) {
    if (device.setIrqs(set) != 0) {
      tap.broken(QemuRules.SET_IRQS);
    }
  }

  private void holdAll() {
    for (int vector = 0; vector < triggers.length; vector++) {
      hold(vector);
    }
  }

  private void forgetAll() {
    allocated = 0;
    for (int vector = 0; vector < triggers.length; vector++) {
      vectors.set(vector, HELD);
    }
  }

  private void hold(int vector) {
    int was;
    do {
      was = vectors.get(vector);
    } while (!vectors.compareAndSet(vector, was, was | HELD));
  }

  private void release(int vector) {
    if ((vectors.getAndSet(vector, 0) & PENDING) != 0) {
      to.signal(table.data(vector));
    }
  }

  /** The eventfd of {@code vector} fires: it is delivered, or pending where it is held. */
  private void fire(int vector) {
    int was;
    do {
      was = vectors.get(vector);
      if ((was & HELD) == 0) {
        to.signal(table.data(vector));
        return;
      }
    } while (!vectors.compareAndSet(vector, was, was | PENDING));
  }
}
