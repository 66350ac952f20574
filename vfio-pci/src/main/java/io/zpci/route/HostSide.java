package io.zpci.route;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.PciInstructions;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.NativeMmio;
import io.zpci.linux.TappedAccessors;
import io.zpci.linux.Zdev;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.TappedInstructions;
import io.zpci.vfio.DeviceRegion;
import io.zpci.vfio.HostKernel;
import io.zpci.vfio.IsmVfioPci;
import io.zpci.vfio.NativeIommu;
import io.zpci.vfio.NativeVectors;
import io.zpci.vfio.TappedVfioDevice;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioHost;
import io.zpci.vfio.VfioPciCore;
import io.zpci.vmm.Forwarding;
import io.zpci.vmm.GuestConfig;
import io.zpci.vmm.GuestMachine;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.ZpciProperties;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The layers below a guest as routes put them together, with a tap at each boundary: what the
 * shipped routes are made of, and what one of your own can be made of.
 */
public final class HostSide {
  /**
   * The largest block that the group of an intercepted function tells its guest (spec zpci 4.3).
   */
  private static final int INTERCEPTED_MAXSTBL = 128;

  private static final List<Long> NO_MIO_ADDRESSES = List.of(0L, 0L, 0L, 0L, 0L, 0L);

  private HostSide() {}

  /** An s390 host's kernel over the host's instructions. */
  public static LinuxPci linux(Below host, Facts facts) {
    long[] mioAddresses = host.mioAddresses().stream().mapToLong(Long::longValue).toArray();
    int maxStoreBlock = facts.function().maxStoreBlock();
    Zdev zdev = new Zdev(host.handle(), facts.function(), maxStoreBlock, mioAddresses);
    return LinuxPci.of(
        facts.host(),
        host.instructions(),
        zdev,
        facts.machineMio(),
        facts.nullMappingSucceeds(),
        facts.tap());
  }

  /**
   * An s390 host's generic vfio-pci.
   *
   * @param own a region that it offers beside the usual ones; null for none
   */
  public static TappedVfioDevice genericVfio(
      Below host, Facts facts, LinuxPci linux, @Nullable DeviceRegion own) {
    return process(
        new VfioPciCore(vfioHost(host, facts, linux), facts.function(), own, facts.tap()),
        Hand.VFIO,
        facts);
  }

  /** The host's ISM variant driver. */
  public static TappedVfioDevice ismVfio(Below host, Facts facts) {
    LinuxPci linux = linux(host, facts);
    return process(
        new IsmVfioPci(vfioHost(host, facts, linux), linux, facts.tap()), Hand.ISM_VFIO_PCI, facts);
  }

  /**
   * What generic vfio-pci promises of all that goes through its BARs, in a set to add to: the host
   * kernel's accessors use handles where its machine has no MIO.
   */
  static Set<Promise> promises(Facts facts) {
    boolean byHandle = facts.hostIsS390() && !facts.machineMio();
    return byHandle
        ? EnumSet.of(Promise.HANDLE_INSTRUCTIONS, Promise.ORDER)
        : EnumSet.of(Promise.ORDER);
  }

  /**
   * What a region promises beside that, which makes one instruction of each block and tells what
   * became of it.
   */
  static Set<Promise> regionPromises(Facts facts) {
    Set<Promise> promises = promises(facts);
    promises.add(Promise.BLOCK_ERRORS);
    if (takesEveryLength(facts)) {
      promises.add(Promise.WHOLE_BLOCKS);
    }
    return promises;
  }

  /**
   * Whether QEMU takes all of the length of the function's longest block; some versions look at its
   * low bits only.
   */
  static boolean takesEveryLength(Facts facts) {
    return facts.function().maxStoreBlock() <= facts.qemu().pcistbLengthMask();
  }

  private static VfioHost vfioHost(Below host, Facts facts, LinuxPci linux) {
    HostKernel kernel = new HostKernel(host.kernel(), linux);
    return VfioHost.s390(facts.host().vfio(), tapped(linux, facts), linux.zdev())
        .withIommu(kernel)
        .withIrqs(kernel)
        .withReset(kernel::reset);
  }

  /** {@code device} as a process has it: each call is a system call. */
  static TappedVfioDevice process(VfioDevice device, Hand hand, Facts facts) {
    return new TappedVfioDevice(device, hand, facts.tap(), Cost.SYSCALL);
  }

  /** QEMU's interception over {@code device}, as shipped. */
  public static Path intercepted(VfioDevice device, Below host, Guest guest, Facts facts) {
    return intercepted(
        device, host, guest, facts, InterceptionOptions.SHIPPED, INTERCEPTED_MAXSTBL);
  }

  /**
   * QEMU's interception over {@code device}, under KVM on an s390 host.
   *
   * @param options what a prototype changes of it
   * @param maxStoreBlock the largest block that the guest is told of, in bytes
   */
  public static Path intercepted(
      VfioDevice device,
      Below host,
      Guest guest,
      Facts facts,
      InterceptionOptions options,
      int maxStoreBlock) {
    int handle = interceptedHandle(host);
    GuestMachine machine = machine(guest, kicked(guest, facts), null);
    Interception qemu = qemu(device, facts, handle, maxStoreBlock, machine, options);
    return new GuestPath(exits(qemu, facts), handle, maxStoreBlock, host, guest)
        .resettingGuest(qemu::reset);
  }

  /**
   * QEMU with {@code device} for {@code machine}, with the properties that it gives a device that
   * names none: ids of their own, in the order of plugging.
   */
  static Interception qemu(
      VfioDevice device,
      Facts facts,
      int handle,
      int maxStoreBlock,
      GuestMachine machine,
      InterceptionOptions options) {
    int index = Math.max(FunctionHandle.index(handle) - 1, 0);
    return new Interception(
        facts.qemu(),
        facts.hostOrder(),
        device,
        facts.function(),
        GuestConfig.of(facts.function(), device.region(VfioDevice.CONFIG_REGION)),
        new ZpciProperties(
            ZpciProperties.DEFAULT.fid() + index,
            ZpciProperties.DEFAULT.uid() + index,
            ZpciProperties.DEFAULT_GROUP),
        handle,
        maxStoreBlock,
        machine,
        facts.tap(),
        options.withSharedContainer(facts.sharedContainer()));
  }

  /**
   * QEMU's interception on a host that is no s390: QEMU emulates the CPU too, so that nothing exits
   * to it, and its thread is woken for every eventfd.
   */
  static Path emulated(Below host, Guest guest, Facts facts) {
    NativeIommu iommu = new NativeIommu(guest.storage(), guest.origin());
    IoAccessors io = tapped(new NativeMmio(host.function(), facts.tap()), facts);
    NativeVectors vectors = new NativeVectors(io, facts.function());
    VfioHost kernel =
        VfioHost.littleEndian(facts.host().vfio(), io).withIommu(iommu).withIrqs(vectors);
    VfioDevice device =
        process(new VfioPciCore(kernel, facts.function(), facts.tap()), Hand.VFIO, facts)
            .signalling(Cost.KICK, Cost.CONTEXT_SWITCH);
    int handle = interceptedHandle(host);
    Interception qemu =
        qemu(
            device,
            facts,
            handle,
            INTERCEPTED_MAXSTBL,
            machine(guest, guest.interruption(), null),
            InterceptionOptions.SHIPPED);
    return new GuestPath(
        new TappedInstructions(qemu, Hand.QEMU, facts.tap()),
        handle,
        INTERCEPTED_MAXSTBL,
        false,
        NO_MIO_ADDRESSES,
        iommu,
        vectors,
        guest.interruption(),
        qemu::reset);
  }

  /** The guest's handle carries the SHM bits of vfio. */
  private static int interceptedHandle(Below host) {
    return FunctionHandle.ENABLE | FunctionHandle.SHM_VFIO | FunctionHandle.index(host.handle());
  }

  /** The guest as its QEMU sees it; {@code forwarding} where the function is interpreted. */
  static GuestMachine machine(
      Guest guest, AdapterInterruption interruption, @Nullable Forwarding forwarding) {
    return new GuestMachine(
        guest.storage(), guest.origin(), interruption, guest.events(), forwarding);
  }

  /**
   * The guest's facility as the host's kernel reaches it: a CPU is kicked, and leaves interpretive
   * execution to take the interruption.
   */
  static AdapterInterruption kicked(Guest guest, Facts facts) {
    return new TappedInterruption(guest.interruption(), facts.tap(), Cost.KICK, Cost.SIE_EXIT);
  }

  /** What QEMU executes for a guest under KVM: the CPU exits, the host goes over to QEMU. */
  static PciInstructions exits(PciInstructions qemu, Facts facts) {
    return new TappedInstructions(qemu, Hand.QEMU, facts.tap(), Cost.SIE_EXIT, Cost.CONTEXT_SWITCH);
  }

  private static IoAccessors tapped(IoAccessors accessors, Facts facts) {
    return new TappedAccessors(accessors, Hand.HOST_LINUX, facts.tap());
  }
}
