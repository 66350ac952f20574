package io.zpci.cli;

import io.zpci.arch.Rule;
import io.zpci.ism.IsmCommand;
import io.zpci.logs.Account;
import io.zpci.logs.Capability;
import io.zpci.logs.Clue;
import io.zpci.logs.ConfigAccount;
import io.zpci.logs.ConfigDump;
import io.zpci.logs.Correlation;
import io.zpci.logs.DebugEntry;
import io.zpci.logs.Foreign;
import io.zpci.logs.LogEntry;
import io.zpci.logs.LogFile;
import io.zpci.logs.LogFormat;
import io.zpci.logs.Reason;
import io.zpci.logs.Reasons;
import io.zpci.logs.Refusal;
import io.zpci.logs.SeenFunction;
import io.zpci.logs.Sentences;
import io.zpci.logs.TraceEntry;
import io.zpci.logs.Traced;
import io.zpci.machine.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How logs are told of. */
final class ImportReport {
  /** As many records of s390dbf are shown one by one. */
  private static final int SHOWN = 40;

  private ImportReport() {}

  /** One entry, with its place. */
  static void entry(Page page, LogEntry entry) {
    page.line(entry.place().describe() + "  " + Sentences.of(entry));
  }

  /** What the logs of {@code account} say. */
  static void print(Page page, Account account, Reasons reasons, Stack stack, boolean all) {
    account.files().forEach(file -> file(page, file));
    if (!all) {
      debug(page, account);
    }
    functions(page, account);
    regions(page, account);
    refusals(page, account, reasons, stack);
    account.dumps().forEach(dump -> dump(page, dump, stack));
    versions(page, account);
    account.files().forEach(file -> foreign(page, file));
  }

  private static void file(Page page, LogFile file) {
    List<String> parts = new ArrayList<>();
    for (LogFormat format : LogFormat.values()) {
      long entries = file.entries().getOrDefault(format, 0L);
      if (entries > 0) {
        parts.add(counted(entries, "entry", "entries") + " of " + format.word());
      }
    }
    if (parts.isEmpty()) {
      parts.add("nothing that is known");
    }
    if (file.foreign() > 0) {
      parts.add(counted(file.foreign(), "other line", "other lines"));
    }
    page.line(
        file.name()
            + ": "
            + counted(file.lines(), "line", "lines")
            + ": "
            + String.join(", ", parts));
  }

  private static void debug(Page page, Account account) {
    List<DebugEntry> entries = account.debug();
    if (entries.isEmpty()) {
      return;
    }
    heading(page, "s390dbf, entry by entry");
    entries.stream()
        .limit(SHOWN)
        .forEach(entry ->
            page.line("  " + entry.time() + "  " + Sentences.of(entry) + "  " + lines(entry)));
    long more = entries.size() - SHOWN + account.debugApart();
    if (more > 0) {
      page.line("  and " + more + " more (-v shows all)");
    }
  }

  private static String lines(LogEntry entry) {
    return entry.place().line() == entry.place().last()
        ? "(line " + entry.place().line() + ")"
        : "(lines " + entry.place().line() + "-" + entry.place().last() + ")";
  }

  private static void functions(Page page, Account account) {
    if (account.functions().isEmpty()) {
      return;
    }
    heading(page, "functions");
    for (SeenFunction each : account.functions()) {
      page.line(
          "  fid 0x%x%s, handles %s"
              .formatted(
                  each.fid(),
                  each.vendor() < 0
                      ? ""
                      : ", %04x:%04x%s"
                          .formatted(each.vendor(), each.device(), each.isIsm() ? " (ISM)" : ""),
                  each.handles().stream()
                      .map(handle -> "0x" + Integer.toHexString(handle))
                      .collect(Collectors.joining(", "))));
    }
  }

  private static void regions(Page page, Account account) {
    if (account.traced().isEmpty()) {
      return;
    }
    heading(page, "accesses in traces");
    Table table =
        new Table()
            .text("of")
            .text("by lines of")
            .number("loads")
            .number("stores")
            .number("either")
            .text("first")
            .text("last");
    for (Traced.Region each : account.traced().regions()) {
      table.row(
          Table.Cell.of(Sentences.region(each.region())),
          Table.Cell.of(each.via().word()),
          Table.Cell.of(each.loads()),
          Table.Cell.of(each.stores()),
          Table.Cell.of(each.either()),
          Table.Cell.of("line " + each.first().line()),
          Table.Cell.of("line " + each.last().line()));
    }
    table.print(page);
    if (account.traced().apart() > 0) {
      page.line("  and " + account.traced().apart() + " accesses of yet other places");
    }
    List<IsmCommand> answered = account.answeredUnasked();
    if (!answered.isEmpty()) {
      page.line(
          "  loads of the ISM function's response header answer "
              + answered.stream().map(IsmCommand::name).collect(Collectors.joining(", "))
              + ",");
      page.line(
          "  and no line stores a command's header: the blocks took another way than vfio's regions");
    }
    for (TraceEntry.UserReply each : account.failedReplies()) {
      page.line("  " + each.place().describe() + ": " + Sentences.of(each));
    }
  }

  private static void refusals(Page page, Account account, Reasons reasons, Stack stack) {
    if (account.refusals().isEmpty()) {
      return;
    }
    heading(page, "refused; the model: " + stack.describe());
    Map<String, Rule> evidence = new LinkedHashMap<>();
    for (Refusal each : account.refusals()) {
      DebugEntry.Instruction instruction = each.instruction();
      page.line(
          page.inked(
              instruction.cc() == 0 ? Ink.PLAIN : Ink.RED,
              "  %s: %s%s"
                  .formatted(
                      instruction.place().describe(),
                      Sentences.of(instruction),
                      each.count() == 1 ? "" : ", " + each.count() + " times")));
      if (instruction.cc() == 0) {
        continue;
      }
      for (Reason reason : reasons.of(instruction)) {
        page.line("    " + named(instruction, reason) + reason.sentence());
        reason.notes().forEach(note -> page.line("      " + note));
        reason.rules().forEach(rule -> evidence.putIfAbsent(rule.id() + rule.statement(), rule));
      }
      Correlation.of(instruction, account)
          .ifPresent(correlation -> page.line("    " + correlation.sentence()));
    }
    if (account.refusalsApart() > 0) {
      page.line("  and " + account.refusalsApart() + " more that are not like any of these");
    }
    evidence
        .values()
        .forEach(rule ->
            page.line(page.inked(Ink.DIM, "  evidence of " + rule.id() + ": " + rule.evidence())));
  }

  /** Which of several instructions a reason is for. */
  private static String named(DebugEntry.Instruction instruction, Reason reason) {
    return instruction.instructions().size() == 1 ? "" : "as " + reason.instruction().name() + ": ";
  }

  private static void dump(Page page, ConfigDump dump, Stack stack) {
    String name = dump.slot().isEmpty() ? "a function" : dump.slot();
    heading(page, name + (dump.title().isEmpty() ? "" : " " + dump.title()));
    if (dump.bytes().size() < 4) {
      page.line("  no bytes of configuration space (lspci -xxx shows them)");
      return;
    }
    if (dump.silent()) {
      page.line("  all bytes are ff: the function does not answer");
      return;
    }
    page.line(
        "  %04x:%04x, %d bytes; memory space %s, bus master %s"
            .formatted(
                dump.vendor(),
                dump.device(),
                dump.bytes().size(),
                dump.memoryEnabled() ? "on" : "off",
                dump.busMaster() ? "on" : "off"));
    for (ConfigDump.Bar bar : dump.bars()) {
      page.line(
          "  BAR%d: %s%s%s at 0x%x%s"
              .formatted(
                  bar.index(),
                  bar.io() ? "I/O" : "memory",
                  bar.wide() ? ", 64-bit" : "",
                  bar.prefetchable() ? ", prefetchable" : "",
                  bar.address(),
                  bar.size() == 0 ? "" : ", 0x" + Long.toHexString(bar.size()) + " bytes"));
    }
    for (Capability each : dump.capabilities()) {
      page.line("  0x%02x %s".formatted(each.at(), each.describe()));
    }
    answers(page, dump, stack);
  }

  private static void answers(Page page, ConfigDump dump, Stack stack) {
    List<ConfigAccount.Answer> answers = ConfigAccount.of(dump, stack);
    if (answers.isEmpty()) {
      return;
    }
    page.line("  passed through; " + stack.describe());
    Table table = new Table().text("route").text("plug").text("check").text("cannot be taken");
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (ConfigAccount.Answer each : answers) {
      Rule rule = each.rule();
      if (rule != null) {
        rules.putIfAbsent(rule.id(), rule);
      }
      table.row(
          Table.Cell.of(each.route()),
          Table.Cell.of(each.plug()),
          Table.Cell.of(rule == null ? "" : rule.id()),
          Table.Cell.of(each.unavailable()));
    }
    table.print(page);
    rules
        .values()
        .forEach(rule ->
            page.line("  " + rule.id() + ": " + rule.statement() + " [" + rule.evidence() + "]"));
  }

  private static void versions(Page page, Account account) {
    List<Clue> clues = account.clues().all();
    if (clues.isEmpty()) {
      return;
    }
    heading(page, "versions");
    for (Clue each : clues) {
      page.line(
          "  %s: %s: %s, %s"
              .formatted(each.who().word(), each.says(), each.what(), each.place().describe()));
    }
  }

  private static void foreign(Page page, LogFile file) {
    if (file.foreign() == 0) {
      return;
    }
    heading(page, "other lines of " + file.name() + ": " + file.foreign());
    for (Foreign each : file.first()) {
      page.line("  " + each.place().line() + ": " + each.text());
    }
    if (file.foreign() > file.first().size()) {
      page.line("  and " + (file.foreign() - file.first().size()) + " more");
    }
  }

  private static void heading(Page page, String text) {
    page.line();
    page.line(page.inked(Ink.BOLD, text));
  }

  private static String counted(long count, String one, String several) {
    return count + " " + (count == 1 ? one : several);
  }
}
