package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.fault.Faults;
import io.zpci.function.FunctionFacts;
import io.zpci.guest.PciDev;
import io.zpci.machine.Passthrough;
import io.zpci.testkit.Launched.Ended;
import io.zpci.verdict.Judge;
import io.zpci.verdict.TraceRecorder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

/** What a test that fails says: the operation to blame, its hands, the rule, what it ran on. */
class FailureReportTest {
  private static final String STACK =
      "guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on; seed 1";

  @Test
  void operationThatWasRefusedIsShownWithTheHandAndTheRule() {
    AssertionFailedError failed =
        assertInstanceOf(AssertionFailedError.class, Launched.failure(Refused.class));
    assertEquals(
        """
        the header ==> expected: <0> but was: <-6>

        operation 2 of 3, pcistb 2+0x0 8: refused by qemu, qemu.pcistb.7: nothing arrived; what should \
        hold: A block is longer than 8 bytes and a multiple of 8 long.
          guest   pcistb 2+0x0 8  specification exception  0000000300000008
            qemu  pcistb 2+0x0 8  specification exception  0000000300000008  breaks qemu.pcistb.7
        route bar-rw to ism;\s\
        """
            + STACK,
        failed.getMessage());
    assertEquals(0, failed.getExpected().getValue());
    assertEquals(-6, failed.getActual().getValue());
    AssertionFailedError cause = assertInstanceOf(AssertionFailedError.class, failed.getCause());
    assertEquals("the header ==> expected: <0> but was: <-6>", cause.getMessage());
    assertEquals(
        List.of(cause.getStackTrace()), List.of(failed.getStackTrace()), "where it was thrown");
  }

  static class Refused {
    @PassthroughTest(route = "bar-rw")
    void header(PciDev dev) {
      dev.load(15, 0, 4, new Register());
      dev.memory().putLong(0x1000, 0x0000_0003_0000_0008L);
      int result = dev.storeBlock(2, 0, 8, 0x1000);
      dev.load(2, 0, 8, new Register());
      assertEquals(0, result, "the header");
    }
  }

  @Test
  void guestThatBreaksARuleIsNamed() {
    String message = Launched.failure(BrokenByGuest.class).getMessage();
    assertEquals(
        """
        no answer

        operation 1 of 2, pcistb 2+0x0 8: delivered, R-08, broken by guest: every hand passed it on as it \
        was issued; what should hold: A command's payload is written before its header, as one block at 8 \
        of the request's length less 8.
          guest       pcistb 2+0x0 8  cc 0  0000000100000010
            firmware  pcistb 2+0x0 8  cc 0  0000000100000010
              device  block 2+0x0 8   cc 0  0000000100000010  breaks R-08
        route lpar to ism;\s\
        """
            + STACK
            + "\n(u) unverified: R-08: what hardware answers is in no source; the return code is a proposal"
            + " (spec ism 2.4)",
        message);
  }

  static class BrokenByGuest {
    @PassthroughTest
    void headerFirst(PciDev dev) {
      dev.memory().putLong(0x1000, 0x0000_0001_0000_0010L);
      dev.storeBlock(2, 0, 8, 0x1000);
      dev.storeBlock(2, 8, 8, 0x1008);
      fail("no answer");
    }
  }

  @Test
  void operationThatWasCutIsShownWithItsPieces() {
    String message = Launched.failure(Cut.class).getMessage();
    assertEquals(
        """
        expected: <true> but was: <false>

        operation 1 of 2, pcistb 0+0x0 64: lost by qemu, R-02: 16 stores of 4 arrived, none was taken; what \
        should hold: A BAR is written with PCISTB; a PCISTG does not stand in for it.
          guest             pcistb 0+0x0 64  cc 0            00000000000000000000000000000000..
            qemu            pcistb 0+0x0 64  cc 0            00000000000000000000000000000000..
              vfio          pwrite 0+0x0 8   8 bytes         0000000000000000
                host-linux  iowrite 0+0x0 4  done            00000000                            breaks linux.iowrite
                  firmware  pcistg 0+0x0 4   cc 1 status 20  00000000
                    device  store 0+0x0 4    cc 1 status 20  00000000                            breaks R-02
                host-linux  iowrite 0+0x4 4  done            00000000                            breaks linux.iowrite
                  firmware  pcistg 0+0x4 4   cc 1 status 20  00000000
                    device  store 0+0x4 4    cc 1 status 20  00000000                            breaks R-02
              and 7 more    up to 0+0x38
        route bar-rw to ism; guest linux-7.2, qemu-7.2, host linux-5.10 big-endian, MIO off; seed 1\
        """,
        message.substring(0, message.indexOf("\n(u)")));
  }

  static class Cut {
    @PassthroughTest(route = "bar-rw", qemu = "qemu-7.2", host = "linux-5.10", mio = false)
    void block(PciDev dev) {
      assertEquals(0, dev.storeBlock(0, 0, 64, 0x1000));
      assertEquals(0, dev.load(15, 0, 4, new Register()));
      org.junit.jupiter.api.Assertions.assertTrue(false);
    }
  }

  @Test
  void lastOperationIsShownWhereAllArrived() {
    String message = Launched.failure(AllArrived.class).getMessage();
    assertEquals(
        """
        wrong: AssertionError of its own

        every operation arrived as it was issued; the last, operation 2 of 2, pcilg 15+0x8 4: delivered: \
        every hand passed it on as it was issued
          guest       pcilg 15+0x8 4  cc 0  00000000
            firmware  pcilg 15+0x8 4  cc 0  00000000
              device  load 15+0x8 4   cc 0  00000000
        route lpar to ism;\s\
        """
            + STACK,
        message);
  }

  static class AllArrived {
    @PassthroughTest
    void loads(PciDev dev) {
      dev.load(15, 0, 4, new Register());
      dev.load(15, 8, 4, new Register());
      throw new AssertionError("wrong: AssertionError of its own");
    }
  }

  @Test
  void nothingIssuedIsSaid() {
    Throwable failed = Launched.failure(Nothing.class, Map.of("zpci.seed", "-7"));
    assertEquals(
        "no operation was issued\nroute lpar to ism; " + STACK.replace("seed 1", "seed -7"),
        failed.getMessage());
  }

  static class Nothing {
    @PassthroughTest
    void nothing(Faults faults) {
      assertEquals(-7, faults.seed());
      throw new AssertionError();
    }
  }

  @Test
  void exceptionStaysWhatItIs() {
    Throwable failed = Launched.failure(Exceptional.class);
    assertEquals(IllegalArgumentException.class, failed.getClass());
    assertEquals("of the driver", failed.getMessage());
    assertEquals(1, failed.getSuppressed().length);
    assertEquals(
        "no operation was issued\nroute lpar to ism; " + STACK,
        failed.getSuppressed()[0].getMessage());
    assertEquals(0, failed.getSuppressed()[0].getStackTrace().length);
  }

  static class Exceptional {
    @PassthroughTest
    void throwing() {
      throw new IllegalArgumentException("of the driver");
    }
  }

  @Test
  void assertionOnTheTraceHasItsOperationAlready() {
    Throwable failed = Launched.failure(OnTrace.class);
    TraceAssertionError cause = assertInstanceOf(TraceAssertionError.class, failed.getCause());
    assertEquals(cause.getMessage() + "\n\nroute bar-rw to ism; " + STACK, failed.getMessage());
    assertEquals(
        List.of("guest", "qemu"),
        failed
            .getMessage()
            .lines()
            .filter(line -> line.contains("specification exception"))
            .map(line -> line.strip().split(" ")[0])
            .toList());
  }

  static class OnTrace {
    @PassthroughTest(route = "bar-rw")
    void header(PciDev dev, TraceRecorder trace) {
      dev.storeBlock(2, 0, 8, 0x1000);
      TraceAssert.assertThat(trace).delivered();
    }
  }

  @Test
  void reportThatCannotBeMadeDoesNotHideTheFailure() {
    Throwable failed = Launched.failure(Unreported.class);
    assertEquals("the failure", failed.getMessage());
    assertEquals("no judgement", failed.getSuppressed()[0].getMessage());
  }

  static class Unreported {
    @PassthroughTest
    void unreported(PciDev dev, TraceRecorder trace) {
      dev.load(15, 0, 4, new Register());
      FunctionFacts facts = mock();
      when(facts.mioCapable()).thenThrow(new IllegalStateException("no judgement"));
      trace.judgedBy(new Judge("any", facts));
      fail("the failure");
    }
  }

  @Test
  void severalFailuresStayTheCause() {
    Throwable failed = Launched.failure(Several.class);
    MultipleFailuresError cause = assertInstanceOf(MultipleFailuresError.class, failed.getCause());
    assertEquals(2, cause.getFailures().size());
    assertEquals(
        cause.getMessage() + "\n\nno operation was issued\nroute lpar to ism; " + STACK,
        failed.getMessage());
  }

  static class Several {
    @PassthroughTest
    void several() {
      org.junit.jupiter.api.Assertions.assertAll(() -> fail("one"), () -> fail("two"));
    }
  }

  @Test
  void preparationAndEndAreToldAsWell() {
    for (Class<?> type : List.of(Before.class, After.class)) {
      String message = Launched.failure(type).getMessage();
      assertEquals("in time\n\noperation 1 of 1, pcistb 2+0x0 8", message.substring(0, 41));
    }
  }

  static class Before {
    @BeforeEach
    void prepare(PciDev dev) {
      dev.storeBlock(2, 0, 8, 0x1000);
      fail("in time");
    }

    @PassthroughTest(route = "bar-rw")
    void fine() {}
  }

  static class After {
    @PassthroughTest(route = "bar-rw")
    void fine(PciDev dev) {
      dev.storeBlock(2, 0, 8, 0x1000);
    }

    @AfterEach
    void end() {
      fail("in time");
    }
  }

  @Test
  void abortedTestSaysNothing() {
    Ended ended = Launched.run(Aborted.class).getFirst();
    assertEquals("aborted", ended.status());
    assertEquals("Assumption failed: not here", ended.text());
  }

  static class Aborted {
    @PassthroughTest
    void aborted(PciDev dev) {
      dev.storeBlock(2, 0, 8, 0x1000);
      Assumptions.abort("Assumption failed: not here");
    }
  }

  @Test
  void failureInClosingDoesNotHideTheFirst() {
    Throwable failed = Launched.failure(ClosingFails.class);
    assertEquals("the first", failed.getMessage().lines().findFirst().orElseThrow());
    assertEquals(1, failed.getSuppressed().length);
    assertEquals("Already closed", first(failed.getSuppressed()[0]).getMessage());
    assertEquals("Already closed", first(Launched.failure(OnlyClosingFails.class)).getMessage());
  }

  private static Throwable first(Throwable thrown) {
    return thrown.getCause() == null ? thrown : first(thrown.getCause());
  }

  static class ClosingFails {
    @PassthroughTest
    void closes(java.lang.foreign.Arena arena) {
      arena.close();
      fail("the first");
    }
  }

  static class OnlyClosingFails {
    @PassthroughTest
    void closes(java.lang.foreign.Arena arena) {
      arena.close();
    }
  }

  @PassthroughTest
  void whatIsCaughtInsideATestIsUntouched(Passthrough passthrough) {
    AssertionError inside = assertThrows(AssertionError.class, () -> fail("inside"));
    assertEquals("inside", inside.getMessage());
    assertEquals(0, inside.getSuppressed().length);
    assertSame(passthrough.function(), passthrough.function());
    assertEquals(Outcome.OK, 0);
  }
}
