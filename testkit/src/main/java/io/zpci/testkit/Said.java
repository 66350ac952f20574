package io.zpci.testkit;

import io.zpci.machine.DeviceModel;
import io.zpci.route.Route;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What one annotation says, as it says it; a list is empty where it is silent.
 *
 * @param place which annotation of what, for messages
 */
record Said(
    String place,
    List<String> route,
    List<Class<? extends Route>> routeClass,
    List<String> qemu,
    List<String> host,
    List<String> guest,
    List<DeviceModel> device,
    List<Boolean> mio,
    List<Boolean> nullMappingSucceeds,
    List<String> hostOrder,
    List<Long> storage,
    List<String> reactions,
    List<Boolean> boot) {

  /**
   * What is said for the test of {@code context}: by its method first, then by its class and those
   * around it.
   *
   * @throws ExtensionConfigurationException where the method has both annotations
   */
  static List<Said> of(ExtensionContext context) {
    List<Said> all = new ArrayList<>();
    context.getTestMethod().ifPresent(method -> addMethod(method, all));
    List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
    context.getTestClass().ifPresent(classes::add);
    for (Class<?> type : classes.reversed()) {
      AnnotationSupport.findAnnotation(type, PassthroughTest.class)
          .ifPresent(one -> all.add(of(place("PassthroughTest", type.getSimpleName()), one)));
    }
    return all;
  }

  private static void addMethod(Method method, List<Said> all) {
    AnnotationSupport.findAnnotation(method, EveryRoute.class)
        .ifPresent(every -> all.add(of(place("EveryRoute", method.getName()), every)));
    AnnotationSupport.findAnnotation((AnnotatedElement) method, PassthroughTest.class)
        .ifPresent(one -> all.add(of(place("PassthroughTest", method.getName()), one)));
    if (all.size() > 1) {
      throw new ExtensionConfigurationException(
          method.getName() + ": @PassthroughTest and @EveryRoute exclude each other on a method");
    }
  }

  private static String place(String annotation, String element) {
    return "@" + annotation + " of " + element;
  }

  private static Said of(String place, PassthroughTest one) {
    return new Said(
        place,
        List.of(one.route()),
        List.of(one.routeClass()),
        List.of(one.qemu()),
        List.of(one.host()),
        List.of(one.guest()),
        List.of(one.device()),
        flags(one.mio()),
        flags(one.nullMappingSucceeds()),
        List.of(one.hostOrder()),
        Arrays.stream(one.storage()).boxed().toList(),
        List.of(one.reactions()),
        flags(one.boot()));
  }

  private static Said of(String place, EveryRoute every) {
    return new Said(
        place,
        List.of(),
        List.of(),
        List.of(every.qemu()),
        List.of(every.host()),
        List.of(every.guest()),
        List.of(every.device()),
        flags(every.mio()),
        flags(every.nullMappingSucceeds()),
        List.of(every.hostOrder()),
        Arrays.stream(every.storage()).boxed().toList(),
        List.of(every.reactions()),
        flags(every.boot()));
  }

  private static List<Boolean> flags(boolean[] flags) {
    List<Boolean> list = new ArrayList<>();
    for (boolean flag : flags) {
      list.add(flag);
    }
    return list;
  }
}
