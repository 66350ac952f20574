package io.zpci.tests.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.FlatDma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Two functions that send and one that receives, in one fabric, with the driver on the receiver:
 * the real ones, prepared on plain memory. Then a part of it, a function's block or the driver's
 * handler, runs on ports. What the parts remember between two runs is put back before each.
 */
final class ExploredIsm implements PciDev {
  /** GIDs of the senders. */
  static final long SENDER = 0xb0;

  /** Where the driver finds its SBA, and a word of it that holds the bits of DMBs 32 to 63. */
  static final long SBA = 0x2000;

  static final long BITS = SBA + 8;

  /** The masks of DMBs 32 and 33. */
  static final long MASKS = SBA + 320;

  /** Where the driver finds its event queue. */
  static final long QUEUE = 0x3000;

  /** I/O addresses are addresses plus this. */
  static final long IO = 0x1_0000_0000L;

  private static final int PCHID = 0x100;
  private static final int SIZE = 1 << 16;
  private static final int COMMANDS = 2;
  private static final int HEADER = 32;
  private static final int ENTRY = 32;
  private static final int ENTRIES = 15;
  private static final int SUMMARY_AND_EVENT = 0xc000_0000;

  final GuestStorage memory =
      new GuestStorage(0, MemorySegment.ofArray(new long[SIZE / Long.BYTES]));
  final IsmFunction[] senders = new IsmFunction[2];
  final IsmDmb[] dmbs = new IsmDmb[2];
  private final FlatDma flat = new FlatDma(memory);
  private final Switch shared = new Switch(memory);
  private final IsmFunction receiver;
  private final MemorySegment block = MemorySegment.ofArray(new long[8]);
  private IsmClient client = new Deaf();
  private Runnable handler = () -> {};
  private long next = 0x1000;

  /** Hears nothing. */
  private record Deaf() implements IsmClient {
    @Override
    public void handleIrq(int index, int dmbeMask) {}

    @Override
    public void handleEvent(IsmEvent event) {}
  }

  /** Whatever the driver tells goes to the client of the run. */
  private final class Told implements IsmClient {
    @Override
    public void handleIrq(int index, int dmbeMask) {
      client.handleIrq(index, dmbeMask);
    }

    @Override
    public void handleEvent(IsmEvent event) {
      client.handleEvent(event);
    }
  }

  ExploredIsm() {
    Fabric fabric = new Fabric(PCHID);
    receiver = fabric.add(0xa0, IsmFacts.plain(PCHID));
    flat.map(IO, 0, SIZE);
    plain();
    IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), this, new Told());
    assertEquals(0, driver.probe());
    for (int i = 0; i < senders.length; i++) {
      senders[i] = fabric.add(SENDER + i, IsmFacts.plain(PCHID));
      dmbs[i] = new IsmDmb(4096, 0, false, 0);
      assertEquals(0, driver.registerDmb(dmbs[i], SENDER + i));
    }
    assertEquals(SBA + IO, receiver.sbaAddress());
    assertEquals(QUEUE + IO, receiver.queueAddress());
  }

  private void plain() {
    receiver.connect(flat, _ -> {});
    shared.to(memory);
    client = new Deaf();
  }

  /** The first word of the DMB that sender {@code i} writes to. */
  long data(int i) {
    return dmbs[i].ioAddress() - IO;
  }

  /** The words of the entry at {@code place} that differ from event to event: who sent what. */
  static long tokenWord(int place) {
    return QUEUE + HEADER + (long) ENTRY * place + 12;
  }

  /** See {@link #tokenWord}. */
  static long infoWord(int place) {
    return QUEUE + HEADER + (long) ENTRY * place + 28;
  }

  /** The word of the queue's header that changes. */
  static long indexWord() {
    return QUEUE + 4;
  }

  /** Sender {@code i} moves {@code value} to the start of its DMB and signals. */
  void move(int i, int value, Dma dma, Msi msi) {
    receiver.connect(dma, msi);
    block.set(Layouts.INT, 0, value);
    long offset = MoveOffset.of(dmbs[i].token(), 0, true, 0);
    assertEquals(Outcome.OK, senders[i].storeBlock(0, offset, block, 0, Integer.BYTES));
  }

  /** Sender {@code i} signals an event with {@code info}: SIGNAL_IEQ. */
  void event(int i, int info, Dma dma, Msi msi) {
    receiver.connect(dma, msi);
    block.set(Layouts.LONG, 0, 0xa0);
    block.set(Layouts.INT, 8, 1);
    block.set(Layouts.INT, 12, 0x80);
    block.set(Layouts.LONG, 16, info);
    assertEquals(Outcome.OK, senders[i].storeBlock(COMMANDS, 8, block, 0, 24));
    block.set(Layouts.INT, 0, 0x0e);
    block.set(Layouts.INT, 4, 32);
    assertEquals(Outcome.OK, senders[i].storeBlock(COMMANDS, 0, block, 0, 8));
  }

  /** The driver's handler. */
  void handle(InterlockedStorage storage, IsmClient told) {
    shared.to(storage);
    client = told;
    handler.run();
  }

  /**
   * The receiver has put {@code events}, at least one, into its queue. What it remembers is seen
   * only in what it stores next, so it is sent one at least.
   */
  void sent(int events) {
    plain();
    do {
      event(0, 0, flat, _ -> {});
    } while (memory.getLong(QUEUE) != (events - 1) % ENTRIES + 1);
  }

  /** The driver has taken {@code events}, at least one, out of its queue. */
  void handled(int events) {
    plain();
    memory.putLong(QUEUE, (events - 1) % ENTRIES + 1);
    memory.putInt(SBA, SUMMARY_AND_EVENT);
    handler.run();
  }

  @Override
  public FunctionFacts facts() {
    return receiver.facts();
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
  public InterlockedStorage shared() {
    return shared;
  }

  @Override
  public int enable() {
    return 0;
  }

  @Override
  public void disable() {}

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    return receiver.load(space, offset, length, loaded);
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    return receiver.storeBlock(space, offset, memory.segment(), memory.offset(address), length);
  }

  @Override
  public long allocate(long size) {
    long address = next;
    next += size;
    return address;
  }

  @Override
  public void free(long address, long size) {}

  @Override
  public long map(long address, long size) {
    return IO + address;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return 0;
  }

  @Override
  public int requestIrq(Runnable newHandler) {
    handler = newHandler;
    return 0;
  }

  @Override
  public void freeIrq() {}
}
