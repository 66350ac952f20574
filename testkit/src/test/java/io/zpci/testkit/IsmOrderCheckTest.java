package io.zpci.testkit;

import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payload before header and signal after data: the driver's faults, then those of hands. */
class IsmOrderCheckTest {
  private static final String LOST =
      """
      operation 1 of 1, pcistb 0+0x701800000 16: lost by qemu, vfio.bar.5: nothing arrived, and \
      nobody was told; what should hold: The kernel maps the BARs of a device; those of ISM it \
      leaves alone (ENODEV).
        guest     pcistb 0+0x701800000 16  cc 0    00000000000000000000000000000000
          qemu    pcistb 0+0x701800000 16  cc 0    00000000000000000000000000000000  breaks \
      qemu.region.write
            vfio  pwrite 0+0x701800000 8   ENODEV  0000000000000000                  breaks \
      vfio.bar.5
            vfio  pwrite 0+0x701800008 8   ENODEV  0000000000000000                  breaks \
      vfio.bar.5
      """;

  private IsmGuest guest = new IsmGuest("lpar");

  @AfterEach
  void close() {
    guest.close();
  }

  private void on(String route) {
    guest.close();
    guest = new IsmGuest(route);
  }

  private void block(int space, long offset, Bytes data) {
    assertEquals(Outcome.OK, guest.block(space, offset, data));
  }

  private void payload() {
    block(2, 8, Bytes.ofHex("0000000000000007"));
  }

  private void header() {
    block(2, 0, Bytes.ofHex("0000000500000010"));
  }

  private void piece(boolean signal, int start, int length) {
    block(0, MoveOffset.of(guest.dmb.token(), 1, signal, start), Bytes.counting(0, length));
  }

  @Test
  void payloadThenHeader() {
    payload();
    header();
    assertThat(guest.trace).payloadBeforeHeader();
  }

  @Test
  void headerThenPayload() {
    header();
    payload();
    assertEquals(
        """
        payload before header, as issued: R-08 by guest: the header of command 0x5 asks for 8 \
        bytes of payload, and none was written before it
          >   1  pcistb 2+0x0 8 of 0000000500000010
              2  pcistb 2+0x8 8 of 0000000000000007
        operation 1 of 2, pcistb 2+0x0 8: delivered, R-08, broken by guest: every hand passed it \
        on as it was issued; what should hold: A command's payload is written before its header, \
        as one block at 8 of the request's length less 8.
          guest       pcistb 2+0x0 8  cc 0  0000000500000010
            firmware  pcistb 2+0x0 8  cc 0  0000000500000010
              device  block 2+0x0 8   cc 0  0000000500000010  breaks R-08
        (u) unverified: R-08: what hardware answers is in no source; the return code is a proposal \
        (spec ism 2.4)
        """,
        Failing.message(() -> assertThat(guest.trace).payloadBeforeHeader()));
    assertEquals(
        "no rule broken\n-- but was\nR-08 by guest\n",
        Failing.values(() -> assertThat(guest.trace).payloadBeforeHeader()));
  }

  @Test
  void headersThatAreRefusedHaveNoOrder() {
    on("bar-rw");
    assertEquals(
        Outcome.exception(ProgramInterruption.SPECIFICATION),
        guest.block(2, 0, Bytes.ofHex("0000000200000008")));
    assertEquals(
        """
        payload before header: no header arrived
        operation 1 of 1, pcistb 2+0x0 8: refused by qemu, qemu.pcistb.7: nothing arrived; what \
        should hold: A block is longer than 8 bytes and a multiple of 8 long.
          guest   pcistb 2+0x0 8  specification exception  0000000200000008
            qemu  pcistb 2+0x0 8  specification exception  0000000200000008  breaks qemu.pcistb.7
        """,
        Failing.message(() -> assertThat(guest.trace).payloadBeforeHeader()));
  }

  @Test
  void aPayloadThatIsCutIsNotTheHeaders() {
    on("ism-vfio-pci");
    block(2, 8, Bytes.counting(0, 16));
    assertEquals(Outcome.OK, guest.store(2, 0, 8, 0x0000_0005_0000_0018L));
    String message = Failing.message(() -> assertThat(guest.trace).payloadBeforeHeader());
    assertEquals(
        """
        payload before header, as it arrived: R-08 by qemu: the header of command 0x5 asks for 16 \
        bytes of payload, and 8 were written before it
          >   1  pcistb 2+0x8 16 of 000102030405060708090a0b0c0d0e0f
          >   2  pcistg 2+0x0 8 of 0000000500000018
        """,
        message.substring(0, message.indexOf("operation 1 of")));
  }

  @Test
  void aMoveOfTwoPieces() {
    assertEquals(0, guest.move(true, 0x0ff0, 32));
    assertThat(guest.trace).signalAfterData();
  }

  @Test
  void aSignalInEachPiece() {
    piece(true, 0x0ff0, 16);
    piece(true, 0x1000, 16);
    assertEquals(
        """
        signal after data, as issued: R-22 by guest: the signal stands in a piece that ends at \
        0x1000 of the DMB, and the next one goes on there
          >   1  pcistb 0+0x701800ff0 16 of 000102030405060708090a0b0c0d0e0f
          >   2  pcistb 0+0x701801000 16 of 000102030405060708090a0b0c0d0e0f
        what should hold: The signal flag stands in the last block of a transfer only, and tells \
        of all earlier ones.
        operation 1 of 2, pcistb 0+0x701800ff0 16: delivered: every hand passed it on as it was \
        issued
          guest       pcistb 0+0x701800ff0 16  cc 0  000102030405060708090a0b0c0d0e0f
            firmware  pcistb 0+0x701800ff0 16  cc 0  000102030405060708090a0b0c0d0e0f
              device  block 0+0x701800ff0 16   cc 0  000102030405060708090a0b0c0d0e0f
        """,
        Failing.message(() -> assertThat(guest.trace).signalAfterData()));
  }

  @Test
  void aMessageBeforeItsData() {
    piece(true, 0, 44);
    for (int i = 0; i < 9; i++) {
      piece(false, 0x100 + i * 8, 8);
    }
    String message = Failing.message(() -> assertThat(guest.trace).signalAfterData());
    assertEquals(
        """
        signal after data, as issued: R-22 by guest: the signal came before data for the same \
        token, and none follows it
          >   1  pcistb 0+0x701800000 44 of 000102030405060708090a0b0c0d0e0f..
          >   2  pcistb 0+0x701000100 8 of 0001020304050607
              3  pcistb 0+0x701000108 8 of 0001020304050607
              4  pcistb 0+0x701000110 8 of 0001020304050607
              5  pcistb 0+0x701000118 8 of 0001020304050607
        """,
        message.substring(0, message.indexOf("what should hold")));
    piece(true, 0, 44);
    assertThat(guest.trace).signalAfterData();
  }

  @Test
  void aSignalThatAHandRepeats() {
    on("ism-vfio-pci");
    assertEquals(0, guest.move(true, 0, 16));
    assertEquals(
        """
        signal after data, as it arrived: R-22 by qemu: the signal stands in piece 1 of 2 that one \
        move was cut into
          >   1  pcistb 0+0x701800000 16 of 00000000000000000000000000000000
        what should hold: The signal flag stands in the last block of a transfer only, and tells \
        of all earlier ones.
        operation 1 of 1, pcistb 0+0x701800000 16: cut by qemu, R-03: 2 blocks of 8 arrived; what \
        should hold: One block of the source is one PCISTB and one operation of the device, \
        neither cut nor merged.
          guest             pcistb 0+0x701800000 16  cc 0     00000000000000000000000000000000
            qemu            pcistb 0+0x701800000 16  cc 0     00000000000000000000000000000000
              ism-vfio-pci  pwrite 0+0x701800000 8   8 bytes  0000000000000000
                firmware    pcistb 0+0x701800000 8   cc 0     0000000000000000
                  device    block 0+0x701800000 8    cc 0     0000000000000000
              ism-vfio-pci  pwrite 0+0x701800008 8   8 bytes  0000000000000000
                firmware    pcistb 0+0x701800008 8   cc 0     0000000000000000
                  device    block 0+0x701800008 8    cc 0     0000000000000000
        """,
        Failing.message(() -> assertThat(guest.trace).signalAfterData()));
  }

  @Test
  void aSignalThatNeverArrives() {
    on("bar-rw");
    assertEquals(0, guest.move(true, 0, 16));
    assertEquals(
        "signal after data: a block never arrived, and its issuer was told that all is well\n"
            + LOST,
        Failing.message(() -> assertThat(guest.trace).signalAfterData()));
  }

  @Test
  void signalsThatAreRefusedTellNothing() {
    on("ism-vfio-pci");
    assertEquals(-Errno.ENXIO, guest.move(true, 0, 8));
    assertEquals(
        "signal after data: no signal arrived",
        Failing.message(() -> assertThat(guest.trace).signalAfterData())
            .lines()
            .findFirst()
            .orElseThrow());
  }
}
