package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same splitter in C: compiled when it is made, called as a whole loop, so that what a call
 * from Java costs is nothing beside it.
 */
final class CSplitter implements AutoCloseable {
  private static final String SOURCE = "split.c";
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout POINTER = ValueLayout.ADDRESS;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  /** Of struct piece: offset, width, image. */
  private static final int PIECE = 24;

  private final Arena arena = Arena.ofShared();
  private final MethodHandle once;
  private final MethodHandle byPointer;
  private final MethodHandle inlined;
  private final MemorySegment memory;
  private final MemorySegment ofMemory;
  private final MemorySegment ofPieces;
  private final MemorySegment pieces;
  private final MemorySegment list;

  /** One access that the splitter makes. */
  record Piece(long offset, int width, long image) {}

  /**
   * Compiles the splitter.
   *
   * @param compiler of this machine
   * @param bytes that its stores reach
   * @param most pieces of one write that is looked at
   */
  @SuppressWarnings("restricted") // loads what it has just compiled
  CSplitter(CCompiler compiler, MemorySegment bytes, int most) {
    boolean made = false;
    // What is loaded stays when its file goes.
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path source = folder.copy(SOURCE);
      Path library = folder.resolve("libsplit.so");
      compiler.compile(source, library, List.of("-O2", "-std=gnu11"));
      SymbolLookup symbols = SymbolLookup.libraryLookup(library, arena);
      once = handle(symbols, "split_by_pointer", LONG, INT, LONG, LONG, LONG, POINTER, LONG);
      byPointer = handle(symbols, "loop_by_pointer", LONG, INT, LONG, POINTER, LONG, LONG);
      inlined = handle(symbols, "loop_inlined", LONG, INT, LONG, POINTER, LONG, LONG);
      memory = arena.allocate(16, 8);
      memory.set(ValueLayout.ADDRESS, 0, bytes);
      pieces = arena.allocate(16, 8);
      list = arena.allocate((long) most * PIECE, 8);
      pieces.set(ValueLayout.ADDRESS, 0, list);
      ofMemory = accessors(symbols, "accessors_of_memory", memory);
      ofPieces = accessors(symbols, "accessors_of_pieces", pieces);
      made = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!made) {
        arena.close();
      }
    }
  }

  /** A function whose first parameter is a pointer. */
  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      SymbolLookup symbols, String name, ValueLayout result, ValueLayout... parameters) {
    List<MemoryLayout> layouts = new ArrayList<>(List.of(POINTER));
    layouts.addAll(List.of(parameters));
    return Linker.nativeLinker()
        .downcallHandle(
            symbols.findOrThrow(name),
            FunctionDescriptor.of(result, layouts.toArray(new MemoryLayout[0])));
  }

  @SuppressWarnings("restricted")
  private MemorySegment accessors(SymbolLookup symbols, String name, MemorySegment to) {
    MemorySegment accessors = arena.allocate(16, 8);
    MethodHandle fill =
        Linker.nativeLinker()
            .downcallHandle(
                symbols.findOrThrow(name),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try {
      fill.invokeExact(accessors, to);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
    return accessors;
  }

  /** {@code times} writes, each access through a pointer; bytes done in all. */
  long byPointer(int width, long position, MemorySegment from, long count, long times) {
    try {
      return (long) byPointer.invokeExact(ofMemory, width, position, from, count, times);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code times} writes, each access inlined; bytes done in all. */
  long inlined(int width, long position, MemorySegment from, long count, long times) {
    try {
      return (long) inlined.invokeExact(memory, width, position, from, count, times);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The accesses of one write, in order. */
  List<Piece> pieces(
      int width, long windowStart, long windowEnd, long position, MemorySegment from, long count) {
    pieces.set(LONG, 8, 0);
    try {
      long done =
          (long) once.invokeExact(ofPieces, width, windowStart, windowEnd, position, from, count);
      if (done != count) {
        throw new IllegalStateException("a write of " + count + " bytes did " + done);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    List<Piece> made = new ArrayList<>();
    for (long i = 0; i < pieces.get(LONG, 8); i++) {
      long at = i * PIECE;
      made.add(
          new Piece(list.get(LONG, at), (int) list.get(LONG, at + 8), list.get(LONG, at + 16)));
    }
    return made;
  }

  @Override
  public void close() {
    arena.close();
  }
}
