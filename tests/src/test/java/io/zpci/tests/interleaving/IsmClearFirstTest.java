package io.zpci.tests.interleaving;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.PassingDma;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmEvent;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.storage.InterlockedStorage;
import io.zpci.storage.Layouts;
import io.zpci.tests.interleaving.Explorer.Finding;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * ISM's signals: two functions move data three times into two DMBs of a third one, whose driver
 * runs on two CPUs. It clears the summary first and scans once. After each signal the client is
 * called and finds the data; no bit is left; there are no more interruptions than signals.
 */
class IsmClearFirstTest {
  private static final int ISC = 2;
  private static final int FIRST_DMB = 32;
  private static final int SUMMARY = 0x8000_0000;

  /** Counters. */
  private static final int INJECTED = 0;

  private static final int LOCK = 1;
  private static final int SEEN = 2;
  private static final int FACILITY = 4;
  private static final int COUNTERS = 5;

  private final ExploredIsm ism = new ExploredIsm();

  /** The client reads the DMB's data. */
  private record Client(ExploredIsm ism, Ports ports) implements IsmClient {
    @Override
    public void handleIrq(int index, int dmbeMask) {
      int dmb = index - FIRST_DMB;
      ports.act(
          "client reads DMB " + index,
          world -> world.counters[SEEN + dmb] = ports.word(world, ism.data(dmb)));
    }

    @Override
    public void handleEvent(IsmEvent event) {
      throw new AssertionError("event " + event);
    }
  }

  private static AdapterInterruption facility(Ports ports) {
    return new PortFacility(ports, "facility:", FACILITY, INJECTED);
  }

  private Actor sender(int number, int signals, UnaryOperator<Dma> way) {
    List<Actor.Activity> moves = new ArrayList<>();
    for (int i = 1; i <= signals; i++) {
      int value = i;
      moves.add(ports ->
          ism.move(
              number,
              value,
              way.apply(ports.dma(ExploredIsm.IO)),
              _ -> facility(ports).inject(ISC)));
    }
    return Actor.once("function " + number, moves.toArray(Actor.Activity[]::new));
  }

  private Actor.Activity cpu(UnaryOperator<InterlockedStorage> storage) {
    return ports -> {
      facility(ports).take(0xff);
      ports.await(
          "takes the driver's lock",
          world -> world.counters[LOCK] == 0,
          world -> {
            world.counters[LOCK] = 1;
            return 0;
          });
      ism.handle(storage.apply(ports), new Client(ism, ports));
      ports.awaitOrdered("frees the driver's lock", _ -> true, world -> world.counters[LOCK] = 0);
    };
  }

  private @Nullable String complaint(World world) {
    for (int i = 0; i < 2; i++) {
      if (world.counters[SEEN + i] != 2 - i) {
        return "a signal of function " + i + " is lost";
      }
    }
    for (long address : new long[] {ExploredIsm.SBA, ExploredIsm.BITS}) {
      if (world.words[world.layout.place(address)] != 0) {
        return "a bit is left at 0x" + Long.toHexString(address);
      }
    }
    return world.counters[INJECTED] > 3 ? "an interruption without a signal" : null;
  }

  private Finding explore(UnaryOperator<Dma> way, UnaryOperator<InterlockedStorage> storage) {
    Words words =
        Words.of(
            ism.memory,
            ExploredIsm.SBA,
            ExploredIsm.BITS,
            ExploredIsm.MASKS,
            ism.data(0),
            ism.data(1));
    Actor.Activity cpu = cpu(storage);
    List<Actor> actors =
        List.of(
            sender(0, 2, way),
            sender(1, 1, way),
            Actor.again("cpu 0", cpu),
            Actor.again("cpu 1", cpu));
    return new Explorer(actors, this::complaint).explore(new World(words, COUNTERS, 4));
  }

  @Test
  void clearFirstLosesNothing() {
    explore(dma -> dma, storage -> storage).assertRight();
  }

  @Test
  void withoutTheFenceASignalIsLost() {
    explore(dma -> dma, Unfenced::new)
        .assertWrong(
            "a signal of function 0 is lost",
            "cpu 0: store [0x2000] &= 7fffffff into the store buffer",
            "cpu 0: load [0x2008] -> 40000000",
            "function 0: [0x2008] |= 80000000 -> 40000000",
            "function 0: [0x2000] |= 80000000 -> 80000000",
            "cpu 0: (its oldest store is seen)")
        .assertShown();
  }

  @Test
  void aSummaryClearedAfterTheScanLosesASignal() {
    explore(dma -> dma, ClearedLast::new)
        .assertWrong(
            "a signal of function 1 is lost",
            "cpu 0: load [0x2008] -> 00000000",
            "function 1: [0x2008] |= 40000000 -> 00000000",
            "function 1: [0x2000] |= 80000000 -> 80000000",
            "cpu 0: store [0x2000] &= 7fffffff into the store buffer");
  }

  @Test
  void bitsBeforeDataLoseASignal() {
    explore(DataLast::new, storage -> storage)
        .assertWrong(
            "a signal of function 1 is lost",
            "function 1: [0x2008] |= 40000000 -> 80000000",
            "cpu 0: [0x2008] &= bfffffff -> 40000000",
            "cpu 0: client reads DMB 33",
            "function 1: [0x5000] := 00000001");
  }

  /** The barrier that Linux has: for the compiler only. */
  private static final class Unfenced extends Altered {
    Unfenced(InterlockedStorage storage) {
      super(storage);
    }

    @Override
    public void fence() {}
  }

  /** The summary is cleared when the scan is over. */
  private static final class ClearedLast extends Altered {
    private boolean scanned;

    ClearedLast(InterlockedStorage storage) {
      super(storage);
    }

    @Override
    public void and(long address, int bits) {
      if (address != ExploredIsm.SBA) {
        super.and(address, bits);
      }
    }

    @Override
    public void fence() {}

    @Override
    public int get(long address) {
      if (address == ExploredIsm.SBA && !scanned) {
        scanned = true;
        super.and(address, ~SUMMARY);
        super.fence();
      }
      return super.get(address);
    }
  }

  /** A function's block is in place only after its owner's bits are. */
  private static final class DataLast extends PassingDma {
    private final MemorySegment data = MemorySegment.ofArray(new int[1]);
    private long place;

    DataLast(Dma dma) {
      super(dma);
    }

    @Override
    public int write(long address, MemorySegment source, long at, long length) {
      place = address;
      data.set(Layouts.INT, 0, source.get(Layouts.INT, at));
      return 0;
    }

    @Override
    public int or(long address, int bits, Register previous) {
      int pec = super.or(address, bits, previous);
      if (address == ExploredIsm.SBA + ExploredIsm.IO) {
        super.write(place, data, 0, Integer.BYTES);
      }
      return pec;
    }
  }
}
