package io.zpci.ism;

import io.zpci.arch.contract.Place;
import io.zpci.function.PciFunction;
import io.zpci.function.contract.PciFunctionContract;
import java.util.List;

/** The ISM function is a function. It takes no single store, and has no memory of its own. */
class IsmFunctionContractTest extends PciFunctionContract {
  @Override
  protected PciFunction create() {
    return Bench.alone().function;
  }

  @Override
  protected List<Place> loads() {
    return List.of(new Place(2, 0, 8), new Place(2, 0x10, 8), new Place(15, 0, 2));
  }

  @Override
  protected List<Place> stores() {
    return List.of(new Place(15, 4, 2));
  }

  @Override
  protected List<Place> blocks() {
    return List.of(new Place(2, 8, 32), new Place(2, 0x10, 8));
  }
}
