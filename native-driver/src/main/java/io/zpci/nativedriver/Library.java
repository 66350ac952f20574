package io.zpci.nativedriver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * A shared library, loaded from a copy of its own: so each load has its own globals. It knows where
 * its data is, from the program headers (ELF, 64 bits), and whether one may write there.
 */
final class Library implements AutoCloseable {
  private static final int E_PHOFF = 32;
  private static final int E_PHENTSIZE = 54;
  private static final int E_PHNUM = 56;
  private static final int P_FLAGS = 4;
  private static final int P_VADDR = 16;
  private static final int P_MEMSZ = 40;
  private static final int PT_LOAD = 1;
  private static final int PT_GNU_RELRO = 0x6474_e552;
  private static final int PF_W = 2;
  private static final int PF_R = 4;
  private static final long PAGE = 4096;

  private final Libc libc;
  private final String name;
  private final MemorySegment handle;

  /** Begins and ends of what can be read, and of what can be written. */
  private long[] readable = {};

  private long[] writable = {};

  /**
   * Loads {@code file}.
   *
   * @throws IllegalArgumentException in one line, where it is no library that can be loaded
   */
  Library(Libc libc, Path file) {
    this.libc = libc;
    this.name = String.valueOf(file.getFileName());
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": no such file");
    }
    try {
      Path copy = Files.createTempFile("zpci-driver-", "-" + name);
      try {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        this.handle = libc.open(copy.toString(), name);
      } finally {
        // What is loaded stays, and nothing is left behind if the JVM dies.
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be copied: " + e.getMessage(), e);
    }
  }

  /** Its file's name, for messages. */
  String name() {
    return name;
  }

  /** The address of {@code symbol}; 0 where it has none. */
  long symbol(String symbol) {
    return libc.symbol(handle, symbol);
  }

  /** Reads the program headers of the library that {@code own}, an address in it, belongs to. */
  void findData(long own) {
    long base = libc.base(own);
    MemorySegment memory = NativeMemory.ALL;
    int size = Short.toUnsignedInt(memory.get(NativeLayouts.SHORT, base + E_PHENTSIZE));
    int count = Short.toUnsignedInt(memory.get(NativeLayouts.SHORT, base + E_PHNUM));
    long headers = base + memory.get(NativeLayouts.LONG, base + E_PHOFF);
    long bias = base;
    boolean first = true;
    long relro = 0;
    for (int i = 0; i < count; i++) {
      long header = headers + (long) i * size;
      int type = memory.get(NativeLayouts.INT, header);
      long address = memory.get(NativeLayouts.LONG, header + P_VADDR);
      if (type == PT_LOAD && first) {
        bias = base - (address & -PAGE);
        first = false;
      }
      if (type == PT_GNU_RELRO) {
        long end = address + memory.get(NativeLayouts.LONG, header + P_MEMSZ);
        relro = bias + (end & -PAGE);
      }
    }
    for (int i = 0; i < count; i++) {
      long header = headers + (long) i * size;
      if (memory.get(NativeLayouts.INT, header) == PT_LOAD) {
        long begin = bias + memory.get(NativeLayouts.LONG, header + P_VADDR);
        long end = begin + memory.get(NativeLayouts.LONG, header + P_MEMSZ);
        int flags = memory.get(NativeLayouts.INT, header + P_FLAGS);
        if ((flags & PF_R) != 0) {
          readable = with(readable, begin, end);
        }
        if ((flags & PF_W) != 0) {
          // What the loader relocated is read-only by now.
          writable = with(writable, Math.max(begin, Math.min(relro, end)), end);
        }
      }
    }
  }

  private static long[] with(long[] ranges, long begin, long end) {
    long[] more = Arrays.copyOf(ranges, ranges.length + 2);
    more[ranges.length] = begin;
    more[ranges.length + 1] = end;
    return more;
  }

  /** Whether {@code length} bytes at {@code address} are the library's. */
  boolean reads(long address, long length) {
    return holds(readable, address, length);
  }

  /** Whether {@code length} bytes at {@code address} are the library's and may be written. */
  boolean writes(long address, long length) {
    return holds(writable, address, length);
  }

  private static boolean holds(long[] ranges, long address, long length) {
    for (int i = 0; i < ranges.length; i += 2) {
      if (address >= ranges[i] && address < ranges[i + 1]) {
        return length >= 0 && length <= ranges[i + 1] - address;
      }
    }
    return false;
  }

  @Override
  public void close() {
    libc.close(handle);
  }
}
