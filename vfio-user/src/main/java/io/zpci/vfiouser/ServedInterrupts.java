package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts of a served function: MSI or MSI-X, one of them at a time; it has no others. Whoever
 * calls holds the machine's lock. A signal allocates nothing.
 *
 * <p>Checks are those of vfio-user servers (spec passthrough f.5), with the kernel's for what is
 * set up (a.7): the other kind must be disabled first, and what is not set up cannot be triggered
 * or masked. To disable what is not set up is done. A vector can have no trigger; QEMU sets up
 * MSI-X that way before it knows which vectors its guest uses (e.6). A masked vector keeps one
 * signal until it is unmasked.
 */
final class ServedInterrupts {
  /** Nothing is set up. */
  static final int NOTHING = -1;

  /** INTx, MSI, MSI-X, error, request. */
  static final int INDICES = 5;

  private static final int DATA = IrqSet.DATA_NONE | IrqSet.DATA_BOOL | IrqSet.DATA_EVENTFD;
  private static final int ACTION =
      IrqSet.ACTION_MASK | IrqSet.ACTION_UNMASK | IrqSet.ACTION_TRIGGER;

  private final MessageCapabilities capabilities;
  private final FunctionEvents events;
  private final int[] counts = new int[INDICES];

  /** What is set up: an index, or {@link #NOTHING}. */
  private int active = NOTHING;

  private IrqSet.@Nullable Trigger[] triggers = new IrqSet.Trigger[0];
  private boolean[] masked = new boolean[0];
  private boolean[] pending = new boolean[0];

  /**
   * Nothing set up.
   *
   * @param msi vectors of MSI
   * @param msix vectors of MSI-X
   */
  ServedInterrupts(MessageCapabilities capabilities, int msi, int msix, FunctionEvents events) {
    this.capabilities = capabilities;
    this.events = events;
    counts[DeviceFile.IRQ_MSI] = msi;
    counts[DeviceFile.IRQ_MSIX] = msix;
  }

  /** How many vectors {@code index}, from 0, has; its flags say no more than that it has some. */
  IrqInfo info(int index) {
    return new IrqInfo(index, counts[index] == 0 ? 0 : IrqInfo.FLAG_EVENTFD, counts[index]);
  }

  /** The function sends a message with {@code data}. */
  void message(int data) {
    int vector = active == NOTHING ? data : capabilities.vector(active, data);
    boolean there =
        vector >= 0 && vector < triggers.length && (masked[vector] || triggers[vector] != null);
    events.signalled(there ? active : NOTHING, vector);
    if (there) {
      signal(vector);
    }
  }

  private void signal(int vector) {
    IrqSet.Trigger trigger = triggers[vector];
    if (masked[vector]) {
      pending[vector] = true;
    } else if (trigger != null) {
      trigger.signal();
    }
  }

  /** {@code DEVICE_SET_IRQS}: 0 or a negative errno. */
  int set(IrqSet set) {
    int refused = refused(set);
    if (refused != 0) {
      return refused;
    }
    events.setIrqs(set);
    switch (set.flags() & ACTION) {
      case IrqSet.ACTION_MASK -> mask(set);
      case IrqSet.ACTION_UNMASK -> unmask(set);
      default -> trigger(set);
    }
    return 0;
  }

  private int refused(IrqSet set) {
    int index = set.index();
    int data = set.flags() & DATA;
    int action = set.flags() & ACTION;
    if (index < 0
        || index >= INDICES
        || (set.flags() & ~(DATA | ACTION)) != 0
        || Integer.bitCount(data) != 1
        || Integer.bitCount(action) != 1
        || !inside(set, counts[index])
        || !carries(set, data)) {
      return -Errno.EINVAL;
    }
    if (action != IrqSet.ACTION_TRIGGER && data == IrqSet.DATA_EVENTFD) {
      return -Errno.ENOTTY;
    }
    if (disables(set)) {
      return 0;
    }
    boolean canSetUp = active == NOTHING && data == IrqSet.DATA_EVENTFD;
    return active == index || canSetUp ? 0 : -Errno.EINVAL;
  }

  private static boolean inside(IrqSet set, int vectors) {
    boolean empty =
        set.count() == 0
            && (set.start() != 0 || set.flags() != (IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER));
    return set.start() >= 0
        && set.start() < vectors
        && set.count() >= 0
        && set.count() <= vectors - set.start()
        && !empty;
  }

  private static boolean carries(IrqSet set, int data) {
    return switch (data) {
      case IrqSet.DATA_BOOL -> set.booleans().size() == set.count();
      case IrqSet.DATA_EVENTFD -> set.triggers().isEmpty() || set.triggers().size() == set.count();
      default -> true;
    };
  }

  private static boolean disables(IrqSet set) {
    return set.count() == 0;
  }

  private void mask(IrqSet set) {
    for (int i = 0; i < set.count(); i++) {
      if (named(set, i)) {
        masked[set.start() + i] = true;
      }
    }
  }

  private void unmask(IrqSet set) {
    for (int i = 0; i < set.count(); i++) {
      int vector = set.start() + i;
      if (named(set, i)) {
        masked[vector] = false;
        deliver(vector);
      }
    }
  }

  /** What is pending of {@code vector}, which is not masked any more. */
  private void deliver(int vector) {
    if (pending[vector]) {
      pending[vector] = false;
      signal(vector);
    }
  }

  private static boolean named(IrqSet set, int i) {
    return (set.flags() & IrqSet.DATA_BOOL) == 0 || set.booleans().get(i);
  }

  private void trigger(IrqSet set) {
    if (disables(set)) {
      if (active == set.index()) {
        disable();
      }
    } else if ((set.flags() & IrqSet.DATA_EVENTFD) != 0) {
      attach(set);
    } else {
      for (int i = 0; i < set.count(); i++) {
        if (named(set, i)) {
          signal(set.start() + i);
        }
      }
    }
  }

  private void attach(IrqSet set) {
    if (active == NOTHING) {
      active = set.index();
      triggers = new IrqSet.Trigger[counts[active]];
      masked = new boolean[counts[active]];
      pending = new boolean[counts[active]];
    }
    for (int i = 0; i < set.count(); i++) {
      triggers[set.start() + i] = set.triggers().isEmpty() ? null : set.triggers().get(i);
    }
    // The function may have kept a message for this: it comes now, and finds its trigger.
    capabilities.setUp(active, set.start(), set.count());
  }

  /** Nothing is set up any more; a signal finds nobody. */
  void disable() {
    if (active != NOTHING) {
      int index = active;
      active = NOTHING;
      triggers = new IrqSet.Trigger[0];
      masked = new boolean[0];
      pending = new boolean[0];
      capabilities.disable(index);
    }
  }
}
