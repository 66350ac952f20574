package io.zpci.function.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.arch.contract.Allocation;
import io.zpci.arch.contract.Fuzz;
import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Dma} holds to. Extend it and say what is mapped; JUnit runs the rest. Not held
 * to it is a Dma that goes nowhere, as one without anything registered does.
 */
public abstract class DmaContract {
  private static final int STEPS = 4000;
  private static final int ROUNDS = 400;
  private static final int THREADS = 4;

  private final MemorySegment bytes = MemorySegment.ofArray(new long[3 * 4096 / 8]);
  private final MemorySegment seen = MemorySegment.ofArray(new long[3 * 4096 / 8]);
  private final Register previous = new Register();

  /** Made by JUnit. */
  protected DmaContract() {}

  /**
   * What is mapped.
   *
   * @param dma what reaches it
   * @param start the first I/O address that may be read and written, a multiple of 4096
   * @param length how many bytes from there on, 8192 at least; what follows them is not mapped, and
   *     lies in what the function may address
   */
  public record Mapped(Dma dma, long start, long length) {}

  /** Memory that is mapped, zeros in it; each call makes another. */
  protected abstract Mapped create();

  @Test
  public final void whatIsWrittenIsRead() {
    Mapped mapped = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int length = 1 + fuzz.below(fuzz.onceIn(8) ? 8192 : 64);
      long at = mapped.start() + fuzz.below(mapped.length() - length + 1);
      int from = fuzz.below(64);
      bytes.set(Layouts.BYTE, from, (byte) fuzz.bits());
      bytes.set(Layouts.BYTE, from + length - 1, (byte) fuzz.bits());
      assertEquals(0, mapped.dma().write(at, bytes, from, length), fuzz.where("write"));
      seen.fill((byte) 0x5a);
      assertEquals(0, mapped.dma().read(at, seen, 8, length), fuzz.where("read"));
      assertEquals(
          -1,
          MemorySegment.mismatch(bytes, from, from + length, seen, 8, 8 + length),
          fuzz.where("%d bytes at 0x%x".formatted(length, at)));
      assertEquals(0x5a, seen.get(Layouts.BYTE, 7), fuzz.where("the byte before"));
      assertEquals(0x5a, seen.get(Layouts.BYTE, 8 + length), fuzz.where("the byte behind"));
    }
  }

  @Test
  public final void nothingIsTransferredWhereTheAnswerIsNotZero() {
    Mapped mapped = create();
    Fuzz fuzz = new Fuzz();
    long end = mapped.start() + mapped.length();
    bytes.fill((byte) 0x11);
    assertEquals(0, mapped.dma().write(end - 4096, bytes, 0, 4096));
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int length = 1 + fuzz.below(4096);
      long at = end - fuzz.below(length);
      seen.fill((byte) 0x5a);
      bytes.fill((byte) 0x22);
      assertNotEquals(0, mapped.dma().read(at, seen, 0, length), fuzz.where("read over the end"));
      assertEquals(0x5a, seen.get(Layouts.BYTE, 0), fuzz.where("first byte of a refused read"));
      assertNotEquals(0, mapped.dma().write(at, bytes, 0, length), fuzz.where("write over it"));
    }
    assertEquals(0, mapped.dma().read(end - 4096, seen, 0, 4096));
    for (int i = 0; i < 4096; i++) {
      assertEquals(0x11, seen.get(Layouts.BYTE, i), "byte " + i + " after refused writes");
    }
  }

  @Test
  public final void noLengthIsNoTransfer() {
    Mapped mapped = create();
    seen.fill((byte) 0x5a);
    assertEquals(0, mapped.dma().read(mapped.start(), seen, 0, 0));
    assertEquals(0x5a, seen.get(Layouts.BYTE, 0));
    assertEquals(0, mapped.dma().write(mapped.start(), seen, 0, 0));
    assertEquals(0, mapped.dma().read(mapped.start(), seen, 0, 1));
    assertEquals(0, seen.get(Layouts.BYTE, 0));
  }

  @Test
  public final void checkSaysWhatAWriteWould() {
    Mapped mapped = create();
    long end = mapped.start() + mapped.length();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int length = 1 + fuzz.below(4096);
      long at = end - 4096 + fuzz.below(4096);
      int expected = mapped.dma().check(at, length);
      assertEquals(at + length <= end, expected == 0, fuzz.where("check"));
      assertEquals(expected, mapped.dma().write(at, bytes, 0, length), fuzz.where("write"));
    }
    bytes.fill((byte) 0x77);
    assertEquals(0, mapped.dma().write(mapped.start(), bytes, 0, 8));
    assertEquals(0, mapped.dma().check(mapped.start(), 8));
    assertEquals(0, mapped.dma().read(mapped.start(), seen, 0, 8));
    assertEquals(-1, MemorySegment.mismatch(bytes, 0, 8, seen, 0, 8), "check has written");
  }

  @Test
  public final void orIsOfABigEndianWord() {
    Mapped mapped = create();
    Dma dma = mapped.dma();
    long word = mapped.start() + 4092;
    previous.set(-1);
    assertEquals(0, dma.or(word, 0x8000_0001, previous));
    assertEquals(0, previous.get());
    assertEquals(0, dma.or(word, 0x0040_0000, previous));
    assertEquals(0x8000_0001L, previous.get(), "as it was, zero-extended");
    assertEquals(0, dma.read(word, seen, 0, 4));
    assertEquals(0x8040_0001, seen.get(Layouts.INT, 0));
  }

  @Test
  public final void orOfWhatIsNotMappedIsRefused() {
    Mapped mapped = create();
    long end = mapped.start() + mapped.length();
    assertNotEquals(0, mapped.dma().or(end, 1, previous));
  }

  /** Each bit of a word by one of four threads: of 32 previous values no two have as many bits. */
  @Test
  public final void orIsAtomic() throws InterruptedException {
    Mapped mapped = create();
    int words = (int) Math.min(mapped.length() / 4, ROUNDS);
    int[][] counts = new int[THREADS][words * 8];
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int mine = thread;
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                Register was = new Register();
                for (int word = 0; word < words; word++) {
                  try {
                    together.await();
                    for (int bit = 0; bit < 8; bit++) {
                      long at = mapped.start() + 4L * word;
                      int _ = mapped.dma().or(at, 1 << mine + 4 * bit, was);
                      counts[mine][word * 8 + bit] = Long.bitCount(was.get());
                    }
                  } catch (InterruptedException | BrokenBarrierException e) {
                    thrown.add(e);
                    return;
                  } catch (RuntimeException e) {
                    thrown.add(e);
                  }
                }
              }));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertEquals(List.of(), thrown);
    for (int word = 0; word < words; word++) {
      BitSet different = new BitSet();
      for (int[] bits : counts) {
        for (int bit = 0; bit < 8; bit++) {
          different.set(bits[word * 8 + bit]);
        }
      }
      assertEquals(32, different.cardinality(), "an update is lost, or torn, in word " + word);
      assertEquals(0, mapped.dma().read(mapped.start() + 4L * word, seen, 0, 4));
      assertEquals(-1, seen.get(Layouts.INT, 0), "word " + word);
    }
  }

  @Test
  public final void answersAreErrorCodes() {
    Mapped mapped = create();
    long end = mapped.start() + mapped.length();
    for (int code :
        new int[] {
          mapped.dma().check(end, 1),
          mapped.dma().read(end, seen, 0, 1),
          mapped.dma().write(end, bytes, 0, 1),
          mapped.dma().or(end, 0, previous)
        }) {
      assertTrue(code > 0 && code <= 0xffff, "PEC 0x" + Integer.toHexString(code));
    }
  }

  @Test
  public final void nothingAllocates() {
    Mapped mapped = create();
    Dma dma = mapped.dma();
    long start = mapped.start();
    long end = start + mapped.length();
    assertEquals(0, Allocation.of(() -> dma.read(start, seen, 0, 64)), "read");
    assertEquals(0, Allocation.of(() -> dma.write(start + 4090, bytes, 0, 64)), "write");
    assertEquals(0, Allocation.of(() -> dma.or(start, 1, previous)), "or");
    assertEquals(0, Allocation.of(() -> dma.check(start, 4096)), "check");
    assertEquals(0, Allocation.of(() -> dma.write(end, bytes, 0, 64)), "refused write");
  }
}
