package io.zpci.nativedriver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What is needed of the C library: to load a copy of a driver of one's own with every symbol
 * resolved, to learn where it was put, and where a thread's stack is.
 */
final class Libc {
  /** Undefined functions are found out at once, not when the driver first calls them. */
  private static final int RTLD_NOW = 2;

  private static final int DL_INFO = 32;
  private static final int DLI_FBASE = 8;

  /** More than any C library's {@code pthread_attr_t}. */
  private static final int PTHREAD_ATTR = 256;

  private static final long LONGEST_MESSAGE = 4096;

  private final Linker linker = Linker.nativeLinker();
  private final MethodHandle dlopen =
      find("dlopen", NativeLayouts.C_POINTER, NativeLayouts.C_POINTER, NativeLayouts.C_INT);
  private final MethodHandle dlsym =
      find("dlsym", NativeLayouts.C_POINTER, NativeLayouts.C_POINTER, NativeLayouts.C_POINTER);
  private final MethodHandle dlclose =
      find("dlclose", NativeLayouts.C_INT, NativeLayouts.C_POINTER);
  private final MethodHandle dlerror = find("dlerror", NativeLayouts.C_POINTER);
  private final MethodHandle dladdr =
      find("dladdr", NativeLayouts.C_INT, NativeLayouts.C_POINTER, NativeLayouts.C_POINTER);
  private final MethodHandle pthreadSelf = find("pthread_self", NativeLayouts.C_LONG);
  private final MethodHandle pthreadGetattr =
      find(
          "pthread_getattr_np", NativeLayouts.C_INT, NativeLayouts.C_LONG, NativeLayouts.C_POINTER);
  private final MethodHandle pthreadAttrGetstack =
      find(
          "pthread_attr_getstack",
          NativeLayouts.C_INT,
          NativeLayouts.C_POINTER,
          NativeLayouts.C_POINTER,
          NativeLayouts.C_POINTER);
  private final MethodHandle pthreadAttrDestroy =
      find("pthread_attr_destroy", NativeLayouts.C_INT, NativeLayouts.C_POINTER);

  /**
   * The C library of this process.
   *
   * @throws IllegalStateException where one of the functions is missing: not a Linux
   */
  Libc() {}

  @SuppressWarnings("restricted") // the one module that needs native access
  private MethodHandle find(String name, MemoryLayout result, MemoryLayout... parameters) {
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() ->
                new IllegalStateException(
                    "drivers in C need Linux: this C library has no " + name));
    return linker.downcallHandle(symbol, FunctionDescriptor.of(result, parameters));
  }

  /**
   * Loads {@code file}.
   *
   * @param name what messages call it
   * @return the handle
   * @throws IllegalArgumentException with the loader's own reason
   */
  MemorySegment open(String file, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = (MemorySegment) dlopen.invokeExact(arena.allocateFrom(file), RTLD_NOW);
      if (handle.address() == 0) {
        throw new IllegalArgumentException(name + ": " + error().replace(file + ": ", ""));
      }
      return handle;
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  @SuppressWarnings("restricted") // dlerror's text
  private String error() throws Throwable {
    MemorySegment text = (MemorySegment) dlerror.invokeExact();
    return text.address() == 0
        ? "cannot be loaded"
        : text.reinterpret(LONGEST_MESSAGE).getString(0);
  }

  /** The address of a symbol; 0 where there is none. */
  long symbol(MemorySegment handle, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = (MemorySegment) dlsym.invokeExact(handle, arena.allocateFrom(name));
      return found.address();
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** Where the library that holds {@code address} begins. */
  long base(long address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(DL_INFO, Long.BYTES);
      int found = (int) dladdr.invokeExact(MemorySegment.ofAddress(address), info);
      return found == 0 ? 0 : info.get(NativeLayouts.LONG, DLI_FBASE);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** Ends what {@link #open} began. */
  void close(MemorySegment handle) {
    try {
      int _ = (int) dlclose.invokeExact(handle);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** Sets {@code stack} to where the stack of the thread that calls begins and ends. */
  void stack(long[] stack) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(PTHREAD_ATTR, Long.BYTES);
      MemorySegment low = arena.allocate(NativeLayouts.C_LONG);
      MemorySegment size = arena.allocate(NativeLayouts.C_LONG);
      int result = (int) pthreadGetattr.invokeExact((long) pthreadSelf.invokeExact(), attr);
      if (result == 0) {
        result = (int) pthreadAttrGetstack.invokeExact(attr, low, size);
        int _ = (int) pthreadAttrDestroy.invokeExact(attr);
      }
      if (result != 0) {
        throw new IllegalStateException("no stack known of this thread: errno " + result);
      }
      stack[0] = low.get(NativeLayouts.LONG, 0);
      stack[1] = stack[0] + size.get(NativeLayouts.LONG, 0);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  /** A function of the driver that Java calls by {@code descriptor}. */
  @SuppressWarnings("restricted") // who calls says what C declares; nobody can check it
  MethodHandle function(long address, FunctionDescriptor descriptor) {
    return linker.downcallHandle(MemorySegment.ofAddress(address), descriptor);
  }

  /** Memory that calls {@code target} as long as {@code arena} lives. */
  @SuppressWarnings("restricted") // target throws nothing
  long stub(MethodHandle target, FunctionDescriptor descriptor, Arena arena) {
    return linker.upcallStub(target, descriptor, arena).address();
  }

  private static RuntimeException rethrown(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
