package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call arrives below as it came, those with a default too, and its answer comes back. */
class PassingDevTest {
  static Stream<Method> calls() {
    return Arrays.stream(PciDev.class.getDeclaredMethods()).filter(method -> !method.isSynthetic());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallIsPassedOn(Method call) throws ReflectiveOperationException {
    List<Object> seen = new ArrayList<>();
    @Nullable Object answer = value(call.getReturnType(), 77);
    PciDev below =
        (PciDev)
            Proxy.newProxyInstance(
                PciDev.class.getClassLoader(),
                new Class<?>[] {PciDev.class},
                (_, method, arguments) -> {
                  seen.add(method.getName());
                  seen.add(Arrays.asList(arguments == null ? new Object[0] : arguments));
                  return answer;
                });
    @Nullable Object[] arguments = new Object[call.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = value(call.getParameterTypes()[i], i + 1);
    }
    assertEquals(answer, call.invoke(new PassingDev(below), arguments));
    assertEquals(List.of(call.getName(), Arrays.asList(arguments)), seen);
  }

  /** A number where the type is one; else nothing. */
  private static @Nullable Object value(Class<?> type, int number) {
    if (type == int.class) {
      return number;
    }
    return type == long.class ? (Object) (long) number : null;
  }
}
