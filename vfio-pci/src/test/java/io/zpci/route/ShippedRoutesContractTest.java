package io.zpci.route;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.route.contract.Promises;
import io.zpci.route.contract.RouteContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped route holds the contract, and makes every promise that it keeps. */
@ParameterizedClass
@MethodSource("shipped")
class ShippedRoutesContractTest extends RouteContract {
  private final Route route;

  ShippedRoutesContractTest(Route route) {
    this.route = route;
  }

  static Stream<Named<Route>> shipped() {
    return Stream.of(
        Named.of("lpar", new LparRoute()),
        Named.of("interpretation", new InterpretationRoute()),
        Named.of("interpretation without assist", new InterpretationRoute(false)),
        Named.of("bar-rw", new BarRwRoute()),
        Named.of("ism-vfio-pci", new IsmVfioPciRoute()),
        Named.of("ism-vfio-pci-process", new IsmVfioPciProcessRoute()),
        Named.of("zpci-io-region", new ZpciIoRegionRoute()),
        Named.of("relaxed-pwrite", new RelaxedPwriteRoute()));
  }

  @Override
  protected Route route() {
    return route;
  }

  /** Where it is not made, some of what it is not made for breaks it. */
  @Test
  void aPromiseThatIsNotMadeIsBroken() {
    for (Promise promise : Promise.values()) {
      List<Facts> notMade =
          taken().stream().filter(facts -> !route.promises(facts).contains(promise)).toList();
      boolean broken =
          notMade.isEmpty()
              || notMade.stream()
                  .anyMatch(facts -> !Promises.broken(promise, route, facts).isEmpty());
      assertTrue(broken, () -> promise.word() + " is kept, and not promised");
    }
  }
}
