package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import io.zpci.trace.Tap;
import io.zpci.vfio.Splitter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One write cut into its accesses: ours, and the same rules in C. Each access is a store to plain
 * memory, so that what is timed is the cutting. All three make loops of writes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    jvmArgsAppend = {
      "-Xms256m",
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class SplitBenchmark {
  static final int WRITES = 256;
  static final int MOST = 4096;

  /** Offset in the BAR. */
  @Param({"0", "1", "2", "3", "4", "5", "6", "7"})
  int offset;

  /** Bytes of the write. */
  @Param({"1", "8", "9", "64", "127", "128", "4096"})
  int length;

  /** The widest access. */
  @Param({"4", "8"})
  int width;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment from = arena.allocate(MOST, 8);
  private final MemorySegment to = arena.allocate(2 * MOST, 8);
  private final MemoryIo io = new MemoryIo(to);
  private final Splitter splitter = new Splitter(io, () -> true, Tap.NONE);
  private @Nullable CSplitter inC;

  /** For JMH. */
  public SplitBenchmark() {}

  /** Compiles what is in C. */
  @Setup
  public void prepare() {
    CCompiler compiler =
        CCompiler.find().orElseThrow(() -> new IllegalStateException(CCompiler.ABSENT));
    inC = new CSplitter(compiler, arena.allocate(2 * MOST, 8), MOST);
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public long java() {
    long done = 0;
    for (int i = 0; i < WRITES; i++) {
      done += splitter.write(0, width, true, 0, 0, offset, from, 0, length);
    }
    return done + io.accesses();
  }

  /** In C, each access through a pointer. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public long pointer() {
    return Objects.requireNonNull(inC).byPointer(width, offset, from, length, WRITES);
  }

  /** In C, in one piece. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public long inlined() {
    return Objects.requireNonNull(inC).inlined(width, offset, from, length, WRITES);
  }

  /** Gives back what was taken. */
  @TearDown
  public void close() {
    Objects.requireNonNull(inC).close();
    arena.close();
  }
}
