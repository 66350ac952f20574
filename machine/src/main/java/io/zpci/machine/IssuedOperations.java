package io.zpci.machine;

import io.zpci.linux.LinuxVersion;
import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.verdict.FailureSignature;
import io.zpci.vmm.QemuVersion;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recording of kind {@code issued-operations}: what a guest or a process issued, on which route
 * and with which versions, and what became of each operation. An ISM function is prepared as {@link
 * io.zpci.workload.IsmScene#PREPARED} says before the first line.
 *
 * @param route by name
 * @param stack the versions and switches
 * @param device which device
 * @param steps the operations, in order
 */
public record IssuedOperations(String route, Stack stack, DeviceModel device, List<Step> steps) {
  /** The kind of recording that is read and written here. */
  public static final String KIND = "issued-operations";

  /** Operations that somebody issues. */
  private static final List<Operation> ISSUABLE =
      Arrays.stream(Operation.values()).filter(each -> !each.isAtDevice()).toList();

  /** As long as an operand may be: what a field of PCISTB can say. */
  private static final int MOST = 0x1fff;

  private static final int SPACES = 15;
  private static final JsonMapper JSON = new JsonMapper();

  public IssuedOperations {
    steps = List.copyOf(steps);
  }

  /**
   * One operation.
   *
   * @param line where it stands
   * @param issued what was issued
   * @param was what became of it then
   */
  public record Step(Line line, Issued issued, FailureSignature was) {}

  /**
   * Reads the lines of {@code recording}.
   *
   * @throws RecordingException where a line cannot be understood; file and line are in the message
   */
  public static IssuedOperations parse(Recording recording) {
    Line header = recording.header();
    Line versions = header.object("stack");
    Stack stack =
        new Stack(
            named(versions, "qemu", QemuVersion.all(), QemuVersion::name),
            named(versions, "host", LinuxVersion.all(), LinuxVersion::name),
            named(versions, "guest", LinuxVersion.all(), LinuxVersion::name),
            named(
                versions,
                "host_endian",
                List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
                IssuedOperations::word),
            versions.flag("mio"),
            versions.flag("mio_mapping"));
    DeviceModel device =
        named(header.object("device"), "model", List.of(DeviceModel.values()), DeviceModel::word);
    List<Step> steps = new ArrayList<>();
    for (Line line : recording.lines()) {
      steps.add(step(line));
    }
    return new IssuedOperations(header.text("route"), stack, device, steps);
  }

  private static Step step(Line line) {
    Operation operation = named(line, "op", ISSUABLE, Operation::word);
    int length = line.number("len", 0, MOST);
    Bytes data = operation.isStore() ? Bytes.of(line.bytes("data")) : Bytes.NONE;
    if (operation.isStore() && data.size() != length) {
      throw line.bad(
          "\"data\": " + length + " bytes were expected as \"len\" says, got " + data.size());
    }
    Issued issued =
        new Issued(
            operation,
            line.number("space", 0, SPACES),
            line.number("offset"),
            length,
            data,
            line.number("memory", 0),
            line.flag("problem_state"));
    FailureSignature was =
        new FailureSignature(line.text("verdict"), maybe(line, "by"), maybe(line, "rule"));
    return new Step(line, issued, was);
  }

  private static @Nullable String maybe(Line line, String field) {
    return line.has(field) ? line.text(field) : null;
  }

  private static <T> T named(Line line, String field, List<T> all, Function<T, String> name) {
    String text = line.text(field);
    for (T each : all) {
      if (name.apply(each).equals(text)) {
        return each;
      }
    }
    String known = all.stream().map(name).collect(Collectors.joining(", "));
    throw line.bad("\"" + field + "\": one of " + known + " was expected, got \"" + text + "\"");
  }

  private static String word(ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? "be" : "le";
  }

  /**
   * The route that {@code recording} names, which is of this kind.
   *
   * @throws RecordingException where there is none of that name
   */
  public static Route route(Recording recording) {
    return named(recording.header(), "route", Routes.all(), Route::name);
  }

  /** The operations alone. */
  public List<Issued> issued() {
    return steps.stream().map(Step::issued).toList();
  }

  /**
   * The lines of a recording of {@code sequence}, the header first: it is issued to the end on a
   * machine of its own, and what becomes of each operation is recorded with it.
   */
  public static List<String> record(SequenceRunner runner, List<Issued> sequence) {
    List<String> lines = new ArrayList<>();
    lines.add(header(runner).toString());
    runner.onItsRoute(run -> {
      for (Issued each : sequence) {
        lines.add(line(each, was(run, each)).toString());
      }
      return lines;
    });
    return lines;
  }

  /** What becomes of {@code issued} now. */
  static FailureSignature was(SequenceRun run, Issued issued) {
    SequenceFailure.OfOperation done = run.judge(issued);
    return done == null
        ? new FailureSignature("unavailable", null, null)
        : FailureSignature.of(done.judgement());
  }

  private static ObjectNode header(SequenceRunner runner) {
    Stack stack = runner.stack();
    ObjectNode header = JSON.createObjectNode();
    header.put("recording", 1).put("kind", KIND).put("trial", "route");
    header.put("route", runner.route().name());
    header.putObject("device").put("model", runner.device().word());
    header
        .putObject("stack")
        .put("qemu", stack.qemu().name())
        .put("host", stack.host().name())
        .put("guest", stack.guest().name())
        .put("host_endian", word(stack.hostOrder()))
        .put("mio", stack.mio())
        .put("mio_mapping", stack.nullMappingSucceeds());
    return header;
  }

  private static ObjectNode line(Issued issued, FailureSignature was) {
    ObjectNode line = JSON.createObjectNode();
    line.put("op", issued.operation().word())
        .put("space", issued.space())
        .put("offset", "0x" + Long.toHexString(issued.offset()))
        .put("len", issued.length());
    if (issued.operation().isStore()) {
      line.put("data", issued.data().toHex());
    }
    line.put("memory", "0x" + Long.toHexString(issued.memory()));
    if (issued.problemState()) {
      line.put("problem_state", true);
    }
    return line.put("verdict", was.verdict()).put("by", was.by()).put("rule", was.rule());
  }
}
