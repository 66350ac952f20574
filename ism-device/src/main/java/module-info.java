/** The ISM device. */
module io.zpci.ismdevice {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;

  exports io.zpci.ism;
}
