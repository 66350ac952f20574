package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.workload.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recorded run of two guests, said again to this project's server. */
class TranscriptReplayerTest {
  private static final Path TWO_GUESTS =
      Path.of("../tests/recordings/vfio-user-smcd-two-guests.jsonl");
  private static final long SEED = Long.getLong("zpci.seed", 5);

  /** Changes of each kind that are tried: a replay takes sockets and threads. */
  private static final int TRIED = 40;

  /**
   * The subsystem's ids to the ROM's register, and the first capability, in configuration space.
   */
  private static final int OWN = 0x2c;

  private static final int OWN_END = 0x34;
  private static final int CAPABILITIES = 0x40;

  private final List<String> lines = Files.readAllLines(TWO_GUESTS);
  private final Random random = new Random(SEED);

  TranscriptReplayerTest() throws IOException {}

  private static Comparison replay(List<String> text) {
    return new TranscriptReplayer().replay(Recording.parse("made", text));
  }

  @Test
  void everyReplyIsWhatWasAnsweredThen() {
    Comparison comparison = new TranscriptReplayer().replay(Recording.read(TWO_GUESTS));
    assertEquals(List.of(), comparison.differences());
    assertEquals(638, comparison.operations());
    assertEquals(Map.of("gdb", 665), comparison.leftOut());
    assertEquals("vfio-user-transcript", comparison.kind());
  }

  @Test
  void whatWasSaidIsMessagesAndBlocks() {
    Transcript transcript = Transcript.parse(Recording.read(TWO_GUESTS));
    List<Transcript.Step> steps = transcript.steps();
    assertEquals(296, steps.stream().filter(Transcript.Sent.class::isInstance).count());
    assertEquals(296, steps.stream().filter(Transcript.Received.class::isInstance).count());
    List<Transcript.Block> blocks =
        steps.stream()
            .filter(Transcript.Block.class::isInstance)
            .map(Transcript.Block.class::cast)
            .toList();
    assertEquals(46, blocks.size());
    Transcript.Block first = blocks.getFirst();
    assertEquals("a", first.function());
    assertEquals(0x8002_0000_0002_0008L, first.request());
    assertEquals(8, first.offset());
    assertEquals(0x37f_e000_3aa8L, first.address());
    assertEquals(Bytes.ofHex("000000011ffff000"), first.data());
    assertEquals(0, first.cc());
    assertTrue(blocks.stream().allMatch(block -> block.cc() == 0));
  }

  /** Whether the bit at {@code at} of the reply {@code hex} is compared. */
  private static boolean isCompared(byte[] reply, int at) {
    int command = reply[2];
    if (command == 1) {
      return at < 20; // VERSION: what follows is the server's own text
    }
    if (command != 9 || at < 32) {
      return true;
    }
    int region = reply[24];
    int offset = (reply[16] & 0xff) + at - 32;
    if (region == 7) {
      return !(offset >= OWN && offset < OWN_END || offset >= CAPABILITIES)
          && !(offset >= 0x10 && offset < 0x28 && offset % 4 == 0);
    }
    return region != 2 || offset < 8;
  }

  @Test
  void noReplyCanBeChanged() {
    int tried = 0;
    while (tried < TRIED) {
      int at = 1 + random.nextInt(lines.size() - 1);
      String line = lines.get(at);
      if (line.contains("\"s2c\"")) {
        int hex = line.indexOf("\"hex\": \"") + 8;
        byte[] reply = HexFormat.of().parseHex(line.substring(hex, line.indexOf('"', hex)));
        int changed = random.nextInt(reply.length);
        boolean size = changed >= 4 && changed < 8;
        if (isCompared(reply, changed) && !size && changed != 8) {
          reply[changed] ^= (byte) (1 << random.nextInt(8));
          List<String> text = new ArrayList<>(lines);
          text.set(at, line.substring(0, hex) + HexFormat.of().formatHex(reply) + "\"}");
          assertFalse(
              replay(text).same(), () -> "-Dzpci.seed=" + SEED + ": unseen in " + text.get(at));
          tried++;
        }
      }
    }
  }

  @Test
  void noMessageCanBeLeftOut() {
    int tried = 0;
    while (tried < TRIED) {
      int at = 1 + random.nextInt(lines.size() - 1);
      if (lines.get(at).contains("\"hex\"")) {
        List<String> text = new ArrayList<>(lines);
        text.remove(at);
        assertFalse(
            replay(text).same(), () -> "-Dzpci.seed=" + SEED + ": unseen: " + lines.get(at));
        tried++;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\"P0=0704c00180000000\"', '\"P0=0704d00180000000\"', cc: 1 / 0",
    // the first command is another one, and so is what is read of it
    "0000000100000010, 0000000200000018, reply to REGION_READ: 6c00",
    // a GID that the fabric does not have
    "b2b2b2b200000002000000010000, b2b2b2b200000003000000010000, reply to REGION_READ: 8b00"
  })
  void aBlockThatIsChangedIsSeen(String from, String to, String expected) {
    List<String> text = new ArrayList<>(lines);
    for (int i = 0; i < text.size(); i++) {
      if (text.get(i).contains("\"packet\"") && text.get(i).contains(from)) {
        text.set(i, text.get(i).replace(from, to));
        break;
      }
    }
    List<String> differences =
        replay(text).differences().stream()
            .map(each -> each.what() + ": " + each.expected() + " / " + each.got())
            .toList();
    assertTrue(
        differences.stream().anyMatch(each -> each.startsWith(expected)), differences::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"fn\":\"z\",\"dir\":\"c2s\",\"nfds\":0,\"hex\":\"\"}', '\"fn\": a function of the header was expected, got \"z\"'",
    "'{\"fn\":\"a\",\"dir\":\"up\",\"nfds\":0,\"hex\":\"00000d00100000000000000000000000\"}', '\"dir\": c2s or s2c was expected, got up'",
    "'{\"fn\":\"a\",\"dir\":\"c2s\",\"nfds\":0,\"hex\":\"00000d00110000000000000000000000\"}', '\"hex\": a message as long as its header says was expected'",
    "'{\"fn\":\"a\",\"dir\":\"c2s\",\"nfds\":254,\"hex\":\"00000d00100000000000000000000000\"}', '\"nfds\": a number from 0 to 253 was expected, got 254'",
    "'{\"fn\":\"a\",\"event\":\"gone\"}', '\"event\": disconnected was expected, got \"gone\"'",
    "'{\"gdb\":\"a\",\"dir\":\"up\",\"packet\":\"g\"}', '\"dir\": us2qemu or qemu2us was expected'"
  })
  void whatCannotBeUnderstoodIsRefused(String line, String message) {
    List<String> text = List.of(lines.getFirst(), line);
    assertEquals(
        "made:2: " + message,
        assertThrows(RecordingException.class, () -> replay(text)).getMessage());
  }
}
