package io.zpci.testkit.register;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The register shares bytes with others on purpose, as the members of a C union do: a field of a
 * wider register, or what the same bytes mean after another command. Without it an overlap is
 * refused.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Overlay {}
