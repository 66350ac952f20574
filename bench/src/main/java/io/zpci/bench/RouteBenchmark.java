package io.zpci.bench;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Request;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.CountingTap;
import io.zpci.trace.JfrTap;
import io.zpci.trace.RingTap;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
 * One block on each route: a guest's PCISTB from the instruction's raw operands to the bytes in
 * memory. A route that carries ISM moves into a DMB of a peer; one that cuts stores to a memory
 * device. That the bytes arrive is looked at before anything is timed. Beside it a copy of as many
 * bytes. What is timed is the model, not a machine: nothing of what an exit or a system call costs
 * is in it. A route of one's own is named with {@code -p route=NAME}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms256m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class RouteBenchmark {
  private static final int PCHID = 0x120;
  private static final int DMB = 1 << 16;
  private static final int PAGE = 4096;
  private static final long SOURCE = PAGE;

  /** The tap that a {@link JfrRecording} belongs to. */
  static final String RECORDED = "jfr-recording";

  /** A ring that stays in the second cache. */
  private static final int EVENTS = 1 << 13;

  /** The route's name. */
  @Param({"lpar", "interpretation", "ism-vfio-pci-process", "zpci-io-region", "relaxed-pwrite"})
  String route = "lpar";

  /** ism, or memory for a route that does not carry ISM. */
  @Param("ism")
  String device = "ism";

  /** Bytes of the block. */
  @Param({"64", "4096"})
  int length;

  /**
   * What listens at every boundary: none, counting, ring, jfr while nothing records, jfr-recording
   * while the JDK's flight recorder does.
   */
  @Param("none")
  String tap = "none";

  private final Arena arena = Arena.ofConfined();
  private final PageCopy page = new PageCopy(arena);
  private @Nullable JfrRecording recording;
  private @Nullable Passthrough passthrough;
  private @Nullable PciInstructions instructions;
  private @Nullable GuestStorage storage;
  private long address;
  private long request;
  private long offset;

  /** For JMH. */
  public RouteBenchmark() {}

  /**
   * A function on the route, and a peer with a DMB.
   *
   * @throws IllegalArgumentException where there is no such route, or it does not take the block to
   *     the device whole
   */
  @Setup
  public void open() {
    boolean opened = false;
    try {
      prepare();
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private void prepare() {
    Route taken =
        Routes.named(route).orElseThrow(() -> new IllegalArgumentException("no route " + route));
    Tap listening = tap(arena, tap);
    if (tap.equals(RECORDED)) {
      recording = new JfrRecording();
    }
    PciFunction function;
    Supplier<byte[]> arrived;
    switch (device) {
      case "memory" -> {
        MemoryFunction memory = MemoryFunction.memory();
        offset = 0;
        function = memory;
        arrived = () -> Contents.ofBar(memory, length);
      }
      case "ism" -> {
        Fabric fabric = new Fabric(PCHID);
        IsmFunction ism = fabric.add(1, IsmFacts.plain(PCHID));
        IsmPeer peer = new IsmPeer(fabric, 2, arena, DMB, Tap.NONE);
        IsmPeer.Dmb dmb = peer.register(DMB, ism.gid());
        offset = dmb.token();
        function = ism;
        arrived = () -> peer.read(dmb, 0, length).toArray();
      }
      default -> throw new IllegalArgumentException("no device " + device);
    }
    Passthrough opened = Passthrough.open(taken, Stack.newest(), function, arena, listening);
    passthrough = opened;
    instructions = opened.instructions();
    storage = opened.storage();
    address = opened.storage().start() + SOURCE;
    request = Request.of(opened.handle(), 0, length);
    Contents.fill(opened.storage().segment().asSlice(opened.storage().offset(address), PAGE));
    int outcome = move();
    if (outcome != Outcome.OK) {
      throw refused(Outcome.describe(outcome));
    }
    // Who drops a store, or some of its pieces, may still say that all went well.
    int missing = Contents.missing(arrived.get());
    if (missing != 0) {
      throw refused("the outcome is OK, and " + missing + " bytes did not arrive");
    }
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(
        "route " + route + " does not deliver a block of " + length + " to " + device + ": " + why);
  }

  /** A tap by its name. */
  static Tap tap(Arena arena, String name) {
    return switch (name) {
      case "none" -> Tap.NONE;
      case "counting" -> new CountingTap();
      case "ring" -> new RingTap(arena, EVENTS);
      case "jfr", RECORDED -> new JfrTap();
      default -> throw new IllegalArgumentException("no tap " + name);
    };
  }

  /** One move; its outcome. */
  @Benchmark
  public int move() {
    return Objects.requireNonNull(instructions)
        .storeBlock(Issue.HANDLE, request, offset, Objects.requireNonNull(storage), address);
  }

  /** A copy of as many bytes; the last of them. */
  @Benchmark
  public byte copy() {
    return page.copy(length);
  }

  /** Closes what was opened. */
  @TearDown
  public void close() {
    if (passthrough != null) {
      passthrough.close();
    }
    if (recording != null) {
      recording.close();
    }
    arena.close();
  }
}
