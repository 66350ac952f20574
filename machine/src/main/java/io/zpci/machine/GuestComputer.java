package io.zpci.machine;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.linux.IomapTable;
import io.zpci.linux.LinuxKernel;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.Path;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A guest, as far as all its functions share it: storage, CPU, interruption facility, the error
 * events that it is told, and the kernel that runs on it. The functions are on the guest's route,
 * each by a path of its own; a VMM has them in one vfio container.
 */
final class GuestComputer {
  private final Stack stack;
  private final Tap tap;
  private final GuestStorage storage;
  private final AdapterInterruption interruption;
  private final PciInstructions above;
  private final PciInstructions cpu;
  private final KernelCpu kernelCpu;
  private final Queue<ErrorEvent> events = new ConcurrentLinkedQueue<>();
  private final List<Slot> slots = new ArrayList<>();
  private LinuxKernel kernel;
  private IomapTable cookies;

  /**
   * A function as the guest has it.
   *
   * @param fid what CLP and error events call it
   * @param dma what its I/O addresses reach
   * @param msi what its messages become
   */
  record Slot(PciFunction function, Below below, Path path, int fid, Dma dma, Msi msi) {}

  /**
   * A guest of {@code size} bytes of storage, which {@code machine} has room for, whose kernel has
   * come up.
   *
   * @param functions at least one; none of them is plugged
   */
  GuestComputer(
      Route route,
      Stack stack,
      HostMachine machine,
      List<PciFunction> functions,
      long size,
      Between between,
      Tap tap) {
    this.stack = stack;
    this.tap = tap;
    List<Below> below = functions.stream().map(machine::plug).toList();
    Guest guest = machine.guest(size, new FloatingInterruption(true, () -> {}), events::add);
    this.storage = guest.storage();
    for (int i = 0; i < functions.size(); i++) {
      PciFunction function = functions.get(i);
      Facts facts = machine.facts(function.facts());
      Path path = route.connect(below.get(i), guest, i == 0 ? facts : facts.inSharedContainer());
      Dma dma = between.dma(path.dma(), tap);
      Msi msi = between.msi(path.msi(), tap);
      function.connect(dma, msi);
      boolean partition = path.interruption().equals(below.get(i).interruption());
      // A VMM numbers its own devices from 0 on.
      int fid = partition ? below.get(i).entry().fid() : i;
      slots.add(new Slot(function, below.get(i), path, fid, dma, msi));
      if (partition) {
        machine.errorEvents(events::add);
      }
    }
    List<Path> paths = slots.stream().map(Slot::path).toList();
    this.interruption = paths.getFirst().interruption();
    this.above = between.guest(GuestCpu.of(paths), tap);
    this.cpu = new TappedInstructions(above, Hand.GUEST, tap);
    this.kernelCpu = new KernelCpu(cpu, above);
    this.kernel = kernel();
    this.cookies = new IomapTable(stack.guest());
  }

  private LinuxKernel kernel() {
    return new LinuxKernel(stack.guest(), kernelCpu, interruption, storage, tap);
  }

  /**
   * The kernel comes up again: nothing that it had is left but what stands in storage, and no
   * interruption is pending.
   */
  void restart() {
    while (interruption.take(AdapterInterruption.ALL_SUBCLASSES) >= 0) {
      // What was pending went with the reset.
    }
    events.clear();
    kernel = kernel();
    cookies = new IomapTable(stack.guest());
  }

  /** Its functions, in the order in which they were plugged. */
  List<Slot> slots() {
    return slots;
  }

  /** The versions and switches. */
  Stack stack() {
    return stack;
  }

  /** Who sees what happens. */
  Tap tap() {
    return tap;
  }

  /** Its storage. */
  GuestStorage storage() {
    return storage;
  }

  /** What executes its instructions, each of them an operation on the tap. */
  PciInstructions cpu() {
    return cpu;
  }

  /** The same without a tap. */
  PciInstructions above() {
    return above;
  }

  /** What executes the kernel's instructions. */
  KernelCpu kernelCpu() {
    return kernelCpu;
  }

  /** The kernel, as it came up last. */
  LinuxKernel running() {
    return kernel;
  }

  /** The kernel's table of cookies. */
  IomapTable cookies() {
    return cookies;
  }

  /** The error events that the guest was told since the last call, oldest first. */
  List<ErrorEvent> takeEvents() {
    List<ErrorEvent> taken = new ArrayList<>();
    for (ErrorEvent event = events.poll(); event != null; event = events.poll()) {
      taken.add(event);
    }
    return taken;
  }
}
