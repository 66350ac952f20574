package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Pec;
import io.zpci.arch.Request;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.Errno;
import io.zpci.machine.Passthrough;
import io.zpci.trace.Operation;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function that a fault puts into error stays there until it is recovered. */
class ErrorStateFaultTest {
  private static final Bytes SIXTEEN = Bytes.counting(0x10, 16);
  private static final int BLOCKED = Outcome.error(12);

  private final Faults faults = new Faults(3);

  @ParameterizedTest
  @ValueSource(strings = {"host", "function"})
  void everyAccessEndsWithStatus12UntilTheErrorIsReset(String port) {
    FaultAtAccess at = port.equals("host") ? faults.atHost() : faults.atFunction();
    at.space(2).nth(2).errorState();
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      Passthrough passthrough = bench.passthrough();
      assertEquals(Outcome.OK, bench.block(2, 8, SIXTEEN));
      bench.trace().clear();
      int outcome = bench.block(2, 8, SIXTEEN);
      assertEquals(BLOCKED, outcome);
      Judgement judgement = bench.judgeBlock(2, 8, SIXTEEN, outcome);
      assertEquals(Verdict.REFUSED, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
      assertTrue(bench.ism().inError());
      assertEquals(
          List.of(new ErrorEvent(passthrough.handle(), 1, 0, Pec.SERVICE_ACTION)), bench.events());
      assertEquals(BLOCKED, bench.block(2, 8, SIXTEEN));
      assertEquals(BLOCKED, bench.load(2, 0, 8));
      assertEquals(Outcome.OK, reset(passthrough));
      assertFalse(bench.ism().inError());
      assertEquals(Outcome.OK, bench.block(2, 8, SIXTEEN));
      assertEquals(1, bench.events().size());
    }
  }

  /** MPCIFC reset error, as the guest's kernel issues it. */
  private static int reset(Passthrough passthrough) {
    return passthrough
        .instructions()
        .execute(
            new PciInstruction.Mpcifc(
                Issue.HANDLE,
                Request.of(passthrough.handle(), 0, Fib.RESET_ERROR),
                passthrough.storage(),
                passthrough.dev().allocate(4096)));
  }

  @Test
  void aMemoryDeviceHasNoErrorOfItsOwn() {
    faults.atFunction().on(Operation.STORE).errorState(Pec.TRANSLATION_PROTECTION);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      assertEquals(BLOCKED, bench.store(0, 0, 4, 1));
      assertEquals(BLOCKED, bench.load(0, 0, 4));
      assertEquals(4, bench.events().getFirst().pec());
      bench.passthrough().machine().reset(bench.passthrough().function());
      assertEquals(Outcome.OK, bench.load(0, 0, 4));
      assertEquals(0, bench.loaded());
    }
  }

  @Test
  void aDriversProbeFailsAndLeavesNothing() {
    faults.atHost().on(Operation.PCISTB).nth(3).errorState();
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      IsmDriver driver =
          new IsmDriver(IsmDriverVersion.newest(), bench.passthrough().dev(), new NoClient());
      assertEquals(-Errno.EIO, driver.probe());
      assertEquals(0, driver.gid());
      assertTrue(bench.ism().inError());
    }
  }

  @Test
  void nowAndFromOutside() {
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      faults.errorState(Pec.SERVICE_ACTION);
      faults.errorState(Pec.SERVICE_ACTION);
      assertEquals(1, bench.events().size());
      assertEquals(BLOCKED, bench.load(2, 0, 8));
    }
  }

  @Test
  void withoutAPassthroughNothingCanFail() {
    IllegalStateException wrong =
        assertThrows(IllegalStateException.class, () -> faults.errorState(Pec.SERVICE_ACTION));
    assertEquals("error state: these faults stand in no passthrough", wrong.getMessage());
  }
}
