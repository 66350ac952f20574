/** Drivers written in C on the model's guest kernel, by the foreign function interface. */
module io.zpci.nativedriver {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;
  requires transitive io.zpci.guestdriver;
  requires transitive io.zpci.ismdevice;
  requires transitive io.zpci.machine;
  requires transitive io.zpci.vfiopci;

  exports io.zpci.nativedriver;
}
