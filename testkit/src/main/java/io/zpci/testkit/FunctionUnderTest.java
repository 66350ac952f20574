package io.zpci.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The function to pass through, in place of one that {@link PassthroughTest#device} names: a field,
 * or a method that gives it. Its type is a {@link io.zpci.function.PciFunction}, a mock of the port
 * too.
 *
 * <p>It is read once for each test, when the test first asks for a part of the machine: a {@code
 * BeforeEach} that asks for none runs before, and so do extensions like Mockito's. A mock must
 * answer {@code facts()} by then. A method may have parameters of these types: {@link
 * io.zpci.trace.Tap} (the test's trace), {@link java.lang.foreign.Arena}, {@link
 * io.zpci.machine.Stack}, {@link io.zpci.route.Route}, {@link Seed}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface FunctionUnderTest {}
