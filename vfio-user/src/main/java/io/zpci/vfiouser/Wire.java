package io.zpci.vfiouser;

import java.lang.foreign.ValueLayout;

/** Layouts until those of the server stand. */
final class Wire {
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final int HEADER = 16;
  static final int REPLY = 1;
  static final int TYPE = 0xf;
  static final int NO_REPLY = 0x10;
  static final int ERROR = 0x20;
  static final int VERSION = 1;
  static final int DMA_MAP = 2;
  static final int DMA_UNMAP = 3;
  static final int GET_INFO = 4;
  static final int GET_REGION_INFO = 5;
  static final int GET_IRQ_INFO = 7;
  static final int SET_IRQS = 8;
  static final int REGION_READ = 9;
  static final int REGION_WRITE = 10;
  static final int DMA_READ = 11;
  static final int DMA_WRITE = 12;
  static final int RESET = 13;
  static final int WRITE_MULTI = 15;

  private Wire() {}
}
