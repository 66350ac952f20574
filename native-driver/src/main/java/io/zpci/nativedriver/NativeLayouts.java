package io.zpci.nativedriver;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.ValueLayout;

/**
 * What C has on this host: its scalars in the host's byte order. What the guest's storage holds is
 * big-endian and stands in {@link io.zpci.storage.Layouts}.
 */
final class NativeLayouts {
  static final ValueLayout.OfBoolean BOOL = ValueLayout.JAVA_BOOLEAN;
  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** As parameters and results of C functions, which the linker wants aligned. */
  static final ValueLayout.OfShort C_SHORT = ValueLayout.JAVA_SHORT;

  static final ValueLayout.OfChar C_UNSIGNED_SHORT = ValueLayout.JAVA_CHAR;
  static final ValueLayout.OfInt C_INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong C_LONG = ValueLayout.JAVA_LONG;
  static final AddressLayout C_POINTER = ValueLayout.ADDRESS;

  private NativeLayouts() {}
}
