package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.PeerNotices;
import io.zpci.recording.FunctionOperation.Input;
import io.zpci.recording.FunctionOperation.Output;
import io.zpci.storage.Layouts;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recording of kind {@code function-operations} as what it says: the functions, and each input
 * with the outputs that it caused. Nothing is executed or compared here, so that any path to a
 * function can be given the same inputs.
 *
 * @param gids the functions by name, with their GIDs, in the header's order; of a memory device,
 *     which has none, their places
 * @param msix whether the recorded device had MSI-X beside MSI
 * @param notices whom a function's fabric told that it is gone
 * @param orphans outputs in front of the first input
 * @param steps inputs with their outputs, in order
 */
public record FunctionOperations(
    Map<String, Long> gids,
    boolean msix,
    PeerNotices notices,
    List<Output> orphans,
    List<Step> steps) {

  /** The kind of recording that is read here. */
  public static final String KIND = "function-operations";

  /** As vfio numbers its regions, in case a recording does: configuration space. */
  private static final int CONFIG_REGION = 7;

  /**
   * vfio's flag of an unmap that names no range; address and size are 0, which run over all
   * addresses.
   */
  private static final int UNMAP_ALL = 2;

  private static final int SUMMARY = 0x80;
  private static final Pattern CODE = Pattern.compile("(0x[0-9a-fA-F]{1,8}|\\d{1,9})$");

  private static final Map<String, IsmCommand> OTHER_NAMES =
      Map.of(
          "ADD_VLAN", IsmCommand.ADD_VLAN_ID,
          "DEL_VLAN", IsmCommand.DEL_VLAN_ID,
          "SET_VLAN_REQUIRED", IsmCommand.SET_VLAN,
          "RESET_VLAN_REQUIRED", IsmCommand.RESET_VLAN,
          "QUERY_GID", IsmCommand.QUERY_RGID,
          "QUERY_REMOTE_GID", IsmCommand.QUERY_RGID,
          "READ_LOCAL_GID", IsmCommand.READ_GID,
          "SIGNAL_EVENT", IsmCommand.SIGNAL_IEQ);

  /** One input and what came of it, in all functions; the outputs are a set without order. */
  public record Step(Input input, List<Output> outputs) {
    public Step {
      outputs = List.copyOf(outputs);
    }
  }

  public FunctionOperations {
    gids = Collections.unmodifiableMap(new LinkedHashMap<>(gids));
    orphans = List.copyOf(orphans);
    steps = List.copyOf(steps);
  }

  /**
   * Reads the lines of {@code recording}, of ISM functions.
   *
   * @throws RecordingException where a line cannot be understood; file and line are in the message
   */
  public static FunctionOperations parse(Recording recording) {
    if (isMemory(recording)) {
      throw recording.header().bad("\"model\": recorded ISM functions were expected, got memory");
    }
    return parseAny(recording);
  }

  /** Whether the recorded functions are memory devices; else they are ISM functions. */
  static boolean isMemory(Recording recording) {
    Line header = recording.header();
    return header.has("device") && header.object("device").text("model", "ism").equals("memory");
  }

  /** Reads the lines of {@code recording}, of whatever device. */
  static FunctionOperations parseAny(Recording recording) {
    Map<String, Long> gids = new LinkedHashMap<>();
    Line functions = recording.header().object("functions");
    boolean memory = isMemory(recording);
    for (String name : functions.fields()) {
      long gid = memory ? gids.size() : functions.object(name).number("gid");
      if (gids.containsValue(gid)) {
        throw recording.header().bad("two functions with GID 0x" + Long.toHexString(gid));
      }
      gids.put(name, gid);
    }
    boolean msix =
        recording.header().has("device") && recording.header().object("device").has("msix");
    List<Output> orphans = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    Input input = null;
    List<Output> outputs = orphans;
    for (Line line : recording.lines()) {
      switch (operation(line, gids)) {
        case Input next -> {
          if (input != null) {
            steps.add(new Step(input, outputs));
          }
          input = next;
          outputs = new ArrayList<>();
        }
        case Output output -> outputs.add(output);
      }
    }
    if (input != null) {
      steps.add(new Step(input, outputs));
    }
    return new FunctionOperations(gids, msix, notices(recording.header()), orphans, steps);
  }

  /** Absent: recordings of devices whose peers heard of a reset from nobody. */
  private static PeerNotices notices(Line header) {
    String word = header.text("notices", "none");
    for (PeerNotices each : PeerNotices.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw header.bad("\"notices\": none, device or buffers was expected, got \"" + word + '"');
  }

  /**
   * The code of the command whose payload step {@code at} writes, or that it executes; 0 where
   * there is none.
   */
  public static int commandAt(List<Step> steps, int at) {
    String function = steps.get(at).input().function();
    for (int i = at; i < steps.size(); i++) {
      if (steps.get(i).input() instanceof FunctionOperation.StoreBlock block
          && block.function().equals(function)
          && block.bar() == IsmFacts.COMMANDS
          && block.offset() == 0
          && block.data().size() >= Integer.BYTES) {
        return MemorySegment.ofArray(block.data().toArray()).get(Layouts.INT, 0);
      }
    }
    return 0;
  }

  private static FunctionOperation operation(Line line, Map<String, Long> gids) {
    String fn = line.text("fn");
    if (!gids.containsKey(fn)) {
      throw line.bad("\"fn\": a function of the header was expected, got \"" + fn + "\"");
    }
    String op = line.text("op");
    return switch (op) {
      case "reset" -> new FunctionOperation.Reset(line, fn);
      case "set_irqs" -> setIrqs(line, fn);
      case "dma_map" ->
          new FunctionOperation.Map(
              line,
              fn,
              line.word("flags", 3),
              line.number("addr"),
              line.number("offset"),
              size(line));
      case "dma_unmap" ->
          new FunctionOperation.Unmap(
              line,
              fn,
              line.number("addr"),
              (line.number("flags", 0) & UNMAP_ALL) != 0 ? 0 : size(line),
              line.has("had") ? line.flag("had") : null);
      case "pcistb" ->
          new FunctionOperation.StoreBlock(
              line, fn, space(line), line.number("offset"), data(line, 4096));
      case "pcistg" ->
          new FunctionOperation.Store(line, fn, space(line), line.number("offset"), data(line, 8));
      case "pcilg" ->
          new FunctionOperation.Load(line, fn, space(line), line.number("offset"), data(line, 8));
      case "ieq-event" -> {
        FunctionOperation.Event event = event(line, fn);
        yield line.has("cause") ? new FunctionOperation.Injection(line, fn, event) : event;
      }
      case "ism-command" ->
          new FunctionOperation.Command(line, fn, command(line), line.number("ret", 0, 0xffff));
      case "dmb-move" ->
          new FunctionOperation.Move(
              line,
              fn,
              line.number("tok"),
              line.word("dmbe", 0),
              line.flag("sf"),
              line.word("off"),
              line.word("len"),
              summaryByte(line));
      case "irq" ->
          new FunctionOperation.Interrupt(line, fn, line.word("index"), line.word("vector", 0));
      default ->
          throw line.bad("\"op\": an operation of this kind was expected, got \"" + op + "\"");
    };
  }

  private static FunctionOperation.SetIrqs setIrqs(Line line, String fn) {
    int count = line.number("count", 0, 0xffff);
    return new FunctionOperation.SetIrqs(
        line,
        fn,
        line.number("flags", 0, 0xffff),
        line.number("index", 0, 255),
        line.word("start", 0),
        count,
        line.word("nfds", count));
  }

  private static FunctionOperation.Event event(Line line, String fn) {
    return new FunctionOperation.Event(
        line,
        fn,
        line.number("idx"),
        line.word("type"),
        line.word("code"),
        line.number("tok"),
        line.number("info", 0),
        summaryByte(line));
  }

  private static long size(Line line) {
    long size = line.number("size");
    if (size == 0) {
      throw line.bad("\"size\": more than 0 was expected");
    }
    return size;
  }

  private static int space(Line line) {
    int bar = line.number("bar", 0, AddressSpace.CONFIG);
    return bar == CONFIG_REGION ? AddressSpace.CONFIG : bar;
  }

  private static Bytes data(Line line, int most) {
    int length = line.number("len", 1, most);
    byte[] bytes = line.bytes("data");
    if (bytes.length != length) {
      throw line.bad(
          "\"data\": " + length + " bytes were expected as \"len\" says, got " + bytes.length);
    }
    return Bytes.of(bytes);
  }

  /** Field {@code s}: the SBA's byte 0; written as a truth value it is the summary bit. */
  private static int summaryByte(Line line) {
    if (!line.has("s")) {
      return 0;
    }
    if (line.node().get("s").isBoolean()) {
      return line.flag("s") ? SUMMARY : 0;
    }
    int value = line.number("s", 0, 0xff);
    return value == 1 ? SUMMARY : value;
  }

  /** The code of {@code cmd}: a name, with or without prefix, or a number. */
  private static int command(Line line) {
    if (!line.node().path("cmd").isString()) {
      return line.word("cmd");
    }
    String text = line.text("cmd");
    String name = text.startsWith("ISM_") ? text.substring("ISM_".length()) : text;
    for (IsmCommand each : IsmCommand.values()) {
      if (each.name().equals(name)) {
        return each.code();
      }
    }
    if (OTHER_NAMES.containsKey(name)) {
      return OTHER_NAMES.get(name).code();
    }
    Matcher number = CODE.matcher(name);
    if (number.find()) {
      return Integer.parseUnsignedInt(
          number.group().replaceFirst("^0x", ""), number.group().startsWith("0x") ? 16 : 10);
    }
    if (name.toUpperCase(Locale.ROOT).startsWith("UNKNOWN")) {
      return -1;
    }
    throw line.bad("\"cmd\": a command was expected, got \"" + text + "\"");
  }
}
