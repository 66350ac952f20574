package io.zpci.bench;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.ConfigSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.trace.Tap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A PCILG to a function of a machine that has many: what the firmware's way from the handle to the
 * function costs. {@link #load} asks for one function again and again, the last that was plugged;
 * {@link #loadInTurn} for all of them, in an order that no prefetcher guesses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {"-Xms512m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class LookupBenchmark {
  /** Functions that are plugged. */
  @Param({"1", "64", "4096"})
  int functions;

  /** In configuration space, where the device id is. */
  private static final int DEVICE = 2;

  /** How many requests there are, whatever is plugged: choosing one costs the same. */
  private static final int TURNS = 4096;

  /** Has no divisor in common with the number of turns: every one comes. */
  private static final int STEP = 1597;

  private final long[] requests = new long[TURNS];
  private int turn;
  private int[] handles = {};
  private final Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
  private final Register loaded = new Register();
  private long request;

  /** For JMH. */
  public LookupBenchmark() {}

  /** Plugs and enables all of them. */
  @Setup
  public void plug() {
    handles = new int[functions];
    for (int i = 1; i <= functions; i++) {
      MemoryFunction function = new MemoryFunction(numbered(i));
      function.store(
          AddressSpace.CONFIG,
          ConfigSpace.COMMAND,
          2,
          Integer.toUnsignedLong(ConfigSpace.COMMAND_MEMORY) << 8);
      FunctionEntry entry = firmware.plug(function, i, i);
      entry.enable();
      handles[i - 1] = entry.handle();
      request = Request.of(entry.handle(), 0, Long.BYTES);
    }
    for (int i = 0; i < TURNS; i++) {
      requests[i] = Request.of(handles[i % functions], 0, Long.BYTES);
    }
    if (load() != Outcome.OK || loadInTurn() != Outcome.OK) {
      throw new IllegalStateException("a load was refused: " + Outcome.describe(load()));
    }
  }

  /**
   * Looks whether each function is found by its handle: afterwards, for these are loads of another
   * kind, and the JVM's compiler would have seen them before those that are timed.
   *
   * @throws IllegalStateException where one is not
   */
  @TearDown
  public void check() {
    for (int i = 0; i < functions; i++) {
      long identity = Request.of(handles[i], AddressSpace.CONFIG, 2);
      int outcome = firmware.load(Issue.HANDLE, identity, DEVICE, loaded);
      if (outcome != Outcome.OK || Short.reverseBytes((short) loaded.get()) != i + 1) {
        throw new IllegalStateException(
            "function " + i + " is not found: " + Outcome.describe(outcome));
      }
    }
  }

  /** The stock device's facts, with {@code number} as its device id. */
  private static FunctionFacts numbered(int number) {
    FunctionFacts stock = MemoryFunction.memory().facts();
    return new FunctionFacts(
        stock.model(),
        stock.vendor(),
        number,
        stock.pft(),
        stock.pchid(),
        stock.barSizes(),
        stock.blockClass(),
        stock.maxStoreBlock(),
        stock.mioCapable(),
        stock.msiVectors(),
        stock.msix(),
        stock.configSize());
  }

  /** One load, from the next function; its outcome. */
  @Benchmark
  public int loadInTurn() {
    turn = (turn + STEP) & (TURNS - 1);
    return firmware.load(Issue.HANDLE, requests[turn], 0, loaded);
  }

  /** One load, from the same function as before; its outcome. */
  @Benchmark
  public int load() {
    return firmware.load(Issue.HANDLE, request, 0, loaded);
  }
}
