package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.contract.Place;
import io.zpci.function.MemoryFunction;
import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import io.zpci.guest.contract.PciDevContract;
import io.zpci.ism.IsmFacts;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.IsmVfioPciProcessRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.RelaxedPwriteRoute;
import io.zpci.route.Route;
import io.zpci.route.ZpciIoRegionRoute;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A kernel's function and a process's, and one that passes everything on, are what a driver holds.
 */
@ParameterizedClass
@MethodSource("held")
class PciDevsContractTest extends PciDevContract {
  private record Holder(Route route, UnaryOperator<PciDev> around) {}

  private final Holder holder;

  PciDevsContractTest(Holder holder) {
    this.holder = holder;
  }

  static Stream<Named<Holder>> held() {
    Stream<Named<Holder>> routes =
        Stream.of(
                new LparRoute(),
                new InterpretationRoute(),
                new ZpciIoRegionRoute(),
                new RelaxedPwriteRoute(),
                new IsmVfioPciProcessRoute())
            .map(route -> Named.of(route.name(), new Holder(route, dev -> dev)));
    return Stream.concat(
        routes,
        Stream.of(Named.of("passing", new Holder(new LparRoute(), dev -> new PassingDev(dev) {}))));
  }

  @Override
  protected Held create() {
    MemoryFunction function = new MemoryFunction(IsmFacts.plain(0x120));
    Passthrough opened =
        Passthrough.open(holder.route(), Stack.newest(), function, Arena.ofAuto(), Tap.NONE);
    assertEquals(0, opened.boot());
    return new Held(
        holder.around().apply(opened.dev()), () -> function.signal(0), opened::takeInterruptions);
  }

  @Override
  protected Place load() {
    return new Place(2, 8, 4);
  }

  @Override
  protected Place block() {
    return new Place(2, 0x10, 40);
  }
}
