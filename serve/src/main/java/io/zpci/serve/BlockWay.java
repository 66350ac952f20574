package io.zpci.serve;

/** How a guest's blocks come to a served function, which QEMU's own PCISTB refuses or cuts. */
public enum BlockWay {
  /** By QEMU's gdbstub: each PCISTB of the guest's kernel stops it. */
  GDBSTUB("gdbstub"),
  /** By a plugin of QEMU's translator. */
  PLUGIN("plugin"),
  /** No help: in the pieces that QEMU makes of those that it does not refuse. */
  SPLIT("split");

  private final String word;

  BlockWay(String word) {
    this.word = word;
  }

  /** The name as input spells it. */
  public String word() {
    return word;
  }
}
