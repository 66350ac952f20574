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

/**
 * A PCILG to one function of a machine that has many: what the firmware's way from the handle to
 * the function costs. The function is the last that was plugged.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {"-Xms512m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class LookupBenchmark {
  /** Functions that are plugged. */
  @Param({"1", "64", "4096"})
  int functions;

  private final Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
  private final Register loaded = new Register();
  private long request;

  /** For JMH. */
  public LookupBenchmark() {}

  /** Plugs and enables all of them. */
  @Setup
  public void plug() {
    for (int i = 1; i <= functions; i++) {
      MemoryFunction function = MemoryFunction.memory();
      function.store(
          AddressSpace.CONFIG,
          ConfigSpace.COMMAND,
          2,
          Integer.toUnsignedLong(ConfigSpace.COMMAND_MEMORY) << 8);
      FunctionEntry entry = firmware.plug(function, i, i);
      entry.enable();
      request = Request.of(entry.handle(), 0, Long.BYTES);
    }
    if (load() != Outcome.OK) {
      throw new IllegalStateException("a load was refused: " + Outcome.describe(load()));
    }
  }

  /** One load; its outcome. */
  @Benchmark
  public int load() {
    return firmware.load(Issue.HANDLE, request, 0, loaded);
  }
}
