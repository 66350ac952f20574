package io.zpci.testkit;

import io.zpci.machine.DeviceModel;
import io.zpci.route.Route;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once on every route found ({@link io.zpci.machine.Routes#all}), each time with a
 * machine of its own; the route's name is the invocation's. A route that cannot be taken with these
 * versions and this function is skipped with the route's own reason. A test that asks for a
 * kernel's part is skipped on a route to a process.
 *
 * <p>The attributes that {@link PassthroughTest} has too mean the same, and are taken from the
 * class's {@link PassthroughTest} where they are left out here; that one's route is not.
 */
@TestTemplate
@ExtendWith({PassthroughExtension.class, RouteInvocations.class})
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface EveryRoute {
  /** Names of the routes to take; all where none is named. */
  String[] only() default {};

  /** Names of routes to leave out. */
  String[] except() default {};

  /**
   * Routes of the test's own that run behind those found, each a class with a constructor without
   * parameters; {@link #only} and {@link #except} leave them alone.
   */
  Class<? extends Route>[] also() default {};

  /** See {@link PassthroughTest#qemu}. */
  String[] qemu() default {};

  /** See {@link PassthroughTest#host}. */
  String[] host() default {};

  /** See {@link PassthroughTest#guest}. */
  String[] guest() default {};

  /** See {@link PassthroughTest#device}. */
  DeviceModel[] device() default {};

  /** See {@link PassthroughTest#mio}. */
  boolean[] mio() default {};

  /** See {@link PassthroughTest#nullMappingSucceeds}. */
  boolean[] nullMappingSucceeds() default {};

  /** See {@link PassthroughTest#hostOrder}. */
  String[] hostOrder() default {};

  /** See {@link PassthroughTest#storage}. */
  long[] storage() default {};

  /** See {@link PassthroughTest#reactions}. */
  String[] reactions() default {};

  /** See {@link PassthroughTest#boot}. */
  boolean[] boot() default {};
}
