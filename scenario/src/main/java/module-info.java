/** Scenario files, the catalogue of known failures, and readers of the logs that people have. */
module io.zpci.scenario {
  exports io.zpci.logs;

  requires static transitive org.jspecify;
  requires transitive io.zpci.machine;
  requires io.zpci.core;
  requires io.zpci.guestdriver;
  requires io.zpci.ismdevice;
  requires io.zpci.vfiopci;
  requires io.zpci.vfiouser;
  requires org.snakeyaml.engine;

  exports io.zpci.catalogue;
  exports io.zpci.scenario;
}
