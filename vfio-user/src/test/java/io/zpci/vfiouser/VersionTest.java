package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import io.zpci.posix.EventFd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code VERSION}: raw bytes in, raw bytes out. */
class VersionTest extends ProtocolTest {
  /** What QEMU 11.1.2 sends. */
  private static final String QEMU =
      "{\"capabilities\": {\"pgsizes\": 4096, \"max_msg_fds\": 16, \"max_dma_maps\": 65535,"
          + " \"max_data_xfer_size\": 1048576, \"migration\": {\"max_bitmap_size\": 268435456,"
          + " \"pgsize\": 4096}, \"write_multiple\": true}}";

  private static final String OWN =
      "{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":1048576,\"pgsizes\":4096,"
          + "\"max_dma_maps\":65535,\"write_multiple\":true}}\0";

  private static byte[] version(int major, int minor, String text) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(20 + json.length)
        .order(ByteOrder.nativeOrder())
        .put(bytes("0500 0100"))
        .putInt(20 + json.length)
        .putInt(0)
        .putInt(0)
        .putShort((short) major)
        .putShort((short) minor)
        .put(json)
        .array();
  }

  private void refusedAndEnded(byte[] message, String reason) throws Exception {
    send(message);
    assertEquals("0500 0100 10000000 21000000 16000000", receive());
    assertEquals("refused 22: VERSION, id 5: " + reason, events.next());
    ended("VERSION, id 5: " + reason);
    assertNull(device.calls.poll());
    another();
  }

  @Test
  void whatQemuSendsIsAnsweredWithinQemusBuffer() throws Exception {
    byte[] request = version(0, 0, QEMU + "\0");
    assertEquals(214, request.length);
    send(request);
    byte[] reply = receiveBytes();
    assertEquals("0500 0100", wire(reply).substring(0, 9));
    assertEquals(OWN, text(reply, 20));
    assertEquals(0, ByteBuffer.wrap(reply).getInt(16));
    assertTrue(reply.length <= 214, "bytes: " + reply.length);
    assertEquals("attach 65535 false", device.call());
  }

  @Test
  void withoutTextTheDefaultsHold() throws Exception {
    negotiate();
    exchange("0100 0d00 10000000 00000000 00000000", "0100 0d00 10000000 01000000 00000000");
  }

  @Test
  void aLaterMinorVersionIsAnsweredWithZero() throws Exception {
    send(version(0, 7, "{}\0"));
    assertEquals(0, ByteBuffer.wrap(receiveBytes()).getInt(16));
    assertEquals("attach 65535 false", device.call());
  }

  @Test
  void wholeBlocksAreHonouredAndEchoedWhereAskedFor() throws Exception {
    send(
        version(
            0, 0, "{\"capabilities\":{\"max_dma_maps\":7,\"zpci_whole_blocks\":true,\"x\":1}}\0"));
    byte[] reply = receiveBytes();
    assertEquals(OWN.replace("}}", ",\"zpci_whole_blocks\":true}}"), text(reply, 20));
    assertTrue(reply.length <= 214, "bytes: " + reply.length);
    assertEquals("attach 7 true", device.call());
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals("detach", device.call());
    another();
  }

  @Test
  void wholeBlocksThatAreNotWantedAreNotEchoed() throws Exception {
    send(version(0, 0, "{\"capabilities\":{\"zpci_whole_blocks\":false}}\0"));
    assertFalse(text(receiveBytes(), 20).contains("zpci"));
    assertEquals("attach 65535 false", device.call());
  }

  @Test
  void anotherMajorVersionEnds() throws Exception {
    refusedAndEnded(version(1, 0, "{}\0"), "major version 0 was expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "{}; the text does not end with a NUL",
        "[]0; the text is no object of capabilities",
        "{\"capabilities\":70}0; the text is no object of capabilities",
        "{\"capabilities\":{\"max_msg_fds\":-1}}0; max_msg_fds is no number from 0 to 1024",
        "{\"capabilities\":{\"max_msg_fds\":1025}}0; max_msg_fds is no number from 0 to 1024",
        "{\"capabilities\":{\"max_msg_fds\":\"8\"}}0; max_msg_fds is no number from 0 to 1024",
        "{\"capabilities\":{\"max_msg_fds\":1.5}}0; max_msg_fds is no number from 0 to 1024",
        "{\"capabilities\":{\"max_data_xfer_size\":0}}0;"
            + " max_data_xfer_size is no number from 1 to 9223372036854775807",
        "{\"capabilities\":{\"max_dma_maps\":99999999999999999999}}0;"
            + " max_dma_maps is no number from 0 to 9223372036854775807",
        "{\"capabilities\":{\"pgsizes\":2048}}0; pgsizes is no multiple of 4096: 2048",
        "{\"capabilities\":{\"write_multiple\":1}}0; write_multiple is neither true nor false",
        "{\"capabilities\":{\"zpci_whole_blocks\":null}}0;"
            + " zpci_whole_blocks is neither true nor false",
      })
  void aCapabilityOutOfItsBoundsEnds(String text, String reason) throws Exception {
    String nul = text.endsWith("0") ? text.substring(0, text.length() - 1) + "\0" : text;
    refusedAndEnded(version(0, 0, nul), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "{",
        "{}{}",
        "{\"a\":1,\"a\":2}",
        "[[[[[[[[[[[[]]]]]]]]]]]]",
        "{\"capabilities\":{\"max_dma_maps\":123456789012345678901234567890}}",
        "nothing",
      })
  void whatIsNoJsonEnds(String text) throws Exception {
    send(version(0, 0, text + "\0"));
    assertEquals("0500 0100 10000000 21000000 16000000", receive());
    String line = events.next();
    assertTrue(line.startsWith("refused 22: VERSION, id 5: the text is no JSON: "), line);
    assertEquals(1, line.lines().count());
    assertTrue(events.next().startsWith("disconnected: VERSION, id 5: the text is no JSON"));
    another();
  }

  @Test
  void aTextThatIsTooLongEnds() throws Exception {
    refusedAndEnded(
        version(0, 0, "{" + " ".repeat(4096) + "}\0"), "a version and a text were expected");
  }

  @Test
  void aMessageThatIsTooShortEnds() throws Exception {
    refusedAndEnded(
        bytes("0500 0100 12000000 00000000 00000000 0000"), "a version and a text were expected");
  }

  @Test
  void nothingComesBeforeIt() throws Exception {
    send("0500 0d00 10000000 00000000 00000000");
    assertEquals("0500 0d00 10000000 21000000 16000000", receive());
    String reason = "DEVICE_RESET, id 5: the version has to be negotiated first";
    assertEquals("refused 22: " + reason, events.next());
    ended(reason);
    assertNull(device.calls.poll());
  }

  @Test
  void itComesOnce() throws Exception {
    negotiate();
    send(VERSION);
    assertEquals("0000 0100 10000000 21000000 16000000", receive());
    String reason = "VERSION, id 0: the version is negotiated already";
    assertEquals("refused 22: " + reason, events.next());
    ended(reason);
    assertEquals("detach", device.call());
  }

  @Test
  void itTakesNoDescriptors() throws Exception {
    try (EventFd event = EventFd.create()) {
      send(VERSION, event.descriptor());
      assertEquals("0000 0100 10000000 21000000 16000000", receive());
      assertEquals(
          "refused %d: VERSION, id 0: it takes no descriptors".formatted(Errno.EINVAL),
          events.next());
      ended("VERSION, id 0: it takes no descriptors");
    }
  }
}
