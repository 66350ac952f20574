package io.zpci.tests;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.FlatDma;
import io.zpci.function.FunctionFacts;
import io.zpci.guest.ClcFacts;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.guest.SmcDevice;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * A guest of one function: memory, I/O addresses as Linux hands them out (from the top, aligned to
 * the size), an interrupt that is taken when asked, and the SMC layer on it. Every instruction
 * reaches the function as it is; who watches sees it first.
 */
final class SmcGuest implements PciDev {
  /** Who sees what a guest does. */
  interface Watch {
    /** Sees nothing. */
    Watch NONE =
        new Watch() {
          @Override
          public void block(SmcGuest guest, int space, long offset, int length, long address) {}

          @Override
          public void load(SmcGuest guest, int space, long offset, int length, long value) {}

          @Override
          public void interrupt(SmcGuest guest) {}
        };

    /** A store block, before the function sees it; its bytes are in the guest's memory. */
    void block(SmcGuest guest, int space, long offset, int length, long address);

    /** A load that the function answered. */
    void load(SmcGuest guest, int space, long offset, int length, long value);

    /** An interrupt for {@code guest}. */
    void interrupt(SmcGuest guest);
  }

  private static final long START = 0x10_0000;
  private static final long IO_TOP = 0x1_2000_0000L;
  private static final int COMMANDS = 2;
  private static final int REG_SBA = 1;

  private final String name;
  private final Watch watch;
  private final GuestStorage memory;
  private final IsmFunction function;
  private final FlatDma dma;
  private final Map<Long, Deque<Long>> free = new HashMap<>();
  private final Map<Long, Long> storageOf = new HashMap<>();
  private final SmcDevice smc;
  private long next = START;
  private long ioNext = IO_TOP;
  private long payload;
  private long sba;
  private Runnable handler = () -> {};
  private boolean interrupted;

  /** A guest of a new function of {@code fabric}. */
  SmcGuest(String name, Arena arena, long size, Fabric fabric, long gid, Watch watch) {
    this.name = name;
    this.watch = watch;
    this.memory = GuestStorage.allocate(arena, START, size);
    this.dma = new FlatDma(memory);
    this.function = fabric.add(gid, IsmFacts.plain(fabric.pchid()));
    function.connect(dma, _ -> interrupt());
    this.smc = new SmcDevice(IsmDriverVersion.newest(), this, ClcFacts.systemEid(0, 0));
  }

  String name() {
    return name;
  }

  SmcDevice smc() {
    return smc;
  }

  IsmFunction function() {
    return function;
  }

  /** Where the SBA is in the guest's memory. */
  long sba() {
    return sba;
  }

  private void interrupt() {
    interrupted = true;
    watch.interrupt(this);
  }

  /** Runs the driver's handler where an interrupt is pending. */
  void takeInterrupt() {
    if (interrupted) {
      interrupted = false;
      handler.run();
    }
  }

  /** Takes the interrupt and runs what is due. */
  void poll() {
    takeInterrupt();
    int _ = smc.poll();
  }

  @Override
  public FunctionFacts facts() {
    return function.facts();
  }

  @Override
  public int fid() {
    return 1;
  }

  @Override
  public int uid() {
    return 0;
  }

  @Override
  public GuestStorage memory() {
    return memory;
  }

  @Override
  public int enable() {
    return 0;
  }

  @Override
  public void disable() {}

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (function.load(space, offset, length, loaded) != Outcome.OK) {
      return -Errno.EIO;
    }
    watch.load(this, space, offset, length, loaded.get());
    return 0;
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    watch.block(this, space, offset, length, address);
    if (space == COMMANDS && offset == 8) {
      payload = memory.getLong(address);
    } else if (space == COMMANDS && memory.getInt(address) == REG_SBA) {
      sba = storageOf.get(payload);
    }
    MemorySegment bytes = memory.segment();
    int outcome = function.storeBlock(space, offset, bytes, memory.offset(address), length);
    return outcome == Outcome.OK ? 0 : -Errno.EIO;
  }

  @Override
  public long allocate(long size) {
    long block = Math.max(4096, Long.highestOneBit(size * 2 - 1));
    Deque<Long> freed = free.get(block);
    if (freed != null && !freed.isEmpty()) {
      return freed.pop();
    }
    long address = next + block - 1 & -block;
    if (!memory.contains(address, block)) {
      return -Errno.ENOMEM;
    }
    next = address + block;
    return address;
  }

  @Override
  public void free(long address, long size) {
    long block = Math.max(4096, Long.highestOneBit(size * 2 - 1));
    free.computeIfAbsent(block, _ -> new ArrayDeque<>()).push(address);
  }

  @Override
  public long map(long address, long size) {
    long pages = size + 4095 & -4096;
    long aligned = Long.highestOneBit(pages * 2 - 1);
    ioNext = ioNext - pages & -aligned;
    if (!dma.map(ioNext, address, pages)) {
      return -Errno.ENOMEM;
    }
    storageOf.put(ioNext, address);
    return ioNext;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return dma.unmap(ioAddress, size + 4095 & -4096) ? 0 : -Errno.EINVAL;
  }

  @Override
  public int requestIrq(Runnable newHandler) {
    handler = newHandler;
    return 0;
  }

  @Override
  public void freeIrq() {
    handler = () -> {};
  }
}
