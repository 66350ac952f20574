package io.zpci.testkit.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has a {@link DriverWatch} attached while a test runs. The test fails where the driver was not
 * called or broke a rule; one that takes the {@link DriverWatch} as a parameter looks at the
 * findings itself. Where a test fails for another reason, the findings are added to it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@ExtendWith(WatchedDriverExtension.class)
public @interface WatchedDriver {
  /** The driver: a package, with all below it, or a class, with all inside it. */
  String value();
}
