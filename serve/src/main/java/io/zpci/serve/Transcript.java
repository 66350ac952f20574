package io.zpci.serve;

import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.vfiouser.Message;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recording of kind {@code vfio-user-transcript} as what it says: messages of several sockets and
 * whole blocks, in order. A block stands as a line of its own, or in the packets of a gdb session
 * that took it; where there are lines of blocks, packets are for people.
 *
 * @param gids the functions by name, with their GIDs, 0 for a memory device
 * @param memory whether they are memory devices; else they are ISM functions
 * @param reversed functions whose server turned round the 8 bytes of each write to a BAR
 * @param steps in order
 * @param packets how many lines are packets that say nothing of a block
 */
record Transcript(
    Map<String, Long> gids, boolean memory, Set<String> reversed, List<Step> steps, int packets) {
  private static final int MAX_DESCRIPTORS = 253;

  Transcript {
    reversed = Set.copyOf(reversed);
    steps = List.copyOf(steps);
  }

  /** What happened at one function. */
  sealed interface Step {
    /** Where it stands. */
    Line line();

    /** The function's name. */
    String function();
  }

  /** A message of the client. */
  record Sent(Line line, String function, int descriptors, Bytes message) implements Step {}

  /** A message of the server. */
  record Received(Line line, String function, Bytes message) implements Step {}

  /** The client went away. */
  record Gone(Line line, String function) implements Step {}

  /**
   * A whole block.
   *
   * @param cc what it ended with; {@link #UNTOLD} where the recording does not say
   */
  record Block(
      Line line, String function, long request, long offset, long address, Bytes data, int cc)
      implements Step {
    /** See {@link #cc}. */
    static final int UNTOLD = -1;
  }

  /**
   * Reads the lines of {@code recording}.
   *
   * @throws RecordingException where a line cannot be understood; file and line are in the message
   */
  static Transcript parse(Recording recording) {
    Line header = recording.header();
    boolean memory = header.object("device").text("model").equals("memory");
    Map<String, Long> gids = new LinkedHashMap<>();
    Set<String> reversed = new HashSet<>();
    Line functions = header.object("functions");
    for (String name : functions.fields()) {
      long gid = memory ? 0 : functions.object(name).number("gid");
      if (!memory && gids.containsValue(gid)) {
        throw header.bad("two functions with GID 0x" + Long.toHexString(gid));
      }
      gids.put(name, gid);
      if (functions.object(name).flag("undo_reversal")) {
        reversed.add(name);
      }
    }
    boolean blocks = recording.lines().stream().anyMatch(line -> line.has("block"));
    List<Step> steps = new ArrayList<>();
    Map<String, GdbSession> sessions = new LinkedHashMap<>();
    int packets = 0;
    for (Line line : recording.lines()) {
      if (!line.has("gdb")) {
        steps.add(step(line, gids));
      } else {
        String function = function(line, "gdb", gids);
        GdbSession session = sessions.computeIfAbsent(function, _ -> new GdbSession());
        packets += blocks || !session.see(line, steps) ? 1 : 0;
      }
    }
    return new Transcript(gids, memory, reversed, steps, packets);
  }

  private static Step step(Line line, Map<String, Long> gids) {
    if (line.has("block")) {
      Bytes data = Bytes.of(line.bytes("hex"));
      return new Block(
          line,
          function(line, "block", gids),
          line.number("request"),
          line.number("offset"),
          line.number("memory", 0),
          data,
          line.has("cc") ? line.number("cc", 0, 3) : Block.UNTOLD);
    }
    String function = function(line, "fn", gids);
    if (line.has("event")) {
      if (!line.text("event").equals("disconnected")) {
        throw line.bad("\"event\": disconnected was expected, got " + line.node().get("event"));
      }
      return new Gone(line, function);
    }
    Bytes message = message(line);
    return switch (line.text("dir")) {
      case "c2s" -> new Sent(line, function, line.number("nfds", 0, MAX_DESCRIPTORS), message);
      case "s2c" -> new Received(line, function, message);
      default -> throw line.bad("\"dir\": c2s or s2c was expected, got " + line.text("dir"));
    };
  }

  static String function(Line line, String field, Map<String, Long> gids) {
    String name = line.text(field);
    if (!gids.containsKey(name)) {
      throw line.bad(
          "\"" + field + "\": a function of the header was expected, got \"" + name + '"');
    }
    return name;
  }

  /** A message is never sent whose size is not what its header says: nobody could go on then. */
  private static Bytes message(Line line) {
    byte[] bytes = line.bytes("hex");
    if (bytes.length < Message.HEADER
        || Message.size(MemorySegment.ofArray(bytes), 0) != bytes.length) {
      throw line.bad("\"hex\": a message as long as its header says was expected");
    }
    return Bytes.of(bytes);
  }
}
