package io.zpci.bench;

import io.zpci.function.MemoryFunction;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.LparRoute;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
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
 * The kernel's {@code memcpy_toio}: cut by its size rule into blocks and stores, each executed by
 * the firmware, on a machine without a VMM and without MIO. Beside it a copy of as many bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {"-Xms256m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class KernelBenchmark {
  private static final int PAGE = 4096;

  /** Bytes of the copy. */
  @Param({"8", "128", "4096"})
  int length;

  private final Arena arena = Arena.ofConfined();
  private final PageCopy page = new PageCopy(arena);
  private final Passthrough passthrough =
      Passthrough.open(new LparRoute(), withoutMio(), MemoryFunction.memory(), arena, Tap.NONE);
  private final LinuxIo io = passthrough.io();
  private final GuestStorage storage = passthrough.storage();
  private final long source = storage.start() + PAGE;
  private long bar;

  /** For JMH. */
  public KernelBenchmark() {}

  private static Stack withoutMio() {
    Stack newest = Stack.newest();
    return new Stack(
        newest.qemu(), newest.host(), newest.guest(), newest.hostOrder(), false, false);
  }

  /**
   * Maps the BAR, and looks at what a first copy leaves there.
   *
   * @throws IllegalStateException where that is not what was copied
   */
  @Setup
  public void map() {
    Contents.fill(storage.segment().asSlice(storage.offset(source), PAGE));
    bar = io.iomap(0);
    if (bar == IoAccessors.NULL || memcpyToIo() != 0) {
      throw new IllegalStateException("the BAR cannot be written");
    }
    int missing = Contents.missing(Contents.ofBar(passthrough.function(), length));
    if (missing != 0) {
      throw new IllegalStateException(missing + " of " + length + " bytes did not arrive");
    }
  }

  /** The kernel's copy; 0 or a negative errno. */
  @Benchmark
  public int memcpyToIo() {
    return io.memcpyToIo(bar, storage, source, length);
  }

  /** A copy of as many bytes; the last of them. */
  @Benchmark
  public byte copy() {
    return page.copy(length);
  }

  /** Gives back what was taken. */
  @TearDown
  public void close() {
    passthrough.close();
    arena.close();
  }
}
