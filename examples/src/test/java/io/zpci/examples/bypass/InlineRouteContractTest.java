package io.zpci.examples.bypass;

import io.zpci.route.Route;
import io.zpci.route.contract.RouteContract;

/** The route keeps what it promises, with every version that takes it. */
public class InlineRouteContractTest extends RouteContract {
  @Override
  protected Route route() {
    return new InlineRoute();
  }
}
