package io.zpci.trace;

import io.zpci.arch.contract.Place;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.function.contract.PciFunctionContract;
import java.util.List;

/** A function with a tap in front of it is a function; this one takes relaxed blocks. */
class TappedFunctionContractTest extends PciFunctionContract {
  @Override
  protected PciFunction create() {
    FunctionFacts facts =
        new FunctionFacts(
            "relaxed",
            0x1014,
            0x04ed,
            FunctionFacts.PFT_ISM,
            0,
            List.of(0L, 0L, 0x1000L, 0L, 0L, 0L),
            BlockClass.RELAXED,
            4096,
            false,
            1,
            null,
            256);
    return new TappedFunction(new MemoryFunction(facts), new BrokenRules());
  }

  @Override
  protected List<Place> loads() {
    return List.of(new Place(2, 7, 1), new Place(2, 0, 8));
  }

  @Override
  protected List<Place> stores() {
    return List.of(new Place(2, 8, 8));
  }

  @Override
  protected List<Place> blocks() {
    return List.of(new Place(2, 0, 4096), new Place(2, 5, 1));
  }

  @Override
  protected Place memory() {
    return new Place(2, 0x80, 16);
  }
}
