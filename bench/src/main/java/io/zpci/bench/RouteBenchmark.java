package io.zpci.bench;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Request;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * One move on each route: a guest's PCISTB into a DMB of a peer, from the instruction's raw
 * operands to the bytes in the peer's memory. What is timed is the model, not a machine: nothing of
 * what an exit or a system call costs is in it. A route of one's own is named with {@code -p
 * route=NAME}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class RouteBenchmark {
  private static final int PCHID = 0x120;
  private static final int DMB = 1 << 16;
  private static final long SOURCE = 0x1000;

  /** The route's name: those of the shipped ones that deliver a move. */
  @Param({"lpar", "interpretation", "ism-vfio-pci-process", "zpci-io-region", "relaxed-pwrite"})
  String route = "lpar";

  /** Bytes of the block. */
  @Param({"64", "4096"})
  int length;

  private final Arena arena = Arena.ofConfined();
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
   * @throws IllegalArgumentException where there is no such route, or it does not deliver
   */
  @Setup
  public void open() {
    Route taken =
        Routes.named(route).orElseThrow(() -> new IllegalArgumentException("no route " + route));
    Fabric fabric = new Fabric(PCHID);
    IsmFunction function = fabric.add(1, IsmFacts.plain(PCHID));
    IsmPeer peer = new IsmPeer(fabric, 2, arena, DMB, Tap.NONE);
    Passthrough opened = Passthrough.open(taken, Stack.newest(), function, arena, Tap.NONE);
    passthrough = opened;
    instructions = opened.instructions();
    storage = opened.storage();
    address = opened.storage().start() + SOURCE;
    request = Request.of(opened.handle(), 0, length);
    offset = peer.register(DMB, function.gid()).token();
    int outcome = move();
    if (outcome != Outcome.OK) {
      throw new IllegalArgumentException(
          "route " + route + " does not deliver: " + Outcome.describe(outcome));
    }
  }

  /** One move; its outcome. */
  @Benchmark
  public int move() {
    return Objects.requireNonNull(instructions)
        .storeBlock(Issue.HANDLE, request, offset, Objects.requireNonNull(storage), address);
  }

  /** Closes what was opened. */
  @TearDown
  public void close() {
    if (passthrough != null) {
      passthrough.close();
    }
    arena.close();
  }
}
