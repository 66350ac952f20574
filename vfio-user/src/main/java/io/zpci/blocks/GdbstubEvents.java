package io.zpci.blocks;

import java.lang.foreign.MemorySegment;

/**
 * Told what happens on a guest's gdb socket, on the thread that serves it. What it does takes time
 * from the guest, which stands still meanwhile. Texts are one line.
 */
public interface GdbstubEvents {
  /** Nobody listens. */
  GdbstubEvents NONE = new GdbstubEvents() {};

  /** The stub answers; its machine stands still and is about to go on. */
  default void connected() {}

  /**
   * The guest's PCISTB stands under breakpoints.
   *
   * @param where addresses, and by what they were found
   */
  default void found(String where) {}

  /** The guest's PCISTB was not found, or not where it was said to be. */
  default void missing(String why) {}

  /** The stub is gone or did what no stub does; it is tried again. */
  default void lost(String why) {}

  /** A block did not go to a function that is served here, which is worth a line. */
  default void refused(String what) {}

  /**
   * The data of a packet, without its frame; or the byte 3 that stops a machine.
   *
   * @param toStub whether it was sent to the stub
   */
  default void packet(boolean toStub, MemorySegment bytes, long at, int length) {}
}
