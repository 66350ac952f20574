package io.zpci.recording;

import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmExchange;
import io.zpci.ism.IsmReturnCode;
import java.util.Map;
import java.util.TreeMap;

/**
 * An output as name and fields, so that one of the model can be held against one of the recording:
 * the recording's fields decide which are compared.
 *
 * @param op as recordings spell it
 * @param function the function's name
 * @param fields numbers by the names that recordings use
 */
record SeenOutput(String op, String function, Map<String, Long> fields) {
  private static final String RET = "ret";

  /** Stands for every return code that refuses. */
  private static final long REFUSED = -1;

  /** What the recording has. */
  static SeenOutput of(FunctionOperation.Output output) {
    Map<String, Long> fields = new TreeMap<>();
    switch (output) {
      case FunctionOperation.Command command -> {
        for (String field : command.line().fields()) {
          if (isCompared(field) && command.line().has(field)) {
            fields.put(field, value(command.line(), field));
          }
        }
        fields.put("cmd", (long) command.code());
        fields.put(RET, refusal(command.ret()));
      }
      case FunctionOperation.Move move -> {
        fields.put("tok", move.token());
        fields.put("dmbe", (long) move.element());
        fields.put("sf", move.signal() ? 1L : 0L);
        fields.put("off", (long) move.inDmb());
        fields.put("len", (long) move.length());
      }
      case FunctionOperation.Event event -> {
        fields.put("idx", event.index());
        fields.put("type", (long) event.type());
        fields.put("code", (long) event.code());
        fields.put("tok", event.token());
        fields.put("info", event.info());
      }
      case FunctionOperation.Interrupt interrupt -> {
        fields.put("index", (long) interrupt.index());
        fields.put("vector", (long) interrupt.vector());
      }
    }
    return new SeenOutput(output.line().text("op"), output.function(), fields);
  }

  /** A command of the model; {@code token} is its token as the recording would spell it. */
  static SeenOutput command(String function, IsmExchange exchange, long token) {
    Map<String, Long> fields = new TreeMap<>();
    fields.put("cmd", (long) exchange.code());
    fields.put(RET, refusal(exchange.ret()));
    for (String address : new String[] {"sba", "ieq", "dmb", "addr"}) {
      fields.put(address, exchange.address());
    }
    fields.put("len", exchange.length());
    fields.put("idx", (long) exchange.index());
    fields.put("vlan_valid", exchange.vlanValid() & 0xffff_ffffL);
    fields.put("vlan", exchange.vlan());
    fields.put("vlan_id", exchange.vlan());
    fields.put("gid", exchange.gid());
    fields.put("rgid", exchange.gid());
    fields.put("tok", token);
    fields.put("trig", exchange.trigger() & 0xffff_ffffL);
    fields.put("code", exchange.eventCode() & 0xffff_ffffL);
    fields.put("info", exchange.info());
    return new SeenOutput("ism-command", function, fields);
  }

  static SeenOutput move(
      String function, long token, int element, boolean signal, int inDmb, int length) {
    Map<String, Long> fields = new TreeMap<>();
    fields.put("tok", token);
    fields.put("dmbe", (long) element);
    fields.put("sf", signal ? 1L : 0L);
    fields.put("off", (long) inDmb);
    fields.put("len", (long) length);
    return new SeenOutput("dmb-move", function, fields);
  }

  static SeenOutput event(String function, long index, int type, int code, long token, long info) {
    Map<String, Long> fields = new TreeMap<>();
    fields.put("idx", index);
    fields.put("type", (long) type);
    fields.put("code", (long) code);
    fields.put("tok", token);
    fields.put("info", info);
    return new SeenOutput("ieq-event", function, fields);
  }

  static SeenOutput interrupt(String function, int index, int vector) {
    Map<String, Long> fields = new TreeMap<>();
    fields.put("index", (long) index);
    fields.put("vector", (long) vector);
    return new SeenOutput("irq", function, fields);
  }

  private static boolean isCompared(String field) {
    return switch (field) {
      case "sba", "ieq", "dmb", "addr", "len", "idx", "vlan_valid", "vlan", "vlan_id" -> true;
      case "gid", "rgid", "tok", "trig", "code", "info" -> true;
      default -> false;
    };
  }

  private static long value(Line line, String field) {
    return line.node().get(field).isBoolean() ? (line.flag(field) ? 1 : 0) : line.number(field);
  }

  private static long refusal(int ret) {
    return ret == IsmReturnCode.SUCCESS || ret == IsmReturnCode.ERROR ? ret : REFUSED;
  }

  /** Whether {@code seen} is what this, of the recording, is. */
  boolean matches(SeenOutput seen) {
    return isLike(seen)
        && fields.entrySet().stream().allMatch(each -> same(each.getKey(), each.getValue(), seen));
  }

  /** Whether {@code seen} is of the same operation and function. */
  boolean isLike(SeenOutput seen) {
    return op.equals(seen.op) && function.equals(seen.function);
  }

  /** Whether one field is the same; a code that the recording calls unknown is any that is. */
  boolean same(String field, long value, SeenOutput seen) {
    Long got = seen.fields.get(field);
    if (got == null) {
      return false;
    }
    return got == value
        || (field.equals("cmd") && value == -1 && IsmCommand.of((int) (long) got) == null);
  }

  /** For people: operation, function and fields. */
  String describe() {
    StringBuilder text = new StringBuilder(op).append(" of ").append(function);
    fields.forEach(
        (field, value) -> text.append(' ').append(field).append(' ').append(spell(value)));
    return text.toString();
  }

  static String spell(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }
}
