package io.zpci.tests;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds whose lines are independent and have {@code accesses}. */
final class LineFields {
  private static final List<String> DIRECTIONS = List.of("r", "w");
  private static final int REGION_MAX = 63;
  private static final int COUNT_MAX = 1 << 24;

  /** How many bytes of what was read a recording of vfio accesses keeps. */
  private static final int RESULT_MAX = 256;

  private LineFields() {}

  /** One more access of a line. */
  private interface Access {
    void find(Site.Found found, int at, ObjectNode line, int index, ObjectNode access);
  }

  private static void accesses(Site.Found found, int at, ObjectNode line, Access fields) {
    List<ObjectNode> accesses = ComparedFields.objects(line, "accesses");
    for (int i = 0; i < accesses.size(); i++) {
      int index = i;
      found.add(
          at,
          "access dropped",
          (node, _) -> {
            ((ArrayNode) node.get("accesses")).remove(index);
            return true;
          });
      fields.find(found, at, line, i, accesses.get(i));
    }
  }

  /** A change of access {@code index} of a line. */
  private static void inAccess(
      Site.Found found, int at, int index, String field, Site.Change change) {
    found.add(
        at,
        "access " + field,
        (node, random) -> change.make((ObjectNode) node.get("accesses").get(index), random));
  }

  private static void inAccess(
      Site.Found found, int at, int index, String field, long low, long high) {
    inAccess(
        found,
        at,
        index,
        field,
        (access, random) -> Alteration.number(access, field, low, high, random));
  }

  /** Kind linux-io: the instructions. */
  static List<Site> linuxIo(List<ObjectNode> recording) {
    List<String> words = List.of("pcilg", "pcistg", "pcistb", "pcilgi", "pcistgi", "pcistbi");
    Site.Found found = new Site.Found();
    for (int at = 1; at < recording.size(); at++) {
      accesses(
          found,
          at,
          recording.get(at),
          (sites, line, _, i, _) -> {
            inAccess(
                sites, line, i, "op", (node, random) -> Alteration.word(node, "op", words, random));
            for (String field : List.of("bar", "offset", "len")) {
              inAccess(sites, line, i, field, Long.MIN_VALUE, Long.MAX_VALUE);
            }
          });
    }
    return found.all();
  }

  /** Kind vfio-accesses: results, and what reached the device. Two sections are left out. */
  static List<Site> vfioAccesses(List<ObjectNode> recording) {
    Site.Found found = new Site.Found();
    for (int at = 1; at < recording.size(); at++) {
      ObjectNode line = recording.get(at);
      String section = line.path("section").asString("");
      if (section.equals("cfg") || section.equals("irq")) {
        continue;
      }
      found.add(at, "ret", (node, random) -> Alteration.anyNumber(node, "ret", random));
      found.add(at, "errno", (node, random) -> Alteration.anyNumber(node, "errno", random));
      if (line.has("result")) {
        found.add(at, "result", LineFields::result);
      }
      // Added to a line that has none it could be true by chance: the format lets it be absent.
      if (line.has("filled_ff")) {
        found.add(
            at, "filled_ff", (node, random) -> Alteration.anyNumber(node, "filled_ff", random));
      }
      accesses(found, at, line, LineFields::vfioAccess);
    }
    return found.all();
  }

  private static boolean result(ObjectNode node, RandomGenerator random) {
    if (random.nextInt(4) == 0 && !node.get("result").stringValue().isEmpty()) {
      return Alteration.none(node, "result");
    }
    Alteration.bytes(node, "result", random);
    return true;
  }

  private static void vfioAccess(
      Site.Found found, int at, ObjectNode line, int index, ObjectNode access) {
    boolean block = access.has("pcistb");
    if (!block) {
      inAccess(
          found,
          at,
          index,
          "rw",
          (node, random) -> Alteration.word(node, "rw", DIRECTIONS, random));
    }
    inAccess(found, at, index, block ? "bar" : "region", 0, REGION_MAX);
    inAccess(found, at, index, "offset", Long.MIN_VALUE, Long.MAX_VALUE);
    inAccess(found, at, index, block ? "len" : "count", 0, COUNT_MAX);
    if (!access.has("data")) {
      return;
    }
    inAccess(found, at, index, "data gone", (node, _) -> Alteration.none(node, "data"));
    boolean read = !block && access.get("rw").stringValue().equals("r");
    long in = access.get("offset").longValue() - line.get("op").get("offset").longValue();
    // What a device answered behind the bytes that the line shows is nobody's to compare.
    long compared =
        read ? Math.min(RESULT_MAX - in, access.get("count").longValue()) : Long.MAX_VALUE;
    if (compared > 0) {
      inAccess(
          found,
          at,
          index,
          "data",
          (node, random) -> {
            int bytes = Alteration.bytes(node, "data").length;
            if (compared < bytes) {
              return Alteration.byteAt(node, "data", random.nextInt((int) compared), random);
            }
            Alteration.bytes(node, "data", random);
            return true;
          });
    }
  }

  /** Kind instructions: outcome, accesses, QEMU's MSI-X table, and the line against itself. */
  static List<Site> instructions(List<ObjectNode> recording) {
    Site.Found found = new Site.Found();
    for (int at = 1; at < recording.size(); at++) {
      ObjectNode line = recording.get(at);
      boolean block = line.get("op").stringValue().equals("pcistb");
      found.add(at, "insn", block ? LineFields::blockInstruction : LineFields::instruction);
      for (String register : List.of("r1", block ? "r3" : "r2")) {
        found.add(at, register, (node, random) -> Alteration.number(node, register, 0, 15, random));
      }
      if (block) {
        found.add(
            at,
            "source",
            (node, random) -> {
              Alteration.bytes(node, "source", random);
              return true;
            });
      }
      outcome(found, at);
      accesses(
          found,
          at,
          line,
          (sites, number, _, i, _) -> {
            inAccess(
                sites,
                number,
                i,
                "rw",
                (node, random) -> Alteration.word(node, "rw", DIRECTIONS, random));
            inAccess(sites, number, i, "region", 0, 8);
            inAccess(sites, number, i, "offset", Long.MIN_VALUE, Long.MAX_VALUE);
            inAccess(sites, number, i, "count", 0, Integer.MAX_VALUE);
            inAccess(
                sites,
                number,
                i,
                "data",
                (node, random) -> {
                  Alteration.bytes(node, "data", random);
                  return true;
                });
          });
      table(found, at, line);
    }
    return found.all();
  }

  /** Every bit of PCILG and PCISTG is opcode, register or 0. */
  private static boolean instruction(ObjectNode line, RandomGenerator random) {
    return Alteration.bytes(line, "insn", random);
  }

  /**
   * Of PCISTB the opcode and the registers, and the displacement where the line shows the base: in
   * most lines base and displacement make an address that nothing else on the line tells.
   */
  private static boolean blockInstruction(ObjectNode line, RandomGenerator random) {
    int base = Alteration.bytes(line, "insn")[2] >>> 4 & 0xf;
    boolean shown =
        base == 0 || base == line.get("r1").intValue() || base == line.get("r3").intValue();
    int[] bytes = shown ? new int[] {0, 1, 3, 4, 5} : new int[] {0, 1, 5};
    return Alteration.byteAt(line, "insn", bytes[random.nextInt(bytes.length)], random);
  }

  private static void outcome(Site.Found found, int at) {
    List<String> words =
        List.of("operation", "privileged", "protection", "addressing", "specification", "operand");
    found.add(
        at,
        "exception",
        inOutcome(
            "exception", (node, random) -> Alteration.word(node, "exception", words, random)));
    found.add(at, "cc", inOutcome("cc", inRange("cc", 3)));
    found.add(at, "status", inOutcome("status", inRange("status", 255)));
    found.add(
        at,
        "loaded",
        inOutcome(
            "loaded",
            (node, random) -> {
              if (node.get("loaded").isNull()) {
                node.put("loaded", "0x0");
              }
              return Alteration.anyNumber(node, "loaded", random);
            }));
    found.add(
        at,
        "request_after",
        (node, random) ->
            Alteration.anyNumber((ObjectNode) node.get("outcome"), "request_after", random));
  }

  private static Site.Change inRange(String field, int high) {
    return (node, random) -> {
      if (node.get(field).isNull()) {
        node.put(field, random.nextInt(high + 1));
        return true;
      }
      return Alteration.number(node, field, 0, high, random);
    };
  }

  /** In {@code outcome}: a value becomes null or another value; null becomes a value. */
  private static Site.Change inOutcome(String field, Site.Change other) {
    return (line, random) -> {
      ObjectNode outcome = (ObjectNode) line.get("outcome");
      if (!outcome.get(field).isNull() && random.nextInt(3) == 0) {
        return Alteration.none(outcome, field);
      }
      return other.make(outcome, random);
    };
  }

  private static void table(Site.Found found, int at, ObjectNode line) {
    if (!line.has("msix_changed")) {
      found.add(
          at,
          "msix_changed added",
          (node, random) -> {
            node.putObject("msix_changed")
                .put("offset", random.nextInt(64))
                .put("data", "%02x".formatted(random.nextInt(256)));
            return true;
          });
      return;
    }
    found.add(
        at,
        "msix_changed gone",
        (node, _) -> {
          node.remove("msix_changed");
          return true;
        });
    found.add(
        at,
        "msix_changed offset",
        (node, random) ->
            Alteration.anyNumber((ObjectNode) node.get("msix_changed"), "offset", random));
    found.add(
        at,
        "msix_changed data",
        (node, random) -> {
          Alteration.bytes((ObjectNode) node.get("msix_changed"), "data", random);
          return true;
        });
  }
}
