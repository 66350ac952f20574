package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.arch.contract.ContractRun;
import io.zpci.arch.contract.Place;
import io.zpci.function.MemoryFunction;
import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import io.zpci.guest.contract.PciDevContract;
import io.zpci.ism.IsmFacts;
import io.zpci.route.LparRoute;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong holder is caught, each by the test that is about its mistake. */
class PciDevContractBitesTest {
  private static PciDevContract contract(UnaryOperator<PciDev> mistake) {
    return new PciDevContract() {
      @Override
      protected Held create() {
        MemoryFunction function = new MemoryFunction(IsmFacts.plain(0x120));
        Passthrough opened =
            Passthrough.open(new LparRoute(), Stack.newest(), function, Arena.ofAuto(), Tap.NONE);
        assertEquals(0, opened.boot());
        return new Held(
            mistake.apply(opened.dev()), () -> function.signal(0), opened::takeInterruptions);
      }

      @Override
      protected Place load() {
        return new Place(2, 8, 4);
      }

      @Override
      protected Place block() {
        return new Place(2, 0x10, 40);
      }
    };
  }

  @Test
  void aRightOneHolds() {
    assertEquals(Set.of(), ContractRun.failures(() -> contract(dev -> new PassingDev(dev) {})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String what, UnaryOperator<PciDev> mistake, String test) {
    assertTrue(ContractRun.fails(() -> contract(mistake), test), what);
  }

  private static Arguments wrong(String what, String test, UnaryOperator<PciDev> mistake) {
    return Arguments.of(what, mistake, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "sets the register of a refused load",
            "loadsAndBlocksAreTakenOrRefused",
            below ->
                new PassingDev(below) {
                  @Override
                  public int load(int space, long offset, int length, Register loaded) {
                    loaded.set(-1);
                    return super.load(space, offset, length, loaded);
                  }
                }),
        wrong(
            "gives memory that is not aligned",
            "memoryIsAlignedToItsSize",
            below ->
                new PassingDev(below) {
                  @Override
                  public long allocate(long size) {
                    long address = super.allocate(size + 8);
                    return address < 0 ? address : address + 8;
                  }
                }),
        wrong(
            "gives the same page twice",
            "pagesOfTwoUsersAreApart",
            below ->
                new PassingDev(below) {
                  @Override
                  public long allocate(long size) {
                    long address = super.allocate(size);
                    super.free(address, size);
                    return address;
                  }
                }),
        wrong(
            "forgets to unmap",
            "whatIsMappedIsUnmapped",
            below ->
                new PassingDev(below) {
                  @Override
                  public int unmap(long ioAddress, long size) {
                    return -1;
                  }
                }),
        wrong(
            "keeps the handler",
            "theHandlerRunsForEachInterruptUntilItIsFreed",
            below ->
                new PassingDev(below) {
                  @Override
                  public void freeIrq() {}
                }),
        wrong(
            "allocates at each block",
            "loadAndBlockAllocateNothing",
            below ->
                new PassingDev(below) {
                  private Object kept = this;

                  @Override
                  public int storeBlock(int space, long offset, int length, long address) {
                    kept = new long[] {address};
                    return kept == this ? -1 : super.storeBlock(space, offset, length, address);
                  }
                }));
  }
}
