package io.zpci.machine;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.function.ConfigSpace;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.interrupt.EventCounter;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;
import io.zpci.route.Below;
import io.zpci.route.Guest;
import io.zpci.route.ProcessInstructions;
import io.zpci.route.ProcessRoute;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.TappedRegion;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function as a driver in user space holds it: a process on a vfio device. A block is one pwrite,
 * a load one pread; memory is mapped by the container at the first free I/O address; the interrupt
 * is an eventfd. A call that did fewer bytes than asked is EIO. Source: spec passthrough a.7, a.9,
 * b.
 */
final class VfioPciDev implements PciDev, Seat {
  /** Where a machine's I/O addresses begin, in this model's facts as in QEMU's. */
  private static final long FIRST_IO_ADDRESS = 0x1_0000_0000L;

  private static final int COMMAND = ConfigSpace.COMMAND_MEMORY | ConfigSpace.COMMAND_BUS_MASTER;

  private final VfioDevice device;
  private final FunctionFacts facts;
  private final GuestStorage memory;
  private final long origin;
  private final Tap tap;
  private final Pages pages;
  private final @Nullable RegionAccess[] regions;
  private final EventCounter eventfd = new EventCounter();
  private final MemorySegment word = MemorySegment.ofArray(new long[1]);
  private @Nullable Runnable handler;
  private final PciInstructions instructions;
  private final int handle;
  private final Dma dma;
  private final Msi msi;
  private int irqIndex;

  /**
   * A process.
   *
   * @param memory its memory, from its own address 0 on
   * @param origin the host's storage address of that
   * @param dma what the function's I/O addresses reach
   * @param msi what the function's messages become
   */
  VfioPciDev(
      VfioDevice device,
      FunctionFacts facts,
      int handle,
      GuestStorage memory,
      long origin,
      Dma dma,
      Msi msi,
      Between between,
      Tap tap) {
    this.dma = dma;
    this.msi = msi;
    this.device = device;
    this.handle = handle;
    this.instructions =
        new TappedInstructions(
            between.guest(new ProcessInstructions(device), tap), Hand.PROCESS, tap);
    this.facts = facts;
    this.memory = memory;
    this.origin = origin;
    this.tap = tap;
    this.pages = new Pages(memory, memory.start());
    this.regions = new RegionAccess[VfioDevice.PCI_REGIONS];
    for (int index = 0; index < regions.length; index++) {
      int space = index == VfioDevice.CONFIG_REGION ? AddressSpace.CONFIG : index;
      regions[index] = new TappedRegion(device.region(index), space, Hand.PROCESS, tap);
    }
  }

  /**
   * A process of {@code size} bytes of memory, which {@code machine} has room for, that opened the
   * device of {@code route}.
   */
  static VfioPciDev of(
      ProcessRoute route,
      HostMachine machine,
      PciFunction function,
      long size,
      Between between,
      Tap tap) {
    Below below = machine.plug(function);
    Dma dma = between.dma(below.dma(), tap);
    Msi msi = between.msi(below.msi(), tap);
    function.connect(dma, msi);
    Guest memory = machine.guest(size, new FloatingInterruption(true, () -> {}));
    FunctionFacts facts = function.facts();
    return new VfioPciDev(
        route.open(below, machine.facts(facts)),
        facts,
        below.handle(),
        memory.storage(),
        memory.origin(),
        dma,
        msi,
        between,
        tap);
  }

  @Override
  public PciInstructions instructions() {
    return instructions;
  }

  @Override
  public int handle() {
    return handle;
  }

  @Override
  public @Nullable LinuxKernel kernel() {
    return null;
  }

  @Override
  public @Nullable LinuxIo io() {
    return null;
  }

  @Override
  public Dma dma() {
    return dma;
  }

  @Override
  public Msi msi() {
    return msi;
  }

  @Override
  public VfioDevice vfio() {
    return device;
  }

  /** {@inheritDoc} There is no guest. */
  @Override
  public int resetGuest() {
    return -Errno.ENOSYS;
  }

  @Override
  public @Nullable GuestFunction function() {
    return null;
  }

  @Override
  public int boot() {
    return 0;
  }

  @Override
  public PciDev dev() {
    return this;
  }

  @Override
  public FunctionFacts facts() {
    return facts;
  }

  @Override
  public int fid() {
    return 1;
  }

  @Override
  public int uid() {
    return 1;
  }

  @Override
  public GuestStorage memory() {
    return memory;
  }

  @Override
  public int enable() {
    return command(COMMAND, 0);
  }

  @Override
  public void disable() {
    int _ = command(0, ConfigSpace.COMMAND_BUS_MASTER);
  }

  private int command(int on, int off) {
    RegionAccess config = region(VfioDevice.CONFIG_REGION);
    long done = config.pread(ConfigSpace.COMMAND, word, 0, 2);
    if (done == 2) {
      int value = (word.get(Layouts.SHORT_LITTLE, 0) | on) & ~off;
      word.set(Layouts.SHORT_LITTLE, 0, (short) value);
      done = config.pwrite(ConfigSpace.COMMAND, word, 0, 2);
    }
    return result(done, 2);
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    int index = index(space);
    if (index < 0) {
      return index;
    }
    long done = region(index).pread(offset, word, 0, length);
    if (done == length) {
      loaded.set(Layouts.getImage(word, 0, length));
    }
    return result(done, length);
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    int index = index(space);
    if (index < 0) {
      return index;
    }
    long done = region(index).pwrite(offset, memory.segment(), memory.offset(address), length);
    return result(done, length);
  }

  /** The region of an address space, or -EINVAL where a process has none for it. */
  private static int index(int space) {
    if (space == AddressSpace.CONFIG) {
      return VfioDevice.CONFIG_REGION;
    }
    return AddressSpace.isBar(space) ? space : -Errno.EINVAL;
  }

  private RegionAccess region(int index) {
    return Objects.requireNonNull(regions[index]);
  }

  private static int result(long done, int asked) {
    return done < 0 ? (int) done : done == asked ? 0 : -Errno.EIO;
  }

  @Override
  public long allocate(long size) {
    return pages.take(Math.max(size, Pages.PAGE));
  }

  @Override
  public void free(long address, long size) {
    pages.free(address, Math.max(size, Pages.PAGE));
  }

  /** {@inheritDoc} The I/O address is the memory's address, from the first one on. */
  @Override
  public long map(long address, long size) {
    return map(address, size, DmaDirection.BIDIRECTIONAL);
  }

  @Override
  public long map(long address, long size, DmaDirection direction) {
    long ioAddress = FIRST_IO_ADDRESS + address;
    boolean writable = direction != DmaDirection.TO_DEVICE;
    int result = device.dmaMap(ioAddress, origin + address, whole(size), writable);
    return result < 0 ? result : ioAddress;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return (int) Math.min(device.dmaUnmap(ioAddress, whole(size)), 0);
  }

  private static long whole(long size) {
    return (size + Pages.PAGE - 1) & -Pages.PAGE;
  }

  @Override
  public int requestIrq(Runnable newHandler) {
    irqIndex = facts.msix() == null ? VfioDevice.IRQ_MSI : VfioDevice.IRQ_MSIX;
    handler = newHandler;
    int result = device.setIrqs(IrqSet.eventfd(irqIndex, 0, eventfd::signal));
    return result > 0 ? -Errno.ENOSPC : result;
  }

  @Override
  public void freeIrq() {
    int _ = device.setIrqs(IrqSet.disable(irqIndex));
    handler = null;
    // The process closes the eventfd; what it counted goes with it.
    long _ = eventfd.read();
  }

  @Override
  public Issuer issuer() {
    return new ProcessIssuer(device, memory, tap);
  }

  @Override
  public int takeInterruptions() {
    Runnable run = handler;
    if (run == null || eventfd.read() == 0) {
      return 0;
    }
    // The read that takes the count.
    tap.cost(Cost.SYSCALL);
    run.run();
    return 1;
  }

  @Override
  public void close() {}
}
