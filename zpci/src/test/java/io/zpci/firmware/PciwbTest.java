package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction.Pciwb;
import io.zpci.arch.Reaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PCIWB: the write barrier. Source: spec zpci 2. */
class PciwbTest {
  private final Bench bench = new Bench();

  @Test
  void thereIsNothingLeftToOrder() {
    assertEquals(Outcome.OK, bench.firmware.execute(new Pciwb(Issue.HANDLE)));
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void withoutMioItIsNotInstalled() {
    Bench classic = new Bench(FirmwareRules.DEFAULT.withMio(false));
    assertEquals(Bench.OPERATION, classic.firmware.execute(new Pciwb(Issue.PROBLEM_STATE)));
    assertEquals(List.of("firmware.mio"), classic.broken());
  }

  @Test
  void problemStateIsAllowedAndMarkedAsUnverified() {
    assertEquals(Outcome.OK, bench.firmware.execute(new Pciwb(Issue.PROBLEM_STATE)));
    assertEquals(List.of("firmware.pciwb"), bench.broken());
    assertEquals(Reaction.REPORT, FirmwareChecks.PCIWB.reaction());
    assertNotNull(FirmwareChecks.PCIWB.unverified());
  }
}
