package io.zpci.testkit.register;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.register.Accessor.Role;
import io.zpci.testkit.register.Declaration.Block;
import io.zpci.testkit.register.Declaration.Direction;
import io.zpci.testkit.register.Declaration.Place;
import io.zpci.testkit.register.Declaration.Single;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an annotated interface: what each method is, or why it is nothing. */
final class InterfaceReader {
  private final Class<?> type;
  private final List<Accessor> accessors = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** Reads {@code type}. */
  InterfaceReader(Class<?> type) {
    this.type = type;
    if (!type.isInterface() || type.isAnnotation() || type.isSealed()) {
      String kind = type.isSealed() ? "a sealed type" : "no interface";
      problems.add(name(type) + ": " + kind + "; expected an interface that anybody can implement");
      return;
    }
    Arrays.stream(type.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()) && !isOfObject(method))
        .sorted(Comparator.comparing(InterfaceReader::name))
        .forEach(this::read);
    if (accessors.isEmpty() && problems.isEmpty()) {
      problems.add(name(type) + ": no method to be made; expected one with @Offset");
    }
  }

  /** The methods that could be read, by name. */
  List<Accessor> accessors() {
    return List.copyOf(accessors);
  }

  /** One line for each method that could not. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** The type without its package: {@code E3RegisterFileTest.IsmRegisters}. */
  static String name(Class<?> type) {
    String full = type.getName();
    String outer = type.getPackageName();
    return full.substring(outer.isEmpty() ? 0 : outer.length() + 1).replace('$', '.');
  }

  private static String name(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** An interface may name a method of Object again; whoever implements it has that already. */
  private static boolean isOfObject(Method method) {
    try {
      Method _ = Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private void read(Method method) {
    String label = name(type) + "." + name(method);
    List<Role> roles = new ArrayList<>();
    String problem = annotations(method);
    if (problem == null) {
      problem = roles(method, roles);
    }
    if (problem == null) {
      problem = returned(method, roles);
    }
    if (problem != null) {
      problems.add(label + ": " + problem);
      return;
    }
    Width width = method.getAnnotation(Width.class);
    boolean signed = width != null && width.signed();
    accessors.add(new Accessor(method, declaration(method, label, roles), roles, signed));
  }

  private @Nullable String annotations(Method method) {
    if (!method.isAnnotationPresent(Offset.class)) {
      return "no @Offset; expected one on every method that is not default or static";
    }
    Space space = space(method);
    if (space == null) {
      return "no @Space; expected one on the method or on " + name(type);
    }
    if (method.isAnnotationPresent(StoreBlock.class)) {
      for (var single : List.of(Width.class, Order.class, Overlay.class)) {
        if (method.isAnnotationPresent(single)) {
          return "@StoreBlock and @%s; expected a block without: its bytes go as they lie"
              .formatted(single.getSimpleName());
        }
      }
    }
    Order order = method.getAnnotation(Order.class);
    return order != null
            && order.value() == Order.Endian.BIG_ENDIAN
            && space.value() == AddressSpace.CONFIG
        ? "big-endian in configuration space; expected little-endian, as it is"
        : null;
  }

  private @Nullable Space space(Method method) {
    Space own = method.getAnnotation(Space.class);
    return own == null ? annotation(method, Space.class) : own;
  }

  /** What the interface says, or the one that the method comes from. */
  private <A extends java.lang.annotation.Annotation> @Nullable A annotation(
      Method method, Class<A> annotation) {
    A own = type.getAnnotation(annotation);
    return own == null ? method.getDeclaringClass().getAnnotation(annotation) : own;
  }

  /** Finds what each parameter is. */
  private static @Nullable String roles(Method method, List<Role> roles) {
    List<Class<?>> rest = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      if (!parameter.isAnnotationPresent(At.class)) {
        rest.add(parameter.getType());
        continue;
      }
      if (parameter.getType() != long.class && parameter.getType() != int.class) {
        return "@At in a %s; expected int or long".formatted(parameter.getType().getSimpleName());
      }
      roles.add(Role.AT);
    }
    if (roles.size() > 1) {
      return "more than one @At; expected one";
    }
    boolean at = !roles.isEmpty();
    roles.clear();
    if (method.isAnnotationPresent(Stride.class)) {
      if (at) {
        return "@Stride and @At; expected one of them";
      }
      if (rest.isEmpty() || rest.getFirst() != int.class) {
        return "@Stride without an index; expected an int as first parameter";
      }
      rest.removeFirst();
      roles.add(Role.INDEX);
    }
    StoreBlock block = method.getAnnotation(StoreBlock.class);
    String problem = block == null ? single(rest, roles) : block(block, rest, roles);
    if (problem == null && at) {
      for (int i = 0; i < method.getParameterCount(); i++) {
        if (method.getParameters()[i].isAnnotationPresent(At.class)) {
          roles.add(i, Role.AT);
        }
      }
    }
    return problem;
  }

  private static @Nullable String single(List<Class<?>> rest, List<Role> roles) {
    if (rest.size() > 1) {
      return "the values %s; expected none to read, one to write".formatted(names(rest));
    }
    if (rest.size() == 1) {
      Class<?> given = rest.getFirst();
      if (given != Register.class && bytes(given) == 0) {
        return "a %s; expected byte, short, int or long to write, or a Register to load into"
            .formatted(given.getSimpleName());
      }
      roles.add(given == Register.class ? Role.LOADED : Role.VALUE);
    }
    return null;
  }

  private static @Nullable String block(StoreBlock block, List<Class<?>> rest, List<Role> roles) {
    List<Class<?>> expected = new ArrayList<>();
    if (!rest.isEmpty() && rest.getFirst() == GuestStorage.class) {
      expected.add(GuestStorage.class);
      roles.add(Role.STORAGE);
    }
    expected.add(long.class);
    roles.add(Role.ADDRESS);
    if (block.length() == 0) {
      expected.add(int.class);
      roles.add(Role.LENGTH);
    }
    return rest.equals(expected)
        ? null
        : "a block from %s; expected %s%s"
            .formatted(
                names(rest),
                names(expected),
                block.length() == 0 ? "" : ", since its length is " + block.length());
  }

  private static @Nullable String returned(Method method, List<Role> roles) {
    Class<?> returned = method.getReturnType();
    if (roles.contains(Role.VALUE) || roles.contains(Role.ADDRESS)) {
      return returned == void.class || returned == int.class
          ? null
          : "returns %s; expected void, or int for how it ended"
              .formatted(returned.getSimpleName());
    }
    if (roles.contains(Role.LOADED)) {
      if (!method.isAnnotationPresent(Width.class)) {
        return "no @Width; expected one, since a Register has no width of its own";
      }
      return returned == void.class || returned == int.class
          ? null
          : "returns %s and loads into a Register; expected void, or int for how it ended"
              .formatted(returned.getSimpleName());
    }
    return bytes(returned) != 0
        ? null
        : "reads %s; expected byte, short, int or long".formatted(returned.getSimpleName());
  }

  private Declaration declaration(Method method, String label, List<Role> roles) {
    Space space = space(method);
    Offset offset = method.getAnnotation(Offset.class);
    if (space == null || offset == null) {
      throw new IllegalStateException(label + " was not asked for its annotations");
    }
    Stride stride = method.getAnnotation(Stride.class);
    Place place =
        new Place(
            space.value(),
            offset.value(),
            stride == null ? 0 : stride.value(),
            stride == null ? 1 : stride.count(),
            roles.contains(Role.AT));
    StoreBlock block = method.getAnnotation(StoreBlock.class);
    if (block != null) {
      return new Block(label, place, block.length(), block.max());
    }
    int valueBytes =
        roles.contains(Role.LOADED)
            ? Long.BYTES
            : bytes(
                roles.contains(Role.VALUE)
                    ? method.getParameterTypes()[roles.indexOf(Role.VALUE)]
                    : method.getReturnType());
    Width width = method.getAnnotation(Width.class);
    return new Single(
        label,
        place,
        roles.contains(Role.VALUE) ? Direction.WRITE : Direction.READ,
        width == null ? valueBytes : width.value(),
        valueBytes,
        order(method, place.space()),
        method.isAnnotationPresent(Overlay.class));
  }

  private Order.Endian order(Method method, int space) {
    Order own = method.getAnnotation(Order.class);
    Order order = own == null ? annotation(method, Order.class) : own;
    return order == null || space == AddressSpace.CONFIG
        ? Order.Endian.LITTLE_ENDIAN
        : order.value();
  }

  private static int bytes(Class<?> value) {
    if (value == byte.class) {
      return Byte.BYTES;
    }
    if (value == short.class) {
      return Short.BYTES;
    }
    if (value == int.class) {
      return Integer.BYTES;
    }
    return value == long.class ? Long.BYTES : 0;
  }

  private static String names(List<Class<?>> types) {
    return types.stream().map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
  }
}
