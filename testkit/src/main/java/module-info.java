/** What users put in their tests. */
module io.zpci.testkit {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;
  requires transitive io.zpci.guestdriver;
  requires transitive io.zpci.ismdevice;
  requires transitive io.zpci.machine;
  requires transitive io.zpci.nativedriver;
  requires transitive io.zpci.vfiopci;
  requires transitive org.junit.jupiter.api;
  requires net.bytebuddy;
  requires net.bytebuddy.agent;
  requires transitive java.instrument;

  exports io.zpci.testkit;
  exports io.zpci.testkit.agent;
  exports io.zpci.testkit.register;
}
