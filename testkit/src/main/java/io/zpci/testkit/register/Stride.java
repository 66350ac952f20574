package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is about an array of equal registers or blocks. Its first parameter is then an {@code
 * int}, the index from 0. An index outside is an {@link IndexOutOfBoundsException}, and nothing is
 * issued.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Stride {
  /** Bytes from one element to the next. */
  long value();

  /** How many elements there are, 1 to 65536. */
  int count();
}
