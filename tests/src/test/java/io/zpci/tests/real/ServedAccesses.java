package io.zpci.tests.real;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.zpci.function.FunctionFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recording of kind {@code vfio-accesses} made of two sides of one run: the operations that a
 * guest's vfio-access printed, and the transcript of what reached the served function. The guest
 * marks each operation by a store of its number, 0 after the last one.
 */
final class ServedAccesses {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int HEADER = 16;
  private static final int REGION_READ = 9;
  private static final int REGION_WRITE = 10;
  private static final int REPLY = 1;
  private static final int TYPE = 0xf;
  private static final int MARK_LENGTH = 4;

  private ServedAccesses() {}

  /**
   * Writes the recording.
   *
   * @param host the guest kernel's version, as the model calls it
   * @param sections those to be compared
   * @param markRegion where the guest marks, with {@code markOffset}
   * @return the number of operations in it
   */
  static int write(
      Path recording,
      String host,
      String driver,
      FunctionFacts facts,
      List<String> sections,
      Ran guest,
      Path transcript,
      int markRegion,
      long markOffset)
      throws IOException {
    List<ArrayNode> reached = byMark(accesses(transcript), markRegion, markOffset);
    List<String> lines = new ArrayList<>();
    lines.add(header(host, driver, facts).toString());
    String section = "";
    int at = 0;
    for (String line : guest.lines()) {
      if (line.startsWith("SECTION ")) {
        section = line.substring("SECTION ".length());
      } else if (line.startsWith("OP ")) {
        ArrayNode accesses = reached.get(at++);
        if (sections.contains(section)) {
          lines.add(operation(section, line, accesses).toString());
        }
      }
    }
    if (at != reached.size()) {
      throw new AssertionError(at + " operations printed, " + reached.size() + " marked");
    }
    Files.write(recording, lines);
    return lines.size() - 1;
  }

  private static ObjectNode header(String host, String driver, FunctionFacts facts) {
    ObjectNode header = JSON.createObjectNode();
    header.put("recording", 1).put("kind", "vfio-accesses").put("workload", "this run");
    header.put("trial", "vfio").put("host", host).put("driver", driver).put("mio", false);
    header.put("below", "qemu-11.1-tcg");
    ObjectNode device = header.putObject("device");
    device.put("model", facts.model());
    device.put("vendor", "0x%x".formatted(facts.vendor()));
    device.put("device", "0x%x".formatted(facts.device()));
    ObjectNode bars = device.putObject("bars");
    for (int bar = 0; bar < facts.barSizes().size(); bar++) {
      if (facts.barSizes().get(bar) != 0) {
        bars.put(String.valueOf(bar), "0x%x".formatted(facts.barSizes().get(bar)));
      }
    }
    device.putObject("msi").put("vectors", facts.msiVectors());
    FunctionFacts.Msix msix = Objects.requireNonNull(facts.msix());
    device
        .putObject("msix")
        .put("bar", msix.bar())
        .put("table", "0x%x".formatted(msix.table()))
        .put("pba", "0x%x".formatted(msix.pba()))
        .put("vectors", msix.vectors());
    return header;
  }

  /** {@code OP 7 w 0 0x100 4 -> 4 0}, and the bytes behind it where something was read. */
  private static ObjectNode operation(String section, String line, ArrayNode accesses) {
    String[] words = line.split(" ");
    ObjectNode node = JSON.createObjectNode();
    node.put("section", section).put("n", Integer.parseInt(words[1]));
    node.putObject("op")
        .put("rw", words[2])
        .put("region", Integer.parseInt(words[3]))
        .put("offset", Long.decode(words[4]))
        .put("len", Integer.parseInt(words[5]));
    node.put("ret", Long.parseLong(words[7])).put("errno", Integer.parseInt(words[8]));
    if (words.length > 9) {
      node.put("result", words[9]);
    }
    node.set("accesses", accesses);
    return node;
  }

  /** What stands between each mark and the next one. */
  private static List<ArrayNode> byMark(List<ObjectNode> accesses, int region, long offset) {
    List<ArrayNode> found = new ArrayList<>();
    ArrayNode open = null;
    for (ObjectNode access : accesses) {
      if (isMark(access, region, offset)) {
        open = access.get("data").asString().equals("00000000") ? null : JSON.createArrayNode();
        if (open != null) {
          found.add(open);
        }
      } else if (open != null) {
        open.add(access);
      }
    }
    return found;
  }

  private static boolean isMark(ObjectNode access, int region, long offset) {
    return access.get("rw").asString().equals("w")
        && access.get("region").asInt() == region
        && access.get("offset").asLong() == offset
        && access.get("count").asInt() == MARK_LENGTH;
  }

  /** Every access to a region in the order of the transcript; a read's data is its reply's. */
  private static List<ObjectNode> accesses(Path transcript) throws IOException {
    List<ObjectNode> accesses = new ArrayList<>();
    Map<Integer, ObjectNode> asked = new HashMap<>();
    for (String line : Files.readAllLines(transcript)) {
      JsonNode told = JSON.readTree(line);
      if (told.hasNonNull("hex") && told.hasNonNull("dir")) {
        byte[] bytes = HexFormat.of().parseHex(told.get("hex").asString());
        ObjectNode access = access(bytes, told.get("dir").asString().equals("c2s"), asked);
        if (access != null) {
          accesses.add(access);
        }
      }
    }
    return accesses;
  }

  /** A message as an access; null where it is none, or completes one that is known. */
  private static @Nullable ObjectNode access(
      byte[] bytes, boolean fromClient, Map<Integer, ObjectNode> asked) {
    ByteBuffer message = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
    int id = Short.toUnsignedInt(message.getShort(0));
    int command = message.getShort(2);
    boolean reply = (message.getInt(8) & TYPE) == REPLY;
    if (command != REGION_READ && command != REGION_WRITE || reply == fromClient) {
      return null;
    }
    String data =
        HexFormat.of().formatHex(bytes, Math.min(HEADER + 16, bytes.length), bytes.length);
    if (reply) {
      ObjectNode read = asked.remove(id);
      if (read != null) {
        read.put("data", data);
      }
      return null;
    }
    ObjectNode access = JSON.createObjectNode();
    access.put("rw", command == REGION_READ ? "r" : "w");
    access.put("region", message.getInt(HEADER + 8));
    access.put("offset", message.getLong(HEADER));
    access.put("count", message.getInt(HEADER + 12));
    if (command == REGION_READ) {
      asked.put(id, access);
    } else {
      access.put("data", data);
    }
    return access;
  }
}
