/** Functions of the model in real VMMs: the vfio-user protocol, and the system calls it needs. */
module io.zpci.vfiouser {
  requires static transitive org.jspecify;
  requires transitive io.zpci.core;
  requires transitive io.zpci.vfiopci;
  requires tools.jackson.databind;

  exports io.zpci.blocks;
  exports io.zpci.posix;
  exports io.zpci.vfiouser;
}
