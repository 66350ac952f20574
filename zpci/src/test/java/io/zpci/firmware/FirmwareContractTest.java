package io.zpci.firmware;

import io.zpci.arch.PciInstructions;
import io.zpci.arch.contract.Issuer;
import io.zpci.arch.contract.PciInstructionsContract;
import io.zpci.arch.contract.Place;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The firmware executes instructions, with a tap in front of it too. */
@ParameterizedClass
@MethodSource("executors")
class FirmwareContractTest extends PciInstructionsContract {
  private final UnaryOperator<PciInstructions> executor;

  FirmwareContractTest(UnaryOperator<PciInstructions> executor) {
    this.executor = executor;
  }

  static Stream<Named<UnaryOperator<PciInstructions>>> executors() {
    return Stream.of(
        Named.of("firmware", firmware -> firmware),
        Named.of("tapped", firmware -> new TappedInstructions(firmware, Hand.FIRMWARE, Tap.NONE)));
  }

  @Override
  protected Issuer create() {
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT.withMio(true), Tap.NONE);
    MemoryFunction function = MemoryFunction.memory();
    FunctionEntry entry = firmware.plug(function, 1, 1);
    function.connect(entry.dma(), entry.msi());
    entry.enable();
    return new Issuer(
        executor.apply(firmware),
        entry.handle(),
        GuestStorage.allocate(Arena.ofAuto(), 0x1000, 0x4000));
  }

  @Override
  protected List<Place> loads() {
    return List.of(new Place(0, 3, 1), new Place(2, 8, 8), new Place(15, 0, 4));
  }

  @Override
  protected List<Place> stores() {
    return List.of(new Place(0, 4, 4), new Place(15, 4, 2));
  }

  @Override
  protected List<Place> blocks() {
    return List.of(new Place(0, 0x80, 128), new Place(2, 0, 16));
  }

  @Override
  protected Place memory() {
    return new Place(0, 0x40, 16);
  }
}
