package io.zpci.testkit;

import static io.zpci.testkit.Access.load;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.linux.Errno;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything that crossed: a move that arrives as issued, and the same where QEMU cuts it. */
class TraceAssertTest {
  /** A move of two pieces, of which QEMU cuts each into two. */
  private static final String CUT_MOVE =
      """
      operation 1 of 2, pcistb 0+0x701000ff0 16: cut by qemu, R-03: 2 blocks of 8 arrived; what \
      should hold: One block of the source is one PCISTB and one operation of the device, neither \
      cut nor merged.
        guest             pcistb 0+0x701000ff0 16  cc 0     00000000000000000000000000000000
          qemu            pcistb 0+0x701000ff0 16  cc 0     00000000000000000000000000000000
            ism-vfio-pci  pwrite 0+0x701000ff0 8   8 bytes  0000000000000000
              firmware    pcistb 0+0x701000ff0 8   cc 0     0000000000000000
                device    block 0+0x701000ff0 8    cc 0     0000000000000000
            ism-vfio-pci  pwrite 0+0x701000ff8 8   8 bytes  0000000000000000
              firmware    pcistb 0+0x701000ff8 8   cc 0     0000000000000000
                device    block 0+0x701000ff8 8    cc 0     0000000000000000
      """;

  private static final String PIECES =
      """
        >   1  pcistb 0+0x701000ff0 16 of 00000000000000000000000000000000
            2  pcistb 0+0x701801000 16 of 00000000000000000000000000000000
      """;

  private final IsmGuest direct = new IsmGuest("lpar");
  private final IsmGuest cut = new IsmGuest("ism-vfio-pci");

  @AfterEach
  void close() {
    direct.close();
    cut.close();
  }

  private static int move(IsmGuest guest) {
    return guest.move(true, 0x0ff0, 32);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElseThrow();
  }

  @Test
  void aProbeBreaksNothing() {
    assertEquals(0, direct.driver.probe());
    assertThat(direct.trace)
        .noRuleBroken()
        .delivered()
        .wholeBlocksOnly()
        .payloadBeforeHeader()
        .each(CrossingAssert::delivered)
        .atMost(0);
  }

  @Test
  void aMoveBreaksNothing() {
    assertEquals(0, move(direct));
    assertThat(direct.trace).noRuleBroken().delivered().wholeBlocksOnly().signalAfterData();
    assertThat(direct.trace).operation(1).is(Access.move(direct.dmb.token(), 0x1000, 16));
  }

  @Test
  void aCutMoveBreaksTheRuleOfWholeBlocks() {
    assertEquals(0, move(cut));
    assertThat(cut.trace).ruleBroken("R-03", Hand.QEMU).atMost(4, Cost.SYSCALL).atMost(8);
    assertEquals(
        "verdict: delivered expected, got cut by qemu, R-03\n" + PIECES + CUT_MOVE,
        Failing.message(() -> assertThat(cut.trace).delivered()));
    assertEquals(
        "rules: none broken expected, got R-03 by qemu\n" + PIECES + CUT_MOVE,
        Failing.message(() -> assertThat(cut.trace).noRuleBroken()));
    assertEquals(
        "arrived: 1 block of 16 expected, got 2 blocks of 8\n" + PIECES + CUT_MOVE,
        Failing.message(() -> assertThat(cut.trace).wholeBlocksOnly()));
    assertEquals(
        "paid for: at most 1 syscall expected, 2 counted\n" + PIECES + CUT_MOVE,
        Failing.message(
            () -> assertThat(cut.trace).each(operation -> operation.atMost(1, Cost.SYSCALL))));
  }

  @Test
  void otherRulesAndHandsAreListed() {
    assertEquals(0, move(cut));
    assertEquals(
        "rules: R-02 by qemu broken expected, got R-03 by qemu\n" + CUT_MOVE,
        Failing.message(() -> assertThat(cut.trace).ruleBroken("R-02", Hand.QEMU)));
    assertEquals(
        "rules: R-03 by vfio broken expected, got R-03 by qemu",
        firstLine(Failing.message(() -> assertThat(cut.trace).ruleBroken("R-03", Hand.VFIO))));
    assertEquals(0, move(direct));
    assertEquals(
        """
        rules: R-03 by qemu broken expected, got none
        operation 2 of 2, pcistb 0+0x701801000 16: delivered: every hand passed it on as it was \
        issued
          guest       pcistb 0+0x701801000 16  cc 0  00000000000000000000000000000000
            firmware  pcistb 0+0x701801000 16  cc 0  00000000000000000000000000000000
              device  block 0+0x701801000 16   cc 0  00000000000000000000000000000000
        """,
        Failing.message(() -> assertThat(direct.trace).ruleBroken("R-03", Hand.QEMU)));
  }

  @Test
  void aRuleBrokenByTheDriverIsItsOwn() {
    assertEquals(Outcome.error(20), direct.store(2, 0, 8, 0x0000_0001_0000_0010L));
    assertThat(direct.trace).ruleBroken("R-02", Hand.GUEST);
  }

  @Test
  void whatIsRefusedAboveTheDeviceNeverReachesIt() {
    assertEquals(-Errno.ENXIO, cut.move(true, 0x0ff8, 16));
    assertThat(cut.trace).nothingReachedDevice().arrived().nothing();
    assertEquals(
        """
        arrived: blocks expected, there is none
        operation 1 of 1, pcistb 0+0x701000ff8 8: refused by qemu, qemu.pcistb.7: nothing arrived; \
        what should hold: A block is longer than 8 bytes and a multiple of 8 long.
          guest   pcistb 0+0x701000ff8 8  specification exception  0000000000000000
            qemu  pcistb 0+0x701000ff8 8  specification exception  0000000000000000  breaks \
        qemu.pcistb.7
        """,
        Failing.message(() -> assertThat(cut.trace).wholeBlocksOnly()));
  }

  @Test
  void whatReachedTheDeviceIsShown() {
    assertEquals(Outcome.OK, direct.block(0, direct.dmb.token(), Bytes.counting(0, 8)));
    assertEquals(
        """
        at device: nothing expected, got block 0+0x700000000 8 of 0001020304050607
          >   1  block 0+0x700000000 8 of 0001020304050607
        operation 1 of 1, pcistb 0+0x700000000 8: delivered: every hand passed it on as it was \
        issued
          guest       pcistb 0+0x700000000 8  cc 0  0001020304050607
            firmware  pcistb 0+0x700000000 8  cc 0  0001020304050607
              device  block 0+0x700000000 8   cc 0  0001020304050607
        """,
        Failing.message(() -> assertThat(direct.trace).nothingReachedDevice()));
  }

  @Test
  void theOperationThatCostsTooMuchIsMarked() {
    assertEquals(0, move(cut));
    String ladder = CUT_MOVE.substring(CUT_MOVE.indexOf('\n') + 1);
    assertEquals(
        """
        paid for: at most 3 syscall expected, 4 counted
              1  pcistb 0+0x701000ff0 16 of 00000000000000000000000000000000: 2 syscall
          >   2  pcistb 0+0x701801000 16 of 00000000000000000000000000000000: 2 syscall
        operation 2 of 2, pcistb 0+0x701801000 16: cut by qemu, R-03: 2 blocks of 8 arrived; what \
        should hold: One block of the source is one PCISTB and one operation of the device, \
        neither cut nor merged.
        """
            + ladder.replace("0x701000ff0", "0x701801000").replace("0x701000ff8", "0x701801008"),
        Failing.message(() -> assertThat(cut.trace).atMost(3, Cost.SYSCALL)));
    assertEquals(
        """
        paid for: at most 3 crossings expected, 8 counted
          >   1  pcistb 0+0x701000ff0 16 of 00000000000000000000000000000000: 1 sie-exit, 2 syscall, \
        1 context-switch
              2  pcistb 0+0x701801000 16 of 00000000000000000000000000000000: 1 sie-exit, 2 syscall, \
        1 context-switch
        """
            + CUT_MOVE,
        Failing.message(() -> assertThat(cut.trace).atMost(3)));
    assertEquals(
        "at most 3\n-- but was\n8\n", Failing.values(() -> assertThat(cut.trace).atMost(3)));
  }

  @Test
  void costsOutsideOfOperationsAreNamed() {
    TraceRecorder trace = new TraceRecorder();
    trace.cost(Cost.PSW_SWAP);
    trace.cost(Cost.PSW_SWAP);
    assertThat(trace).atMost(2, Cost.PSW_SWAP).atMost(2);
    assertEquals(
        """
        paid for: at most 1 psw-swap expected, 2 counted
                 outside of operations: 2
        """,
        Failing.message(() -> assertThat(trace).atMost(1, Cost.PSW_SWAP)));
  }

  @Test
  void aTraceOfNothingHoldsNothing() {
    TraceRecorder empty = new TraceRecorder();
    assertThat(empty).nothingReachedDevice().atMost(0);
    assertEquals(
        "operations issued to a BAR expected, none was recorded\n",
        Failing.message(() -> assertThat(empty).delivered()));
    assertEquals(
        "issued operations expected, none was recorded\n",
        Failing.message(() -> assertThat(empty).noRuleBroken()));
    assertEquals(
        "issued operations expected, none was recorded\n",
        Failing.message(() -> assertThat(empty).ruleBroken("R-02", Hand.QEMU)));
    assertEquals(
        "operations issued to a BAR expected, none was recorded\n",
        Failing.message(() -> assertThat(empty).wholeBlocksOnly()));
    assertEquals(
        "payload before header: a header expected, none was recorded\n",
        Failing.message(() -> assertThat(empty).payloadBeforeHeader()));
    assertEquals(
        "signal after data: a signal expected, none was recorded\n",
        Failing.message(() -> assertThat(empty).signalAfterData()));
    assertEquals(
        "issued: 1 expected, 0 there\n", Failing.message(() -> assertThat(empty).operation()));
    assertEquals(
        "issued: operation 3 expected, 0 there\n",
        Failing.message(() -> assertThat(empty).operation(2)));
  }

  @Test
  void loadsOfConfigurationSpaceAreNoBlocks() {
    assertEquals(Outcome.OK, direct.load(15, 4, 2));
    assertThat(direct.trace).noRuleBroken().arrived().exactly(load());
    assertEquals(
        "operations issued to a BAR expected, none was recorded\n",
        Failing.message(() -> assertThat(direct.trace).delivered()));
  }

  @Test
  void configurationSpaceThatVfioKeepsBreaksNothing() {
    assertEquals(Outcome.OK, cut.store(15, 0x42, 2, 0x8000));
    assertThat(cut.trace).noRuleBroken();
    assertEquals(
        "rules: none broken expected, got vfio.config.5 by ism-vfio-pci",
        firstLine(Failing.message(() -> assertThat(cut.trace).operation().noRuleBroken())));
  }

  @Test
  void configurationSpaceThatIsRefusedCounts() {
    assertEquals(Outcome.exception(ProgramInterruption.OPERAND), direct.load(15, 6, 4));
    assertEquals(
        "rules: none broken expected, got R-26 by guest",
        firstLine(Failing.message(() -> assertThat(direct.trace).noRuleBroken())));
  }
}
