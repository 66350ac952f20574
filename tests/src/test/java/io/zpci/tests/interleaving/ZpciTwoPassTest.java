package io.zpci.tests.interleaving;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingHandler;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.InterlockedStorage;
import io.zpci.tests.interleaving.Explorer.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * zPCI's floating interrupts over two functions, two CPUs and three events: nothing that a function
 * signalled stays unhandled, and no interruption comes without an event.
 */
class ZpciTwoPassTest {
  private static final int ISC = 2;
  private static final int SUMMARY = 0;
  private static final int VECTORS = 4;
  private static final int WORDS = 3;

  /** Counters. */
  private static final int INJECTED = 0;

  private static final int SENT = 1;
  private static final int SEEN = 3;
  private static final int FACILITY = 5;
  private static final int COUNTERS = 6;

  private static final TwoFunctions FUNCTIONS = new TwoFunctions(SENT, SEEN);

  /** A handler of one interruption. */
  @FunctionalInterface
  private interface Handling {
    void handle(InterlockedStorage storage, FloatingHandler.Kernel kernel);
  }

  private static final Handling LINUX =
      (storage, kernel) -> new FloatingHandler(storage, kernel).handle();

  /** Leaves after the first pass. */
  private static final Handling ONE_PASS =
      (storage, kernel) -> new FloatingHandler(storage, new OnePass(kernel)).handle();

  private static final Handling CLEARED_LAST =
      (storage, kernel) -> new FloatingHandler(new ClearedLast(storage), kernel).handle();

  /** Says that SIC failed, after it was done: the handler leaves. */
  private record OnePass(FloatingHandler.Kernel kernel) implements FloatingHandler.Kernel {
    @Override
    public long summary() {
      return kernel.summary();
    }

    @Override
    public int summaryEnd() {
      return kernel.summaryEnd();
    }

    @Override
    public long vector(int function) {
      return kernel.vector(function);
    }

    @Override
    public int vectorEnd(int function) {
      return kernel.vectorEnd(function);
    }

    @Override
    public void interrupt(int function, int bit) {
      kernel.interrupt(function, bit);
    }

    @Override
    public boolean enableSingle() {
      kernel.enableSingle();
      return false;
    }
  }

  private static AdapterInterruption facility(Ports ports) {
    return new PortFacility(ports, "facility:", FACILITY, INJECTED);
  }

  private static Actor.Activity signal(int function, SummaryTest test) {
    InterruptRegistration registration =
        new InterruptRegistration(ISC, 1, true, VECTORS + 4L * function, 0, SUMMARY, function);
    return ports ->
        new AdapterIndicators(ports, registration, test, facility(ports), _ -> {}).signal(0);
  }

  private static Actor.Activity taking(Handling handling) {
    return ports -> {
      int isc = facility(ports).take(0xff);
      assertTrue(isc == ISC, "subclass");
      handling.handle(
          ports, new FloatingKernel(ports, facility(ports), ISC, SUMMARY, VECTORS, FUNCTIONS));
    };
  }

  private static @Nullable String complaint(World world) {
    String lost = FUNCTIONS.lost(world);
    return lost == null && world.counters[INJECTED] > 3 ? "an interruption without an event" : lost;
  }

  private static Finding explore(Handling handling, SummaryTest test) {
    World world = new World(Words.fromZero(WORDS), COUNTERS, 4);
    world.counters[FACILITY] = 0x80 >> ISC << 8;
    Actor.Activity taking = taking(handling);
    List<Actor> actors =
        List.of(
            FUNCTIONS.function(0, signal(0, test), signal(0, test)),
            FUNCTIONS.function(1, signal(1, test)),
            Actor.again("cpu 0", taking),
            Actor.again("cpu 1", taking));
    return new Explorer(actors, ZpciTwoPassTest::complaint).explore(world);
  }

  @Test
  void twoPassesLoseNothing() {
    explore(LINUX, SummaryTest.BIT).assertRight();
  }

  @Test
  void onePassLosesAnInterrupt() {
    explore(ONE_PASS, SummaryTest.BIT)
        .assertWrong(
            "an interrupt of function 1 is lost",
            "cpu 0: facility: takes an interruption -> 2",
            "cpu 0: load [0x0] -> 00000000",
            "function 1: [0x0] |= 40000000 -> 00000000",
            "function 1: facility: interruption of subclass 2",
            "cpu 0: facility: SIC 1 -> 1")
        .assertShown();
  }

  @Test
  void aSummaryClearedAfterItsVectorsScanLosesAnInterrupt() {
    explore(CLEARED_LAST, SummaryTest.BIT)
        .assertWrong(
            "an interrupt of function 0 is lost",
            "cpu 0: load [0x4] -> 00000000",
            "function 0: [0x4] |= 80000000 -> 00000000",
            "function 0: [0x0] |= 80000000 -> c0000000",
            "cpu 0: [0x0] &= 7fffffff -> c0000000");
  }

  @Test
  void theTestOfTheByteLosesAnInterrupt() {
    explore(LINUX, SummaryTest.BYTE)
        .assertWrong(
            "an interrupt of function 0 is lost",
            "function 1: [0x0] |= 40000000 -> 00000000",
            "function 1: facility: interruption of subclass 2",
            "cpu 0: facility: SIC 1 -> 1",
            "function 0: [0x0] |= 80000000 -> 40000000",
            "cpu 0: load [0x0] -> 80000000");
  }

  /** A function's summary bit is cleared when its vector was scanned, not before. */
  private static final class ClearedLast extends Altered {
    private int kept = -1;

    ClearedLast(InterlockedStorage storage) {
      super(storage);
    }

    @Override
    public int getAndAnd(long address, int bits) {
      if (address != SUMMARY) {
        return super.getAndAnd(address, bits);
      }
      kept = bits;
      return 0;
    }

    @Override
    public int get(long address) {
      if (address == SUMMARY && kept != -1) {
        int cleared = kept;
        kept = -1;
        super.getAndAnd(SUMMARY, cleared);
      }
      return super.get(address);
    }
  }
}
