package io.zpci.machine;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.FlatDma;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A function of a fabric that no driver holds: it is prepared as a driver leaves it after its
 * probe, SBA and event queue registered, with memory of its own and no route between. Whoever tests
 * the other end lets it register DMBs, and looks at what arrived there.
 */
public final class IsmPeer {
  private static final int PAGE = 4096;
  private static final long IO = 0x1_0000_0000L;
  private static final long SBA = IO;
  private static final long QUEUE = IO + PAGE;
  private static final long FIRST_DMB = IO + 2L * PAGE;
  private static final int QUEUE_LENGTH = 512;
  private static final int FIRST_INDEX = 32;
  private static final int BITS = 4;
  private static final int MASKS = 256;
  private static final int COMMANDS = 2;
  private static final int HEADER = 8;
  private static final int REG_SBA = 0x01;
  private static final int REG_IEQ = 0x02;
  private static final int REG_DMB = 0x0a;

  private final Fabric fabric;
  private final IsmFunction function;
  private final GuestStorage memory;
  private long next = FIRST_DMB;
  private int index = FIRST_INDEX;
  private int interrupts;

  /**
   * A DMB of the peer.
   *
   * @param token what a move names it by
   * @param ioAddress where it is, in the peer's I/O addresses
   * @param length in bytes
   * @param index its bit in the peer's SBA
   */
  public record Dmb(long token, long ioAddress, int length, int index) {}

  /**
   * A peer in {@code fabric}.
   *
   * @param size bytes for its DMBs, all together
   */
  public IsmPeer(Fabric fabric, long gid, Arena arena, long size, Tap tap) {
    this(fabric, gid, arena.allocate(memory(size), PAGE), tap);
  }

  /**
   * A peer in {@code fabric}.
   *
   * @param zeroes its memory, of {@link #memory(long)} bytes
   */
  IsmPeer(Fabric fabric, long gid, MemorySegment zeroes, Tap tap) {
    this.fabric = fabric;
    this.function = fabric.add(gid, IsmFacts.plain(fabric.pchid()), Reactions.DEFAULT, tap);
    this.memory = new GuestStorage(IO, zeroes);
    FlatDma dma = new FlatDma(memory);
    dma.map(IO, IO, zeroes.byteSize());
    function.connect(dma, vector -> interrupts++);
    MemorySegment sba = MemorySegment.ofArray(new byte[8]);
    sba.set(Layouts.LONG, 0, SBA);
    execute(REG_SBA, sba);
    MemorySegment queue = MemorySegment.ofArray(new byte[16]);
    queue.set(Layouts.LONG, 0, QUEUE);
    queue.set(Layouts.LONG, 8, QUEUE_LENGTH);
    execute(REG_IEQ, queue);
  }

  /** How much memory a peer has whose DMBs take {@code size} bytes all together. */
  static long memory(long size) {
    return FIRST_DMB - IO + size;
  }

  /** The function. */
  public IsmFunction function() {
    return function;
  }

  /** Its GID. */
  public long gid() {
    return function.gid();
  }

  /**
   * Registers a DMB.
   *
   * @param length in bytes, rounded up to a page
   * @param user GID of the function that may write it
   * @throws IllegalArgumentException where the peer's memory has no room for it
   */
  public Dmb register(int length, long user) {
    int size = (length + PAGE - 1) & -PAGE;
    if (!memory.contains(next, size)) {
      throw new IllegalArgumentException("the peer has no memory for a DMB of " + length);
    }
    MemorySegment request = MemorySegment.ofArray(new byte[32]);
    request.set(Layouts.LONG, 0, next);
    request.set(Layouts.INT, 8, size);
    request.set(Layouts.INT, 12, index);
    request.set(Layouts.LONG, 24, user);
    execute(REG_DMB, request);
    Register token = new Register();
    int outcome = function.load(COMMANDS, 8, 8, token);
    if (outcome != Outcome.OK) {
      throw new IllegalStateException("the DMB's token: " + Outcome.describe(outcome));
    }
    Dmb dmb = new Dmb(token.get(), next, size, index++);
    next += size;
    return dmb;
  }

  /** As {@link #register(int, long)}; the token's number is {@code number}, where it is free. */
  public Dmb register(int length, long user, int number) {
    fabric.nextToken(number);
    return register(length, user);
  }

  /** What stands in {@code dmb} now. */
  public Bytes read(Dmb dmb, long offset, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(
        memory.segment(), Layouts.BYTE, memory.offset(dmb.ioAddress() + offset), copy, 0, length);
    return Bytes.of(copy);
  }

  /** Whether the SBA's bit of {@code dmb} is on. */
  public boolean signalled(Dmb dmb) {
    int word = memory.getInt(SBA + BITS + dmb.index() / Integer.SIZE * 4L);
    return (word & 0x8000_0000 >>> dmb.index() % Integer.SIZE) != 0;
  }

  /** The SBA's mask of {@code dmb}: which elements were signalled. */
  public int mask(Dmb dmb) {
    return memory.getShort(SBA + MASKS + 2L * dmb.index());
  }

  /** Clears the SBA, as a driver's handler does in the end. */
  public void clear() {
    memory.segment().asSlice(memory.offset(SBA), PAGE).fill((byte) 0);
  }

  private void execute(int code, MemorySegment payload) {
    execute(function, code, payload);
  }

  /** The next DMB of the fabric gets the token of {@code number}, where it is free. */
  void nextToken(int number) {
    fabric.nextToken(number);
  }

  /** Payload first, then the header: {@code function} executes it. */
  static void execute(IsmFunction function, int code, MemorySegment payload) {
    int length = (int) payload.byteSize();
    MemorySegment header = MemorySegment.ofArray(new byte[HEADER]);
    header.set(Layouts.INT, 0, code);
    header.set(Layouts.SHORT, 6, (short) (HEADER + length));
    int outcome = function.storeBlock(COMMANDS, HEADER, payload, 0, length);
    if (outcome == Outcome.OK) {
      outcome = function.storeBlock(COMMANDS, 0, header, 0, HEADER);
    }
    if (outcome != Outcome.OK) {
      throw new IllegalStateException(
          "command 0x%x of preparation: %s".formatted(code, Outcome.describe(outcome)));
    }
  }

  /** How many interrupts the peer's function made. */
  public int interrupts() {
    return interrupts;
  }
}
