package io.zpci.bench;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.ism.MoveOffset;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One move: a PCISTB by handle into a DMB of the peer, from the instruction's raw operands to the
 * bytes in the owner's storage and, where it signals, the bits of the SBA and the interrupt.
 *
 * <p>All DMBs have their turn: after a visit comes another function, and one of its DMBs that is
 * far away from that of the round before. So nothing that the first move of a visit looks up was
 * looked up lately, and no prefetcher guesses it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 7,
    jvmArgsAppend = {
      "-Xms512m",
      "-XX:+UseSerialGC",
      "-XX:+UseTransparentHugePages",
      "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class MoveBenchmark {
  /** Steps that have no divisor in common with 64 functions, with 1888 DMBs. */
  private static final int FUNCTION_STEP = 27;

  private static final int DMB_STEP = 701;

  /** One DMB more each time that all functions had their turn: so every DMB has its turn. */
  private static final int SHIFT = 1;

  private static final int MOVE_SPACE = 0;

  /**
   * Moves before any is timed: into each DMB of the largest form, and the same number elsewhere.
   */
  private static final int REHEARSAL = Form.MANY.owners() * Form.MANY.dmbs() * Form.MANY.visit();

  /** Functions and DMBs. */
  @Param({"ONE", "MANY", "SCATTERED", "OWN_MEMORY"})
  Form form = Form.ONE;

  /** Whether the owner is signalled: sf in the offset. */
  @Param({"false", "true"})
  boolean signal;

  /** Bytes of the block. */
  @Param({"64", "4096"})
  int length;

  private final Arena arena = Arena.ofConfined();
  private Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
  private GuestStorage storage = GuestStorage.allocate(arena, 0, 0);
  private long source;

  /** By turn: the request of the move, its offset for the function's first DMB, the SBA. */
  private long[] requests = {};

  private long[] offsets = {};
  private long[] sbas = {};
  private int dmbs;
  private int step;
  private int shift;
  private int visit;
  private int turn;
  private int dmb;

  /** Moves of this visit that are still to come. */
  private int left;

  /** Nothing yet: JMH sets the parameters and calls {@link #prepare}. */
  public MoveBenchmark() {}

  /**
   * Makes the partition, moves into each DMB at least once, and looks at what arrived.
   *
   * @throws IllegalStateException where that is not what was moved
   */
  @Setup
  public void prepare() {
    Partition partition = new Partition(arena, form);
    firmware = partition.firmware();
    storage = partition.storage();
    source = partition.source();
    dmbs = form.dmbs();
    visit = form.visit();
    step = DMB_STEP % dmbs;
    shift = SHIFT % dmbs;
    int owners = form.owners();
    requests = new long[owners];
    offsets = new long[owners];
    sbas = new long[owners];
    for (int i = 0; i < owners; i++) {
      int owner = i * FUNCTION_STEP % owners;
      requests[i] = Request.of(partition.senderTo(owner), MOVE_SPACE, length);
      offsets[i] = MoveOffset.of(partition.token(owner, 0), 0, signal, 0);
      sbas[i] = partition.sba(owner);
    }
    for (int i = 0; i < REHEARSAL; i++) {
      int outcome = move();
      if (outcome != Outcome.OK) {
        throw new IllegalStateException("move " + i + ": " + Outcome.describe(outcome));
      }
    }
    for (int owner = 0; owner < owners; owner++) {
      for (int i = 0; i < dmbs; i++) {
        if (!arrived(partition.dmb(owner, i))) {
          throw new IllegalStateException("DMB " + i + " of function " + owner + " has not all");
        }
      }
    }
  }

  private boolean arrived(long dmb) {
    long from = storage.offset(source);
    long to = storage.offset(dmb);
    MemorySegment bytes = storage.segment();
    return MemorySegment.mismatch(bytes, from, from + length, bytes, to, to + length) < 0;
  }

  /** Gives the partition's storage back. */
  @TearDown
  public void end() {
    arena.close();
  }

  /**
   * The next move.
   *
   * @return its outcome
   */
  @Benchmark
  public int move(ThreadCounters counters) {
    counters.operations++;
    return move();
  }

  private int move() {
    if (--left <= 0) {
      next();
    }
    int now = turn;
    if (signal) {
      // As the owner's handler does: so the next signal interrupts again.
      storage.putInt(sbas[now], 0);
    }
    long offset = offsets[now] + ((long) dmb << MoveOffset.TOKEN_SHIFT);
    return firmware.storeBlock(Issue.HANDLE, requests[now], offset, storage, source);
  }

  private void next() {
    left = visit;
    turn++;
    dmb += step;
    if (turn == requests.length) {
      turn = 0;
      dmb += shift;
    }
    if (dmb >= dmbs) {
      dmb -= dmbs;
    }
  }
}
