package io.zpci.tests.interleaving;

import io.zpci.function.MsixTable;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import io.zpci.tests.interleaving.Explorer.Finding;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * MSI-X: two functions signal three times while two CPUs mask and unmask their vectors, one by the
 * vector's own mask, the other by the function's. What was signalled while masked is sent in the
 * end; there are no more messages than signals; nothing stays pending.
 */
class MsixMaskTest {
  /** A function's state: an entry, pending bits, control word. */
  private static final int STATE = 0x20;

  private static final int VECTOR_CONTROL = 0xc;
  private static final int PENDING = 0x10;
  private static final int CONTROL = 0x18;
  private static final long MASKED = 0x0100_0000;

  /** Counters. */
  private static final int SIGNALLED = 0;

  private static final int SEEN = 2;
  private static final int MESSAGES = 4;
  private static final int COUNTERS = 6;

  /** How a CPU unmasks the vector of a function. */
  @FunctionalInterface
  private interface Unmasking {
    void unmask(Ports ports, int function);
  }

  private final GuestStorage memory =
      new GuestStorage(0, MemorySegment.ofArray(new long[2 * STATE / Long.BYTES]));
  private final Switch state = new Switch(memory);
  private final MsixTable[] tables = new MsixTable[2];
  private @Nullable Ports ports;

  MsixMaskTest() {
    for (int i = 0; i < tables.length; i++) {
      int function = i;
      tables[i] = new MsixTable(state, (long) STATE * i, 1, _ -> message(function));
      tables[i].control(MsixTable.ENABLE);
      tables[i].storeTable(VECTOR_CONTROL, Integer.BYTES, 0);
    }
  }

  private void message(int function) {
    Ports now = ports;
    if (now == null) {
      throw new AssertionError("a message");
    }
    now.act(
        "message of function " + function,
        world -> {
          world.counters[MESSAGES + function]++;
          world.counters[SEEN + function] = world.counters[SIGNALLED + function];
          return 0;
        });
  }

  /** The function's table, on ports from now on. */
  private MsixTable on(Ports newPorts, UnaryOperator<InterlockedStorage> way, int function) {
    ports = newPorts;
    state.to(way.apply(newPorts));
    return tables[function];
  }

  private Actor function(int function, int signals, UnaryOperator<InterlockedStorage> way) {
    Actor.Activity signal =
        ports -> {
          ports.act(
              "data of function " + function,
              world -> {
                world.counters[SIGNALLED + function]++;
                return 0;
              });
          on(ports, way, function).signal(0);
        };
    return Actor.once(
        "function " + function,
        Collections.nCopies(signals, signal).toArray(Actor.Activity[]::new));
  }

  private Actor.Activity mask(int function) {
    return ports ->
        on(ports, storage -> storage, function).storeTable(VECTOR_CONTROL, Integer.BYTES, MASKED);
  }

  private void unmask(Ports ports, int function) {
    on(ports, storage -> storage, function).storeTable(VECTOR_CONTROL, Integer.BYTES, 0);
  }

  /** Takes what is pending before the vector is unmasked, and sends it then. */
  private void pendingFirst(Ports ports, int function) {
    long base = (long) STATE * function;
    int bit = 0x0100_0000;
    boolean pending = (ports.getAndAnd(base + PENDING, ~bit) & bit) != 0;
    ports.getAndAnd(base + VECTOR_CONTROL, ~(int) MASKED);
    this.ports = ports;
    if (pending) {
      message(function);
    }
  }

  private Actor.Activity control(int word) {
    return ports -> on(ports, storage -> storage, 0).control(word);
  }

  private static @Nullable String complaint(World world) {
    for (int function = 0; function < 2; function++) {
      if (world.counters[SEEN + function] != world.counters[SIGNALLED + function]) {
        return "a signal of function " + function + " is lost";
      }
      if (world.counters[MESSAGES + function] > world.counters[SIGNALLED + function]) {
        return "a message of function " + function + " is sent twice";
      }
      if (world.words[world.layout.place((long) STATE * function + PENDING)] != 0) {
        return "function " + function + " has a pending bit left";
      }
    }
    return null;
  }

  private Finding explore(UnaryOperator<InterlockedStorage> way, Unmasking unmasking) {
    Words words =
        Words.of(memory, VECTOR_CONTROL, PENDING, CONTROL, STATE + VECTOR_CONTROL, STATE + PENDING);
    List<Actor> actors =
        List.of(
            function(0, 2, way),
            function(1, 1, way),
            Actor.once(
                "cpu 0",
                mask(0),
                ports -> unmasking.unmask(ports, 0),
                mask(1),
                ports -> unmasking.unmask(ports, 1)),
            Actor.once(
                "cpu 1",
                control(MsixTable.ENABLE | MsixTable.FUNCTION_MASK),
                control(MsixTable.ENABLE)));
    return new Explorer(actors, MsixMaskTest::complaint).explore(new World(words, COUNTERS, 4));
  }

  @Test
  void aMaskedVectorIsNeverLostNorSentTwice() {
    explore(storage -> storage, this::unmask).assertRight();
  }

  @Test
  void pendingWithoutASecondLookAtTheMaskIsLost() {
    explore(NoSecondLook::new, this::unmask)
        .assertWrong(
            "a signal of function 0 is lost",
            "cpu 1: [0x18] |= 00004000 -> 00008000",
            "function 0: load [0x18] -> 0000c000",
            "cpu 1: [0x18] &= ffffbfff -> 0000c000",
            "cpu 1: load [0x10] -> 00000000",
            "function 0: [0x10] |= 01000000 -> 00000000");
  }

  @Test
  void pendingTakenBeforeTheMaskIsClearedIsLost() {
    explore(storage -> storage, this::pendingFirst)
        .assertWrong(
            "a signal of function 1 is lost",
            "cpu 0: [0x30] &= feffffff -> 00000000",
            "function 1: [0x30] |= 01000000 -> 00000000",
            "cpu 0: [0x2c] &= feffffff -> 01000000");
  }

  /** Who has just set a pending bit does not see it: it leaves. */
  private static final class NoSecondLook extends Altered {
    private boolean set;

    NoSecondLook(InterlockedStorage storage) {
      super(storage);
    }

    @Override
    public int getAndOr(long address, int bits) {
      set = true;
      return super.getAndOr(address, bits);
    }

    @Override
    public int get(long address) {
      return set ? 0 : super.get(address);
    }
  }
}
