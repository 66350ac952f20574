package io.zpci.arch;

/**
 * The 32-bit function handle and its fields. Linux interprets {@link #ENABLE} only; QEMU looks up
 * by {@link #INDEX} and then compares the whole handle. Source: spec zpci 1.1 (QEMU 10.2 {@code
 * s390-pci-bus.h}).
 */
public final class FunctionHandle {
  /** The function is enabled. */
  public static final int ENABLE = 0x8000_0000;

  /** Changes as a function goes through enable, disable and reset on real machines. */
  public static final int INSTANCE = 0x7f00_0000;

  /** Software-emulation marker: any bit set forces interception of every PCI instruction. */
  public static final int SHM = 0x00ff_0000;

  /** QEMU's lookup key, and the resume token of CLP list. */
  public static final int INDEX = 0x0000_ffff;

  /** {@link #SHM} of a vfio function that QEMU intercepts. */
  public static final int SHM_VFIO = 0x0001_0000;

  /** {@link #SHM} of a function that QEMU emulates (virtio, vfio-user). */
  public static final int SHM_EMULATED = 0x0002_0000;

  private FunctionHandle() {}

  /** Whether {@link #ENABLE} is set. */
  public static boolean enabled(int handle) {
    return (handle & ENABLE) != 0;
  }

  /** The {@link #INDEX} field. */
  public static int index(int handle) {
    return handle & INDEX;
  }
}
