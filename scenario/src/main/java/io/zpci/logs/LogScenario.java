package io.zpci.logs;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario of what logs show: its workload are the logs' operations, its expectation is what the
 * logs say became of them.
 */
public final class LogScenario {
  private LogScenario() {}

  /**
   * The lines of a scenario file.
   *
   * @param files the logs' names
   * @param operations what they show
   * @param stack the versions to run it with
   * @param device the device to run it on
   * @param route the route to run it on
   */
  public static List<String> lines(
      List<String> files,
      List<LoggedOperation> operations,
      Stack stack,
      DeviceModel device,
      Route route) {
    String names = String.join(", ", files);
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What logs show. No log has the data of a refused store: it is made up here, and so");
    lines.add("# is the state of the device.");
    lines.add("scenario: 1");
    lines.add("title: " + quoted("What " + names + " shows"));
    long refused = operations.stream().filter(LoggedOperation::refused).count();
    lines.add(
        "symptom: "
            + quoted(
                operations.size()
                    + (operations.size() == 1 ? " operation, " : " operations, ")
                    + refused
                    + " refused"));
    lines.add("stack:");
    lines.add("  qemu: " + stack.qemu().name());
    lines.add("  host: " + stack.host().name());
    lines.add("  guest: " + stack.guest().name());
    lines.add("  host-endian: " + (stack.hostOrder() == ByteOrder.BIG_ENDIAN ? "be" : "le"));
    lines.add("  mio: " + (stack.mio() ? "on" : "off"));
    lines.add("  mio-mapping: " + (stack.nullMappingSucceeds() ? "succeeds" : "fails"));
    lines.add("device: {model: " + device.word() + "}");
    lines.add("routes: [" + route.name() + "]");
    lines.add("workload:");
    for (LoggedOperation each : operations) {
      lines.add("  # " + printable(each.place().describe()) + gave(each));
      lines.add("  - " + step(each.issued()));
    }
    lines.add("cases:");
    lines.add("  - name: as logged");
    lines.add("    expect:");
    for (int i = 0; i < operations.size(); i++) {
      lines.add("      - {step: " + (i + 1) + ", " + expected(operations.get(i)) + "}");
    }
    return lines;
  }

  private static String gave(LoggedOperation operation) {
    String loaded = operation.loaded();
    return loaded == null ? "" : ", which gave " + loaded;
  }

  private static String step(Issued issued) {
    String operands =
        issued.operation().isStore() && issued.length() > 0
            ? "data: \"" + issued.data().toHex() + "\""
            : "length: " + issued.length();
    return "%s: {space: %d, offset: 0x%x, %s}"
        .formatted(issued.operation().word(), issued.space(), issued.offset(), operands);
  }

  private static String expected(LoggedOperation operation) {
    String told = operation.told();
    if (told == null) {
      return "verdict: refused";
    }
    return (operation.refused() ? "verdict: refused, " : "") + "told: " + told;
  }

  private static String quoted(String text) {
    return '"' + printable(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** File names may hold anything. */
  private static String printable(String text) {
    return text.codePoints()
        .map(each -> each < ' ' || (each >= 0x7f && each <= 0xa0) ? '.' : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
