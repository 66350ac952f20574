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
import io.zpci.logs.LogEntry;
import io.zpci.logs.LogFile;
import io.zpci.logs.LogFormat;
import io.zpci.logs.LoggedInstruction;
import io.zpci.logs.Place;
import io.zpci.logs.Reason;
import io.zpci.logs.Reasons;
import io.zpci.logs.Refusal;
import io.zpci.logs.SeenFunction;
import io.zpci.logs.Sentences;
import io.zpci.logs.TraceEntry;
import io.zpci.logs.Traced;
import io.zpci.machine.Stack;
import io.zpci.verdict.Judgement;
import java.util.List;
import java.util.Locale;

/** How logs are told of to programs: {@code record} says what an object is. */
final class ImportJson {
  private ImportJson() {}

  /** One entry. */
  static void entry(JsonLines lines, LogEntry entry) {
    lines.object(json -> {
      json.field("record", "entry");
      place(json, entry.place());
      json.field("format", entry.format().word())
          .field("kind", kind(entry))
          .field("time", entry.time())
          .field("says", Sentences.of(entry));
      switch (entry) {
        case TraceEntry.Access each -> access(json, each);
        case DebugEntry.Instruction each -> instruction(json, each);
        case DebugEntry.Event each ->
            json.field("fid", Integer.toUnsignedLong(each.fid()))
                .field("handle", Integer.toUnsignedLong(each.handle()))
                .field("pec", each.pec())
                .unsigned("address", each.address());
        case DebugEntry.ClpCall each ->
            json.field("call", each.call())
                .field("response", each.response())
                .field("rc", each.rc());
        case DebugEntry.MmioCall each ->
            json.unsigned("address", each.address())
                .field("result", each.result())
                .field("status", each.status());
        case DebugEntry.DmaFailure each ->
            json.field("rc", each.rc()).unsigned("address", each.address());
        case DebugEntry.Message each -> json.field("text", each.message().text());
        case DebugEntry.IsmFailure each ->
            json.field("command", each.command())
                .field("ret", each.ret())
                .field("length", each.length());
        case DebugEntry.Lone each -> json.field("data", each.bytes().toHex());
        case TraceEntry _, ConfigDump _ -> {}
      }
    });
  }

  private static void place(JsonLines json, Place place) {
    json.field("file", place.file()).field("line", place.line()).field("last", place.last());
  }

  /** {@code region-access}. */
  private static String kind(LogEntry entry) {
    return entry
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  private static void access(JsonLines json, TraceEntry.Access each) {
    Boolean store = each.store();
    json.field("access", store == null ? null : store ? "store" : "load")
        .field("region", each.region())
        .unsigned("offset", each.offset())
        .field("length", each.size())
        .field("data", each.data().size() == 0 ? null : each.data().toHex());
  }

  private static void instruction(JsonLines json, DebugEntry.Instruction each) {
    json.texts("instructions", names(each.instructions()));
    if (each.hasRequest()) {
      json.field("handle", Integer.toUnsignedLong(each.handle()))
          .field("space", each.space())
          .field("length", each.length());
    } else {
      json.none("handle").none("space").none("length");
    }
    json.unsigned("first", each.first())
        .unsigned("second", each.second())
        .field("cc", each.cc())
        .field("status", each.status());
  }

  private static List<String> names(List<LoggedInstruction> instructions) {
    return instructions.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** All that is not an entry. */
  static void account(JsonLines lines, Account account, Reasons reasons, Stack stack) {
    account.files().forEach(file -> file(lines, file));
    account.functions().forEach(function -> function(lines, function));
    account.traced().regions().forEach(region -> region(lines, region));
    account.refusals().forEach(refusal -> refusal(lines, account, refusal, reasons, stack));
    account.dumps().forEach(dump -> dump(lines, dump, stack));
    account.clues().all().forEach(clue -> clue(lines, clue));
    List<IsmCommand> answered = account.answeredUnasked();
    if (!answered.isEmpty()) {
      lines.object(json ->
          json.field("record", "answered-unasked")
              .texts("commands", answered.stream().map(IsmCommand::name).toList()));
    }
  }

  private static void file(JsonLines lines, LogFile file) {
    lines.object(json ->
        json.field("record", "file")
            .field("file", file.name())
            .field("lines", file.lines())
            .object(
                "entries",
                entries -> {
                  for (LogFormat format : LogFormat.values()) {
                    entries.field(format.word(), file.entries().getOrDefault(format, 0L));
                  }
                })
            .field("foreign", file.foreign())
            .objects(
                "foreignFirst",
                file.first(),
                each -> json.field("line", each.place().line()).field("text", each.text())));
  }

  private static void function(JsonLines lines, SeenFunction function) {
    lines.object(json -> {
      json.field("record", "function").field("fid", Integer.toUnsignedLong(function.fid()));
      if (function.vendor() < 0) {
        json.none("vendor").none("device");
      } else {
        json.field("vendor", function.vendor()).field("device", function.device());
      }
      json.objects(
          "handles",
          function.handles(),
          each -> json.field("handle", Integer.toUnsignedLong(each)));
    });
  }

  private static void region(JsonLines lines, Traced.Region region) {
    lines.object(json -> {
      json.field("record", "region")
          .field("file", region.first().file())
          .field("region", region.region())
          .field("via", region.via().word())
          .field("loads", region.loads())
          .field("stores", region.stores())
          .field("either", region.either())
          .field("firstLine", region.first().line())
          .field("lastLine", region.last().line());
    });
  }

  private static void refusal(
      JsonLines lines, Account account, Refusal refusal, Reasons reasons, Stack stack) {
    DebugEntry.Instruction ended = refusal.instruction();
    lines.object(json -> {
      json.field("record", "refusal");
      place(json, ended.place());
      json.field("count", refusal.count()).field("says", Sentences.of(ended));
      instruction(json, ended);
      json.field("stack", stack.describe())
          .objects(
              "reasons",
              ended.cc() == 0 ? List.of() : reasons.of(ended),
              reason -> reason(json, reason));
      var correlation = Correlation.of(ended, account);
      json.field("trace", correlation.map(each -> each.finding().word()).orElse(null))
          .field("traceSays", correlation.map(Correlation::sentence).orElse(null));
    });
  }

  private static void reason(JsonLines json, Reason reason) {
    Judgement judgement = reason.judgement();
    json.field("by", reason.kind().word())
        .field("instruction", reason.instruction().name().toLowerCase(Locale.ROOT))
        .field("route", reason.route())
        .field("device", reason.device() == null ? null : reason.device().word())
        .field("told", reason.told())
        .field("verdict", judgement == null ? null : judgement.verdict().word())
        .objects("rules", reason.rules(), rule -> rule(json, rule))
        .texts("notes", reason.notes());
  }

  private static void rule(JsonLines json, Rule rule) {
    json.field("id", rule.id())
        .field("statement", rule.statement())
        .field("evidence", rule.evidence());
  }

  private static void dump(JsonLines lines, ConfigDump dump, Stack stack) {
    lines.object(json -> {
      json.field("record", "config");
      place(json, dump.place());
      json.field("slot", dump.slot()).field("title", dump.title());
      number(json, "vendor", dump.vendor());
      number(json, "device", dump.device());
      json.field("size", dump.bytes().size())
          .objects(
              "bars",
              dump.bars(),
              bar ->
                  json.field("bar", bar.index())
                      .field("io", bar.io())
                      .field("wide", bar.wide())
                      .field("prefetchable", bar.prefetchable())
                      .unsigned("address", bar.address())
                      .field("size", bar.size()))
          .objects("capabilities", dump.capabilities(), each -> capability(json, each))
          .objects("routes", ConfigAccount.of(dump, stack), each -> answer(json, each));
    });
  }

  private static void capability(JsonLines json, Capability each) {
    json.field("at", each.at()).field("says", each.describe());
  }

  private static void answer(JsonLines json, ConfigAccount.Answer each) {
    Rule rule = each.rule();
    json.field("route", each.route())
        .field("plug", each.plug())
        .field("unavailable", each.unavailable())
        .field("rule", rule == null ? null : rule.id());
  }

  private static void number(JsonLines json, String name, int value) {
    if (value < 0) {
      json.none(name);
    } else {
      json.field(name, value);
    }
  }

  private static void clue(JsonLines lines, Clue clue) {
    lines.object(json -> {
      json.field("record", "version").field("of", clue.who().word());
      place(json, clue.place());
      json.field("says", clue.says()).field("what", clue.what());
    });
  }
}
