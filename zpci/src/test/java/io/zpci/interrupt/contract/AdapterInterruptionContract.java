package io.zpci.interrupt.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.InterruptionControls;
import io.zpci.arch.contract.Fuzz;
import io.zpci.interrupt.AdapterInterruption;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AdapterInterruption} holds to. Extend it and say how one is made; JUnit runs
 * the rest, against a restatement of its eight subclasses.
 */
public abstract class AdapterInterruptionContract {
  private static final int STEPS = 20_000;
  private static final int ALL = AdapterInterruption.ALL_SUBCLASSES;

  /** Made by JUnit. */
  protected AdapterInterruptionContract() {}

  /** A facility with nothing pending and no mode set, which nobody else takes from. */
  protected abstract AdapterInterruption create();

  @Test
  public final void atFirstNothingIsPendingAndNoModeSet() {
    AdapterInterruption facility = create();
    assertFalse(facility.isPending(ALL));
    assertEquals(-1, facility.take(ALL));
    assertEquals(0, facility.singleMode());
    assertEquals(0, facility.noMode());
  }

  @Test
  public final void theLowestNumberedSubclassIsTakenAndOnlyOnce() {
    AdapterInterruption facility = create();
    assertTrue(facility.inject(6));
    assertTrue(facility.inject(2));
    assertTrue(facility.inject(6), "pending already, and not dropped");
    assertTrue(facility.isPending(0x80 >> 2));
    assertFalse(facility.isPending(0x80 >> 3));
    assertEquals(-1, facility.take(0x80 >> 3));
    assertEquals(2, facility.take(ALL));
    assertEquals(6, facility.take(ALL));
    assertEquals(-1, facility.take(ALL));
  }

  @Test
  public final void singleModeLetsOneThrough() {
    AdapterInterruption facility = create();
    if (!facility.suppression()) {
      assertFalse(facility.control(InterruptionControls.SINGLE, 3), "without the facility");
      return;
    }
    assertTrue(facility.control(InterruptionControls.SINGLE, 3));
    assertEquals(0x80 >> 3, facility.singleMode());
    assertTrue(facility.inject(3));
    assertEquals(0x80 >> 3, facility.noMode());
    assertFalse(facility.inject(3), "the second");
    assertFalse(facility.forward(3), "the second, forwarded");
    assertEquals(3, facility.take(ALL));
    assertFalse(facility.inject(3), "taken, and still in no-interruption mode");
    assertTrue(facility.control(InterruptionControls.ALL, 3));
    assertTrue(facility.inject(3));
  }

  @Test
  public final void whatItDoesIsWhatIsWritten() {
    AdapterInterruption facility = create();
    boolean suppression = facility.suppression();
    Fuzz fuzz = new Fuzz();
    int pending = 0;
    int single = 0;
    int none = 0;
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int isc = fuzz.below(AdapterInterruption.SUBCLASSES);
      int bit = 0x80 >> isc;
      switch (fuzz.below(4)) {
        case 0 -> {
          boolean taken = (none & bit) == 0;
          assertEquals(taken, facility.inject(isc), fuzz.where("inject " + isc));
          if (taken) {
            pending |= bit;
            none |= single & bit;
          }
        }
        case 1 -> {
          boolean taken = (single & none & bit) == 0;
          assertEquals(taken, facility.forward(isc), fuzz.where("forward " + isc));
          pending |= taken ? bit : 0;
        }
        case 2 -> {
          int operation = fuzz.below(20);
          boolean known =
              suppression
                  && (operation == InterruptionControls.ALL
                      || operation == InterruptionControls.SINGLE);
          assertEquals(known, facility.control(operation, isc), fuzz.where("control " + operation));
          if (known) {
            none &= ~bit;
            single = operation == InterruptionControls.SINGLE ? single | bit : single & ~bit;
          }
        }
        default -> {
          int mask = fuzz.below(ALL + 1);
          int first = Integer.highestOneBit(pending & mask);
          int expected = first == 0 ? -1 : Integer.numberOfLeadingZeros(first) - 24;
          assertEquals(first != 0, facility.isPending(mask), fuzz.where("pending"));
          assertEquals(expected, facility.take(mask), fuzz.where("take"));
          pending &= ~first;
        }
      }
      assertEquals(pending != 0, facility.isPending(ALL), fuzz.where("pending at all"));
      assertEquals(single, facility.singleMode(), fuzz.where("single mode"));
      assertEquals(none, facility.noMode(), fuzz.where("no mode"));
      assertEquals(suppression, facility.suppression(), fuzz.where("the facility"));
    }
  }
}
