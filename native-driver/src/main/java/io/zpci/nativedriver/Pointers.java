package io.zpci.nativedriver;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a pointer of the driver points to. Three kinds of memory are its own: the guest's storage,
 * where pointer and storage address differ by a constant; the stack that it runs on; the data of
 * its library. Everything else is foreign. Nothing is searched and nothing allocated.
 */
final class Pointers {
  /** The lowest part of a stack, which the JVM keeps protected. */
  private static final long GUARD = 64 << 10;

  private final Libc libc;
  private final GuestStorage storage;
  private final Library library;
  private final long base;
  private final long size;
  private final long[] stack = new long[2];
  private @Nullable Thread stackOf;

  Pointers(Libc libc, GuestStorage storage, Library library) {
    MemorySegment bytes = storage.segment();
    if (!bytes.isNative()) {
      throw new IllegalArgumentException("the guest's storage is on the heap: C cannot reach it");
    }
    this.libc = libc;
    this.storage = storage;
    this.library = library;
    this.base = bytes.address();
    this.size = bytes.byteSize();
  }

  /** From now on the driver runs on the thread that calls. */
  void run(Thread thread) {
    // A virtual thread comes back on another carrier, whose stack is another.
    if (!thread.equals(stackOf) || thread.isVirtual()) {
      libc.stack(stack);
      stack[0] += GUARD;
      stackOf = thread;
    }
  }

  /** Whether {@code pointer} points into the guest's storage, or to its end. */
  boolean inStorage(long pointer) {
    long offset = pointer - base;
    return offset >= 0 && offset <= size;
  }

  /** The storage address of a pointer that is {@link #inStorage}. */
  long address(long pointer) {
    return pointer - base + storage.start();
  }

  /** The pointer to a storage address. */
  long pointer(long address) {
    return base + storage.offset(address);
  }

  /**
   * The storage address of {@code length} bytes that {@code pointer} must point to.
   *
   * @param what the parameter's name
   */
  long storageAddress(String what, long pointer, long length) {
    if (!inStorage(pointer)) {
      throw foreign(what, pointer, " in the guest's storage");
    }
    if (length < 0 || length > size - (pointer - base)) {
      throw tooLong(what, pointer, length);
    }
    return address(pointer);
  }

  /** Fails unless the driver may read {@code length} bytes at {@code pointer}. */
  void mustRead(String what, long pointer, long length) {
    if (inStorage(pointer)) {
      long _ = storageAddress(what, pointer, length);
    } else if (!onStack(pointer, length) && !library.reads(pointer, length)) {
      throw bad(what, pointer, length, library.reads(pointer, 0));
    }
  }

  /** Fails unless the driver may write {@code length} bytes at {@code pointer}. */
  void mustWrite(String what, long pointer, long length) {
    if (inStorage(pointer)) {
      long _ = storageAddress(what, pointer, length);
    } else if (!onStack(pointer, length) && !library.writes(pointer, length)) {
      if (library.reads(pointer, length)) {
        throw new Misuse(what + " is constant data of the driver");
      }
      throw bad(what, pointer, length, library.writes(pointer, 0));
    }
  }

  /** Whether {@code pointer} is a function or data of the library. */
  boolean inLibrary(long pointer) {
    return library.reads(pointer, 1);
  }

  private boolean onStack(long pointer, long length) {
    return pointer >= stack[0] && pointer < stack[1] && length >= 0 && length <= stack[1] - pointer;
  }

  private Misuse bad(String what, long pointer, long length, boolean begins) {
    return begins || onStack(pointer, 0)
        ? tooLong(what, pointer, length)
        : foreign(what, pointer, ": not the guest's storage, not the stack, no data of the driver");
  }

  private static Misuse foreign(String what, long pointer, String where) {
    return new Misuse(
        pointer == 0 ? what + " is NULL" : what + " is a foreign address" + where(where));
  }

  private static String where(String where) {
    return where.startsWith(" in ") ? ": it must lie" + where : where;
  }

  private Misuse tooLong(String what, long pointer, long length) {
    return new Misuse(
        "%s: %s bytes from %s run past the end"
            .formatted(what, Long.toUnsignedString(length), describe(pointer)));
  }

  /** What {@code pointer} is, for people. */
  String describe(long pointer) {
    if (pointer == 0) {
      return "NULL";
    }
    if (inStorage(pointer)) {
      return "storage 0x" + Long.toHexString(address(pointer));
    }
    if (onStack(pointer, 0)) {
      return "the stack";
    }
    return inLibrary(pointer) ? "data of the driver" : "0x" + Long.toHexString(pointer);
  }

  /** The guest's storage. */
  GuestStorage storage() {
    return storage;
  }
}
