package io.zpci.tests;

import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a recorded driver did with one function, in the words of {@link DirectPciDev}. */
final class RecordedDriver {
  private static final HexFormat HEX = HexFormat.of();

  /**
   * One call of the driver's {@code move_data}, put together from its blocks.
   *
   * @param memory where the recorded guest had the bytes
   */
  record Move(
      String function,
      long token,
      int element,
      boolean signal,
      int offset,
      byte[] data,
      long memory) {}

  private RecordedDriver() {}

  /** The lines of {@code function}; a page mapped right behind another is one mapping with it. */
  static List<String> log(Recording recording, String function, boolean interrupts) {
    List<String> lines = new ArrayList<>();
    long mapStart = 0;
    long mapEnd = 0;
    for (Line line : recording.lines()) {
      if (!line.text("fn").equals(function)) {
        continue;
      }
      switch (line.text("op")) {
        case "dma_map" -> {
          long address = line.number("addr");
          if (address == mapEnd) {
            lines.removeLast();
          } else {
            mapStart = address;
          }
          mapEnd = address + line.number("size");
          lines.add("dma_map %x+%x".formatted(mapStart, mapEnd - mapStart));
          continue;
        }
        case "dma_unmap" ->
            lines.add("dma_unmap %x+%x".formatted(line.number("addr"), line.number("size")));
        case "set_irqs" -> lines.add("set_irqs " + line.number("count"));
        case "pcistb", "pcilg" ->
            lines.add(
                "%s %d+%x %s"
                    .formatted(
                        line.text("op"),
                        line.number("bar"),
                        line.number("offset"),
                        line.text("data")));
        case "irq" -> {
          if (interrupts) {
            lines.add("irq");
          }
        }
        default -> {}
      }
      mapEnd = 0;
    }
    return lines;
  }

  /**
   * The moves of all functions in order. A block belongs to the move before it where it goes on
   * where that one stopped, in memory and at a 4 KiB boundary of the DMB.
   */
  static List<Move> moves(Recording recording) {
    List<Move> moves = new ArrayList<>();
    for (Line line : recording.lines()) {
      if (!line.text("op").equals("pcistb") || line.number("bar") != 0) {
        continue;
      }
      Move move = block(line);
      Move last = moves.isEmpty() ? null : moves.getLast();
      if (last != null && continues(last, move)) {
        moves.removeLast();
        byte[] data = HEX.parseHex(HEX.formatHex(last.data()) + HEX.formatHex(move.data()));
        move =
            new Move(
                last.function(),
                last.token(),
                last.element(),
                move.signal(),
                last.offset(),
                data,
                last.memory());
      }
      moves.add(move);
    }
    return moves;
  }

  private static Move block(Line line) {
    long offset = line.number("offset");
    return new Move(
        line.text("fn"),
        offset & 0xffff_0000_0000L,
        (int) (offset >>> 24) & 0xff,
        (offset & 1 << 23) != 0,
        (int) offset & 0x7f_ffff,
        line.bytes("data"),
        line.number("memory"));
  }

  private static boolean continues(Move last, Move next) {
    int end = last.offset() + last.data().length;
    return last.function().equals(next.function())
        && last.token() == next.token()
        && !last.signal()
        && end == next.offset()
        && end % 4096 == 0
        && last.memory() + last.data().length == next.memory();
  }
}
