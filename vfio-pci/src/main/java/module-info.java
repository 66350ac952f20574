import io.zpci.route.BarRwRoute;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.IsmVfioPciProcessRoute;
import io.zpci.route.IsmVfioPciRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.RelaxedPwriteRoute;
import io.zpci.route.Route;
import io.zpci.route.ZpciIoRegionRoute;

/**
 * How a guest's access travels: the host kernel's vfio, QEMU's interception, and the routes made of
 * them.
 */
module io.zpci.vfiopci {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;

  exports io.zpci.route;
  exports io.zpci.vfio;
  exports io.zpci.vmm;

  uses Route;

  provides Route with
      LparRoute,
      InterpretationRoute,
      BarRwRoute,
      IsmVfioPciRoute,
      IsmVfioPciProcessRoute,
      ZpciIoRegionRoute,
      RelaxedPwriteRoute;
}
