package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter, {@code int} or {@code long}, in bytes, that is added to the method's {@link Offset}:
 * for places that are known at run time only, a token and an offset in a DMB for one. What it leads
 * to is not looked at; the machine answers.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface At {}
