package io.zpci.vmm;

/**
 * Properties of the {@code zpci} device that QEMU puts beside a PCI function, as CLP tells them to
 * the guest.
 *
 * @param fid function id
 * @param uid user id, 16 bits
 * @param group function group: {@link #DEFAULT_GROUP}, or one of the simulated groups 0xf0 to 0xfe
 *     that intercepted passthrough functions get (spec zpci 5.5)
 */
public record ZpciProperties(int fid, int uid, int group) {
  /** The group of emulated functions. */
  public static final int DEFAULT_GROUP = 0xff;

  /** What the first device gets that names neither: fid 0, uid 1. */
  public static final ZpciProperties DEFAULT = new ZpciProperties(0, 1, DEFAULT_GROUP);
}
