package io.zpci.bench;

import io.zpci.linux.IoAccessors;
import io.zpci.linux.TappedAccessors;
import io.zpci.nativedriver.CCompiler;
import io.zpci.trace.Hand;
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

  /** What listens at each access of ours, a name of {@link RouteBenchmark#tap}. */
  @Param("none")
  String tap = "none";

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment from = arena.allocate(MOST, 8);
  private final MemorySegment to = arena.allocate(2 * MOST, 8);
  private final MemoryIo io = new MemoryIo(to);
  private @Nullable Splitter splitter;
  private @Nullable CSplitter inC;
  private @Nullable JfrRecording recording;

  /** For JMH. */
  public SplitBenchmark() {}

  /** Bytes to write, and who listens. */
  @Setup
  public void prepare() {
    Contents.fill(from);
    if (tap.equals(RouteBenchmark.RECORDED)) {
      recording = new JfrRecording();
    }
    Tap listening = RouteBenchmark.tap(arena, tap);
    IoAccessors accessors =
        tap.equals("none") ? io : new TappedAccessors(io, Hand.HOST_LINUX, listening);
    splitter = new Splitter(accessors, () -> true, listening);
  }

  /** What is in C, which is compiled when it is first asked for. */
  private CSplitter inC() {
    CSplitter made = inC;
    if (made == null) {
      CCompiler compiler =
          CCompiler.find().orElseThrow(() -> new IllegalStateException(CCompiler.ABSENT));
      made = new CSplitter(compiler, arena.allocate(2 * MOST, 8), MOST);
      inC = made;
    }
    return made;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public long java() {
    Splitter cuts = Objects.requireNonNull(splitter);
    long done = 0;
    for (int i = 0; i < WRITES; i++) {
      done += cuts.write(0, width, true, 0, 0, offset, from, 0, length);
    }
    return done + io.accesses();
  }

  /** In C, each access through a pointer. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public long pointer() {
    return inC().byPointer(width, offset, from, length, WRITES);
  }

  /** In C, in one piece. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public long inlined() {
    return inC().inlined(width, offset, from, length, WRITES);
  }

  /** Gives back what was taken. */
  @TearDown
  public void close() {
    if (inC != null) {
      inC.close();
    }
    if (recording != null) {
      recording.close();
    }
    arena.close();
  }
}
