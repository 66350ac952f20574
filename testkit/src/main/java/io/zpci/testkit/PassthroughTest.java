package io.zpci.testkit;

import io.zpci.machine.DeviceModel;
import io.zpci.route.Route;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a function that is passed through by one route. Each test has a machine of its own,
 * which is made when the test first asks for a part of it and closed behind the test: tests share
 * nothing and may run in parallel. What a test may ask for stands at {@link PassthroughExtension}.
 *
 * <p>On a method it makes a test of it. On a class it gives the settings for all its tests, also
 * those of {@link Test} and {@link EveryRoute}; those of nested classes too. What a method leaves
 * out its class says, what a class leaves out the class around it, and what nobody says has the
 * default named here. An attribute takes one value, written without braces: {@code mio = false}.
 */
@Test
@ExtendWith(PassthroughExtension.class)
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface PassthroughTest {
  /** The name of the route, as {@code zpci routes} lists it; {@code lpar}. */
  String[] route() default {};

  /**
   * A route of the test's own in place of a name: a class with a constructor without parameters. It
   * needs no service line.
   */
  Class<? extends Route>[] routeClass() default {};

  /** QEMU's version, as {@code zpci versions} names it; the newest. */
  String[] qemu() default {};

  /** The host kernel's version; the newest. */
  String[] host() default {};

  /** The guest kernel's version; the newest. */
  String[] guest() default {};

  /** The function; {@link DeviceModel#ISM}. See {@link FunctionUnderTest} for another one. */
  DeviceModel[] device() default {};

  /** Whether the machine has MIO; true. */
  boolean[] mio() default {};

  /**
   * Whether {@code pci_iomap} of a function without MIO on a machine with it gives a mapping;
   * false.
   */
  boolean[] nullMappingSucceeds() default {};

  /** Byte order of QEMU's host: {@code be}, an s390, or {@code le}; {@code be}. */
  String[] hostOrder() default {};

  /** Bytes of the guest's storage, and of the {@link io.zpci.machine.IsmPeer}'s; 4 MiB. */
  long[] storage() default {};

  /**
   * How the ISM function reacts to broken rules, each {@code RULE=REACTION}: {@code "R-02=report"}.
   * Those of method and classes add up; of two for one rule the inner one holds.
   */
  String[] reactions() default {};

  /**
   * Whether the guest's kernel registers its translation before the test, as it does when it finds
   * the function; true.
   */
  boolean[] boot() default {};
}
