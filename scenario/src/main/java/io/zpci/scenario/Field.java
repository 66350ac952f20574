package io.zpci.scenario;

import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One value of a scenario file and where it stands. Each reader of a value fails in one clear line
 * that says what was expected.
 */
public final class Field {
  private static final int SHOWN = 40;
  private final String file;
  private final String name;
  private final Node node;

  Field(String file, String name, Node node) {
    this.file = file;
    this.name = name;
    this.node = node;
  }

  /** Where the value stands. */
  public Place place() {
    return place(file, node);
  }

  static Place place(String file, Node node) {
    return node.getStartMark()
        .map(mark -> place(file, mark))
        .orElseGet(() -> new Place(file, 1, 1));
  }

  static Place place(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The name it stands under, for messages. */
  public String name() {
    return name;
  }

  /** A value that is not {@code expected}. */
  public ScenarioException bad(String expected) {
    return new ScenarioException(place(), name + ": " + expected + " was expected, got " + shown());
  }

  private String shown() {
    return switch (node) {
      case ScalarNode scalar when scalar.getValue().length() > SHOWN ->
          '"' + scalar.getValue().substring(0, SHOWN) + "...\"";
      case ScalarNode scalar when scalar.isPlain() && scalar.getValue().isEmpty() -> "nothing";
      case ScalarNode scalar -> '"' + scalar.getValue() + '"';
      case SequenceNode _ -> "a list";
      default -> "a mapping";
    };
  }

  /** Whether it is a list. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Whether it is a list without values. */
  public boolean isEmptyList() {
    return node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
  }

  /** Whether it is a mapping. */
  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** A text, not empty; numbers and words count as their text. */
  public String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw bad("a text");
  }

  /** A number of up to 64 bits, decimal or with 0x. */
  public long number() {
    if (node instanceof ScalarNode scalar) {
      String digits = scalar.getValue().replace("_", "");
      try {
        if (digits.startsWith("0x")) {
          return Long.parseUnsignedLong(digits.substring(2), 16);
        }
        return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
      } catch (NumberFormatException _) {
        // said below
      }
    }
    throw bad("a number, decimal or with 0x");
  }

  /** A number from {@code least} to {@code most}. */
  public int number(int least, int most) {
    long value = number();
    if (value < least || value > most) {
      throw bad(least == most ? "" + least : "a number from " + least + " to " + most);
    }
    return (int) value;
  }

  /** A number of bytes from {@code least} to {@code most}; KiB and MiB may stand behind it. */
  public long size(long least, long most) {
    String digits = text();
    int shift = digits.endsWith("KiB") ? 10 : digits.endsWith("MiB") ? 20 : 0;
    String number = shift == 0 ? digits : digits.substring(0, digits.length() - 3).strip();
    try {
      long value = Long.decode(number);
      if (value >= 0 && value <= most >> shift && value << shift >= least) {
        return value << shift;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw bad("bytes, " + least + " to " + most + ", as 4096 or 4KiB,");
  }

  /** A switch: on, yes or true; off, no or false. */
  public boolean flag() {
    return switch (text()) {
      case "on", "yes", "true" -> true;
      case "off", "no", "false" -> false;
      default -> throw bad("on or off");
    };
  }

  /** Bytes in hexadecimal, in memory order; blanks between them count for nothing. */
  public Bytes bytes() {
    try {
      return Bytes.ofHex(text().replace(" ", ""));
    } catch (IllegalArgumentException _) {
      throw bad("bytes as hexadecimal digits, two each");
    }
  }

  /** The one of {@code all} that has this name. */
  public <T> T oneOf(List<T> all, Function<T, String> naming) {
    String wanted = text();
    for (T each : all) {
      if (naming.apply(each).equals(wanted)) {
        return each;
      }
    }
    List<String> names = all.stream().map(naming).toList();
    throw new ScenarioException(
        place(),
        name
            + ": one of "
            + String.join(", ", names)
            + " was expected, got "
            + shown()
            + Nearest.hint(wanted, names));
  }

  /** The values of a list, at least one; a value that is no list is a list of itself. */
  public List<Field> list() {
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    List<Field> values = new ArrayList<>();
    for (Node value : sequence.getValue()) {
      values.add(new Field(file, name, value));
    }
    if (values.isEmpty()) {
      throw bad("at least one value");
    }
    return values;
  }

  /** A mapping, or nothing at all for one without fields. */
  Fields mappingOrNothing() {
    boolean nothing = node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    return nothing ? new Fields(file, place()) : mapping();
  }

  /** A mapping. */
  public Fields mapping() {
    if (!(node instanceof MappingNode mapping)) {
      throw bad("a mapping");
    }
    Fields fields = new Fields(file, place());
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new ScenarioException(
            place(file, tuple.getKeyNode()),
            name + ": a name was expected in front of the colon, got none");
      }
      if (key.isPlain() && key.getValue().equals("<<")) {
        throw new ScenarioException(
            place(file, key), "fields written out were expected, got a merge");
      }
      fields.add(place(file, key), new Field(file, key.getValue(), tuple.getValueNode()));
    }
    return fields;
  }
}
