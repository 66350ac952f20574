/** Runs as pages, pictures and traces for other programs, and two runs side by side. */
module io.zpci.report {
  requires static transitive org.jspecify;
  requires transitive io.zpci.machine;
  requires com.samskivert.jmustache;
  requires io.zpci.core;
  requires io.zpci.vfiopci;
  requires java.xml;
  requires tools.jackson.core;

  exports io.zpci.diff;
  exports io.zpci.report;
}
