package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.ContractRun;
import io.zpci.function.Msi;
import io.zpci.function.contract.MsiContract;
import io.zpci.interrupt.contract.AdapterInterruptionContract;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import io.zpci.storage.contract.InterlockedStorageContract;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Wrong messages, facilities and words are caught. */
class WayUpContractBitesTest {
  private static final int VECTORS = 4;

  /** Sets {@code bits[vector]}. */
  private static MsiContract signals(Function<boolean[], Msi> made) {
    return new MsiContract() {
      @Override
      protected Signalled create() {
        boolean[] bits = new boolean[VECTORS];
        return new Signalled(
            made.apply(bits),
            VECTORS,
            vector -> {
              boolean was = bits[vector];
              bits[vector] = false;
              return was;
            });
      }
    };
  }

  @Test
  void messages() {
    assertEquals(
        Set.of(),
        ContractRun.failures(() ->
            signals(bits ->
                vector -> {
                  if (vector >= 0 && vector < VECTORS) {
                    bits[vector] = true;
                  }
                })));
    assertTrue(
        ContractRun.fails(() -> signals(bits -> vector -> bits[vector] = true), "noVectorThrows"));
    assertTrue(
        ContractRun.fails(
            () -> signals(bits -> vector -> bits[0] = true), "aSignalIsOneMessageOfItsVector"));
    assertTrue(
        ContractRun.fails(
            () ->
                signals(bits ->
                    vector -> {
                      Arrays.fill(bits, false);
                      bits[vector & 3] = true;
                    }),
            "signalsOfSeveralVectorsAllArrive"));
  }

  private static AdapterInterruptionContract facility(AdapterInterruption made) {
    return new AdapterInterruptionContract() {
      @Override
      protected AdapterInterruption create() {
        return made;
      }
    };
  }

  /** Passes on to a floating facility. */
  private static class Passing implements AdapterInterruption {
    private final FloatingInterruption below = new FloatingInterruption(true, () -> {});

    @Override
    public boolean inject(int isc) {
      return below.inject(isc);
    }

    @Override
    public boolean forward(int isc) {
      return below.forward(isc);
    }

    @Override
    public boolean control(int operation, int isc) {
      return below.control(operation, isc);
    }

    @Override
    public boolean suppression() {
      return below.suppression();
    }

    @Override
    public boolean isPending(int subclasses) {
      return below.isPending(subclasses);
    }

    @Override
    public int take(int subclasses) {
      return below.take(subclasses);
    }

    @Override
    public int singleMode() {
      return below.singleMode();
    }

    @Override
    public int noMode() {
      return below.noMode();
    }
  }

  @Test
  void facilities() {
    assertEquals(Set.of(), ContractRun.failures(() -> facility(new Passing())));
    assertTrue(
        ContractRun.fails(
            () ->
                facility(
                    new Passing() {
                      @Override
                      public int singleMode() {
                        return 1;
                      }
                    }),
            "atFirstNothingIsPendingAndNoModeSet"));
    assertTrue(
        ContractRun.fails(
            () ->
                facility(
                    new Passing() {
                      @Override
                      public int take(int subclasses) {
                        return super.take(Integer.lowestOneBit(subclasses)) < 0
                            ? super.take(subclasses)
                            : 7;
                      }

                      @Override
                      public boolean isPending(int subclasses) {
                        return super.isPending(ALL_SUBCLASSES);
                      }
                    }),
            "theLowestNumberedSubclassIsTakenAndOnlyOnce"));
    assertTrue(
        ContractRun.fails(
            () ->
                facility(
                    new Passing() {
                      @Override
                      public boolean forward(int isc) {
                        return super.inject(isc);
                      }
                    }),
            "whatItDoesIsWhatIsWritten"));
    assertTrue(
        ContractRun.fails(
            () ->
                facility(
                    new Passing() {
                      @Override
                      public boolean inject(int isc) {
                        return super.forward(isc);
                      }
                    }),
            "singleModeLetsOneThrough"));
  }

  private static InterlockedStorageContract words(UnaryOperator<InterlockedStorage> made) {
    return new InterlockedStorageContract() {
      @Override
      protected Words create() {
        GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0x1000, 0x1000);
        return new Words(made.apply(storage), 0x1000, 0x2000);
      }
    };
  }

  /** Passes on to a storage. */
  private static class PassingWords implements InterlockedStorage {
    private final InterlockedStorage below;

    PassingWords(InterlockedStorage below) {
      this.below = below;
    }

    @Override
    public boolean contains(long address, long length) {
      return below.contains(address, length);
    }

    @Override
    public int get(long address) {
      return below.get(address);
    }

    @Override
    public int getAndOr(long address, int bits) {
      return below.getAndOr(address, bits);
    }

    @Override
    public int getAndAnd(long address, int bits) {
      return below.getAndAnd(address, bits);
    }

    @Override
    public void and(long address, int bits) {
      below.and(address, bits);
    }

    @Override
    public void fence() {
      below.fence();
    }
  }

  @Test
  void words() {
    assertEquals(Set.of(), ContractRun.failures(() -> words(PassingWords::new)));
    assertTrue(
        ContractRun.fails(
            () ->
                words(below ->
                    new PassingWords(below) {
                      @Override
                      public int getAndOr(long address, int bits) {
                        return super.getAndOr(address, bits) | bits;
                      }
                    }),
            "wordsAreWhatWasMadeOfThem"));
    assertTrue(
        ContractRun.fails(
            () ->
                words(below ->
                    new PassingWords(below) {
                      @Override
                      public boolean contains(long address, long length) {
                        return super.contains(address, 1);
                      }
                    }),
            "containsIsTheWholeRange"));
  }
}
