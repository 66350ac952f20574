package io.zpci.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What stands between the ports in a test: a field of type {@link io.zpci.machine.Between}, or a
 * method that gives one. When it is read and which parameters a method may have is as for {@link
 * FunctionUnderTest}.
 *
 * <p>Where a test asks for {@link io.zpci.fault.Faults} as well, those stand below: what is
 * interposed sees what the faults made.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface Interposed {}
