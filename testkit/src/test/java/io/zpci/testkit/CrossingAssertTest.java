package io.zpci.testkit;

import static io.zpci.testkit.Access.block;
import static io.zpci.testkit.Access.load;
import static io.zpci.testkit.Access.pcistb;
import static io.zpci.testkit.Access.pcistg;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.zpci.arch.Outcome;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What became of one operation: of a block that QEMU cuts, and of one issued wrong. */
class CrossingAssertTest {
  private static final String LADDER =
      """
        guest             pcistb 0+0x700000000 16  cc 0     000102030405060708090a0b0c0d0e0f
          qemu            pcistb 0+0x700000000 16  cc 0     000102030405060708090a0b0c0d0e0f
            ism-vfio-pci  pwrite 0+0x700000000 8   8 bytes  0001020304050607
              firmware    pcistb 0+0x700000000 8   cc 0     0001020304050607
                device    block 0+0x700000000 8    cc 0     0001020304050607
            ism-vfio-pci  pwrite 0+0x700000008 8   8 bytes  08090a0b0c0d0e0f
              firmware    pcistb 0+0x700000008 8   cc 0     08090a0b0c0d0e0f
                device    block 0+0x700000008 8    cc 0     08090a0b0c0d0e0f
      """;

  private static final String CUT =
      """
      operation 1 of 1, pcistb 0+0x700000000 16: cut by qemu, R-03: 2 blocks of 8 arrived; what \
      should hold: One block of the source is one PCISTB and one operation of the device, neither \
      cut nor merged.
      """
          + LADDER;

  private final IsmGuest guest = new IsmGuest("ism-vfio-pci");
  private final long to = guest.dmb.token();

  CrossingAssertTest() {
    assertEquals(Outcome.OK, guest.block(0, to, Bytes.counting(0, 16)));
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private CrossingAssert cut() {
    return assertThat(guest.trace).operation();
  }

  @Test
  void aCutBlock() {
    cut()
        .is(pcistb(0, to, 16).of(Bytes.counting(0, 16)))
        .verdict(Verdict.CUT)
        .brokenBy(Hand.QEMU)
        .rule("R-03")
        .atMost(2, Cost.SYSCALL)
        .atMost(4);
    cut().arrived().exactly(block(), block());
    cut().at(Hand.ISM_VFIO_PCI).count(2);
  }

  @Test
  void anotherOperation() {
    assertEquals(
        """
        issued: pcistg 0+0x700000000 16 expected, got \
        pcistb 0+0x700000000 16 of 000102030405060708090a0b0c0d0e0f
        differs in the operation
        """
            + CUT,
        Failing.message(() -> cut().is(pcistg(0, to, 16))));
  }

  @Test
  void anotherVerdict() {
    assertEquals(
        "verdict: delivered expected, got cut by qemu, R-03\n" + CUT,
        Failing.message(() -> cut().delivered()));
    assertEquals(
        "verdict: lost expected, got cut by qemu, R-03\n" + CUT,
        Failing.message(() -> cut().verdict(Verdict.LOST)));
    assertEquals(
        "delivered\n-- but was\ncut by qemu, R-03\n", Failing.values(() -> cut().delivered()));
    assertSame(guest.trace.roots().getFirst(), Failing.error(() -> cut().delivered()).operation());
  }

  @Test
  void anotherHand() {
    assertEquals(
        "broken by: vfio expected, got qemu\n" + CUT,
        Failing.message(() -> cut().brokenBy(Hand.VFIO)));
  }

  @Test
  void anotherRule() {
    assertEquals(
        "rule: R-02 expected, got R-03\n" + CUT, Failing.message(() -> cut().rule("R-02")));
  }

  @Test
  void someRule() {
    assertEquals(
        "rules: none broken expected, got R-03 by qemu\n" + CUT,
        Failing.message(() -> cut().noRuleBroken()));
  }

  @Test
  void piecesAreNoWholeBlock() {
    assertEquals(
        "arrived: 1 block of 16 expected, got 2 blocks of 8\n" + CUT,
        Failing.message(() -> cut().wholeBlocksOnly()));
    assertEquals(
        "1 block of 16\n-- but was\n2 blocks of 8\n",
        Failing.values(() -> cut().wholeBlocksOnly()));
  }

  @Test
  void tooExpensive() {
    assertEquals(
        "paid for: at most 1 syscall expected, 2 counted\n" + CUT,
        Failing.message(() -> cut().atMost(1, Cost.SYSCALL)));
    assertEquals(
        "paid for: at most 3 crossings expected, 4 counted\n" + CUT,
        Failing.message(() -> cut().atMost(3)));
  }

  @Test
  void whatArrived() {
    assertEquals(
        """
        arrived: no load
          >   1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
        """
            + CUT,
        Failing.message(() -> cut().arrived().contain(load())));
  }

  @Test
  void withoutAJudgeOfTheFunctionTheRuleOfWholeBlocksIsUnknown() {
    Crossing alone = guest.trace.roots().getFirst();
    assertThat(alone).verdict(Verdict.CUT).brokenBy(Hand.QEMU).noRuleBroken();
    assertEquals(
        "rule: R-03 expected, got none\n"
            + "operation 1 of 1, pcistb 0+0x700000000 16: cut by qemu: 2 blocks of 8 arrived\n"
            + LADDER,
        Failing.message(() -> assertThat(alone).rule("R-03")));
    assertThat(alone).judgedBy(guest.passthrough.judge()).rule("R-03");
  }

  @Test
  void anOperationIssuedWrongIsBlamedOnItsIssuer() {
    try (IsmGuest direct = new IsmGuest("lpar")) {
      assertEquals(Outcome.OK, direct.block(2, 0, Bytes.ofHex("0000000100000010")));
      CrossingAssert issued = assertThat(direct.trace).operation();
      issued.delivered().wholeBlocksOnly().brokenBy(Hand.GUEST).rule("R-08").atMost(0);
      assertEquals(
          """
          rules: none broken expected, got R-08 by guest
          operation 1 of 1, pcistb 2+0x0 8: delivered, R-08, broken by guest: every hand passed it \
          on as it was issued; what should hold: A command's payload is written before its header, \
          as one block at 8 of the request's length less 8.
            guest       pcistb 2+0x0 8  cc 0  0000000100000010
              firmware  pcistb 2+0x0 8  cc 0  0000000100000010
                device  block 2+0x0 8   cc 0  0000000100000010  breaks R-08
          (u) unverified: R-08: what hardware answers is in no source; the return code is a \
          proposal (spec ism 2.4)
          """,
          Failing.message(issued::noRuleBroken));
    }
  }

  @Test
  void nothingBrokenIsNobodys() {
    try (IsmGuest direct = new IsmGuest("lpar")) {
      assertEquals(Outcome.OK, direct.block(0, direct.dmb.token(), Bytes.counting(0, 8)));
      CrossingAssert issued = assertThat(direct.trace).operation();
      issued.delivered().noRuleBroken().wholeBlocksOnly();
      String ladder =
          """
          operation 1 of 1, pcistb 0+0x700000000 8: delivered: every hand passed it on as it was \
          issued
            guest       pcistb 0+0x700000000 8  cc 0  0001020304050607
              firmware  pcistb 0+0x700000000 8  cc 0  0001020304050607
                device  block 0+0x700000000 8   cc 0  0001020304050607
          """;
      assertEquals(
          "broken by: qemu expected, got nobody\n" + ladder,
          Failing.message(() -> issued.brokenBy(Hand.QEMU)));
    }
  }

  @Test
  void aStoreInPlaceOfABlockIsNoBlock() {
    try (IsmGuest direct = new IsmGuest("lpar")) {
      assertEquals(Outcome.error(20), direct.store(2, 0, 8, 0x0000_0001_0000_0010L));
      CrossingAssert issued = assertThat(direct.trace).operation();
      issued.verdict(Verdict.REFUSED).brokenBy(Hand.GUEST).brokenBy(Hand.DEVICE).rule("R-02");
      assertEquals(
          "rules: none broken expected, got R-02 by guest",
          Failing.message(issued::noRuleBroken).lines().findFirst().orElseThrow());
      String message = Failing.message(issued::wholeBlocksOnly);
      assertEquals(
          "arrived: blocks expected, got 1 store of 8", message.lines().findFirst().orElseThrow());
    }
  }
}
