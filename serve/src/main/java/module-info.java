/** Functions of the model, put together for real VMMs. */
module io.zpci.serve {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;
  requires transitive io.zpci.ismdevice;
  requires transitive io.zpci.machine;
  requires transitive io.zpci.vfiopci;
  requires transitive io.zpci.vfiouser;
  requires tools.jackson.databind;

  exports io.zpci.serve;

  provides io.zpci.recording.Replayer with
      io.zpci.serve.TranscriptReplayer;
}
