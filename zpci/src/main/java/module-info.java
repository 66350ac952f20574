/**
 * The whole s390 side of PCI, host or guest: architecture, storage, functions, DMA, interrupts,
 * firmware, the Linux layer, the tap.
 */
module io.zpci.core {
  requires static transitive org.jspecify;
  requires jdk.jfr;

  exports io.zpci.arch;
  exports io.zpci.dma;
  exports io.zpci.firmware;
  exports io.zpci.function;
  exports io.zpci.interrupt;
  exports io.zpci.linux;
  exports io.zpci.storage;
  exports io.zpci.trace;
}
