package io.zpci.firmware;

import static io.zpci.firmware.Bench.ADDRESSING;
import static io.zpci.firmware.Bench.BLOCKED;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.OPERATION;
import static io.zpci.firmware.Bench.SPECIFICATION;
import static io.zpci.firmware.Bench.STORAGE;
import static io.zpci.firmware.Bench.STORAGE_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCISTBI: store block by MIO address. Source: spec zpci 2, 4.3. */
class PcistbiTest {
  private final Bench bench = new Bench();

  private void refused(int expected, String rule, int outcome) {
    assertEquals(Outcome.describe(expected), Outcome.describe(outcome));
    assertEquals(List.of(rule), bench.broken());
    assertEquals(0, bench.inside(0, 0, 8), "nothing was stored");
  }

  @Test
  void aBlockArrivesAsItLiesInStorage() {
    assertEquals(Outcome.OK, bench.blockMio(128, bench.mio(2, 0xf80), STORAGE));
    assertEquals(0x0001020304050607L, bench.inside(2, 0xf80, 8));
    assertEquals(0x78797a7b7c7d7e7fL, bench.inside(2, 0xff8, 8));
  }

  @Test
  void problemStateIsAllowed() {
    int issue = Issue.MIO | Issue.PROBLEM_STATE;
    assertEquals(
        Outcome.OK,
        bench.firmware.storeBlock(issue, 16, bench.mio(0, 0x20), bench.storage, STORAGE));
    assertEquals(0x08090a0b0c0d0e0fL, bench.inside(0, 0x28, 8));
  }

  @Test
  void facilityAndAddressComeFirst() {
    Bench classic = new Bench(FirmwareRules.DEFAULT.withMio(false));
    assertEquals(OPERATION, classic.blockMio(0, 0, 0));
    assertEquals(List.of("firmware.mio"), classic.broken());
    refused(ADDRESSING, "R-01", bench.blockMio(0, MioAddress.unowned(2), STORAGE + 1));
    refused(ADDRESSING, "R-01", bench.blockMio(16, Bench.emptySlot(), STORAGE));
    bench.strictEntry.permanentError();
    refused(BLOCKED, "R-29", bench.blockMio(0, bench.mio(0, 1), STORAGE + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "16, 4, 0, firmware.pcistb.offset",
    "8, 0, 0, firmware.pcistb.length",
    "136, 0, 0, firmware.pcistb.length",
    "16, 0xff8, 0, firmware.pcistb.page",
    "16, 0, 4, firmware.pcistb.storage"
  })
  void strictRules(int length, long offset, long from, String rule) {
    refused(SPECIFICATION, rule, bench.blockMio(length, bench.mio(0, offset), STORAGE + from));
  }

  @Test
  void endOfBarAndStorage() {
    refused(OPERAND, "R-32", bench.blockMio(16, bench.mio(4, 0x1000), 0));
    refused(
        ADDRESSING,
        "firmware.storage",
        bench.blockMio(16, bench.mio(0, 0), STORAGE + STORAGE_SIZE));
  }

  @Test
  void aRelaxedFunctionWithMioTakesAnyLength() {
    MemoryFunction function =
        new MemoryFunction(
            new FunctionFacts(
                "relaxed-mio",
                1,
                2,
                0,
                0,
                List.of(0x10000L, 0L, 0L, 0L, 0L, 0L),
                BlockClass.RELAXED,
                4096,
                true,
                0,
                null,
                256));
    FunctionEntry entry = bench.firmware.plug(function, 3, 3);
    entry.enable();
    long address = entry.mioAddresses().get(0);
    assertEquals(Outcome.OK, bench.blockMio(11, address + 3, STORAGE + 1));
    assertEquals(0x0102030405060708L, bench.inside(function, 0, 3, 8));
    assertEquals(0x090a0b00L, bench.inside(function, 0, 11, 4));
    assertEquals(SPECIFICATION, bench.blockMio(0, address, STORAGE));
    assertEquals(SPECIFICATION, bench.blockMio(2, address + 0xfff, STORAGE));
    assertEquals(List.of("R-04", "R-05"), bench.broken());
  }
}
