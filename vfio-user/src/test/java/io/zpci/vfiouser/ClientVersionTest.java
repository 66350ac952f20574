package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code VERSION}: what the client offers, and what it takes for an answer. */
class ClientVersionTest extends ClientTest {
  private static final String OFFER =
      "{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":1048576,\"pgsizes\":4096,"
          + "\"max_dma_maps\":65535,\"write_multiple\":true";

  private static String offer(String json) {
    byte[] text = (json + "}}\0").getBytes(StandardCharsets.US_ASCII);
    return "0000 0100 %s 00000000 00000000 0000 0000 %s"
        .formatted(
            HexFormat.of().toHexDigits(Integer.reverseBytes(20 + text.length)),
            HexFormat.of().formatHex(text));
  }

  /** What connecting to a server fails with that answers {@code reply}. */
  private String refusal(String reply) throws IOException {
    try (ScriptedServer server =
        ScriptedServer.in(folder).expectAny(1).send(reply).expectEnd().start()) {
      IOException refusal =
          assertThrows(
              IOException.class,
              () -> VfioUserDevice.connect(server.path(), Patience.CLIENT).close());
      server.finish();
      return String.valueOf(refusal.getMessage());
    }
  }

  @Test
  void whatItOffers() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.in(folder)
            .expect(offer(OFFER))
            .send(ScriptedServer.version(0, ""))
            .expectAny(4)
            .send("0100 0400 20000000 01000000 00000000 10000000 02000000 09000000 05000000")
            .start()) {
      try (VfioUserDevice device = VfioUserDevice.connect(server.path(), Patience.CLIENT)) {
        assertEquals(
            new Capabilities(8, 1 << 20, 65535, 4096, false, false),
            device.agreement(),
            "the defaults");
        server.finish();
      }
    }
  }

  @Test
  void wholeBlocksAreAskedForOnlyWhenToldToAndGrantedByTheServer() throws IOException {
    for (boolean granted : new boolean[] {true, false}) {
      try (ScriptedServer server =
          ScriptedServer.in(folder)
              .expect(offer(OFFER + ",\"zpci_whole_blocks\":true"))
              .send(
                  ScriptedServer.version(
                      0, "\"write_multiple\": true, \"zpci_whole_blocks\": " + granted))
              .expectAny(4)
              .send("0100 0400 20000000 01000000 00000000 10000000 02000000 09000000 05000000")
              .start()) {
        try (VfioUserDevice device =
            VfioUserDevice.connect(server.path(), Patience.CLIENT.withWholeBlocks())) {
          assertEquals(granted, device.agreement().wholeBlocks());
          assertTrue(device.agreement().writeMultiple());
          server.finish();
        }
      }
    }
  }

  @Test
  void aServerThatGrantsUnaskedIsNotTakenAtItsWord() throws IOException {
    VfioUserDevice device =
        connect(Patience.CLIENT, "\"zpci_whole_blocks\": true", script -> script);
    assertFalse(device.agreement().wholeBlocks());
    finish();
  }

  @Test
  void whatTheServerCanDoIsCutToWhatThisCan() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT,
            "\"max_msg_fds\": 1000, \"max_data_xfer_size\": 67108864, \"max_dma_maps\": 99999999",
            script -> script);
    assertEquals(new Capabilities(16, 1 << 20, 65535, 4096, false, false), device.agreement());
    finish();
  }

  @Test
  void anAnswerWithoutCapabilitiesHasTheDefaults() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.in(folder)
            .expectAny(1)
            .send("0000 0100 14000000 01000000 00000000 0000 0000")
            .expectAny(4)
            .send("0100 0400 20000000 01000000 00000000 10000000 02000000 09000000 05000000")
            .start()) {
      try (VfioUserDevice device = VfioUserDevice.connect(server.path(), Patience.CLIENT)) {
        assertEquals(new Capabilities(8, 1 << 20, 65535, 4096, false, false), device.agreement());
        server.finish();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "max_msg_fds": -1        | max_msg_fds is no number from 0 to 1024
          "max_msg_fds": "8"       | max_msg_fds is no number from 0 to 1024
          "max_data_xfer_size": 0  | max_data_xfer_size is no number from 1 to 9223372036854775807
          "max_dma_maps": 1.5      | max_dma_maps is no number from 0 to 9223372036854775807
          "pgsizes": 2048          | pgsizes is no multiple of 4096: 2048
          "write_multiple": 1      | write_multiple is neither true nor false
          """)
  void capabilitiesThatMakeNoSenseEndIt(String capabilities, String refusal) throws IOException {
    assertEquals(
        "the server's capabilities: " + refusal, refusal(ScriptedServer.version(0, capabilities)));
  }

  @Test
  void answersThatAreNoneEndIt() throws IOException {
    assertEquals(
        "version 0.0 was offered, the server speaks 0.1", refusal(ScriptedServer.version(1, "")));
    assertEquals(
        "version 0.0 was offered, the server speaks 1.0",
        refusal("0000 0100 14000000 01000000 00000000 0100 0000"));
    assertEquals(
        "the server's capabilities do not end with a NUL",
        refusal("0000 0100 16000000 01000000 00000000 0000 0000 7b7d"));
    assertTrue(
        refusal("0000 0100 16000000 01000000 00000000 0000 0000 7b00")
            .startsWith("the server's capabilities: the text is no JSON: "));
    assertEquals(
        "the server refused VERSION: EINVAL", refusal("0000 0100 10000000 21000000 16000000"));
    assertEquals(
        "the server's answer to VERSION has 2 bytes, 4 were expected",
        refusal("0000 0100 12000000 01000000 00000000 0000"));
  }

  @Test
  void nobodyListens() {
    PosixException refusal =
        assertThrows(
            PosixException.class,
            () -> VfioUserDevice.connect(folder.resolve("nothing"), Patience.CLIENT).close());
    assertEquals(2, refusal.errno());
  }

  /** What QEMU 11.1.2 sends, behind its header. */
  private static final String QEMU =
      "{\"capabilities\": {\"pgsizes\": 4096, \"max_msg_fds\": 16, \"max_dma_maps\": 65535,"
          + " \"max_data_xfer_size\": 1048576, \"migration\": {\"max_bitmap_size\": 268435456,"
          + " \"pgsize\": 4096}, \"write_multiple\": true}}\0";

  /** A reply to VERSION of {@code size} bytes. */
  private static String reply(int size) {
    byte[] text = "{}".concat(" ".repeat(size - 23)).concat("\0").getBytes(StandardCharsets.UTF_8);
    return "0000 0100 %s 01000000 00000000 0000 0000 %s"
        .formatted(
            HexFormat.of().toHexDigits(Integer.reverseBytes(size)), HexFormat.of().formatHex(text));
  }

  @Test
  void asQemuItSaysWhatQemuSaysAndTakesNoLongerReply() throws IOException {
    String request =
        "0000 0100 d6000000 00000000 00000000 0000 0000 "
            + HexFormat.of().formatHex(QEMU.getBytes(StandardCharsets.US_ASCII));
    ClientOptions options = Patience.CLIENT.withQemuGreeting();
    try (ScriptedServer server =
        ScriptedServer.in(folder)
            .expect(request)
            .send(reply(214))
            .expectAny(4)
            .send("0100 0400 20000000 01000000 00000000 10000000 02000000 09000000 05000000")
            .start()) {
      VfioUserDevice.connect(server.path(), options).close();
      server.finish();
    }
    try (ScriptedServer server =
        ScriptedServer.in(folder).expect(request).send(reply(215)).expectEnd().start()) {
      IOException refusal =
          assertThrows(
              IOException.class, () -> VfioUserDevice.connect(server.path(), options).close());
      server.finish();
      assertEquals(
          "the reply to VERSION has 215 bytes, QEMU takes no more than the 214 of its request",
          refusal.getMessage());
    }
  }
}
