package io.zpci.tests;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.route.contract.RouteContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route that is found holds the contract, and the one that docs/routes.md shows. */
@ParameterizedClass
@MethodSource("found")
class FoundRoutesContractTest extends RouteContract {
  private final Route route;

  FoundRoutesContractTest(Route route) {
    this.route = route;
  }

  static Stream<Named<Route>> found() {
    return Stream.concat(Routes.all().stream(), Stream.of(new ForwardRoute()))
        .map(route -> Named.of(route.name(), route));
  }

  @Override
  protected Route route() {
    return route;
  }

  /** The shipped devices, as they say of themselves. */
  @Override
  protected List<FunctionFacts> functions() {
    return List.of(MemoryFunction.memory().facts(), IsmFacts.plain(0x120));
  }
}
