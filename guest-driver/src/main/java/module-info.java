/** The guest: the ISM driver and SMC-D on it. */
module io.zpci.guestdriver {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;

  exports io.zpci.guest;
}
