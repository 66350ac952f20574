/**
 * Benchmarks. Compiled as a module so that what it requires is checked; run from the class path,
 * for that is what JMH hands to the JVMs that it starts.
 */
@SuppressWarnings("requires-automatic") // JMH has no descriptor
module io.zpci.bench {
  requires info.picocli;
  requires io.zpci.core;
  requires io.zpci.guestdriver;
  requires io.zpci.ismdevice;
  requires io.zpci.machine;
  requires io.zpci.nativedriver;
  requires io.zpci.serve;
  requires io.zpci.testkit;
  requires io.zpci.vfiopci;
  requires io.zpci.vfiouser;
  requires java.management;
  requires jdk.jfr;
  requires jdk.management;
  requires jmh.core;
  requires static org.jspecify;

  // picocli reads annotations and sets annotated fields
  opens io.zpci.bench to
      info.picocli;
}
