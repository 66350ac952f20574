package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.trace.Hand;
import io.zpci.trace.RingTap;
import io.zpci.trace.TraceEvent;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** To which BAR, and to which place in it, an access is said to go. */
class TappedAccessorsTest {
  private static final long SEED = Long.getLong("zpci.seed", 11);

  /** Addresses of mapped BARs, in no order; BAR 3 is not mapped. */
  private static final long[] BASES = {
    0x8000_0000_0002_0000L, 0x1000, 0x8000_0000_0000_0000L, IoAccessors.NULL, 0x9000, 0x4_0000_0000L
  };

  private static final long SIZE = 0x1000;

  @Test
  void eachAccessIsOfTheBarThatIsMappedThere() {
    Random random = new Random(SEED);
    List<String> expected = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      RingTap ring = new RingTap(arena, 1 << 13);
      TappedAccessors tapped = new TappedAccessors(new Bars(BASES), Hand.HOST_LINUX, ring);
      for (int bar = 0; bar < BASES.length; bar++) {
        assertEquals(BASES[bar], tapped.iomap(bar));
      }
      for (int i = 0; i < 2000; i++) {
        int bar = random.nextInt(AddressSpace.BARS);
        for (int times = random.nextInt(3); BASES[bar] != IoAccessors.NULL && times > 0; times--) {
          long offset = random.nextInt((int) SIZE);
          tapped.iowriteBe(BASES[bar] + offset, 1, i);
          expected.add(bar + " " + offset + " " + i);
        }
      }
      List<String> said = new ArrayList<>();
      for (TraceEvent event : ring.events()) {
        if (event instanceof TraceEvent.Entered entered) {
          said.add(entered.space() + " " + entered.offset() + " " + entered.bytes());
        }
      }
      assertEquals(expected, said, () -> "-Dzpci.seed=" + SEED);
    }
  }

  @Test
  void whatIsMappedLaterIsFoundToo() {
    try (Arena arena = Arena.ofConfined()) {
      RingTap ring = new RingTap(arena, 8);
      TappedAccessors tapped = new TappedAccessors(new Bars(BASES), Hand.HOST_LINUX, ring);
      tapped.iomap(1);
      tapped.iowriteBe(0x9008, 8, 1);
      tapped.iomap(4);
      tapped.iowriteBe(0x9008, 8, 2);
      tapped.iowriteBe(0x1008, 8, 3);
      List<TraceEvent> events = ring.events();
      assertEquals(1, ((TraceEvent.Entered) events.get(0)).space());
      assertEquals(0x8008, ((TraceEvent.Entered) events.get(0)).offset());
      assertEquals(4, ((TraceEvent.Entered) events.get(2)).space());
      assertEquals(8, ((TraceEvent.Entered) events.get(2)).offset());
      assertEquals(1, ((TraceEvent.Entered) events.get(4)).space());
      assertEquals(8, ((TraceEvent.Entered) events.get(4)).offset());
    }
  }

  /** An access that misses every BAR, as a driver's mistake may, says nothing of the next one. */
  @Test
  void belowEveryBarIsNobodys() {
    try (Arena arena = Arena.ofConfined()) {
      RingTap ring = new RingTap(arena, 8);
      Bars bars = new Bars(0x4000, 0x1000, 0x8000);
      TappedAccessors tapped = new TappedAccessors(bars, Hand.HOST_LINUX, ring);
      for (int bar = 0; bar < 3; bar++) {
        tapped.iomap(bar);
      }
      tapped.iowriteBe(0x10, 8, 1);
      tapped.iowriteBe(0x8010, 8, 2);
      tapped.iowriteBe(0x20, 8, 3);
      tapped.iowriteBe(0x1010, 8, 4);
      assertEquals(
          List.of("0 -3ff0", "2 10", "0 -3fe0", "1 10"),
          ring.events().stream()
              .filter(TraceEvent.Entered.class::isInstance)
              .map(TraceEvent.Entered.class::cast)
              .map(entered -> entered.space() + " " + Long.toString(entered.offset(), 16))
              .toList());
    }
  }

  /** BARs that take every store. */
  private static final class Bars implements IoAccessors {
    private final long[] bases;

    Bars(long... bases) {
      this.bases = bases;
    }

    @Override
    public long iomap(int bar) {
      return bases[bar];
    }

    @Override
    public void iounmap(long address) {}

    @Override
    public long ioreadBe(long address, int width) {
      throw new AssertionError("nothing is read");
    }

    @Override
    public void iowriteBe(long address, int width, long value) {}

    @Override
    public int configRead(int where, int size, Register value) {
      throw new AssertionError("nothing is read");
    }

    @Override
    public int configWrite(int where, int size, int value) {
      throw new AssertionError("no configuration space is written");
    }
  }
}
