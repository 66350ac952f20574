package io.zpci.nativedriver;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;

/** A C function as a method of a typed interface calls it. */
final class CFunction {
  private static final String KNOWN =
      "boolean, byte, short, char, int, long and MemorySegment are what there is";

  private final String name;
  private final Pointers pointers;
  private final MethodHandle handle;
  private final boolean[] addresses;
  private final boolean resultIsAddress;

  private CFunction(
      String name,
      Pointers pointers,
      MethodHandle handle,
      boolean[] addresses,
      boolean resultIsAddress) {
    this.name = name;
    this.pointers = pointers;
    this.handle = handle;
    this.addresses = addresses;
    this.resultIsAddress = resultIsAddress;
  }

  /**
   * What {@code method} calls.
   *
   * @throws IllegalArgumentException in one line, where it is not declared as it must be
   */
  static CFunction of(Method method, Library library, Libc libc, Pointers pointers) {
    String where = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    NativeFunction function = method.getAnnotation(NativeFunction.class);
    if (function == null) {
      throw new IllegalArgumentException(where + " has no @NativeFunction");
    }
    long symbol = library.symbol(function.value());
    if (symbol == 0) {
      throw new IllegalArgumentException(
          "%s: %s has no function %s".formatted(where, library.name(), function.value()));
    }
    Parameter[] parameters = method.getParameters();
    MemoryLayout[] layouts = new MemoryLayout[parameters.length];
    boolean[] addresses = new boolean[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      String what = where + ": parameter " + (i + 1);
      addresses[i] = parameters[i].isAnnotationPresent(StorageAddress.class);
      layouts[i] = layout(what, parameters[i].getType(), addresses[i]);
    }
    boolean resultIsAddress = method.isAnnotationPresent(StorageAddress.class);
    Class<?> result = method.getReturnType();
    FunctionDescriptor descriptor =
        result == void.class
            ? FunctionDescriptor.ofVoid(layouts)
            : FunctionDescriptor.of(
                layout(where + ": the result", result, resultIsAddress), layouts);
    MethodHandle handle =
        libc.function(symbol, descriptor).asSpreader(Object[].class, parameters.length);
    handle = handle.asType(handle.type().changeReturnType(Object.class));
    return new CFunction(function.value(), pointers, handle, addresses, resultIsAddress);
  }

  private static MemoryLayout layout(String what, Class<?> type, boolean address) {
    if (address && type != long.class) {
      throw new IllegalArgumentException(
          "%s is %s: a @StorageAddress is a long".formatted(what, type.getSimpleName()));
    }
    if (type == boolean.class) {
      return NativeLayouts.BOOL;
    } else if (type == byte.class) {
      return NativeLayouts.BYTE;
    } else if (type == short.class) {
      return NativeLayouts.C_SHORT;
    } else if (type == char.class) {
      return NativeLayouts.C_UNSIGNED_SHORT;
    } else if (type == int.class) {
      return NativeLayouts.C_INT;
    } else if (type == long.class) {
      return NativeLayouts.C_LONG;
    } else if (type == MemorySegment.class) {
      return NativeLayouts.C_POINTER;
    }
    throw new IllegalArgumentException("%s is %s: %s".formatted(what, type.getSimpleName(), KNOWN));
  }

  /** The function's name in C. */
  String name() {
    return name;
  }

  /**
   * Calls it.
   *
   * @throws IllegalArgumentException for an address outside the storage, or memory that C cannot
   *     reach
   */
  @Nullable Object call(@Nullable Object... arguments) throws Throwable {
    for (int i = 0; i < arguments.length; i++) {
      if (addresses[i]) {
        arguments[i] = pointer(i, (Long) arguments[i]);
      } else if (arguments[i] instanceof MemorySegment segment && !segment.isNative()) {
        throw new IllegalArgumentException(
            "%s: argument %d is memory of the Java heap, which C cannot reach"
                .formatted(name, i + 1));
      }
    }
    Object result = handle.invokeExact(arguments);
    if (resultIsAddress) {
      return address((Long) result);
    }
    return result;
  }

  private long pointer(int index, @Nullable Long address) {
    if (address == null || !pointers.storage().contains(address, 0)) {
      throw new IllegalArgumentException(
          "%s: argument %d is no address of the guest's storage: %s"
              .formatted(name, index + 1, hex(address)));
    }
    return pointers.pointer(address);
  }

  private long address(long pointer) {
    if (pointer == 0) {
      return -1;
    }
    if (!pointers.inStorage(pointer)) {
      throw new IllegalArgumentException(
          "%s gave %s, which is no address of the guest's storage"
              .formatted(name, pointers.describe(pointer)));
    }
    return pointers.address(pointer);
  }

  private static String hex(@Nullable Long address) {
    return address == null ? "null" : "0x" + Long.toHexString(address);
  }
}
