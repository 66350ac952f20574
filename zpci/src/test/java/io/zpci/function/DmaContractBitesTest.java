package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.arch.contract.ContractRun;
import io.zpci.function.contract.DmaContract;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong DMA is caught, each by the test that is about its mistake. */
class DmaContractBitesTest {
  private static final long IO = 0x10_0000;
  private static final int LENGTH = 0x3000;

  private static final class Contract extends DmaContract {
    private final UnaryOperator<Dma> mistake;

    Contract(UnaryOperator<Dma> mistake) {
      this.mistake = mistake;
    }

    @Override
    protected Mapped create() {
      FlatDma dma = new FlatDma(GuestStorage.allocate(Arena.ofAuto(), 0, LENGTH));
      dma.map(IO, 0, LENGTH);
      return new Mapped(mistake.apply(dma), IO, LENGTH);
    }
  }

  @Test
  void aRightOneHolds() {
    assertEquals(Set.of(), ContractRun.failures(() -> new Contract(PassingDma::new)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String mistake, UnaryOperator<Dma> dma, String test) {
    assertTrue(ContractRun.fails(() -> new Contract(dma), test), mistake);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Arguments wrong(String mistake, String test, UnaryOperator<Dma> dma) {
    return Arguments.of(mistake, dma, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "writes up to the end of what is mapped",
            "nothingIsTransferredWhereTheAnswerIsNotZero",
            below ->
                new PassingDma(below) {
                  @Override
                  public int write(long address, MemorySegment source, long at, long length) {
                    int code = super.write(address, source, at, length);
                    long room = IO + LENGTH - address;
                    if (code != 0 && room > 0) {
                      int _ = super.write(address, source, at, room);
                    }
                    return code;
                  }
                }),
        wrong(
            "clears the target of a refused read",
            "nothingIsTransferredWhereTheAnswerIsNotZero",
            below ->
                new PassingDma(below) {
                  @Override
                  public int read(long address, MemorySegment target, long at, long length) {
                    int code = super.read(address, target, at, length);
                    if (code != 0) {
                      target.asSlice(at, length).fill((byte) 0);
                    }
                    return code;
                  }
                }),
        wrong(
            "ignores where the bytes stand",
            "whatIsWrittenIsRead",
            below ->
                new PassingDma(below) {
                  @Override
                  public int write(long address, MemorySegment source, long at, long length) {
                    return super.write(address, source, 0, length);
                  }
                }),
        wrong(
            "reads a byte at least",
            "noLengthIsNoTransfer",
            below ->
                new PassingDma(below) {
                  @Override
                  public int read(long address, MemorySegment target, long at, long length) {
                    return super.read(address, target, at, Math.max(length, 1));
                  }
                }),
        wrong(
            "checks the first byte only",
            "checkSaysWhatAWriteWould",
            below ->
                new PassingDma(below) {
                  @Override
                  public int check(long address, long length) {
                    return super.check(address, 1);
                  }
                }),
        wrong(
            "ORs a little-endian word",
            "orIsOfABigEndianWord",
            below ->
                new PassingDma(below) {
                  @Override
                  public int or(long address, int bits, Register previous) {
                    int code = super.or(address, Integer.reverseBytes(bits), previous);
                    previous.set(Integer.reverseBytes((int) previous.get()) & 0xffff_ffffL);
                    return code;
                  }
                }),
        wrong(
            "extends the sign of the previous word",
            "orIsOfABigEndianWord",
            below ->
                new PassingDma(below) {
                  @Override
                  public int or(long address, int bits, Register previous) {
                    int code = super.or(address, bits, previous);
                    previous.set((int) previous.get());
                    return code;
                  }
                }),
        wrong(
            "ORs in two steps",
            "orIsAtomic",
            below ->
                new PassingDma(below) {
                  private final AtomicBoolean begun = new AtomicBoolean();
                  private final CountDownLatch anotherDone = new CountDownLatch(1);

                  @Override
                  public int or(long address, int bits, Register previous) {
                    int code = super.or(address, 0, previous);
                    // Left to the scheduler, nobody might ever come between the two steps: the
                    // first who is there waits for it.
                    boolean first = begun.compareAndSet(false, true);
                    if (first) {
                      await(anotherDone);
                    }
                    code = code == 0 ? super.or(address, bits, new Register()) : code;
                    if (!first) {
                      anotherDone.countDown();
                    }
                    return code;
                  }
                }),
        wrong(
            "believes an OR done that is not",
            "orOfWhatIsNotMappedIsRefused",
            below ->
                new PassingDma(below) {
                  @Override
                  public int or(long address, int bits, Register previous) {
                    int _ = super.or(address, bits, previous);
                    return 0;
                  }
                }),
        wrong(
            "answers an errno",
            "answersAreErrorCodes",
            below ->
                new PassingDma(below) {
                  @Override
                  public int check(long address, long length) {
                    return super.check(address, length) == 0 ? 0 : -14;
                  }
                }),
        wrong(
            "copies through a buffer",
            "nothingAllocates",
            below ->
                new PassingDma(below) {
                  private @Nullable MemorySegment buffer;

                  @Override
                  public int read(long address, MemorySegment target, long at, long length) {
                    buffer = MemorySegment.ofArray(new byte[(int) length]);
                    int code = super.read(address, buffer, 0, length);
                    if (code == 0) {
                      MemorySegment.copy(buffer, 0, target, at, length);
                    }
                    return code;
                  }
                }));
  }
}
