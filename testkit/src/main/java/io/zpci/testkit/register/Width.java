package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How many bytes one access moves. Without it the Java type decides: {@code byte} 1, {@code short}
 * 2, {@code int} 4, {@code long} 8; a method that loads into a {@link io.zpci.arch.Register} needs
 * it.
 *
 * <p>A width may be narrower than the type, never wider. What is read is then zero-extended, unless
 * {@link #signed} says otherwise. Of what is written the low-order bytes are stored, and nothing
 * asks whether the others were 0, as with PCISTG.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Width {
  /** 1, 2, 4 or 8. */
  int value();

  /** Whether what is read is sign-extended to the type. */
  boolean signed() default false;
}
