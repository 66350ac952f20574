package io.zpci.bench;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.MemoryFunction;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.LparRoute;
import io.zpci.testkit.register.Offset;
import io.zpci.testkit.register.Order;
import io.zpci.testkit.register.Registers;
import io.zpci.testkit.register.Space;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An access by a register file, and the same written by hand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {"-Xms256m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class RegisterBenchmark {
  private static final int AT = 0x40;

  private final Arena arena = Arena.ofConfined();
  private final Passthrough passthrough =
      Passthrough.open(new LparRoute(), Stack.newest(), MemoryFunction.memory(), arena, Tap.NONE);
  private final PciInstructions instructions = passthrough.instructions();
  private final long request = Request.of(passthrough.handle(), 0, Long.BYTES);
  private final Register loaded = new Register();
  private final Device registers = Registers.of(MethodHandles.lookup(), Device.class, passthrough);
  private long value;

  /** For JMH. */
  public RegisterBenchmark() {}

  /** One register of a device, little-endian as PCI is. */
  @Space(0)
  @Order(Order.Endian.LITTLE_ENDIAN)
  interface Device {
    @Offset(AT)
    long status();

    @Offset(AT)
    int control(long value);
  }

  /** A read by the register file. */
  @Benchmark
  public long readByFile() {
    return registers.status();
  }

  /** The same by hand. */
  @Benchmark
  public long readByHand() {
    int outcome = instructions.load(Issue.HANDLE, request, AT, loaded);
    if (outcome != Outcome.OK) {
      throw new IllegalStateException(Outcome.describe(outcome));
    }
    return Long.reverseBytes(loaded.get());
  }

  /** A write by the register file. */
  @Benchmark
  public int writeByFile() {
    return registers.control(value++);
  }

  /** The same by hand. */
  @Benchmark
  public int writeByHand() {
    return instructions.store(Issue.HANDLE, request, AT, Long.reverseBytes(value++));
  }

  /** Gives back what was taken. */
  @TearDown
  public void close() {
    passthrough.close();
    arena.close();
  }
}
