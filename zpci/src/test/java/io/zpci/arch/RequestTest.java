package io.zpci.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The request register, as raw bits. Source: spec zpci 1.4. */
class RequestTest {
  @Test
  void handleSpaceAndLengthStandInTheirPlaces() {
    assertEquals(0x8000000a_00020010L, Request.of(0x8000000a, 2, 16));
    assertEquals(0xffffffff_000f0004L, Request.of(-1, 15, 4));
    assertEquals(0x00000001_00ffffffL, Request.of(1, 0xff, 0xffff));
  }

  @Test
  void whatDoesNotFitIsCutOff() {
    assertEquals(0x00000001_00020004L, Request.of(1, 0x102, 0x10004));
  }

  @Test
  void fieldsComeBackWhole() {
    long request = 0x80000001_0c12f018L;
    assertEquals(0x80000001, Request.handle(request));
    assertEquals(0x12, Request.space(request));
    assertEquals(0xf018, Request.length(request));
    assertEquals(0x0c, Request.status(request));
  }

  @Test
  void theStatusByteReplacesOnlyItself() {
    assertEquals(0xffffffff_14ffffffL, Request.withStatus(-1L, 20));
    assertEquals(0x12345678_ff020008L, Request.withStatus(0x12345678_00020008L, 0x1ff));
  }

  @Test
  void onlyConditionCodeOneReportsAStatus() {
    long request = 0x80000001_33000008L;
    assertEquals(0x80000001_0c000008L, Request.after(request, Outcome.error(12)));
    assertEquals(0x80000001_00000008L, Request.after(request, Outcome.error(0)));
    assertEquals(request, Request.after(request, Outcome.OK));
    assertEquals(request, Request.after(request, Outcome.BUSY));
    assertEquals(request, Request.after(request, Outcome.INVALID_HANDLE));
    assertEquals(request, Request.after(request, Outcome.exception(ProgramInterruption.OPERATION)));
    assertEquals(request, Request.after(request, Outcome.exception(ProgramInterruption.OPERAND)));
  }
}
