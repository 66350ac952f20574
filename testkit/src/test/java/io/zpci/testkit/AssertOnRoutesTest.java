package io.zpci.testkit;

import static io.zpci.testkit.Access.move;
import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.Outcome;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.trace.Hand;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linux's ISM driver and some bad ones, on the routes: which hand and rule the assertions name. */
class AssertOnRoutesTest {
  private static String firstLine(Executable assertion) {
    return Failing.message(assertion).lines().findFirst().orElseThrow();
  }

  /** Routes that deliver blocks, and who issues there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpar",
        "interpretation",
        "ism-vfio-pci-process",
        "zpci-io-region",
        "relaxed-pwrite"
      })
  void theDriverIsRightWhereBlocksArrive(String route) {
    try (IsmGuest guest = new IsmGuest(route)) {
      assertEquals(0, guest.driver.probe());
      assertThat(guest.trace).noRuleBroken().delivered().wholeBlocksOnly().payloadBeforeHeader();
      guest.trace.clear();
      assertEquals(0, guest.move(true, 0xff0, 5000));
      long token = guest.dmb.token();
      assertThat(guest.trace)
          .noRuleBroken()
          .delivered()
          .wholeBlocksOnly()
          .signalAfterData()
          .arrived()
          .exactly(
              move(token, 0xff0, 16).silent(),
              move(token, 0x1000, 4096).silent(),
              move(token, 0x2000, 888).signalling());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bar-rw, vfio.bar.5, ': a block never arrived, and its issuer was told that all is well'",
    "ism-vfio-pci, R-03, ', as it arrived: R-22 by qemu: the signal stands in piece 1 of 2 that one"
        + " move was cut into'"
  })
  void qemuIsNamedWhereItCutsBlocks(String route, String rule, String signal) {
    try (IsmGuest guest = new IsmGuest(route)) {
      assertEquals(-Errno.EIO, guest.driver.probe());
      assertThat(guest.trace).ruleBroken("qemu.pcistb.7", Hand.QEMU);
      assertEquals(
          "rules: none broken expected, got qemu.pcistb.7 by qemu",
          firstLine(() -> assertThat(guest.trace).noRuleBroken()));
      assertEquals(
          "payload before header: no header arrived",
          firstLine(() -> assertThat(guest.trace).payloadBeforeHeader()));
      guest.trace.clear();
      assertEquals(0, guest.move(true, 0xff0, 32));
      assertThat(guest.trace).ruleBroken(rule, Hand.QEMU);
      assertEquals(
          "rules: none broken expected, got " + rule + " by qemu",
          firstLine(() -> assertThat(guest.trace).noRuleBroken()));
      assertEquals(
          "signal after data" + signal, firstLine(() -> assertThat(guest.trace).signalAfterData()));
    }
  }

  @ParameterizedTest
  @CsvSource({"lpar, guest", "zpci-io-region, guest", "ism-vfio-pci-process, process"})
  void aDriverThatIsWrongIsNamedBehindEachRoute(String route, String issuer) {
    try (IsmGuest guest = new IsmGuest(route)) {
      long token = guest.dmb.token();
      int _ = guest.block(2, 0, Bytes.ofHex("0000000400000010"));
      int _ = guest.block(2, 8, Bytes.counting(0, 8));
      assertEquals(
          "rules: none broken expected, got R-08 by " + issuer,
          firstLine(() -> assertThat(guest.trace).noRuleBroken()));
      assertThat(guest.trace).ruleBroken("R-08", new Hand(issuer));
      guest.trace.clear();
      assertEquals(
          Outcome.OK, guest.block(0, MoveOffset.of(token, 1, true, 0xff0), Bytes.counting(0, 16)));
      assertEquals(
          Outcome.OK, guest.block(0, MoveOffset.of(token, 1, true, 0x1000), Bytes.counting(0, 16)));
      assertThat(guest.trace).noRuleBroken().delivered();
      assertEquals(
          "signal after data, as issued: R-22 by "
              + issuer
              + ": the signal stands in a piece that ends at 0x1000 of the DMB, and the next one"
              + " goes on there",
          firstLine(() -> assertThat(guest.trace).signalAfterData()));
    }
  }

  /** A process has no store of its own: what it writes is a block. */
  @ParameterizedTest
  @CsvSource({"lpar, R-02 by guest", "interpretation, R-02 by guest", "bar-rw, vfio.bar.5 by vfio"})
  void aStoreInPlaceOfABlock(String route, String broken) {
    try (IsmGuest guest = new IsmGuest(route)) {
      int _ = guest.store(2, 0, 8, 0x0000_0004_0000_0010L);
      assertEquals(
          "rules: none broken expected, got " + broken,
          firstLine(() -> assertThat(guest.trace).noRuleBroken()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lpar, R-05 by guest",
    "ism-vfio-pci, qemu.pcistb.8 by qemu",
    "zpci-io-region, qemu.pcistb.8 by qemu",
    "ism-vfio-pci-process, ism-vfio-pci.write.2 by ism-vfio-pci"
  })
  void aMoveAcrossAPage(String route, String broken) {
    try (IsmGuest guest = new IsmGuest(route)) {
      int outcome =
          guest.block(0, MoveOffset.of(guest.dmb.token(), 1, false, 0xff0), Bytes.counting(0, 32));
      assertNotEquals(Outcome.OK, outcome);
      assertEquals(
          "rules: none broken expected, got " + broken,
          firstLine(() -> assertThat(guest.trace).noRuleBroken()));
      assertThat(guest.trace).nothingReachedDevice();
    }
  }
}
