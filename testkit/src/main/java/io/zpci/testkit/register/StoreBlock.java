package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is one store block, never cut and never joined: {@code (long storageAddress, int
 * length)} from the storage that the register file was made with, or {@code (GuestStorage storage,
 * long storageAddress, int length)}. It returns {@code void} or {@code int} as a write does. The
 * bytes go as they lie in storage.
 *
 * <p>A block may lie over registers and other blocks: it is a window, not a register.
 *
 * <p>A length below 1 or above the largest is an {@link IllegalArgumentException}, and nothing is
 * issued. Other mistakes of run time, a source or an {@link At} that is not aligned, go to the
 * machine, and it answers.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface StoreBlock {
  /** The only length, in bytes; the method then has no length parameter. 0: it has one. */
  int length() default 0;

  /**
   * The largest length, in bytes. 0: as many as the function takes and as fit between a constant
   * offset and the next multiple of 4096.
   */
  int max() default 0;
}
