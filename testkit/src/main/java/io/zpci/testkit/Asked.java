package io.zpci.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** What a test asks for, all its parts together: known before any of them runs. */
final class Asked {
  private Asked() {}

  /**
   * The types of all parameters of the test's method, of its {@link BeforeEach} and {@link
   * AfterEach} methods and of the constructors of its classes.
   */
  static Set<Class<?>> types(ExtensionContext context) {
    List<Executable> executables = new ArrayList<>();
    context.getTestMethod().ifPresent(executables::add);
    List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
    context.getTestClass().ifPresent(classes::add);
    for (Class<?> type : classes) {
      executables.addAll(List.<Constructor<?>>of(type.getDeclaredConstructors()));
      executables.addAll(annotated(type, BeforeEach.class));
      executables.addAll(annotated(type, AfterEach.class));
    }
    Set<Class<?>> types = new HashSet<>();
    for (Executable executable : executables) {
      for (Parameter parameter : executable.getParameters()) {
        if (isPlain(parameter)) {
          types.add(parameter.getType());
        }
      }
    }
    return types;
  }

  private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
    return AnnotationSupport.findAnnotatedMethods(
        type, annotation, HierarchyTraversalMode.TOP_DOWN);
  }

  /** Whether no other extension claims the parameter by an annotation. */
  static boolean isPlain(Parameter parameter) {
    return parameter.getAnnotations().length == 0;
  }
}
