package io.zpci.testkit.agent;

import io.zpci.arch.PciInstructions;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method of a port that a watch wants to see called.
 *
 * @param port the interface
 * @param method the method
 * @param kind what its operands say
 * @param operands their names; "" where one is not shown
 */
record PortMethod(Class<?> port, Method method, Kind kind, List<String> operands) {
  /** What a call's operands say. */
  enum Kind {
    /** Space, offset and length of one access. */
    ACCESS,
    /** A pointer, of which the kernel alone knows what it becomes. */
    POINTER,
    /** Memory of the driver. */
    MEMORY,
    /** Nothing that a rule asks for. */
    OTHER,
    /** The access arrives at the function, which says what it is. */
    ARRIVAL,
    /** The function forgets all. */
    RESET
  }

  /** Every port that a driver may call. */
  static final Set<Class<?>> PORTS =
      Set.of(PciInstructions.class, PciDev.class, IoAccessors.class, LinuxIo.class);

  /** All, ports in the order of the way. */
  static final List<PortMethod> ALL =
      List.of(
          of(PciDev.class, "load", Kind.ACCESS, "space", "offset", "length", ""),
          of(PciDev.class, "storeBlock", Kind.ACCESS, "space", "offset", "length", "address"),
          of(PciDev.class, "free", Kind.MEMORY, "address", "size"),
          of(PciDev.class, "map", Kind.MEMORY, "address", "size"),
          of(PciDev.class, "unmap", Kind.MEMORY, "ioAddress", "size"),
          of(LinuxIo.class, "load", Kind.ACCESS, "request", "offset", ""),
          of(LinuxIo.class, "store", Kind.ACCESS, "request", "offset", "data"),
          of(LinuxIo.class, "storeBlock", Kind.ACCESS, "request", "offset", "", "storageAddress"),
          of(LinuxIo.class, "zpciLoad", Kind.POINTER, "address", "length", ""),
          of(LinuxIo.class, "zpciStore", Kind.POINTER, "address", "length", "value"),
          of(LinuxIo.class, "writeBlock", Kind.POINTER, "address", "", "storageAddress", "length"),
          of(LinuxIo.class, "memcpyToIo", Kind.POINTER, "address", "", "sourceAddress", "count"),
          of(LinuxIo.class, "memcpyFromIo", Kind.POINTER, "", "targetAddress", "address", "count"),
          of(LinuxIo.class, "memsetIo", Kind.POINTER, "address", "value", "count"),
          of(LinuxIo.class, "mmioWrite", Kind.POINTER, "bar", "offset", "", "address", "length"),
          of(LinuxIo.class, "mmioRead", Kind.POINTER, "bar", "offset", "", "address", "length"),
          of(IoAccessors.class, "ioreadBe", Kind.POINTER, "address", "width"),
          of(IoAccessors.class, "iowriteBe", Kind.POINTER, "address", "width", "value"),
          of(IoAccessors.class, "ioread", Kind.POINTER, "address", "width"),
          of(IoAccessors.class, "iowrite", Kind.POINTER, "address", "width", "value"),
          of(IoAccessors.class, "configRead", Kind.OTHER, "where", "size", ""),
          of(IoAccessors.class, "configWrite", Kind.OTHER, "where", "size", "value"),
          of(PciInstructions.class, "load", Kind.ACCESS, "issue", "request", "address", ""),
          of(PciInstructions.class, "store", Kind.ACCESS, "issue", "request", "address", "value"),
          of(
              PciInstructions.class,
              "storeBlock",
              Kind.ACCESS,
              "issue",
              "request",
              "address",
              "",
              "storageAddress"),
          of(PciFunction.class, "load", Kind.ARRIVAL, "space", "offset", "length", ""),
          of(PciFunction.class, "store", Kind.ARRIVAL, "space", "offset", "length", "value"),
          of(PciFunction.class, "storeBlock", Kind.ARRIVAL, "space", "offset", "", "at", "length"),
          of(PciFunction.class, "reset", Kind.RESET));

  private static final Map<String, List<PortMethod>> BY_SIGNATURE =
      ALL.stream().collect(Collectors.groupingBy(PortMethod::signature));

  private static final Map<Class<?>, Set<String>> NAMES =
      PORTS.stream().collect(Collectors.toMap(Function.identity(), PortMethod::names));

  private static PortMethod of(Class<?> port, String name, Kind kind, String... operands) {
    Method method =
        Arrays.stream(port.getDeclaredMethods())
            .filter(each -> each.getName().equals(name))
            .filter(each -> each.getParameterCount() == operands.length)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(port.getName() + " has no " + name));
    return new PortMethod(port, method, kind, List.of(operands));
  }

  /** The method of {@code object} with {@code signature}: name and descriptor. */
  static PortMethod of(Object object, String signature) {
    return BY_SIGNATURE.getOrDefault(signature, List.of()).stream()
        .filter(each -> each.port.isInstance(object))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not woven: " + signature));
  }

  /** Name and descriptor. */
  String signature() {
    return name()
        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .descriptorString();
  }

  /** The name. */
  String name() {
    return method.getName();
  }

  /** Whether {@code type} implements some port. */
  static boolean isPort(Class<?> type) {
    return PORTS.stream().anyMatch(port -> port.isAssignableFrom(type));
  }

  /** Whether a frame of {@code type} that runs {@code method} is a call of a port. */
  static boolean isPort(Class<?> type, String method) {
    return NAMES.entrySet().stream()
        .anyMatch(port -> port.getKey().isAssignableFrom(type) && port.getValue().contains(method));
  }

  private static Set<String> names(Class<?> port) {
    return Stream.of(port.getMethods()).map(Method::getName).collect(Collectors.toSet());
  }

  /** The call for people: {@code storeBlock(space 2, offset 0x8, length 8, address 0x101000)}. */
  String text(@Nullable Object[] values) {
    StringBuilder text = new StringBuilder(port.getSimpleName());
    text.append('.').append(name()).append('(');
    String comma = "";
    for (int i = 0; i < operands.size(); i++) {
      if (!operands.get(i).isEmpty()) {
        text.append(comma).append(operands.get(i)).append(' ').append(operand(values[i]));
        comma = ", ";
      }
    }
    return text.append(')').toString();
  }

  /** What is 64 bits wide is an address or a register; the rest counts something. */
  private static String operand(@Nullable Object value) {
    return value instanceof Long wide ? "0x" + Long.toHexString(wide) : String.valueOf(value);
  }
}
