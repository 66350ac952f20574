package io.zpci.firmware;

import static io.zpci.firmware.Bench.ADDRESSING;
import static io.zpci.firmware.Bench.BLOCKED;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.OPERATION;
import static io.zpci.firmware.Bench.SPECIFICATION;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCILGI: load by MIO address. Source: spec zpci 2, 8.3. */
class PcilgiTest {
  private final Bench bench = new Bench();

  private void refused(int expected, String rule, int outcome) {
    assertEquals(Outcome.describe(expected), Outcome.describe(outcome));
    assertEquals(List.of(rule), bench.broken());
    assertEquals(0xfeedL, bench.loaded.get(), "the register is untouched");
  }

  @Test
  void anAddressReachesItsBarAndOffset() {
    bench.strict.store(2, 0x1230, 8, 0x1122334455667788L);
    assertEquals(Outcome.OK, bench.loadMio(4, bench.mio(2, 0x1234)));
    assertEquals(0x55667788L, bench.loaded.get());
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void problemStateIsAllowed() {
    bench.strict.store(0, 0, 1, 0x5a);
    int issue = Issue.MIO | Issue.PROBLEM_STATE;
    assertEquals(Outcome.OK, bench.firmware.load(issue, 1, bench.mio(0, 0), bench.loaded));
    assertEquals(0x5a, bench.loaded.get());
  }

  @Test
  void theUpperHalfOfTheLengthRegisterDoesNotCount() {
    assertEquals(
        Outcome.OK,
        bench.firmware.load(Issue.MIO, 0xffffffff_ffff0008L, bench.mio(0, 0), bench.loaded));
  }

  @Test
  void aMachineWithoutTheFacilityHasNoSuchInstruction() {
    Bench classic = new Bench(FirmwareRules.DEFAULT.withMio(false));
    int issue = Issue.MIO | Issue.PROBLEM_STATE | Issue.ODD_PAIR;
    assertEquals(OPERATION, classic.firmware.load(issue, 8, 0, classic.loaded));
    assertEquals(List.of("firmware.mio"), classic.broken());
  }

  @Test
  void anOddPairIsRefusedBeforeTheAddress() {
    bench.loaded.set(0xfeed);
    int issue = Issue.MIO | Issue.ODD_PAIR;
    refused(SPECIFICATION, "firmware.pair", bench.firmware.load(issue, 4, 0, bench.loaded));
  }

  @Test
  void anAddressThatNoFunctionOwnsIsAnAddressingException() {
    bench.loaded.set(0xfeed);
    long[] addresses = {
      0,
      8,
      -1,
      MioAddress.unowned(0),
      MioAddress.unowned(2) + 8,
      0x4000_0000_0000_0000L,
      1L << 60,
      Bench.emptySlot(),
      MioAddress.owned(1, 0),
      MioAddress.owned(0, 1),
      MioAddress.owned(0, 3),
      MioAddress.owned(0, 6),
      MioAddress.owned(0, 7)
    };
    for (long address : addresses) {
      refused(ADDRESSING, "R-01", bench.loadMio(4, address));
    }
  }

  @Test
  void theFunctionHasToBeEnabledAndWithoutError() {
    bench.loaded.set(0xfeed);
    bench.strictEntry.error();
    refused(BLOCKED, "R-29", bench.loadMio(0, bench.mio(0, 0)));
    bench.strictEntry.disable();
    refused(Outcome.INVALID_HANDLE, "R-28", bench.loadMio(0, bench.mio(0, 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, R-14",
    "9, 0, 0, R-14",
    "8, 0, 4, R-14",
    "3, 0, 0, firmware.single.length",
    "4, 0, 0x10000, R-32",
    "4, 4, 0x1000, R-32"
  })
  void lengthsAndEndsAsByHandle(int length, int bar, long offset, String rule) {
    bench.loaded.set(0xfeed);
    refused(OPERAND, rule, bench.loadMio(length, bench.mio(bar, offset)));
  }
}
