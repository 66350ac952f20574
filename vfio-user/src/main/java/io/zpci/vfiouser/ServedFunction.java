package io.zpci.vfiouser;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.PciInstructions;
import io.zpci.blocks.GuestBlocks;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A function of a machine as a vfio-user server offers it: an access to a region is an instruction
 * that the machine's firmware executes for the function, and so is a whole block that was taken
 * from the client's guest on another way.
 *
 * <p>Guarantees: everything happens under the machine's lock, one access at a time with those of
 * all other functions of the machine; {@link FunctionEvents} are told there, in that order. Region
 * accesses, blocks, signals and DMA into files allocate nothing. A client that cuts a file which it
 * has mapped gets an {@link InternalError} from the call under way or from its next one, and nobody
 * else does. Rules that look at who issues an access see one issuer, 0: a region message does not
 * tell which CPU sent it, so R-17 does not bite between CPUs of one guest. Source: spec passthrough
 * f, e.2, e.6.
 */
public final class ServedFunction implements ServedDevice, GuestBlocks {
  private static final int READ_WRITE = RegionInfo.FLAG_READ | RegionInfo.FLAG_WRITE;

  private final FunctionEntry entry;
  private final OptionalInt guestHandle;
  private final Lock lock;
  private final FunctionEvents events;
  private final FunctionAccess access;
  private final MessageCapabilities capabilities;
  private final ServedInterrupts interrupts;
  private final RegionAccess[] regions = new RegionAccess[PCI_REGIONS];
  private final ClientDma dma = new ClientDma();
  private final Msi msi = this::message;
  private volatile boolean wholeBlocks;

  /**
   * The function of {@code entry}, which is enabled.
   *
   * @param instructions what executes them for {@code entry}: the machine's firmware
   * @param function the function itself, without what the machine may have put in front of it: what
   *     the host's kernel sets up in it is no access of the client's
   * @param guestHandle the handle that the client's guest uses, with the enable bit or without;
   *     empty where the guest has no other function that whole blocks go to
   * @param lock the machine's; a thread that has it may take it again
   */
  public ServedFunction(
      PciInstructions instructions,
      FunctionEntry entry,
      PciFunction function,
      OptionalInt guestHandle,
      Lock lock,
      FunctionEvents events) {
    this.entry = entry;
    this.guestHandle = guestHandle;
    this.lock = lock;
    this.events = events;
    FunctionFacts facts = entry.facts();
    this.access = new FunctionAccess(instructions, entry, events);
    this.capabilities = new MessageCapabilities(function);
    Msix msix = facts.msix();
    this.interrupts =
        new ServedInterrupts(
            capabilities, facts.msiVectors(), msix == null ? 0 : msix.vectors(), events);
    for (int index = 0; index < PCI_REGIONS; index++) {
      int space = index == CONFIG_REGION ? AddressSpace.CONFIG : index;
      regions[index] =
          size(index) == 0 ? AbsentRegion.INSTANCE : new ServedRegion(this, access, space);
    }
  }

  /** What the function's I/O addresses reach: the memory of the client that is there. */
  public Dma dma() {
    return dma;
  }

  /** What the function's messages become: triggers of the client that is there. */
  public Msi msi() {
    return msi;
  }

  private void message(int data) {
    lock.lock();
    try {
      interrupts.message(data);
    } finally {
      lock.unlock();
    }
  }

  /** The function's place in its machine. */
  public FunctionEntry entry() {
    return entry;
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(
        DeviceInfo.FLAG_RESET | DeviceInfo.FLAG_PCI,
        PCI_REGIONS,
        ServedInterrupts.INDICES,
        List.of());
  }

  /** {@inheritDoc} No region can be mapped, so none has an offset in a file. */
  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    if (index < 0 || index >= PCI_REGIONS) {
      throw new VfioException(Errno.EINVAL);
    }
    long size = size(index);
    return new RegionInfo(index, size == 0 ? 0 : READ_WRITE, size, 0, List.of());
  }

  private long size(int index) {
    if (index == CONFIG_REGION) {
      return access.size(AddressSpace.CONFIG);
    }
    return AddressSpace.isBar(index) ? access.size(index) : 0;
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    if (index < 0 || index >= ServedInterrupts.INDICES) {
      throw new VfioException(Errno.EINVAL);
    }
    return interrupts.info(index);
  }

  /** {@inheritDoc} EINVAL where there is none. */
  @Override
  public RegionAccess region(int index) {
    return index < 0 || index >= PCI_REGIONS ? AbsentRegion.INSTANCE : regions[index];
  }

  @Override
  public int setIrqs(IrqSet set) {
    int result;
    lock.lock();
    try {
      result = interrupts.set(set);
    } finally {
      lock.unlock();
    }
    check();
    return result;
  }

  /**
   * {@inheritDoc} The function is as after power-on and out of error; what is mapped and set up
   * stays, for QEMU undoes that itself where it wants to.
   */
  @Override
  public int reset() {
    lock.lock();
    try {
      events.reset();
      restart();
    } finally {
      lock.unlock();
    }
    check();
    return 0;
  }

  private void restart() {
    entry.function().reset();
    boolean _ = entry.resetError();
    capabilities.configured();
  }

  @Override
  public void attach(Attachment client) {
    lock.lock();
    try {
      events.attached();
      wholeBlocks = client.wholeBlocks();
      dma.lead(new GuestMemory(client.maps(), client.messages()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void detach() {
    lock.lock();
    try {
      events.detached();
      interrupts.disable();
      GuestMemory memory = dma.memory();
      dma.lead(null);
      wholeBlocks = false;
      if (memory != null) {
        memory.close();
      }
      restart();
    } finally {
      lock.unlock();
    }
  }

  /** {@inheritDoc} ENOTCONN where no client is there. */
  @Override
  public int dmaMap(long address, long size, int flags, long offset, @Nullable Descriptor file) {
    int result = -Errno.ENOTCONN;
    lock.lock();
    try (Descriptor owned = file) {
      GuestMemory memory = dma.memory();
      if (memory != null) {
        result = memory.map(address, size, flags, offset, owned);
        if (result == 0) {
          events.mapped(address, size, flags, owned == null ? 0 : offset);
        }
      }
    } finally {
      lock.unlock();
    }
    check();
    return result;
  }

  /** {@inheritDoc} ENOTCONN where no client is there. */
  @Override
  public int dmaUnmap(long address, long size) {
    int result = -Errno.ENOTCONN;
    lock.lock();
    try {
      GuestMemory memory = dma.memory();
      if (memory != null) {
        boolean had = memory.begins(address);
        result = memory.unmap(address, size);
        if (result == 0) {
          events.unmapped(address, size, had);
        }
      }
    } finally {
      lock.unlock();
    }
    check();
    return result;
  }

  /** {@inheritDoc} It is told as an unmap of each range. */
  @Override
  public void dmaUnmapAll() {
    lock.lock();
    try {
      GuestMemory memory = dma.memory();
      if (memory != null) {
        for (int range = 0; range < memory.ranges(); range++) {
          events.unmapped(memory.address(range), memory.size(range), true);
        }
        memory.unmapAll();
      }
    } finally {
      lock.unlock();
    }
    check();
  }

  /** {@inheritDoc} Without a handle of the guest's, every enabled one is this function's. */
  @Override
  public boolean serves(int handle) {
    return FunctionHandle.enabled(handle)
        && (guestHandle.isEmpty() || handle == (guestHandle.getAsInt() | FunctionHandle.ENABLE));
  }

  /**
   * {@inheritDoc} It is executed for this function, whatever handle the request has. An operand
   * that {@code data} does not hold is an addressing exception.
   */
  @Override
  public int storeBlock(long request, long offset, long address, MemorySegment data, long at) {
    lock.lock();
    try {
      return access.storeBlock(request, offset, address, data, at);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@inheritDoc} That is known where the client has mapped exactly one file, which is then the
   * guest's storage from absolute address 0 on.
   */
  @Override
  public boolean read(long address, MemorySegment target, long at, int length) {
    return dma.readFile(address, target, at, length);
  }

  void enter() {
    lock.lock();
  }

  void leave() {
    lock.unlock();
  }

  /** Throws where the client cut a file: the connection ends. */
  void check() {
    dma.check();
  }

  boolean wholeBlocks() {
    return wholeBlocks;
  }

  /** Something was stored to configuration space. */
  void configured() {
    capabilities.configured();
  }
}
