package io.zpci.vfio;

import io.zpci.arch.Rule;
import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.trace.Tap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts of a vfio device: what GET_IRQ_INFO says, what SET_IRQS checks and does, and where a
 * message of the function goes. At most one of MSI and MSI-X is in use. INTx does not exist here,
 * as on s390. Source: spec passthrough a.7 ({@code vfio_main.c}, {@code vfio_pci_intrs.c}).
 *
 * <p>Vectors come from the host's kernel where the host has one here; it runs {@link #signal} in
 * its handler. Else messages come straight to {@link #signal}.
 */
final class VfioInterrupts implements Msi {
  private static final int INTX = 0;
  private static final int ERR = 3;
  private static final int REQ = 4;
  private static final int INDICES = 5;
  private static final int NONE = -1;
  private static final int DATA = IrqSet.DATA_NONE | IrqSet.DATA_BOOL | IrqSet.DATA_EVENTFD;
  private static final int ACTION =
      IrqSet.ACTION_MASK | IrqSet.ACTION_UNMASK | IrqSet.ACTION_TRIGGER;

  /** ERANGE, what the kernel's allocation of no vectors at all answers. */
  private static final int ERANGE = 34;

  private final VfioConfig config;
  private final int hostVectors;
  private final @Nullable IrqVectors irqs;
  private final Tap tap;
  private IrqSet.@Nullable Trigger[] triggers = new IrqSet.Trigger[0];
  private final IrqSet.@Nullable Trigger[] single = new IrqSet.Trigger[INDICES];
  private int active = NONE;

  /**
   * Nothing enabled.
   *
   * @param hostVectors how many the host can allocate
   * @param irqs where they come from; null where messages come here
   */
  VfioInterrupts(VfioConfig config, int hostVectors, @Nullable IrqVectors irqs, Tap tap) {
    this.config = config;
    this.hostVectors = hostVectors;
    this.irqs = irqs;
    this.tap = tap;
  }

  @Override
  public void signal(int vector) {
    if (vector >= 0 && vector < triggers.length) {
      signal(triggers[vector]);
    }
  }

  IrqInfo info(int index) throws VfioException {
    int noResize = IrqInfo.FLAG_EVENTFD | IrqInfo.FLAG_NORESIZE;
    return switch (index) {
      case INTX ->
          new IrqInfo(
              index,
              IrqInfo.FLAG_EVENTFD | IrqInfo.FLAG_MASKABLE | IrqInfo.FLAG_AUTOMASKED,
              count(index));
      case VfioDevice.IRQ_MSI, VfioDevice.IRQ_MSIX, REQ ->
          new IrqInfo(index, noResize, count(index));
      case ERR -> {
        if (!config.permissions().express()) {
          throw new VfioException(Errno.EINVAL);
        }
        yield new IrqInfo(index, noResize, count(index));
      }
      default -> throw new VfioException(Errno.EINVAL);
    };
  }

  private int count(int index) {
    ConfigPermissions permissions = config.permissions();
    return switch (index) {
      case INTX -> config.shadow(ConfigPermissions.INT_PIN, 1) != 0 ? 1 : 0;
      case VfioDevice.IRQ_MSI ->
          permissions.msi() == 0 ? 0 : 1 << (config.shadow(permissions.msi() + 2, 2) >> 1 & 7);
      case VfioDevice.IRQ_MSIX ->
          permissions.msix() == 0 ? 0 : (config.shadow(permissions.msix() + 2, 2) & 0x7ff) + 1;
      case ERR -> permissions.express() ? 1 : 0;
      default -> 1;
    };
  }

  int set(IrqSet set) {
    int index = set.index();
    if (index < 0
        || index >= INDICES
        || Integer.compareUnsigned(set.count(), -1 - set.start()) >= 0
        || (set.flags() & ~(DATA | ACTION)) != 0) {
      return refuse(VfioRules.IRQS_ARGUMENT, Errno.EINVAL);
    }
    long end = Integer.toUnsignedLong(set.start()) + Integer.toUnsignedLong(set.count());
    if (Integer.toUnsignedLong(set.start()) >= count(index) || end > count(index)) {
      return refuse(VfioRules.IRQS_RANGE, Errno.EINVAL);
    }
    int given =
        switch (set.flags() & DATA) {
          case IrqSet.DATA_NONE -> set.count();
          case IrqSet.DATA_BOOL -> set.booleans().size();
          case IrqSet.DATA_EVENTFD -> set.triggers().size();
          default -> -1;
        };
    if (given < set.count()) {
      return refuse(VfioRules.IRQS_DATA, Errno.EINVAL);
    }
    if ((set.flags() & ACTION) != IrqSet.ACTION_TRIGGER) {
      return refuse(VfioRules.IRQS_ACTION, Errno.ENOTTY);
    }
    return switch (index) {
      case VfioDevice.IRQ_MSI, VfioDevice.IRQ_MSIX -> trigger(set);
      case ERR, REQ -> triggerSingle(set);
      default -> refuse(VfioRules.IRQS_ACTION, Errno.ENOTTY);
    };
  }

  private int trigger(IrqSet set) {
    int index = set.index();
    boolean none = (set.flags() & DATA) == IrqSet.DATA_NONE;
    if (active == index && none && set.count() == 0) {
      disable();
      return 0;
    }
    if (active != index && active != NONE) {
      return refuse(VfioRules.IRQS_ACTIVE, Errno.EINVAL);
    }
    if ((set.flags() & DATA) == IrqSet.DATA_EVENTFD) {
      if (active == index) {
        return attach(set);
      }
      int result = enable(index, set.start() + set.count());
      return result == 0 ? attach(set) : result;
    }
    if (active != index) {
      return refuse(VfioRules.IRQS_ACTIVE, Errno.EINVAL);
    }
    for (int i = 0; i < set.count(); i++) {
      if (none || set.booleans().get(i)) {
        signal(set.start() + i);
      }
    }
    return 0;
  }

  private int enable(int index, int vectors) {
    if (vectors == 0) {
      return -ERANGE;
    }
    if (vectors > hostVectors) {
      tap.broken(VfioRules.IRQS_VECTORS);
      return hostVectors > 0 ? hostVectors : -Errno.ENOSPC;
    }
    // The handler may run before this is over: what it signals must stand.
    triggers = new IrqSet.Trigger[vectors];
    int allocated = irqs == null ? vectors : irqs.allocate(index, vectors, this);
    if (allocated < vectors) {
      return tooFew(allocated);
    }
    active = index;
    switchDevice(index, vectors);
    return 0;
  }

  /** Nothing stays enabled; a positive number is how many there are. */
  private int tooFew(int allocated) {
    triggers = new IrqSet.Trigger[0];
    tap.broken(VfioRules.IRQS_VECTORS);
    if (allocated > 0 && irqs != null) {
      irqs.free();
    }
    return allocated == 0 ? -Errno.ENOSPC : allocated;
  }

  /** The kernel that gave the vectors has switched the device's capability. */
  private void switchDevice(int index, int vectors) {
    if (index == VfioDevice.IRQ_MSI) {
      if (irqs == null) {
        config.msi(vectors);
      } else {
        config.msiEnabled(vectors);
      }
    } else if (irqs == null) {
      config.msix(vectors > 0);
    }
  }

  private void disable() {
    // First nobody is signalled, then the host's vectors go.
    Arrays.fill(triggers, null);
    switchDevice(active, 0);
    if (irqs != null) {
      irqs.free();
    }
    triggers = new IrqSet.Trigger[0];
    active = NONE;
  }

  /** Sets each vector in order; at the first that fails, all from the start on are detached. */
  private int attach(IrqSet set) {
    for (int i = 0; i < set.count(); i++) {
      int vector = set.start() + i;
      IrqSet.Trigger trigger = set.triggers().get(i);
      if (vector < triggers.length) {
        triggers[vector] = trigger;
      } else if (trigger != null) {
        for (int j = set.start(); j < triggers.length; j++) {
          triggers[j] = null;
        }
        return refuse(VfioRules.IRQS_VECTORS, Errno.EINVAL);
      }
    }
    return 0;
  }

  private int triggerSingle(IrqSet set) {
    IrqSet.Trigger trigger = single[set.index()];
    switch (set.flags() & DATA) {
      case IrqSet.DATA_NONE -> {
        if (trigger == null) {
          return refuse(VfioRules.IRQS_ACTIVE, Errno.EINVAL);
        }
        if (set.count() == 0) {
          single[set.index()] = null;
        } else {
          trigger.signal();
        }
      }
      case IrqSet.DATA_BOOL -> {
        if (set.count() == 0) {
          return refuse(VfioRules.IRQS_DATA, Errno.EINVAL);
        }
        if (set.booleans().getFirst()) {
          signal(trigger);
        }
      }
      default -> {
        if (set.count() == 0) {
          return refuse(VfioRules.IRQS_DATA, Errno.EINVAL);
        }
        single[set.index()] = set.triggers().getFirst();
      }
    }
    return 0;
  }

  private static void signal(IrqSet.@Nullable Trigger trigger) {
    if (trigger != null) {
      trigger.signal();
    }
  }

  private int refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }
}
