/** How a guest's access travels: the host kernel's vfio, QEMU's interception, and the routes made of them. */
module io.zpci.vfiopci {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;

  exports io.zpci.route;
  exports io.zpci.vfio;
  exports io.zpci.vmm;

  uses io.zpci.route.Route;
}
