package io.zpci.bench;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.nativedriver.CCompiler;
import io.zpci.nativedriver.NativeDriver;
import io.zpci.nativedriver.NativeFunction;
import io.zpci.nativedriver.StorageAddress;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
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
 * A driver's call, from C by an upcall and from Java: the same call of the same port, {@link
 * LinuxIo} of a guest on {@code lpar} with an ISM function. From C it is a loop in a shared
 * library, so what is measured is the way from C to Java and back, with all checks of pointers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "-Xms256m",
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class UpcallBenchmark {
  /** Calls of a loop: the call of the loop itself is lost among them. */
  private static final int CALLS = 1000;

  private static final int PCHID = 0x100;
  private static final long GID = 0xa1a1_0000_0000_0001L;
  private static final int PAGE = 4096;
  private static final int BLOCK = 64;
  private static final int MOVES = 0;
  private static final int COMMANDS = 2;

  /** Which call. */
  public enum Call {
    /** {@code __zpci_load} of 8 bytes of the command space. */
    LOAD,
    /** {@code __zpci_store_block} of 64 bytes from the guest's storage into a DMB. */
    BLOCK,
    /** The same from the C stack; in Java as {@link #BLOCK}, for there is no such stack. */
    STACK_BLOCK
  }

  /** Who calls. */
  public enum Caller {
    /** A loop in Java. */
    JAVA,
    /** A loop in C. */
    C
  }

  /** The loops in C. */
  public interface Loops {
    /** {@link Call#LOAD}. */
    @NativeFunction("upcalls_load")
    int load(long request, long offset, int calls);

    /** {@link Call#BLOCK}. */
    @NativeFunction("upcalls_block")
    int block(@StorageAddress long data, long request, long offset, int calls);

    /** {@link Call#STACK_BLOCK}. */
    @NativeFunction("upcalls_stack_block")
    int stackBlock(long request, long offset, int calls);
  }

  /** Which call. */
  @Param({"LOAD", "BLOCK", "STACK_BLOCK"})
  Call call = Call.LOAD;

  /** Who calls. */
  @Param({"JAVA", "C"})
  Caller caller = Caller.JAVA;

  private final Arena arena = Arena.ofConfined();
  private final Register loaded = new Register();
  private @Nullable Passthrough guest;
  private @Nullable NativeDriver driver;
  private @Nullable Loops loops;
  private @Nullable LinuxIo io;
  private @Nullable GuestStorage storage;
  private long load;
  private long block;
  private long token;
  private long data;

  /** Nothing yet: JMH sets the parameters and calls {@link #prepare}. */
  public UpcallBenchmark() {}

  /** Compiles the loops, opens a guest for them, and looks at what the first of them leaves. */
  @Setup
  public void prepare() throws IOException {
    Fabric fabric = new Fabric(PCHID);
    IsmFunction function = fabric.add(GID, IsmFacts.plain(PCHID));
    IsmPeer peer = new IsmPeer(fabric, GID + 1, arena, PAGE, Tap.NONE);
    IsmPeer.Dmb dmb = peer.register(PAGE, GID);
    token = dmb.token();
    Passthrough opened =
        Passthrough.open(
            Routes.named("lpar").orElseThrow(), Stack.newest(), function, arena, Tap.NONE);
    guest = opened;
    must(opened.boot());
    io = opened.io();
    GuestStorage memory = opened.storage();
    storage = memory;
    load = Request.of(opened.handle(), COMMANDS, Long.BYTES);
    block = Request.of(opened.handle(), MOVES, BLOCK);
    data = opened.dev().allocate(PAGE);
    // What is loaded stays when its file goes.
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path source = folder.copy("upcalls.c");
      Path library = CCompiler.find().orElseThrow().compile(source, folder.path());
      NativeDriver bound = NativeDriver.load(library, opened);
      driver = bound;
      loops = bound.as(Loops.class);
    }
    Contents.fill(memory.segment().asSlice(memory.offset(data), BLOCK));
    must(call());
    int missing = Contents.missing(peer.read(dmb, 0, BLOCK).toArray());
    if (call != Call.LOAD && missing != 0) {
      throw new IllegalStateException(missing + " of " + BLOCK + " bytes did not arrive");
    }
  }

  /** Closes all of it. */
  @TearDown
  public void end() {
    if (driver != null) {
      driver.close();
    }
    if (guest != null) {
      guest.close();
    }
    arena.close();
  }

  /** A loop of calls. */
  @Benchmark
  public void calls(ThreadCounters counters) {
    counters.operations += CALLS;
    must(call());
  }

  private int call() {
    return switch (caller) {
      case JAVA -> inJava();
      case C -> inC();
    };
  }

  private int inJava() {
    LinuxIo port = Objects.requireNonNull(io);
    GuestStorage memory = Objects.requireNonNull(storage);
    int result = 0;
    for (int i = 0; i < CALLS; i++) {
      result |=
          call == Call.LOAD
              ? port.load(load, 0, loaded)
              : port.storeBlock(block, token, memory, data);
    }
    return result;
  }

  private int inC() {
    Loops bound = Objects.requireNonNull(loops);
    return switch (call) {
      case LOAD -> bound.load(load, 0, CALLS);
      case BLOCK -> bound.block(data, block, token, CALLS);
      case STACK_BLOCK -> bound.stackBlock(block, token, CALLS);
    };
  }

  private static void must(int result) {
    if (result != 0) {
      throw new IllegalStateException("result " + result);
    }
  }
}
