package io.zpci.testkit.register;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Ownership;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.loading.MultipleParentClassLoader;
import net.bytebuddy.implementation.MethodCall;
import org.jspecify.annotations.Nullable;

/**
 * Where a register file's class is defined. With a lookup, the user's or one that the interface's
 * module lets us have, it is a hidden class beside the interface: then the interface need not be
 * public, and nothing need be exported. Else it is a class of a loader of its own, which needs a
 * public interface in an exported package.
 */
final class ClassHome {
  private static final String LOOKUP = "lookup";

  private final @Nullable Lookup host;
  private final Class<?> type;

  private ClassHome(@Nullable Lookup host, Class<?> type) {
    this.host = host;
    this.type = type;
  }

  /**
   * A home for a class that implements {@code type}.
   *
   * @param given the user's lookup; null without one
   * @throws RegisterDeclarationException where there is none
   */
  static ClassHome of(@Nullable Lookup given, Class<?> type) {
    if (given != null) {
      return new ClassHome(checked(given, type), type);
    }
    try {
      Registers.class.getModule().addReads(type.getModule());
      Lookup opened = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      return new ClassHome(full(opened, type.getPackageName()), type);
    } catch (IllegalAccessException e) {
      if (Modifier.isPublic(type.getModifiers())
          && type.getModule().isExported(type.getPackageName())) {
        return new ClassHome(null, type);
      }
      throw refused(
          type,
          "neither public and exported by module "
              + type.getModule().getName()
              + " nor opened to "
              + Registers.class.getModule().getName(),
          "one of these, or MethodHandles.lookup() as first argument");
    }
  }

  /**
   * Hidden classes ask for a lookup with full privilege access, which a package that was opened to
   * another module does not give. So a class of that package is defined, once, that has one.
   */
  private static Lookup full(Lookup opened, String outer) throws IllegalAccessException {
    if (opened.hasFullPrivilegeAccess()) {
      return opened;
    }
    String name = (outer.isEmpty() ? "" : outer + ".") + "RegisterFileHost";
    try {
      MethodHandle lookup =
          opened.findStatic(hostClass(opened, name), LOOKUP, MethodType.methodType(Lookup.class));
      return (Lookup) lookup.invoke();
    } catch (IllegalAccessException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static Class<?> hostClass(Lookup opened, String name)
      throws ReflectiveOperationException {
    try {
      return opened.findClass(name);
    } catch (ClassNotFoundException e) {
      return opened.defineClass(
          new ByteBuddy()
              .subclass(Object.class)
              .name(name)
              .defineMethod(LOOKUP, Lookup.class, Visibility.PUBLIC, Ownership.STATIC)
              .intercept(MethodCall.invoke(MethodHandles.class.getMethod(LOOKUP)))
              .make()
              .getBytes());
    }
  }

  private static Lookup checked(Lookup given, Class<?> type) {
    if (!given.hasFullPrivilegeAccess()) {
      throw refused(type, "a lookup without full privilege access", "MethodHandles.lookup()");
    }
    try {
      Class<?> _ = given.accessClass(type);
      return given;
    } catch (IllegalAccessException e) {
      throw refused(
          type,
          "a lookup of " + given.lookupClass().getName() + ", which cannot access it",
          "a lookup of a class in its package");
    }
  }

  private static RegisterDeclarationException refused(Class<?> type, String has, String expected) {
    return new RegisterDeclarationException(
        List.of("%s: %s; expected %s".formatted(InterfaceReader.name(type), has, expected)));
  }

  /** The name to give the class: beside the class that hosts it, or beside the interface. */
  String className(String kind) {
    Class<?> beside = host == null ? type : host.lookupClass();
    String outer = beside.getPackageName();
    return (outer.isEmpty() ? "" : outer + ".")
        + InterfaceReader.name(type).replace('.', '$')
        + "$"
        + kind;
  }

  /** Defines the class; its constructor, as a handle of {@code constructor}'s type. */
  MethodHandle define(DynamicType.Unloaded<RegisterFile> made, MethodType constructor) {
    try {
      if (host != null) {
        Lookup inside = host.defineHiddenClass(made.getBytes(), true);
        return inside.findConstructor(inside.lookupClass(), constructor);
      }
      ClassLoader parent =
          new MultipleParentClassLoader.Builder().append(type, Registers.class).build();
      Class<?> loaded = made.load(parent, ClassLoadingStrategy.Default.WRAPPER).getLoaded();
      return MethodHandles.publicLookup().findConstructor(loaded, constructor);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(made.getTypeDescription().getName(), e);
    }
  }
}
