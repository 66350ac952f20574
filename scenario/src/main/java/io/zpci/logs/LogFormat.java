package io.zpci.logs;

/** The formats of logs that are read. */
public enum LogFormat {
  /**
   * Trace lines of QEMU: {@code vfio_*}, {@code vfio_user_*} and {@code s390_pci_*}; bare, behind
   * an ISO time, or behind {@code PID@SEC.USEC:}.
   */
  QEMU_TRACE("qemu-trace"),
  /** s390dbf: {@code pci_error} and {@code ism} in hex_ascii, {@code pci_msg} in sprintf. */
  S390DBF("s390dbf"),
  /** {@code lspci -x}, {@code -xxx} and {@code -xxxx}, with {@code -v} or without. */
  LSPCI("lspci");

  private final String word;

  LogFormat(String word) {
    this.word = word;
  }

  /** The name as input and output spell it. */
  public String word() {
    return word;
  }
}
