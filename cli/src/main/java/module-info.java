/** The zpci command. */
module io.zpci.cli {
  requires info.picocli;
  requires java.management;
  requires java.xml;
  requires io.zpci.core;
  requires io.zpci.guestdriver;
  requires io.zpci.ismdevice;
  requires io.zpci.machine;
  requires io.zpci.nativedriver;
  requires io.zpci.report;
  requires io.zpci.scenario;
  requires io.zpci.serve;
  requires io.zpci.vfiopci;
  requires io.zpci.vfiouser;
  requires me.tongfei.progressbar;

  // picocli reads annotations and sets annotated fields
  opens io.zpci.cli to
      info.picocli;
}
