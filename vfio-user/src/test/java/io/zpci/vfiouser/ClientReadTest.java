package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** {@code REGION_READ}. */
class ClientReadTest extends ClientTest {
  private static final String SMALL = "\"max_data_xfer_size\": 4";
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[16]);

  private static String ask(int id, int position, int region, int count) {
    return "%02x00 0900 20000000 00000000 00000000 %02x00000000000000 %02x000000 %02x000000"
        .formatted(id, position, region, count);
  }

  private static String answer(int id, int position, int region, int count, String data) {
    return "%02x00 0900 %02x000000 01000000 00000000 %02x00000000000000 %02x000000 %02x000000 %s"
        .formatted(id, 32 + data.length() / 2, position, region, count, data);
  }

  @Test
  void theBytesOfTheAnswer() throws IOException {
    VfioUserDevice device =
        connect(script -> script.expect(ask(2, 0x40, 7, 3)).send(answer(2, 0x40, 7, 3, "010203")));
    assertEquals(3, device.region(7).pread(0x40, buffer, 5, 3));
    assertBytes("0000000000 010203 0000000000000000", buffer, 0);
    finish();
  }

  @Test
  void aPositionOf64Bits() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect("0200 0900 20000000 00000000 00000000 f8ffffffffffff7f 00000000 08000000")
                .send(
                    "0200 0900 28000000 01000000 00000000 f8ffffffffffff7f 00000000 08000000"
                        + "a1a2a3a4a5a6a7a8"));
    assertEquals(8, device.region(0).pread(0x7fff_ffff_ffff_fff8L, buffer, 0, 8));
    assertBytes("a1a2a3a4a5a6a7a8", buffer, 0);
    finish();
  }

  @Test
  void moreThanAMessageMayCarryIsSeveral() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT,
            SMALL,
            script ->
                script
                    .expect(ask(2, 0, 7, 4))
                    .send(answer(2, 0, 7, 4, "01020304"))
                    .expect(ask(3, 4, 7, 4))
                    .send(answer(3, 4, 7, 4, "05060708"))
                    .expect(ask(4, 8, 7, 1))
                    .send(answer(4, 8, 7, 1, "09")));
    assertEquals(9, device.region(7).pread(0, buffer, 0, 9));
    assertBytes("010203040506070809", buffer, 0);
    finish();
  }

  @Test
  void aShortPieceIsTheLast() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT,
            SMALL,
            script ->
                script
                    .expect(ask(2, 0, 7, 4))
                    .send(answer(2, 0, 7, 4, "01020304"))
                    .expect(ask(3, 4, 7, 4))
                    .send(answer(3, 4, 7, 1, "05")));
    assertEquals(5, device.region(7).pread(0, buffer, 0, 12));
    assertBytes("0102030405 000000", buffer, 0);
    finish();
  }

  @Test
  void anErrorIsItsErrnoUnlessSomethingWasReadBefore() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT,
            SMALL,
            script ->
                script
                    .expect(ask(2, 0, 7, 4))
                    .send("0200 0900 10000000 21000000 05000000")
                    .expect(ask(3, 0, 7, 4))
                    .send(answer(3, 0, 7, 4, "01020304"))
                    .expect(ask(4, 4, 7, 1))
                    .send("0400 0900 10000000 21000000 05000000"));
    assertEquals(-5, device.region(7).pread(0, buffer, 0, 4));
    assertEquals(4, device.region(7).pread(0, buffer, 0, 5));
    finish();
  }

  @Test
  void anErrorThatIsNoErrnoIsAnError() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(ask(2, 0, 7, 4))
                .send("0200 0900 10000000 21000000 00000000")
                .expect(ask(3, 0, 7, 4))
                .send("0300 0900 10000000 21000000 eaffffff"));
    assertEquals(-5, device.region(7).pread(0, buffer, 0, 4));
    assertEquals(-5, device.region(7).pread(0, buffer, 0, 4));
    finish();
  }

  @Test
  void aBufferWithoutRoomIsNotSentFor() throws IOException {
    VfioUserDevice device = connect(ScriptedServer::expectEnd);
    assertEquals(-14, device.region(7).pread(0, buffer, 9, 8));
    assertEquals(-14, device.region(7).pread(0, buffer, -1, 1));
    assertEquals(-14, device.region(7).pread(0, buffer.asReadOnly(), 0, 1));
    assertEquals(0, device.region(7).pread(0, buffer, 0, 0));
    device.close();
    finish();
  }

  @Test
  void moreBytesThanWereAskedForEndTheConnection() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(ask(2, 0, 7, 4))
                .send(answer(2, 0, 7, 8, "0102030405060708"))
                .expectEnd());
    assertEquals(-107, device.region(7).pread(0, buffer, 0, 4));
    assertEquals("the server sent an answer to a read whose data are not what it says", failure());
    assertEquals(-107, device.region(7).pread(0, buffer, 0, 4));
    assertBytes("00000000", buffer, 0);
    finish();
  }

  @Test
  void aCountThatIsNotThatOfTheDataEndsTheConnection() throws IOException {
    VfioUserDevice device =
        connect(
            script -> script.expect(ask(2, 0, 7, 4)).send(answer(2, 0, 7, 4, "0102")).expectEnd());
    assertEquals(-107, device.region(7).pread(0, buffer, 0, 4));
    finish();
  }
}
