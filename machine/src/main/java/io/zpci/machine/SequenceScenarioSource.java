package io.zpci.machine;

import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;

/**
 * A sequence that fails as a scenario file (YAML, format 1): device, route and versions that it
 * fails with, the operations, and its verdict, hand and rule as what is expected.
 */
public final class SequenceScenarioSource {
  private SequenceScenarioSource() {}

  /**
   * The text of the file; the failure is that of the last operation.
   *
   * @param origin the name of the file that it was shrunk from
   */
  public static String of(SequenceShrink.Shortest shortest, String origin) {
    SequenceRunner runner = shortest.runner();
    Stack stack = runner.stack();
    FailureSignature signature = shortest.failure().signature();
    Issued last = shortest.shrunk().elements().getLast();
    StringBuilder text = new StringBuilder();
    text.append("scenario: 1\n")
        .append("title: ")
        .append(quoted(last.describe() + ": " + signature.describe()))
        .append("\nsources: [")
        .append(quoted("shrunk from " + origin))
        .append("]\nstack: ")
        .append(stack(stack))
        .append("\ndevice: {model: ")
        .append(runner.device().word())
        .append(runner.device() == DeviceModel.ISM ? ", prepared: on" : "")
        .append("}\nroutes: [")
        .append(runner.route().name())
        .append("]\nworkload:\n");
    for (Issued each : shortest.shrunk().elements()) {
      text.append("  - ").append(step(each)).append('\n');
    }
    String by = signature.by();
    String rule = signature.rule();
    return text.append("cases:\n")
        .append("  - name: as it was shrunk\n")
        .append("    fails: yes\n")
        .append("    expect:\n")
        .append("      - verdict: ")
        .append(signature.verdict())
        .append("\n        by: ")
        .append(by == null ? "nobody" : by)
        .append("\n        rule: ")
        .append(rule == null ? "none" : rule)
        .append('\n')
        .toString();
  }

  private static String stack(Stack stack) {
    return "{qemu: %s, host: %s, guest: %s, host-endian: %s, mio: %s, mio-mapping: %s}"
        .formatted(
            stack.qemu().name(),
            stack.host().name(),
            stack.guest().name(),
            stack.hostOrder() == ByteOrder.BIG_ENDIAN ? "be" : "le",
            stack.mio() ? "on" : "off",
            stack.nullMappingSucceeds() ? "succeeds" : "fails");
  }

  /** {@code pcistb: {space: 2, offset: 0x0, data: "00"}}. */
  private static String step(Issued issued) {
    StringBuilder step = new StringBuilder(issued.operation().word());
    step.append(": {space: ")
        .append(issued.space())
        .append(", offset: 0x")
        .append(Long.toHexString(issued.offset()));
    if (issued.operation().isStore() && issued.length() > 0) {
      step.append(", data: ").append(quoted(issued.data().toHex()));
    } else {
      step.append(", length: ").append(issued.length());
    }
    if (issued.memory() != 0) {
      step.append(", memory: 0x").append(Long.toHexString(issued.memory()));
    }
    return step.append(issued.problemState() ? ", problem-state: on}" : "}").toString();
  }

  /** A YAML string in double quotes. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"' || each == '\\') {
        quoted.append('\\').append(each);
      } else if (each < ' ' || each > '~') {
        quoted.append("\\u%04x".formatted((int) each));
      } else {
        quoted.append(each);
      }
    }
    return quoted.append('"').toString();
  }
}
