/** The model as a whole: assembly, recordings, verdicts, workloads. */
module io.zpci.machine {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;
  requires transitive io.zpci.guestdriver;
  requires transitive io.zpci.ismdevice;
  requires transitive io.zpci.vfiopci;
  requires transitive tools.jackson.databind;

  exports io.zpci.fault;
  exports io.zpci.machine;
  exports io.zpci.recording;
  exports io.zpci.verdict;
  exports io.zpci.workload;

  uses io.zpci.recording.Replayer;
  uses io.zpci.route.Route;
}
