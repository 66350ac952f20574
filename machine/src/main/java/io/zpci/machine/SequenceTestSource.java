package io.zpci.machine;

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

  private SequenceTestSource() {}

  /**
   * The source.
   *
   * @param name of the class, in no package
   */
  public static String of(SequenceRunner runner, Fuzz.Found found, String name) {
    boolean inTheEnd = found.failure() instanceof SequenceFailure.OfEndState;
    boolean ism = runner.device() == DeviceModel.ISM;
    StringBuilder source = new StringBuilder();
    source.append("import static org.junit.jupiter.api.Assertions.assertNull;\n\n");
    for (String type : imports(inTheEnd, ism)) {
      source.append("import ").append(type).append(";\n");
    }
    source
        .append("\n/** Found by zpci fuzz from seed ")
        .append(Long.toUnsignedString(found.seed()))
        .append(": ")
        .append(found.failure().signature().describe())
        .append(". */\n")
        .append("class ")
        .append(name)
        .append(" {\n")
        .append(annotation(runner));
    source.append(inTheEnd ? inTheEnd(runner) : byOperation(ism));
    source.append(
        found.shrunk().elements().stream()
            .map(SequenceTestSource::operation)
            .collect(Collectors.joining(",\n")));
    return source.append(")));\n  }\n}\n").toString();
  }

  private static List<String> imports(boolean inTheEnd, boolean ism) {
    List<String> types = new ArrayList<>();
    types.add("io.zpci.machine.DeviceModel");
    if (ism && !inTheEnd) {
      types.add("io.zpci.machine.IsmPeer");
    }
    types.add("io.zpci.machine.Passthrough");
    types.add("io.zpci.machine." + (inTheEnd ? "SequenceRunner" : "SequenceRun"));
    types.add("io.zpci.testkit.PassthroughTest");
    types.add("io.zpci.trace.Operation");
    if (!inTheEnd) {
      types.add("io.zpci.verdict.TraceRecorder");
    }
    types.add("io.zpci.workload.Bytes");
    types.add("io.zpci.workload.Issued");
    types.add("java.util.List");
    return types;
  }

  private static String annotation(SequenceRunner runner) {
    Stack stack = runner.stack();
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
            runner.route().name(),
            stack.qemu().name(),
            stack.host().name(),
            stack.guest().name(),
            stack.hostOrder() == ByteOrder.BIG_ENDIAN ? "be" : "le",
            stack.mio(),
            stack.nullMappingSucceeds(),
            runner.device().name());
  }

  private static String byOperation(boolean ism) {
    return ism
        ? """
          void everyOperationArrivesWhole(
              Passthrough passthrough, IsmPeer peer, TraceRecorder trace) {
            SequenceRun run = SequenceRun.on(passthrough, peer, trace);
            assertNull(
                run.issue(
                    List.of(
        """
        : """
          void everyOperationArrivesWhole(Passthrough passthrough, TraceRecorder trace) {
            SequenceRun run = SequenceRun.on(passthrough, trace);
            assertNull(
                run.issue(
                    List.of(
        """;
  }

  private static String inTheEnd(SequenceRunner runner) {
    return """
      void theEndIsThatWithoutAVmm(Passthrough passthrough) {
        SequenceRunner runner =
            new SequenceRunner(passthrough.route(), passthrough.stack(), DeviceModel.%s);
        assertNull(
            runner.comparingEndState().run(
                List.of(
    """
        .formatted(runner.device().name());
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
