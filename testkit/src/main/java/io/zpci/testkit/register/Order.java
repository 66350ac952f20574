package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a register's bytes mean: on the interface for all its methods, on a method for that one,
 * which then wins. Without it a register is little-endian, as PCI's are. Those of ISM are
 * big-endian.
 *
 * <p>No instruction swaps: the byte at the lowest offset is the most significant of those moved
 * ({@link io.zpci.arch.PciInstructions}). So a big-endian register's value is the instruction's
 * image, and a little-endian one's is reversed, once, in the method.
 *
 * <p>Configuration space is little-endian whatever the interface says. A block has no order: its
 * bytes go as they lie in storage.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Order {
  /** The order. */
  Endian value();

  /** The two byte orders. {@link java.nio.ByteOrder} cannot stand in an annotation. */
  enum Endian {
    /** The byte at the lowest offset is the least significant. */
    LITTLE_ENDIAN,
    /** The byte at the lowest offset is the most significant. */
    BIG_ENDIAN
  }
}
