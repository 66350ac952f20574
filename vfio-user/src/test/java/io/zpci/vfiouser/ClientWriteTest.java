package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** {@code REGION_WRITE}, with and without a reply, and {@code REGION_WRITE_MULTI}. */
class ClientWriteTest extends ClientTest {
  private final MemorySegment data = bytes("101112131415161718191a1b1c1d1e1f");

  private static String write(int id, int flags, int position, int region, String data) {
    return "%02x00 0a00 %02x000000 %02x000000 00000000 %02x00000000000000 %02x000000 %02x000000 %s"
        .formatted(id, 32 + data.length() / 2, flags, position, region, data.length() / 2, data);
  }

  private static String answer(int id, int position, int region, int count) {
    return "%02x00 0a00 20000000 01000000 00000000 %02x00000000000000 %02x000000 %02x000000"
        .formatted(id, position, region, count);
  }

  @Test
  void theBytesAreSent() throws IOException {
    VfioUserDevice device =
        connect(
            script -> script.expect(write(2, 0, 0x18, 2, "12131415")).send(answer(2, 0x18, 2, 4)));
    assertEquals(4, device.region(2).pwrite(0x18, data, 2, 4));
    finish();
  }

  @Test
  void moreThanAMessageMayCarryIsSeveral() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT,
            "\"max_data_xfer_size\": 8",
            script ->
                script
                    .expect(write(2, 0, 0, 2, "1011121314151617"))
                    .send(answer(2, 0, 2, 8))
                    .expect(write(3, 0, 8, 2, "1819"))
                    .send(answer(3, 8, 2, 2)));
    assertEquals(10, device.region(2).pwrite(0, data, 0, 10));
    finish();
  }

  @Test
  void anErrorIsItsErrno() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script.expect(write(2, 0, 0, 9, "10")).send("0200 0a00 10000000 21000000 16000000"));
    assertEquals(-22, device.region(9).pwrite(0, data, 0, 1));
    finish();
  }

  @Test
  void aServerThatWroteMoreThanItGotIsLeft() throws IOException {
    VfioUserDevice device =
        connect(
            script -> script.expect(write(2, 0, 0, 2, "10")).send(answer(2, 0, 2, 2)).expectEnd());
    assertEquals(-107, device.region(2).pwrite(0, data, 0, 1));
    assertEquals("the server sent an answer to a write of more than was written", failure());
    finish();
  }

  @Test
  void dataThatAreNotThereAreNotSent() throws IOException {
    VfioUserDevice device = connect(ScriptedServer::expectEnd);
    assertEquals(-14, device.region(2).pwrite(0, data, 12, 8));
    assertEquals(0, device.region(2).pwrite(0, data, 0, 0));
    device.close();
    finish();
  }

  @Test
  void postedWritesToBarsNeedNoAnswerThoseToConfigurationSpaceDo() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withPostedWrites(),
            script ->
                script
                    .expect(write(2, 0x10, 0, 0, "10"))
                    .expect(write(3, 0x10, 8, 5, "1011121314151617"))
                    .expect(write(4, 0, 4, 7, "1011"))
                    .send(answer(4, 4, 7, 2)));
    assertEquals(1, device.region(0).pwrite(0, data, 0, 1));
    assertEquals(8, device.region(5).pwrite(8, data, 0, 8));
    assertEquals(2, device.region(7).pwrite(4, data, 0, 2));
    finish();
  }

  @Test
  void gatheredWritesGoAheadOfAnyOtherMessage() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withGatheredWrites(),
            "\"write_multiple\": true",
            script ->
                script
                    .expect(
                        "0200 0f00 48000000 10000000 00000000 0200000000000000"
                            + "4000000000000000 00000000 01000000 1000000000000000"
                            + "4800000000000000 02000000 08000000 1112131415161718")
                    .expect(write(3, 0x10, 0, 0, "101112131415161718"))
                    .expect(
                        "0400 0f00 30000000 10000000 00000000 0100000000000000"
                            + "0000000000000000 00000000 02000000 1011000000000000")
                    .expect("0500 0d00 10000000 00000000 00000000")
                    .send("0500 0d00 10000000 01000000 00000000"));
    assertEquals(1, device.region(0).pwrite(0x40, data, 0, 1));
    assertEquals(8, device.region(2).pwrite(0x48, data, 1, 8));
    assertEquals(9, device.region(0).pwrite(0, data, 0, 9), "too wide to be gathered");
    assertEquals(2, device.region(0).pwrite(0, data, 0, 2));
    assertEquals(0, device.reset());
    finish();
  }

  @Test
  void twoHundredWritesAreAMessage() throws IOException {
    StringBuilder all = new StringBuilder("0200 0f00 d8120000 10000000 00000000 c800000000000000");
    for (int i = 0; i < 200; i++) {
      all.append("%02x00000000000000 01000000 04000000 1011121300000000".formatted(i));
    }
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withGatheredWrites(),
            "\"write_multiple\": true",
            script ->
                script
                    .expect(all.toString())
                    .expect(
                        "0300 0f00 30000000 10000000 00000000 0100000000000000"
                            + "c800000000000000 01000000 04000000 1011121300000000"));
    for (int i = 0; i < 201; i++) {
      assertEquals(4, device.region(1).pwrite(i, data, 0, 4));
    }
    assertEquals(0, device.flush());
    finish();
  }

  @Test
  void aServerThatDoesNotTakeThemGetsOneByOne() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withGatheredWrites(),
            script -> script.expect(write(2, 0x10, 0, 0, "10")));
    assertEquals(1, device.region(0).pwrite(0, data, 0, 1));
    finish();
  }
}
