package io.zpci.tests;

import io.zpci.ism.IsmCommand;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kind function-operations: outputs, what loads gave, and inputs without which something else comes
 * out.
 *
 * <p>Not here, because another recording may be just that and be true: a guest that reads less of a
 * response, is reset once less, unmaps later or not yet, leaves its interrupts enabled; and what a
 * block says as long as it arrives.
 */
final class FunctionOperationsFields implements ComparedFields {
  private static final long WORD = 0xffff_ffffL;
  private static final List<String> COMMANDS =
      Arrays.stream(IsmCommand.values()).map(Enum::name).toList();

  /** Fields that are numbers, with the largest that each may hold. */
  private static final Map<String, Long> NUMBERS =
      Map.ofEntries(
          Map.entry("ret", 0xffffL),
          Map.entry("idx", Long.MAX_VALUE),
          Map.entry("type", WORD),
          Map.entry("code", WORD),
          Map.entry("tok", Long.MAX_VALUE),
          Map.entry("info", Long.MAX_VALUE),
          Map.entry("dmbe", WORD),
          Map.entry("off", WORD),
          Map.entry("len", WORD),
          Map.entry("index", WORD),
          Map.entry("vector", WORD),
          Map.entry("sba", Long.MAX_VALUE),
          Map.entry("ieq", Long.MAX_VALUE),
          Map.entry("dmb", Long.MAX_VALUE),
          Map.entry("rgid", Long.MAX_VALUE),
          Map.entry("vlan", Long.MAX_VALUE),
          Map.entry("vlan_valid", Long.MAX_VALUE),
          Map.entry("trig", Long.MAX_VALUE));

  FunctionOperationsFields() {}

  @Override
  public List<Site> of(List<ObjectNode> recording) {
    Site.Found found = new Site.Found();
    List<String> functions = List.copyOf(recording.getFirst().get("functions").propertyNames());
    Map<String, Integer> commands = new HashMap<>();
    for (int at = 1; at < recording.size(); at++) {
      ObjectNode line = recording.get(at);
      String op = line.get("op").stringValue();
      switch (op) {
        case "ism-command", "dmb-move", "irq" -> output(found, at, line, functions);
        case "ieq-event" -> {
          if (line.has("cause")) {
            found.drop(at, "injection");
            number(found, at, "ieq-event", "idx");
          } else {
            output(found, at, line, functions);
          }
        }
        case "pcistb" -> {
          found.drop(at, op);
          if (line.get("bar").intValue() == 2 && line.get("offset").longValue() == 0) {
            commands.put(
                line.get("fn").stringValue(),
                Integer.parseUnsignedInt(line.get("data").stringValue().substring(0, 8), 16));
          }
        }
        case "pcilg" -> {
          found.drop(at, op);
          load(found, at, line, commands.get(line.get("fn").stringValue()));
        }
        case "dma_map" -> found.drop(at, op);
        case "dma_unmap" -> found.add(at, "had", (node, _) -> Alteration.flag(node, "had"));
        case "set_irqs" -> {
          if (line.get("nfds").intValue() > 0) {
            found.drop(at, op);
          }
        }
        case "reset" -> {}
        default -> throw new IllegalStateException(op);
      }
    }
    return found.all();
  }

  private static void output(Site.Found found, int at, ObjectNode line, List<String> functions) {
    String op = line.get("op").stringValue();
    found.drop(at, op);
    for (String field : line.propertyNames()) {
      switch (field) {
        case "op", "s" -> {}
        case "cmd" ->
            found.add(
                at,
                "cmd",
                (node, random) -> {
                  String old = node.get("cmd").stringValue();
                  Alteration.word(node, "cmd", COMMANDS, random);
                  if (node.get("cmd").stringValue().startsWith(old)) { // ADD_VLAN is ADD_VLAN_ID
                    node.put("cmd", "UNREG_SBA");
                  }
                  return true;
                });
        case "fn" -> {
          if (functions.size() > 1) {
            found.add(
                at, op + " fn", (node, random) -> Alteration.word(node, "fn", functions, random));
          }
        }
        case "sf" ->
            found.add(
                at, op + " sf", (node, random) -> Alteration.number(node, "sf", 0, 1, random));
        default -> number(found, at, op, field);
      }
    }
  }

  private static void number(Site.Found found, int at, String op, String field) {
    long high = NUMBERS.get(field);
    // Numbers of 64 bits have no sign: any is allowed.
    long low = high == Long.MAX_VALUE ? Long.MIN_VALUE : 0;
    found.add(
        at, op + " " + field, (node, random) -> Alteration.number(node, field, low, high, random));
  }

  private static void load(Site.Found found, int at, ObjectNode line, int command) {
    int offset = line.get("offset").intValue();
    boolean query = command == IsmCommand.QUERY_INFO.code();
    int[] compared =
        IntStream.range(0, line.get("len").intValue())
            .filter(i -> {
              int byteAt = offset + i;
              // These bytes of QUERY_INFO describe the recording machine.
              boolean own = (byteAt >= 8 && byteAt < 24) || (byteAt >= 60 && byteAt < 200);
              return !(query && own);
            })
            .toArray();
    if (compared.length > 0) {
      found.add(
          at,
          "pcilg data",
          (node, random) ->
              Alteration.byteAt(node, "data", compared[random.nextInt(compared.length)], random));
    }
    found.add(
        at,
        "pcilg data length",
        (node, _) -> {
          node.put("data", node.get("data").stringValue().substring(2));
          return false;
        });
  }
}
