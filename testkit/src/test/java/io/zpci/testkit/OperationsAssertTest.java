package io.zpci.testkit;

import static io.zpci.testkit.Access.any;
import static io.zpci.testkit.Access.block;
import static io.zpci.testkit.Access.load;
import static io.zpci.testkit.Access.pcilg;
import static io.zpci.testkit.Access.pcistb;
import static io.zpci.testkit.Access.pcistg;
import static io.zpci.testkit.Access.store;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.arch.Outcome;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Judge;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What was seen at a boundary, of two operations on ism-vfio-pci: a block of 16, which QEMU cuts
 * into two, and a load.
 */
class OperationsAssertTest {
  private static final String CUT =
      """
      operation 1 of 2, pcistb 0+0x700000000 16: cut by qemu, R-03: 2 blocks of 8 arrived; what \
      should hold: One block of the source is one PCISTB and one operation of the device, neither \
      cut nor merged.
        guest             pcistb 0+0x700000000 16  cc 0     000102030405060708090a0b0c0d0e0f
          qemu            pcistb 0+0x700000000 16  cc 0     000102030405060708090a0b0c0d0e0f
            ism-vfio-pci  pwrite 0+0x700000000 8   8 bytes  0001020304050607
              firmware    pcistb 0+0x700000000 8   cc 0     0001020304050607
                device    block 0+0x700000000 8    cc 0     0001020304050607
            ism-vfio-pci  pwrite 0+0x700000008 8   8 bytes  08090a0b0c0d0e0f
              firmware    pcistb 0+0x700000008 8   cc 0     08090a0b0c0d0e0f
                device    block 0+0x700000008 8    cc 0     08090a0b0c0d0e0f
      """;

  private static final String LOADED =
      """
      operation 2 of 2, pcilg 15+0x6 2: delivered: every hand passed it on as it was issued
        guest             pcilg 15+0x6 2   cc 0     1000
          qemu            pcilg 15+0x6 2   cc 0     1000
            ism-vfio-pci  pread 15+0x6 2   2 bytes  1000
              host-linux  ioread 15+0x6 2  done     1000
                firmware  pcilg 15+0x6 2   cc 0     1000
                  device  load 15+0x6 2    cc 0     1000
      """;

  private final IsmGuest guest = new IsmGuest("ism-vfio-pci");
  private final long to = guest.dmb.token();

  OperationsAssertTest() {
    assertEquals(Outcome.OK, guest.block(0, to, Bytes.counting(0, 16)));
    assertEquals(Outcome.OK, guest.load(15, 6, 2));
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private OperationsAssert arrived() {
    return assertThat(guest.trace).arrived();
  }

  @Test
  void whatIsAsExpectedPasses() {
    assertThat(guest.trace)
        .issued()
        .exactly(pcistb(0, to, 16).of(Bytes.counting(0, 16)), pcilg(15, 6, 2).of("1000"));
    arrived()
        .exactly(List.of(pcistb(0, to, 8), pcistb(0, to + 8, 8).ending(Outcome.OK), load()))
        .inOrder(block(), load())
        .inOrder(block(), block())
        .contain(pcilg(15, 6, 2))
        .onlyThose(block(), load())
        .no(store())
        .count(3);
    arrived().in(0).count(2);
    arrived().those(load()).exactly(pcilg(15, 6, 2));
    assertThat(guest.trace).at(Hand.HOST_LINUX).exactly(Access.of(Operation.IOREAD));
    assertThat(guest.trace).at(Hand.VFIO).nothing();
  }

  @Test
  void exactlyShowsTheFirstDifference() {
    assertEquals(
        """
        arrived: the first difference is at 2 (2 expected, 3 there)
              1  pcistb 0+0x700000000 8 of 0001020304050607
          >   2  expected  pcistb 0+0x700000008 8 of 08090a0b0c0d0eff
                 but was   pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
                 differs   in byte 0x7: expected ff, was 0f
              3  pcilg 15+0x6 2 of 1000
        """
            + CUT,
        Failing.message(() ->
            arrived().exactly(pcistb(0, to, 8), pcistb(0, to + 8, 8).of("08090a0b0c0d0eff"))));
  }

  @Test
  void exactlyGivesBothListsToCompare() {
    assertEquals(
        """
        pcistb 0+0x700000000 8
        pcistg 0+0x700000008 8
        -- but was
        pcistb 0+0x700000000 8
        pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
        pcilg 15+0x6 2 of 1000
        """,
        Failing.values(() -> arrived().exactly(pcistb(0, to, 8), pcistg(0, to + 8, 8))));
  }

  @Test
  void exactlySaysWhatIsTooMany() {
    assertEquals(
        """
        arrived: the first difference is at 3 (2 expected, 3 there)
              1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
          >   3  expected  nothing more
                 but was   pcilg 15+0x6 2 of 1000
        """
            + LOADED,
        Failing.message(() -> arrived().exactly(block(), block())));
  }

  @Test
  void exactlySaysWhatIsMissing() {
    assertEquals(
        """
        arrived in space 0: the first difference is at 3 (3 expected, 2 there)
              1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
          >   3  expected  pcistb 0+0x700000010 8
                 but was   nothing more
        """
            + LOADED,
        Failing.message(() -> arrived().in(0).exactly(block(), block(), pcistb(0, to + 16, 8))));
  }

  @Test
  void orderSaysThatItCameBefore() {
    assertEquals(
        """
        arrived: no block behind pcilg 15+0x6 2 of 1000; it came before, at 1
          >   1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
          >   3  pcilg 15+0x6 2 of 1000
        """
            + CUT,
        Failing.message(() -> arrived().inOrder(load(), block())));
  }

  @Test
  void orderSaysWhatIsNotThere() {
    assertEquals(
        """
        arrived: no pcistg 0+0x700000008 8 behind pcistb 0+0x700000000 8 of 0001020304050607
          >   1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
              3  pcilg 15+0x6 2 of 1000
        """
            + LOADED,
        Failing.message(() -> arrived().inOrder(block(), pcistg(0, to + 8, 8))));
  }

  @Test
  void orderOfNothing() {
    assertEquals(
        """
        at vfio: no block
            nothing was seen
        """
            + CUT,
        Failing.message(() -> assertThat(guest.trace).at(Hand.VFIO).contain(block())));
  }

  @Test
  void nothingButTheseShowsTheOther() {
    assertEquals(
        """
        arrived: nothing but block, store expected, got pcilg 15+0x6 2 of 1000
              1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
          >   3  pcilg 15+0x6 2 of 1000
        """
            + LOADED,
        Failing.message(() -> arrived().onlyThose(block(), store())));
  }

  @Test
  void noneOfAKindShowsTheFirst() {
    assertEquals(
        """
        arrived: no block 0+* 8 expected, got pcistb 0+0x700000000 8 of 0001020304050607
          >   1  pcistb 0+0x700000000 8 of 0001020304050607
              2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
              3  pcilg 15+0x6 2 of 1000
        """
            + CUT,
        Failing.message(() -> arrived().no(block().in(0).length(8))));
  }

  @Test
  void nothingShowsWhatIsThere() {
    assertEquals(
        """
        arrived, load: nothing expected, got pcilg 15+0x6 2 of 1000
          >   1  pcilg 15+0x6 2 of 1000
        """
            + LOADED,
        Failing.message(() -> arrived().those(load()).nothing()));
  }

  @Test
  void tooMany() {
    assertEquals(
        """
        arrived in space 0: 1 expected, 2 there
              1  pcistb 0+0x700000000 8 of 0001020304050607
          >   2  pcistb 0+0x700000008 8 of 08090a0b0c0d0e0f
        """
            + CUT,
        Failing.message(() -> arrived().in(0).count(1)));
  }

  @Test
  void tooFew() {
    assertEquals(
        """
        issued: 3 expected, 2 there
              1  pcistb 0+0x700000000 16 of 000102030405060708090a0b0c0d0e0f
          >   2  pcilg 15+0x6 2 of 1000
        """
            + LOADED,
        Failing.message(() -> assertThat(guest.trace).issued().count(3)));
  }

  @Test
  void farAwayLinesAreLeftOut() {
    guest.trace.clear();
    for (int i = 0; i < 9; i++) {
      assertEquals(Outcome.OK, guest.load(15, 4L * i, 4));
    }
    String message =
        Failing.message(() -> assertThat(guest.trace).issued().inOrder(pcilg(15, 32, 4), any()));
    assertEquals(
        """
        issued: no operation behind pcilg 15+0x20 4 of 00000000; it came before, at 1
          >   1  pcilg 15+0x0 4 of 1410ed04
              2  pcilg 15+0x4 4 of 06001000
              3  pcilg 15+0x8 4 of 00000000
              4  pcilg 15+0xc 4 of 00000000
                 ..
              6  pcilg 15+0x14 4 of 00000000
              7  pcilg 15+0x18 4 of 0c000000
              8  pcilg 15+0x1c 4 of 00000000
          >   9  pcilg 15+0x20 4 of 00000000
        """,
        message.substring(0, message.indexOf("operation 1 of")));
  }

  @Test
  void arrivalsAloneHaveNoLadder() {
    List<Arrival> arrivals = Judge.arrivals(guest.trace.roots().getFirst());
    assertThat(arrivals).exactly(block(), block());
    assertThat(arrivals.getFirst()).exactly(pcistb(0, to, 8));
    assertEquals(
        """
        arrived: the first difference is at 1 (1 expected, 1 there)
          >   1  expected  load
                 but was   pcistb 0+0x700000000 8 of 0001020304050607
                 differs   in the operation
        """,
        Failing.message(() -> assertThat(arrivals.getFirst()).exactly(load())));
    assertNull(Failing.error(() -> assertThat(arrivals).nothing()).operation());
    assertEquals(
        """
        arrived: the first difference is at 1 (1 expected, 0 there)
          >   1  expected  load
                 but was   nothing more
        """,
        Failing.message(() -> assertThat(List.<Arrival>of()).exactly(load())));
  }
}
