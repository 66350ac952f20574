package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.arch.contract.ContractRun;
import io.zpci.arch.contract.Place;
import io.zpci.function.contract.PciFunctionContract;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong function is caught, each by the test that is about its mistake. */
class PciFunctionContractBitesTest {
  /** A function that refuses what is in the upper half of BAR 0, and is right. */
  private static class Right extends PassingFunction {
    Right() {
      super(MemoryFunction.memory());
    }

    boolean refuses(int space, long offset) {
      return space == 0 && offset >= 0x8000;
    }

    int refused() {
      return Outcome.error(Status.FUNC_IN_ERR);
    }

    @Override
    public int load(int space, long offset, int length, Register loaded) {
      return refuses(space, offset) ? refused() : super.load(space, offset, length, loaded);
    }

    @Override
    public int store(int space, long offset, int length, long value) {
      return refuses(space, offset) ? refused() : super.store(space, offset, length, value);
    }

    @Override
    public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
      return refuses(space, offset) ? refused() : super.storeBlock(space, offset, data, at, length);
    }
  }

  private static final class Contract extends PciFunctionContract {
    private final Supplier<PciFunction> function;

    Contract(Supplier<PciFunction> function) {
      this.function = function;
    }

    @Override
    protected PciFunction create() {
      return function.get();
    }

    @Override
    protected List<Place> loads() {
      return List.of(new Place(0, 0, 4));
    }

    @Override
    protected List<Place> stores() {
      return List.of(new Place(0, 0, 4));
    }

    @Override
    protected List<Place> blocks() {
      return List.of(new Place(0, 0, 32));
    }

    @Override
    protected Place memory() {
      return new Place(0, 0x80, 16);
    }
  }

  @Test
  void aRightOneHolds() {
    assertEquals(Set.of(), ContractRun.failures(() -> new Contract(Right::new)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String mistake, Supplier<PciFunction> function, String test) {
    assertTrue(ContractRun.fails(() -> new Contract(function), test), mistake);
  }

  private static Arguments wrong(String mistake, String test, Supplier<PciFunction> function) {
    return Arguments.of(mistake, function, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "throws instead of answering",
            "everyAccessIsAnsweredAndNoneThrows",
            () ->
                new Right() {
                  @Override
                  int refused() {
                    throw new IllegalArgumentException("no such offset");
                  }
                }),
        wrong(
            "answers an errno",
            "everyAccessIsAnsweredAndNoneThrows",
            () ->
                new Right() {
                  @Override
                  int refused() {
                    return -22;
                  }
                }),
        wrong(
            "sets the register of a refused load",
            "aLoadThatIsNotOkLeavesTheRegister",
            () ->
                new Right() {
                  @Override
                  public int load(int space, long offset, int length, Register loaded) {
                    loaded.set(-1);
                    return super.load(space, offset, length, loaded);
                  }
                }),
        wrong(
            "extends the sign",
            "aLoadFillsTheLowOrderBytesAndZeros",
            () ->
                new Right() {
                  @Override
                  public int load(int space, long offset, int length, Register loaded) {
                    int outcome = super.load(space, offset, length, loaded);
                    if (outcome == Outcome.OK && length == 1) {
                      loaded.set((byte) loaded.get());
                    }
                    return outcome;
                  }
                }),
        wrong(
            "swaps stores",
            "theByteAtTheLowestOffsetIsTheMostSignificant",
            () ->
                new Right() {
                  @Override
                  public int store(int space, long offset, int length, long value) {
                    return super.store(space, offset, length, swap(value, length));
                  }
                }),
        wrong(
            "reads a block from its start",
            "theByteAtTheLowestOffsetIsTheMostSignificant",
            () ->
                new Right() {
                  @Override
                  public int storeBlock(
                      int space, long offset, MemorySegment data, long at, int length) {
                    return super.storeBlock(space, offset, data, 0, length);
                  }
                }),
        wrong(
            "writes into the block",
            "aBlockIsReadAndNeverWritten",
            () ->
                new Right() {
                  @Override
                  public int storeBlock(
                      int space, long offset, MemorySegment data, long at, int length) {
                    data.set(Layouts.BYTE, at, (byte) ~data.get(Layouts.BYTE, at));
                    return super.storeBlock(space, offset, data, at, length);
                  }
                }),
        wrong(
            "refuses what it was said to take",
            "whatItIsSaidToTakeItTakes",
            () ->
                new Right() {
                  @Override
                  public int storeBlock(
                      int space, long offset, MemorySegment data, long at, int length) {
                    return refused();
                  }
                }),
        wrong(
            "changes its facts",
            "factsAreConstant",
            () ->
                new Right() {
                  private int asked;

                  @Override
                  public FunctionFacts facts() {
                    FunctionFacts facts = super.facts();
                    return asked++ == 0 ? facts : withPchid(facts);
                  }
                }),
        wrong(
            "keeps its memory over a reset",
            "resetIsPowerOn",
            () ->
                new Right() {
                  @Override
                  public void reset() {}
                }),
        wrong(
            "fails at recovery",
            "recoveryIsTakenInEveryState",
            () ->
                new Right() {
                  @Override
                  public void recover() {
                    throw new IllegalStateException("not in error");
                  }
                }),
        wrong(
            "allocates at each store",
            "noAccessAllocates",
            () ->
                new Right() {
                  private @Nullable Object kept;

                  @Override
                  public int store(int space, long offset, int length, long value) {
                    kept = new long[] {value};
                    return kept == null ? Outcome.BUSY : super.store(space, offset, length, value);
                  }
                }));
  }

  private static long swap(long value, int length) {
    return Long.reverseBytes(value) >>> 8 * (8 - length);
  }

  private static FunctionFacts withPchid(FunctionFacts facts) {
    return new FunctionFacts(
        facts.model(),
        facts.vendor(),
        facts.device(),
        facts.pft(),
        facts.pchid() + 1,
        facts.barSizes(),
        facts.blockClass(),
        facts.maxStoreBlock(),
        facts.mioCapable(),
        facts.msiVectors(),
        facts.msix(),
        facts.configSize());
  }
}
