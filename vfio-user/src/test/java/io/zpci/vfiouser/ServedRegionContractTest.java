package io.zpci.vfiouser;

import io.zpci.vfio.VfioException;
import io.zpci.vfio.contract.RegionAccessContract;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The regions of a served function are regions, those that it has not too, and whether the client
 * writes whole blocks or not.
 */
@ParameterizedClass
@MethodSource("cases")
class ServedRegionContractTest extends RegionAccessContract {
  private static final int REGIONS = 9;

  private final int index;
  private final boolean wholeBlocks;

  ServedRegionContractTest(int number) {
    index = number % REGIONS;
    wholeBlocks = number >= REGIONS;
  }

  static IntStream cases() {
    return IntStream.range(0, 2 * REGIONS);
  }

  @Override
  protected Region create() {
    Served served = new Served();
    // Nobody listens: what is told may allocate.
    ServedFunction function =
        new ServedFunction(
            served.firmware,
            served.entry,
            served.device,
            OptionalInt.empty(),
            served.lock,
            FunctionEvents.NONE);
    function.attach(new Attachment(Served.NO_MESSAGES, 16, wholeBlocks));
    try {
      return new Region(function.region(index), function.regionInfo(index).size());
    } catch (VfioException e) {
      throw new AssertionError(e);
    }
  }
}
