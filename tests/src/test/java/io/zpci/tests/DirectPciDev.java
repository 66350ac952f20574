package io.zpci.tests;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.FlatDma;
import io.zpci.function.FunctionFacts;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A function that its driver reaches without anything in between, and that logs what the driver
 * does in the words of a recording. I/O addresses are given from the top down on multiples of the
 * size, as Linux does, from where the recorded guests began.
 */
final class DirectPciDev implements PciDev {
  private static final int MEMORY = 1 << 20;
  private static final int SCRATCH = MEMORY / 2;
  private static final long IO_END = 0x1_2000_0000L;

  private final IsmFunction function;
  private final GuestStorage storage =
      new GuestStorage(0, MemorySegment.ofArray(new long[MEMORY / Long.BYTES]));
  private final FlatDma dma = new FlatDma(storage);
  private final List<String> log = new ArrayList<>();
  private long nextMemory = 0x1000;
  private long lowestIo = IO_END;
  private Runnable handler = () -> {};
  private boolean pending;

  DirectPciDev(IsmFunction function) {
    this.function = function;
    function.connect(dma, _ -> interrupted());
  }

  private void interrupted() {
    log.add("irq");
    pending = true;
  }

  /** Runs the driver's handler for an interrupt that is pending. */
  void takeInterruption() {
    if (pending) {
      pending = false;
      handler.run();
    }
  }

  /** What the driver did so far. */
  List<String> log() {
    return log;
  }

  /** Puts bytes into the driver's memory, as far into a page as {@code like}; their address. */
  long placed(byte[] bytes, long like) {
    long address = SCRATCH + (like & 0xfff);
    MemorySegment.copy(
        MemorySegment.ofArray(bytes), 0, storage.segment(), storage.offset(address), bytes.length);
    return address;
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
    return storage;
  }

  @Override
  public int enable() {
    return 0;
  }

  @Override
  public void disable() {}

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    int outcome = function.load(space, offset, length, loaded);
    String data = HexFormat.of().toHexDigits(loaded.get(), 2 * length);
    log.add("pcilg %d+%x %s".formatted(space, offset, data));
    return outcome == Outcome.OK ? 0 : -Errno.EIO;
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    byte[] block = new byte[length];
    MemorySegment.copy(
        storage.segment(), storage.offset(address), MemorySegment.ofArray(block), 0, length);
    log.add("pcistb %d+%x %s".formatted(space, offset, HexFormat.of().formatHex(block)));
    int outcome =
        function.storeBlock(space, offset, storage.segment(), storage.offset(address), length);
    return outcome == Outcome.OK ? 0 : -Errno.EIO;
  }

  @Override
  public long allocate(long size) {
    long address = (nextMemory + size - 1) & -size;
    nextMemory = address + size;
    return nextMemory > SCRATCH ? -Errno.ENOMEM : address;
  }

  @Override
  public void free(long address, long size) {}

  @Override
  public long map(long address, long size) {
    long ioAddress = (lowestIo - size) & -size;
    lowestIo = ioAddress;
    log.add("dma_map %x+%x".formatted(ioAddress, size));
    return dma.map(ioAddress, address, size) ? ioAddress : -Errno.EBUSY;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    log.add("dma_unmap %x+%x".formatted(ioAddress, size));
    return dma.unmap(ioAddress, size) ? 0 : -Errno.EINVAL;
  }

  @Override
  public int requestIrq(Runnable newHandler) {
    log.add("set_irqs 1");
    handler = newHandler;
    return 0;
  }

  @Override
  public void freeIrq() {
    log.add("set_irqs 0");
  }
}
