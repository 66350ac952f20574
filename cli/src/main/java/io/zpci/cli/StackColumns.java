package io.zpci.cli;

import io.zpci.machine.Stack;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The versions and switches of several stacks, parted into those that all share and those that get
 * a column.
 */
final class StackColumns {
  /**
   * One version or switch.
   *
   * @param heading of its column
   * @param value what stands in the column
   * @param phrase what is said of it where all share it; empty where that is not worth a word
   */
  private record Part(
      String heading, Function<Stack, String> value, Function<Stack, String> phrase) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(
              "guest", stack -> stack.guest().name(), stack -> "guest " + stack.guest().name()),
          new Part("qemu", stack -> stack.qemu().name(), stack -> stack.qemu().name()),
          new Part("host", stack -> stack.host().name(), stack -> "host " + stack.host().name()),
          new Part(
              "host-endian",
              StackColumns::endian,
              stack -> endian(stack).equals("be") ? "big-endian host" : "little-endian host"),
          new Part("mio", stack -> onOff(stack.mio()), stack -> "MIO " + onOff(stack.mio())),
          new Part(
              "mio-mapping",
              StackColumns::mapping,
              stack -> stack.nullMappingSucceeds() ? "MIO mapping succeeds" : ""));

  private final List<Part> differ = new ArrayList<>();
  private final List<Part> same = new ArrayList<>();
  private final Stack first;

  /** Columns for {@code stacks}, at least one. */
  StackColumns(List<Stack> stacks) {
    first = stacks.getFirst();
    for (Part part : PARTS) {
      boolean one = stacks.stream().map(part.value).distinct().count() == 1;
      (one ? same : differ).add(part);
    }
  }

  /** {@code be} or {@code le}, as an option spells it. */
  static String endian(Stack stack) {
    return stack.hostOrder() == ByteOrder.BIG_ENDIAN ? "be" : "le";
  }

  /** {@code on} or {@code off}, as an option spells it. */
  static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  /** What a mapping does, as an option spells it. */
  static String mapping(Stack stack) {
    return stack.nullMappingSucceeds() ? "succeeds" : "fails";
  }

  /** What all share, in one line. */
  String shared() {
    return same.stream()
        .map(part -> part.phrase.apply(first))
        .filter(phrase -> !phrase.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** A column for each that is not shared. */
  void head(Table table) {
    differ.forEach(part -> table.text(part.heading));
  }

  /** What {@code stack} has in these columns. */
  List<String> row(Stack stack) {
    return differ.stream().map(part -> part.value.apply(stack)).toList();
  }
}
