package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Outcome;
import io.zpci.arch.PassingInstructions;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.contract.ContractRun;
import io.zpci.arch.contract.Issuer;
import io.zpci.arch.contract.PciInstructionsContract;
import io.zpci.arch.contract.Place;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong executor is caught, each by the test that is about its mistake. */
class PciInstructionsContractBitesTest {
  private static final class Contract extends PciInstructionsContract {
    private final UnaryOperator<PciInstructions> mistake;

    Contract(UnaryOperator<PciInstructions> mistake) {
      this.mistake = mistake;
    }

    @Override
    protected Issuer create() {
      Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
      FunctionEntry entry = firmware.plug(MemoryFunction.memory(), 1, 1);
      entry.enable();
      GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0x1000, 0x4000);
      return new Issuer(mistake.apply(firmware), entry.handle(), storage);
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
    assertEquals(
        Set.of(),
        ContractRun.failures(() -> new Contract(below -> new PassingInstructions(below) {})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String mistake, UnaryOperator<PciInstructions> executor, String test) {
    assertTrue(ContractRun.fails(() -> new Contract(executor), test), mistake);
  }

  private static Arguments wrong(
      String mistake, String test, UnaryOperator<PciInstructions> executor) {
    return Arguments.of(mistake, executor, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "throws for a handle that is not enabled",
            "everyOutcomeIsReturnedAndNoneThrown",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    if (!FunctionHandle.enabled(Request.handle(request))) {
                      throw new IllegalArgumentException("handle");
                    }
                    return super.load(issue, request, address, loaded);
                  }
                }),
        wrong(
            "does not look whether storage holds the operand",
            "everyOutcomeIsReturnedAndNoneThrown",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    int first = storage.getByte(storageAddress);
                    return first < 0
                        ? Outcome.BUSY
                        : super.storeBlock(issue, request, address, storage, storageAddress);
                  }
                }),
        wrong(
            "throws at an instruction that it lacks",
            "everyControlOutcomeIsReturnedAndNoneThrown",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int execute(PciInstruction instruction) {
                    throw new UnsupportedOperationException(instruction.toString());
                  }
                }),
        wrong(
            "clears the register first",
            "aLoadThatIsNotOkLeavesTheRegister",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    loaded.set(0);
                    return super.load(issue, request, address, loaded);
                  }
                }),
        wrong(
            "leaves the high bytes",
            "aLoadFillsTheLowOrderBytesAndZeros",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    long high = loaded.get() & -1L << 32;
                    int outcome = super.load(issue, request, address, loaded);
                    if (outcome == Outcome.OK) {
                      loaded.set(loaded.get() | high);
                    }
                    return outcome;
                  }
                }),
        wrong(
            "swaps loads",
            "noInstructionSwaps",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    int outcome = super.load(issue, request, address, loaded);
                    if (outcome == Outcome.OK) {
                      int length = Request.length(request);
                      loaded.set(Long.reverseBytes(loaded.get()) >>> 8 * (8 - length));
                    }
                    return outcome;
                  }
                }),
        wrong(
            "uses the operand as its buffer",
            "aBlockIsReadAndNeverWritten",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    int outcome =
                        super.storeBlock(issue, request, address, storage, storageAddress);
                    if (outcome == Outcome.OK) {
                      storage.putByte(storageAddress, ~storage.getByte(storageAddress));
                    }
                    return outcome;
                  }
                }),
        wrong(
            "takes no block",
            "whatItIsSaidToTakeItTakes",
            below ->
                new PassingInstructions(below) {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    return Outcome.BUSY;
                  }
                }),
        wrong(
            "allocates at each load",
            "loadStoreAndBlockAllocateNothing",
            below ->
                new PassingInstructions(below) {
                  private @Nullable Object kept;

                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    kept = new Register();
                    return kept == loaded
                        ? Outcome.BUSY
                        : super.load(issue, request, address, loaded);
                  }
                }));
  }
}
