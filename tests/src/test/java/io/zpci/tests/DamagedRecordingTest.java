package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Replayers;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A damaged recording is compared as it is, or refused in one line that names it: no other
 * exception comes out, whatever stands in the file.
 */
class DamagedRecordingTest {
  private static final int DAMAGED = 500;
  private static final int LINES_AROUND = 30;
  private static final int FIRST_LINES = 150;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What may stand where something else was expected, as JSON. */
  private static final List<String> STRANGE =
      List.of(
          "null",
          "true",
          "-1",
          "-9223372036854775808",
          "0",
          "7",
          "255",
          "4095",
          "4096",
          "65536",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "18446744073709551615",
          "18446744073709551616",
          "-18446744073709551616",
          "1.5",
          "1e400",
          "\"\"",
          "\"0x\"",
          "\"0x-1\"",
          "\"0xffffffffffffffff\"",
          "\"0x10000000000000000\"",
          "\"0x8000000000000000\"",
          "\"abc\"",
          "\"a\\nb\\u0000\\u2028\"",
          "\"\\ud83d\\ude00\"",
          "\"ffffffffffffffff\"",
          "[]",
          "[1]",
          "[{}]",
          "[0, 16]",
          "[0, 16, 32]",
          "[-16, 9223372036854775807]",
          "{}",
          "{\"rw\": \"r\"}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ism-probe-event-unbind",
        "ism-smcd-two-guests",
        "vfio-pci-split",
        "ism-vfio-pci-under-qemu",
        "split-linux-7.2",
        "memcpy-linux-7.2",
        "qemu-instructions",
        "vfio-user-smcd-two-guests"
      })
  void isComparedOrRefusedInOneLine(String name) throws IOException {
    long seed = Long.getLong("zpci.seed", 20261121L);
    System.out.println("DamagedRecordingTest: zpci.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> all = Files.readAllLines(Stacks.recording(name));
    for (int i = 0; i < DAMAGED; i++) {
      List<String> text = around(all, random);
      int at = random.nextInt(4) == 0 ? 0 : random.nextInt(text.size());
      text.set(at, damaged(text.get(at), random));
      String refusal = refusal(name, text, "zpci.seed=" + seed + ", mutation " + i);
      if (!refusal.isEmpty()) {
        assertTrue(
            refusal.matches(name + ":[1-9][0-9]*: [^\\p{Cc}\\u2028\\u2029]+"),
            () -> "zpci.seed=" + seed + ": " + refusal);
      }
    }
  }

  /**
   * The header and some lines: the first ones, where functions are set up and their memory is used,
   * or any.
   */
  private static List<String> around(List<String> all, RandomGenerator random) {
    int most = all.size() - 1;
    boolean first = random.nextBoolean();
    int count = Math.min(most, first ? FIRST_LINES : LINES_AROUND);
    int from = first ? 1 : 1 + random.nextInt(all.size() - count);
    List<String> text = new ArrayList<>(all.subList(0, 1));
    text.addAll(all.subList(from, from + count));
    return text;
  }

  /** Why {@code text} is refused; empty where it is compared. */
  private static String refusal(String name, List<String> text, String which) {
    try {
      Replayers.replay(Recording.parse(name, text));
      return "";
    } catch (RecordingException e) {
      return String.valueOf(e.getMessage());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(which + ", " + name + ": " + String.join("\n", text), e);
    }
  }

  private static String damaged(String line, RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> line.substring(0, random.nextInt(line.length()));
      case 1 -> line.substring(random.nextInt(line.length()));
      case 2 -> {
        int at = random.nextInt(line.length());
        yield line.substring(0, at) + (char) random.nextInt(0x20, 0x7f) + line.substring(at + 1);
      }
      case 3 -> line + line;
      default -> {
        ObjectNode node = (ObjectNode) JSON.readTree(line);
        damage(node, random);
        yield node.toString();
      }
    };
  }

  /** One field of {@code node}, at any depth, is lost or becomes something else. */
  private static void damage(JsonNode node, RandomGenerator random) {
    List<JsonNode> inner = new ArrayList<>();
    node.forEach(each -> {
      if (each.isContainer() && !each.isEmpty()) {
        inner.add(each);
      }
    });
    if (!inner.isEmpty() && random.nextInt(3) > 0) {
      damage(inner.get(random.nextInt(inner.size())), random);
      return;
    }
    JsonNode strange = JSON.readTree(STRANGE.get(random.nextInt(STRANGE.size())));
    boolean lost = random.nextInt(4) == 0;
    switch (node) {
      case ObjectNode object -> {
        List<String> fields = List.copyOf(object.propertyNames());
        String field = fields.get(random.nextInt(fields.size()));
        if (lost) {
          object.remove(field);
        } else {
          object.set(field, strange);
        }
      }
      case ArrayNode array -> {
        int at = random.nextInt(array.size());
        if (lost) {
          array.remove(at);
        } else {
          array.set(at, strange);
        }
      }
      default -> throw new IllegalStateException(node.toString());
    }
  }

  @Test
  void nestsAsDeepAsItLikes() {
    String deep = "{\"a\":".repeat(100_000);
    assertEquals(
        "deep:1: not a JSON object",
        refusal("deep", List.of(deep), "deep").replaceFirst(" \\(.*", ""));
  }
}
