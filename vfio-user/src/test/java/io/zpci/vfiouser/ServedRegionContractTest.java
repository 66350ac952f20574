package io.zpci.vfiouser;

import io.zpci.arch.contract.ContractRun;
import io.zpci.vfio.VfioException;
import io.zpci.vfio.contract.RegionAccessContract;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** The regions of a served function are regions, those that it has not too. */
class ServedRegionContractTest {
  private final class Regions extends RegionAccessContract {
    private final int index;
    private final boolean wholeBlocks;

    Regions(int index, boolean wholeBlocks) {
      this.index = index;
      this.wholeBlocks = wholeBlocks;
    }

    @Override
    protected Region create() {
      Served served = new Served();
      // Nobody listens: what is told may allocate.
      ServedFunction function =
          new ServedFunction(
              served.firmware,
              served.entry,
              OptionalInt.empty(),
              new ReentrantLock(),
              FunctionEvents.NONE);
      function.attach(new Attachment(Served.NO_MESSAGES, 16, wholeBlocks));
      try {
        return new Region(function.region(index), function.regionInfo(index).size());
      } catch (VfioException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void eachRegionIsOne() {
    for (int index = 0; index < 9; index++) {
      int region = index;
      ContractRun.check(() -> new Regions(region, false));
      ContractRun.check(() -> new Regions(region, true));
    }
  }
}
