/** Benchmarks. */
@SuppressWarnings("requires-automatic")
module io.zpci.bench {
  requires static org.jspecify;
  requires io.zpci.core;
  requires io.zpci.guestdriver;
  requires io.zpci.ismdevice;
  requires java.management;
  requires jmh.core;
}
