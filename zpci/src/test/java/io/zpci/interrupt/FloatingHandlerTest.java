package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two passes. Source: spec zpci 12.6. */
class FloatingHandlerTest {
  private static final long SUMMARY = 0x100;
  private static final long VECTORS = 0x200;

  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[0x80]));
  private final List<String> steps = new ArrayList<>();
  private Consumer<String> meanwhile = step -> {};
  private boolean sicWorks = true;

  private final FloatingHandler handler =
      new FloatingHandler(
          storage,
          new FloatingHandler.Kernel() {
            @Override
            public long summary() {
              return SUMMARY;
            }

            @Override
            public int summaryEnd() {
              return 64;
            }

            @Override
            public long vector(int function) {
              return VECTORS + 8L * function;
            }

            @Override
            public int vectorEnd(int function) {
              return function == 7 ? 0 : 64;
            }

            @Override
            public void interrupt(int function, int bit) {
              step("irq " + function + "." + bit);
            }

            @Override
            public boolean enableSingle() {
              step("sic");
              return sicWorks;
            }
          });

  private void step(String step) {
    steps.add(step);
    meanwhile.accept(step);
  }

  /** What the function does: vector bit, then summary bit. */
  private void signal(int function, int bit) {
    IndicatorVector.testAndSet(storage, VECTORS + 8L * function, bit);
    IndicatorVector.testAndSet(storage, SUMMARY, function);
  }

  private List<String> handle() {
    handler.handle();
    return steps;
  }

  /** The second pass starts with the first bit again, whichever was found last. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30, 31, 32, 62})
  void whateverComesWhileInterruptionsAreOffIsFoundByTheSecondPass(int function) {
    meanwhile =
        step -> {
          if (step.equals("sic")) {
            signal(function, 5);
          }
        };
    assertEquals(List.of("sic", "irq " + function + ".5"), handle());
    assertEquals(0, storage.getLong(SUMMARY));
  }

  @Test
  void sicHappensOnceEvenWithNothingSet() {
    assertEquals(List.of("sic"), handle());
  }

  @Test
  void everyBitOfEveryFunctionRunsInOrder() {
    signal(3, 0);
    signal(3, 63);
    signal(1, 5);
    assertEquals(List.of("irq 1.5", "irq 3.0", "irq 3.63", "sic"), handle());
    assertEquals(0, storage.getLong(SUMMARY));
    assertEquals(0, storage.getLong(VECTORS + 24));
  }

  @Test
  void theSummaryGoesOnFromTheSameBit() {
    signal(3, 1);
    meanwhile =
        step -> {
          if (step.equals("irq 3.1")) {
            signal(3, 0);
            signal(1, 9);
          }
        };
    assertEquals(List.of("irq 3.1", "irq 3.0", "sic", "irq 1.9"), handle());
  }

  @Test
  void theVectorGoesOnFromTheSameBit() {
    signal(0, 4);
    meanwhile =
        step -> {
          if (steps.size() == 1) {
            signal(0, 4);
          }
        };
    assertEquals(List.of("irq 0.4", "irq 0.4", "sic"), handle());
    assertEquals(0, storage.getLong(SUMMARY));
  }

  @Test
  void whatComesBehindTheScanIsFoundAfterSic() {
    signal(2, 0);
    meanwhile =
        step -> {
          if (step.equals("irq 2.0")) {
            signal(0, 0);
          } else if (step.equals("sic")) {
            signal(5, 1);
          }
        };
    assertEquals(List.of("irq 2.0", "sic", "irq 0.0", "irq 5.1"), handle());
  }

  @Test
  void whatComesAfterTheSecondPassStays() {
    signal(2, 0);
    meanwhile =
        step -> {
          if (step.equals("irq 2.1")) {
            signal(0, 0);
          } else if (step.equals("sic")) {
            signal(2, 1);
          }
        };
    assertEquals(List.of("irq 2.0", "sic", "irq 2.1"), handle());
    assertEquals(1L << 63, storage.getLong(SUMMARY));
  }

  @Test
  void whereSicFailsThereIsNoSecondPass() {
    sicWorks = false;
    meanwhile =
        step -> {
          if (step.equals("sic")) {
            signal(0, 0);
          }
        };
    assertEquals(List.of("sic"), handle());
    assertEquals(1L << 63, storage.getLong(SUMMARY));
  }

  @Test
  void aSummaryBitWithoutAVectorIsCleared() {
    signal(7, 0);
    assertEquals(List.of("sic"), handle());
    assertEquals(0, storage.getLong(SUMMARY));
  }
}
