package io.zpci.machine;

import io.zpci.route.Route;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A sequence that fails as the source of a JUnit test for the test kit: it compiles as it stands,
 * fails as the sequence did, and holds once the failure is gone.
 */
public final class SequenceTestSource {
  private static final int DIGITS_A_LINE = 64;
  private static final String DEEP = " ".repeat(16);
  private static final String RECORDED = " ".repeat(12);

  private SequenceTestSource() {}

  /** What is asserted, and on what. */
  private enum Form {
    /** Each operation, up to the first that fails. */
    EVERY_OPERATION("SequenceRun"),
    /** The last operation, whatever became of those before. */
    LAST_OPERATION("SequenceRun"),
    /** What stands in the device in the end. */
    END("SequenceRunner"),
    /** The last operation of a recording, with its mappings and functions. */
    RECORDING("RecordingRunner");

    private final String type;

    Form(String type) {
      this.type = type;
    }

    private boolean onTheTestsFunction() {
      return this == EVERY_OPERATION || this == LAST_OPERATION;
    }
  }

  /**
   * The source of a sequence that zpci fuzz found.
   *
   * @param name of the class, in no package
   */
  public static String of(SequenceRunner runner, Fuzz.Found found, String name) {
    boolean inTheEnd = found.failure() instanceof SequenceFailure.OfEndState;
    String origin = "Found by zpci fuzz from seed " + Long.toUnsignedString(found.seed());
    Form form = inTheEnd ? Form.END : Form.EVERY_OPERATION;
    return beginning(form, runner.prepared(), origin, found.failure(), name)
        + annotation(runner.route(), runner.stack(), runner.device())
        + body(form, runner.device(), runner.prepared())
        + operations(found.shrunk().elements());
  }

  /**
   * The source of a sequence that was shrunk.
   *
   * @param origin the name of the file that it was shrunk from
   * @param name of the class, in no package
   */
  public static String of(SequenceShrink.Shortest shortest, String origin, String name) {
    SequenceRunner runner = shortest.runner();
    Form form = shortest.alone() ? Form.EVERY_OPERATION : Form.LAST_OPERATION;
    return beginning(form, runner.prepared(), shrunkFrom(origin), shortest.failure(), name)
        + annotation(runner.route(), runner.stack(), runner.device())
        + body(form, runner.device(), runner.prepared())
        + operations(shortest.shrunk().elements());
  }

  /**
   * The source of a part of a recording; the recording stands in it.
   *
   * @param origin the name of the file that it was shrunk from
   * @param name of the class, in no package
   */
  public static String of(RecordingShrink.Shortest shortest, String origin, String name) {
    RecordingRunner runner = shortest.runner();
    Form form = Form.RECORDING;
    StringBuilder source = new StringBuilder();
    source
        .append(beginning(form, false, shrunkFrom(origin), shortest.failed().failure(), name))
        .append(annotation(runner.route(), runner.stack(), DeviceModel.ISM))
        .append(body(form, DeviceModel.ISM, false));
    for (String line : shortest.lines()) {
      String literal = line.replace("\\", "\\\\").replace("\"\"\"", "\\\"\"\"");
      source.append(RECORDED).append(literal).append('\n');
    }
    return source.append(RECORDED).append("\"\"\"));\n  }\n}\n").toString();
  }

  /** A file's name goes into a comment of Java. */
  private static String shrunkFrom(String file) {
    return "Shrunk by zpci shrink from " + file.replaceAll("[^A-Za-z0-9._ -]", "_");
  }

  private static String beginning(
      Form form, boolean peer, String origin, SequenceFailure failure, String name) {
    StringBuilder source = new StringBuilder();
    source.append("import static org.junit.jupiter.api.Assertions.assertNull;\n\n");
    for (String type : imports(form, peer)) {
      source.append("import ").append(type).append(";\n");
    }
    return source
        .append("\n/** ")
        .append(origin)
        .append(": ")
        .append(failure.signature().describe())
        .append(". */\n")
        .append("class ")
        .append(name)
        .append(" {\n")
        .toString();
  }

  private static String operations(List<Issued> sequence) {
    return sequence.stream()
        .map(SequenceTestSource::operation)
        .collect(Collectors.joining(",\n", "", ")));\n  }\n}\n"));
  }

  private static List<String> imports(Form form, boolean peer) {
    List<String> types = new ArrayList<>();
    types.add("io.zpci.machine.DeviceModel");
    if (peer && form.onTheTestsFunction()) {
      types.add("io.zpci.machine.IsmPeer");
    }
    types.add("io.zpci.machine.Passthrough");
    types.add("io.zpci.machine." + form.type);
    types.add("io.zpci.testkit.PassthroughTest");
    if (form == Form.RECORDING) {
      return types;
    }
    types.add("io.zpci.trace.Operation");
    if (form.onTheTestsFunction()) {
      types.add("io.zpci.verdict.TraceRecorder");
    }
    types.add("io.zpci.workload.Bytes");
    types.add("io.zpci.workload.Issued");
    types.add("java.util.List");
    return types;
  }

  private static String body(Form form, DeviceModel device, boolean peer) {
    return switch (form) {
      case EVERY_OPERATION -> byOperation("everyOperationArrivesWhole", "issue", peer);
      case LAST_OPERATION -> byOperation("theLastOperationArrivesWhole", "issueAll", peer);
      case END -> inTheEnd(device);
      case RECORDING -> recorded();
    };
  }

  private static String annotation(Route route, Stack stack, DeviceModel device) {
    return """
      @PassthroughTest(
          route = "%s",
          qemu = "%s",
          host = "%s",
          guest = "%s",
          hostOrder = "%s",
          mio = %s,
          nullMappingSucceeds = %s,
          device = DeviceModel.%s)
    """
        .formatted(
            route.name(),
            stack.qemu().name(),
            stack.host().name(),
            stack.guest().name(),
            stack.hostOrder() == ByteOrder.BIG_ENDIAN ? "be" : "le",
            stack.mio(),
            stack.nullMappingSucceeds(),
            device.name());
  }

  private static String byOperation(String name, String call, boolean peer) {
    String text =
        peer
            ? """
              void %s(
                  Passthrough passthrough, IsmPeer peer, TraceRecorder trace) {
                SequenceRun run = SequenceRun.on(passthrough, peer, trace);
                assertNull(
                    run.%s(
                        List.of(
            """
            : """
              void %s(Passthrough passthrough, TraceRecorder trace) {
                SequenceRun run = SequenceRun.on(passthrough, trace);
                assertNull(
                    run.%s(
                        List.of(
            """;
    return text.formatted(name, call);
  }

  private static String inTheEnd(DeviceModel device) {
    return """
      void theEndIsThatWithoutAVmm(Passthrough passthrough) {
        SequenceRunner runner =
            new SequenceRunner(passthrough.route(), passthrough.stack(), DeviceModel.%s);
        assertNull(
            runner.comparingEndState().run(
                List.of(
    """
        .formatted(device.name());
  }

  private static String recorded() {
    return """
      void theLastOperationArrivesWhole(Passthrough passthrough) {
        RecordingRunner runner =
            new RecordingRunner(passthrough.route(), passthrough.stack());
        assertNull(
            runner.last(
                \"""
    """;
  }

  /** {@code Issued.store(Operation.PCISTB, 2, 0x8, Bytes.ofHex("00"))}. */
  private static String operation(Issued issued) {
    String place =
        "Operation.%s, %d, 0x%s"
            .formatted(
                issued.operation().name(),
                issued.space(),
                Long.toHexString(issued.offset()) + (fitsInt(issued.offset()) ? "" : "L"));
    String call =
        issued.operation().isStore()
            ? "Issued.store(" + place + ", " + bytes(issued.data()) + ")"
            : "Issued.load(" + place + ", " + issued.length() + ")";
    if (issued.memory() != 0) {
      call += ".from(0x%x)".formatted(issued.memory());
    }
    return DEEP + call + (issued.problemState() ? ".inProblemState()" : "");
  }

  private static boolean fitsInt(long offset) {
    return offset >>> (Integer.SIZE - 1) == 0;
  }

  private static String bytes(Bytes data) {
    String hex = data.toHex();
    if (hex.chars().allMatch(digit -> digit == '0')) {
      return "Bytes.of(new byte[" + data.size() + "])";
    }
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < hex.length(); from += DIGITS_A_LINE) {
      parts.add("\"" + hex.substring(from, Math.min(from + DIGITS_A_LINE, hex.length())) + "\"");
    }
    String deeper = "\n" + DEEP + "    ";
    String first = parts.size() == 1 ? "" : deeper + "  ";
    return "Bytes.ofHex(" + first + String.join(deeper + "    + ", parts) + ")";
  }
}
