package io.zpci.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A field or method of a test class by which it brings something of its own.
 *
 * @param annotation what marks it
 * @param element the field or method
 * @param owner the class whose instance has it
 */
record Member(Class<? extends Annotation> annotation, AnnotatedElement element, Class<?> owner) {
  /**
   * The member with {@code annotation} of the innermost class of the test that has one.
   *
   * @throws ExtensionConfigurationException where a class has more than one
   */
  static Optional<Member> of(ExtensionContext context, Class<? extends Annotation> annotation) {
    List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
    context.getTestClass().ifPresent(classes::add);
    for (Class<?> type : classes.reversed()) {
      List<AnnotatedElement> found = new ArrayList<>();
      found.addAll(AnnotationSupport.findAnnotatedFields(type, annotation));
      found.addAll(
          AnnotationSupport.findAnnotatedMethods(
              type, annotation, HierarchyTraversalMode.TOP_DOWN));
      if (found.size() > 1) {
        throw new ExtensionConfigurationException(
            "@%s: one member of %s was expected, got %d"
                .formatted(annotation.getSimpleName(), type.getSimpleName(), found.size()));
      }
      if (!found.isEmpty()) {
        return Optional.of(new Member(annotation, found.getFirst(), type));
      }
    }
    return Optional.empty();
  }

  /**
   * What the member gives.
   *
   * @param expected its type
   * @param instances of the test; null while they are being made
   * @param parameters what a parameter of a method may be; null for a type that is not known
   */
  <T> T value(
      Class<T> expected,
      @Nullable TestInstances instances,
      Function<Class<?>, @Nullable Object> parameters) {
    Object value =
        switch (element) {
          case Field field -> read(field, instance(field.getModifiers(), instances));
          case Method method ->
              ReflectionSupport.invokeMethod(
                  method,
                  instance(method.getModifiers(), instances),
                  arguments(method, parameters));
          default -> throw new IllegalStateException(element.toString());
        };
    if (!expected.isInstance(value)) {
      String got = value == null ? "null" : value.getClass().getName();
      throw bad("a " + expected.getSimpleName() + " was expected, got " + got);
    }
    return expected.cast(value);
  }

  private static @Nullable Object read(Field field, @Nullable Object instance) {
    try {
      return ReflectionSupport.tryToReadFieldValue(field, instance).get();
    } catch (Exception e) {
      throw new IllegalStateException("field " + field.getName(), e);
    }
  }

  private @Nullable Object instance(int modifiers, @Nullable TestInstances instances) {
    if (Modifier.isStatic(modifiers)) {
      return null;
    }
    if (instances == null) {
      throw bad("it must be static, for the machine is asked for before there is an instance");
    }
    return instances.findInstance(owner).orElseThrow(() -> bad("no instance of its class"));
  }

  private Object[] arguments(Method method, Function<Class<?>, @Nullable Object> parameters) {
    List<Object> arguments = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      Object argument = parameters.apply(parameter.getType());
      if (argument == null) {
        throw bad(
            "a parameter of Tap, TraceRecorder, Arena, Stack, Route or Seed was expected, got "
                + parameter.getType().getSimpleName());
      }
      arguments.add(argument);
    }
    return arguments.toArray();
  }

  private ExtensionConfigurationException bad(String what) {
    String name = element instanceof Field field ? field.getName() : ((Method) element).getName();
    return new ExtensionConfigurationException(
        "@%s %s of %s: %s"
            .formatted(annotation.getSimpleName(), name, owner.getSimpleName(), what));
  }
}
