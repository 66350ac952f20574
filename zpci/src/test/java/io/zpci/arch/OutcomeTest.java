package io.zpci.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Outcomes as packed ints. Source: spec zpci 3. */
class OutcomeTest {
  @Test
  void conditionCodesAreTheirOwnValues() {
    assertEquals(0, Outcome.cc(Outcome.OK));
    assertEquals(1, Outcome.cc(Outcome.error(20)));
    assertEquals(2, Outcome.cc(Outcome.BUSY));
    assertEquals(3, Outcome.cc(Outcome.INVALID_HANDLE));
  }

  @Test
  void aStatusComesWithConditionCodeOneOnly() {
    assertTrue(Outcome.hasStatus(Outcome.error(0)));
    assertEquals(255, Outcome.status(Outcome.error(255)));
    assertEquals(12, Outcome.status(Outcome.error(Status.BLOCKED)));
    for (int outcome : new int[] {Outcome.OK, Outcome.BUSY, Outcome.INVALID_HANDLE}) {
      assertFalse(Outcome.hasStatus(outcome));
      assertEquals(0, Outcome.status(outcome));
    }
  }

  @ParameterizedTest
  @EnumSource(ProgramInterruption.class)
  void anExceptionIsItsInterruption(ProgramInterruption interruption) {
    int outcome = Outcome.exception(interruption);
    assertTrue(Outcome.isException(outcome));
    assertFalse(Outcome.hasStatus(outcome));
    assertEquals(interruption, Outcome.interruption(outcome));
  }

  @ParameterizedTest
  @CsvSource({
    "OPERATION, 0x01",
    "PRIVILEGED_OPERATION, 0x02",
    "PROTECTION, 0x04",
    "ADDRESSING, 0x05",
    "SPECIFICATION, 0x06",
    "OPERAND, 0x15"
  })
  void interruptionCodes(ProgramInterruption interruption, int code) {
    assertEquals(code, interruption.code());
    assertEquals(code << 16, Outcome.exception(interruption));
  }

  @Test
  void noInterruptionHasAnotherCode() {
    assertThrows(IllegalArgumentException.class, () -> ProgramInterruption.of(0x10));
  }

  @Test
  void words() {
    assertEquals("cc 0", Outcome.describe(Outcome.OK));
    assertEquals("cc 1 status 20", Outcome.describe(Outcome.error(Status.INVAL_AS)));
    assertEquals("cc 3", Outcome.describe(Outcome.INVALID_HANDLE));
    assertEquals(
        "privileged-operation exception",
        Outcome.describe(Outcome.exception(ProgramInterruption.PRIVILEGED_OPERATION)));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0x04",
    "8, 0x08",
    "12, 0x0c",
    "16, 0x10",
    "20, 0x14",
    "24, 0x18",
    "28, 0x1c",
    "36, 0x24",
    "40, 0x28",
    "44, 0x2c"
  })
  void statusesFillTheirByteOfTheRequest(int status, int inRegister) {
    assertEquals(((long) inRegister) << 24, Request.after(0, Outcome.error(status)));
  }
}
