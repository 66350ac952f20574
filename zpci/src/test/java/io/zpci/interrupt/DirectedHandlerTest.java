package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Per-CPU vectors and the fallback. Source: spec zpci 12.6. */
class DirectedHandlerTest {
  private static final long SUMMARY = 0x100;
  private static final long VECTORS = 0x200;

  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[0x80]));
  private final List<String> steps = new ArrayList<>();
  private final int[] scheduled = new int[4];
  private Consumer<String> meanwhile = step -> {};
  private boolean sicWorks = true;

  private final DirectedHandler handler =
      new DirectedHandler(
          storage,
          new DirectedHandler.Kernel() {
            @Override
            public long summary() {
              return SUMMARY;
            }

            @Override
            public int cpus() {
              return 4;
            }

            @Override
            public long vector(int cpu) {
              return VECTORS + 8L * cpu;
            }

            @Override
            public int vectorEnd() {
              return 64;
            }

            @Override
            public void interrupt(int cpu, int bit) {
              step("irq " + cpu + "." + bit);
            }

            @Override
            public boolean enableDirectedSingle(int cpu) {
              step("d-sic " + cpu);
              return sicWorks;
            }

            @Override
            public boolean enableSingle() {
              step("sic");
              return sicWorks;
            }

            @Override
            public int addScheduled(int cpu, int delta) {
              return scheduled[cpu] += delta;
            }

            @Override
            public void call(int cpu) {
              step("ipi " + cpu);
            }
          });

  private void step(String step) {
    steps.add(step);
    meanwhile.accept(step);
  }

  private void set(int cpu, int bit) {
    IndicatorVector.testAndSet(storage, VECTORS + 8L * cpu, bit);
  }

  @Test
  void aDirectedInterruptionScansItsCpusVectorTwice() {
    set(1, 3);
    set(2, 4);
    meanwhile =
        step -> {
          if (step.equals("d-sic 1")) {
            set(1, 0);
          }
        };
    handler.directed(1);
    assertEquals(List.of("irq 1.3", "d-sic 1", "irq 1.0"), steps);
    assertEquals(1L << 59, storage.getLong(VECTORS + 16));
  }

  @Test
  void aDirectedInterruptionWithoutSicScansOnce() {
    sicWorks = false;
    set(1, 3);
    handler.directed(1);
    assertEquals(List.of("irq 1.3", "d-sic 1"), steps);
  }

  @Test
  void theFallbackCallsEachCpuOnce() {
    storage.putByte(SUMMARY, 0x50);
    meanwhile =
        step -> {
          if (step.equals("sic")) {
            storage.putByte(SUMMARY, 0xc0);
          }
        };
    handler.fallback();
    assertEquals(List.of("ipi 1", "ipi 3", "sic", "ipi 0"), steps);
    assertEquals(
        List.of(1, 2, 0, 1), List.of(scheduled[0], scheduled[1], scheduled[2], scheduled[3]));
    assertEquals(0, storage.getByte(SUMMARY));
  }

  @Test
  void theFallbackWithoutSicScansOnce() {
    sicWorks = false;
    handler.fallback();
    assertEquals(List.of("sic"), steps);
  }

  @Test
  void theCalledCpuScansOnceForEachTimeAndNeverEnables() {
    set(1, 3);
    scheduled[1] = 2;
    meanwhile =
        step -> {
          if (step.equals("irq 1.3")) {
            set(1, 0);
          }
        };
    handler.remote(1);
    assertEquals(List.of("irq 1.3", "irq 1.0"), steps);
    assertEquals(0, scheduled[1]);
  }
}
