package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The PCI address space of a register file: on the interface for all its methods, on a method for
 * that one, which then wins.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Space {
  /** 0 to 5 for the BARs, 15 for configuration space. */
  int value();
}
