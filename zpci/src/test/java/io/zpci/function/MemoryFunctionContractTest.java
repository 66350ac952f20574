package io.zpci.function;

import io.zpci.arch.contract.Place;
import io.zpci.function.contract.PciFunctionContract;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.List;

/** The memory device is a function. */
class MemoryFunctionContractTest extends PciFunctionContract {
  @Override
  protected PciFunction create() {
    MemoryFunction function = MemoryFunction.memory();
    function.connect(new FlatDma(GuestStorage.allocate(Arena.ofAuto(), 0, 8)), vector -> {});
    return function;
  }

  @Override
  protected List<Place> loads() {
    return List.of(new Place(0, 3, 1), new Place(2, 0x2000, 4), new Place(15, 0, 2));
  }

  @Override
  protected List<Place> stores() {
    return List.of(new Place(0, 8, 8), new Place(15, 4, 2), new Place(4, 0xff8, 4));
  }

  @Override
  protected List<Place> blocks() {
    return List.of(new Place(0, 0x100, 128), new Place(4, 0, 16));
  }

  @Override
  protected Place memory() {
    return new Place(0, 0x80, 16);
  }
}
