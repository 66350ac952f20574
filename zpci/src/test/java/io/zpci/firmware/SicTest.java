package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction.Sic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIC by raw operands. Source: spec zpci 4.7, 12.5. */
class SicTest {
  private final ControlBench bench = new ControlBench();

  @Test
  void operationsSwitchTheModesOfTheSubclass() {
    assertEquals(0, bench.sic(1, 2));
    assertEquals(0x20, bench.interruption.singleMode());
    bench.interruption.inject(2);
    assertEquals(0x20, bench.interruption.noMode());
    assertEquals(0, bench.sic(1, 7));
    assertEquals(0x21, bench.interruption.singleMode());
    assertEquals(0, bench.sic(0, 2));
    assertEquals(0x01, bench.interruption.singleMode());
    assertEquals(0, bench.interruption.noMode());
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void onlyThreeBitsOfR3AndSixteenOfR1Count() {
    long r3 = 0xffff_ffff_c7ff_ffffL & ~(7L << 27) | 2L << 27;
    assertEquals(
        0, bench.firmware.execute(new Sic(Issue.HANDLE, 0xabcd_0001, r3, bench.storage, 0)));
    assertEquals(0x20, bench.interruption.singleMode());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 15, 16, 17, 18, 19, 0xffff})
  void otherOperationsAreOperandExceptions(int operation) {
    assertEquals(ControlBench.OPERAND, bench.sic(operation, 2));
    assertEquals(List.of("firmware.sic.2"), bench.broken());
    assertEquals(0, bench.interruption.singleMode());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withoutTheFacilityTheOperationIsNotThere(int operation) {
    ControlBench without = new ControlBench(FirmwareRules.DEFAULT.withSuppression(false));
    assertEquals(ControlBench.OPERATION, without.sic(operation, 2));
    assertEquals(List.of("firmware.sic.facility"), without.broken());
    assertEquals(ControlBench.OPERAND, without.sic(2, 2));
  }

  @Test
  void problemStateIsLookedAtFirst() {
    assertEquals(
        ControlBench.PRIVILEGED,
        bench.firmware.execute(new Sic(Issue.PROBLEM_STATE, 2, 0, bench.storage, 0)));
    assertEquals(List.of("R-30"), bench.broken());
  }
}
