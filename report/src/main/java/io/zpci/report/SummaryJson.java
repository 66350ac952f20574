package io.zpci.report;

import io.zpci.arch.Rule;
import io.zpci.machine.Stack;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Everything of a run but its rows, as the object {@code run} of the page; docs/reports.md. */
final class SummaryJson {
  /** Version of the format. */
  static final int FORMAT = 1;

  private final RunHeading heading;
  private final RunData data;
  private final JsonGenerator json;
  private final List<Hand> hands;
  private final List<Rule> rules;
  private final StackNames stacks;

  private SummaryJson(RunHeading heading, RunData data, JsonGenerator json) {
    this.heading = heading;
    this.data = data;
    this.json = json;
    Set<Hand> all = new LinkedHashSet<>();
    data.counted().lanes().columns().forEach(all::addAll);
    data.judgements().stream()
        .map(Judgement::brokenBy)
        .filter(hand -> hand != null)
        .forEach(all::add);
    this.hands = new ArrayList<>(all);
    this.rules = new ArrayList<>(data.counted().rules().keySet());
    this.stacks = StackNames.of(data.counted());
  }

  /** Writes the object. */
  static void write(RunHeading heading, RunData data, Writer out) {
    try (JsonGenerator json = EmbeddedJson.to(out)) {
      new SummaryJson(heading, data, json).write();
    }
  }

  private void write() {
    CountedRun run = data.counted();
    json.writeStartObject();
    json.writeNumberProperty("format", FORMAT);
    text("program", heading.program());
    text("title", heading.title());
    text("ran", heading.ran());
    text("place", heading.place());
    text("sentence", Sentence.of(heading, run).text());
    BrokenOperation first = run.firstBreak();
    json.writeNumberProperty("first", first == null ? RunData.NONE : first.number());
    json.writeNumberProperty("operations", run.operations());
    json.writeNumberProperty("bytesKept", RunData.BYTES_KEPT);
    texts("stacks", stacks.all().stream().map(Stack::describe).toList());
    texts("stackNames", stacks.all().stream().map(stacks::own).toList());
    texts("hands", hands.stream().map(Hand::name).toList());
    array(
        "lanes",
        run.lanes().columns(),
        lane -> {
          json.writeStartArray();
          lane.forEach(hand -> json.writeNumber(hands.indexOf(hand)));
          json.writeEndArray();
        });
    objects("rules", rules, this::rule);
    objects("routes", run.routes(), this::route);
    objects("judgements", data.judgements(), this::judgement);
    objects("fates", data.fates(), this::fate);
    objects("shapes", data.shapes().all(), this::shape);
    json.writeEndObject();
  }

  private void rule(Rule rule) {
    CountedRun.RuleUse use = data.counted().rules().get(rule);
    text("id", rule.id());
    text("statement", rule.statement());
    text("evidence", rule.evidence());
    text("confidence", rule.confidence().name().toLowerCase(Locale.ROOT));
    text("reaction", rule.reaction().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    text("unverified", rule.unverified());
    if (use != null) {
      json.writeNumberProperty("broken", use.broken());
      json.writeNumberProperty("decided", use.decided());
      numbers("hands", use.hands().stream().map(hands::indexOf).toList());
    }
  }

  private void route(CountedRoute route) {
    text("route", route.start().route());
    json.writeNumberProperty("stack", stacks.all().indexOf(route.start().stack()));
    text("plug", route.start().plug());
    text("unavailable", route.start().unavailable());
    json.writeNumberProperty("from", route.from());
    json.writeNumberProperty("operations", route.operations());
    json.writeObjectPropertyStart("verdicts");
    for (Verdict verdict : Verdict.values()) {
      json.writeNumberProperty(verdict.word(), route.of(verdict));
    }
    json.writeEndObject();
    CountedRoute.Arrived arrived = route.arrived();
    json.writeObjectPropertyStart("arrived");
    json.writeNumberProperty("blocks", arrived.blocks());
    json.writeNumberProperty("stores", arrived.stores());
    json.writeNumberProperty("loads", arrived.loads());
    json.writeNumberProperty("mio", arrived.mio());
    json.writeEndObject();
    json.writeObjectPropertyStart("crossings");
    route.crossings().forEach((hand, count) -> json.writeNumberProperty(hand.name(), count));
    json.writeEndObject();
    json.writeObjectPropertyStart("costs");
    for (Cost cost : Cost.values()) {
      json.writeNumberProperty(cost.word(), route.of(cost));
    }
    json.writeEndObject();
    objects(
        "causes",
        route.causes(),
        entry -> {
          text("verdict", entry.getKey().verdict().word());
          text("by", name(entry.getKey().by()));
          text("rule", entry.getKey().rule());
          text("statement", entry.getKey().statement());
          json.writeNumberProperty("count", entry.getValue().count());
          json.writeNumberProperty("line", entry.getValue().line());
        });
    texts("unverified", route.unverified());
  }

  private void judgement(Judgement judgement) {
    text("verdict", judgement.verdict().word());
    text("by", name(judgement.brokenBy()));
    text("rule", judgement.rule());
    text("why", judgement.why());
    texts("unverified", judgement.unverified());
  }

  private void fate(RunData.Fate fate) {
    text("op", fate.operation().word());
    json.writeNumberProperty("space", fate.space());
    json.writeNumberProperty("length", fate.length());
    json.writeBooleanProperty("problemState", fate.problemState());
    text("told", fate.told());
    text("arrived", fate.arrived());
    json.writeNumberProperty("judgement", fate.judgement());
    json.writeNumberProperty("shape", fate.shape());
  }

  private void shape(Shape shape) {
    json.writeNumberProperty("hand", hands.indexOf(shape.hand()));
    text("op", shape.operation().word());
    json.writeNumberProperty("space", shape.space());
    json.writeNumberProperty("length", shape.length());
    text("result", shape.result());
    json.writeBooleanProperty("ok", shape.succeeded());
    json.writeNumberProperty("marks", shape.marks());
    text("bytes", shape.image().word());
    numbers("rules", shape.broken().stream().distinct().map(rules::indexOf).toList());
    array(
        "pieces",
        shape.pieces(),
        piece -> {
          json.writeStartArray();
          json.writeNumber(piece.shape());
          json.writeString(Long.toString(piece.from()));
          json.writeNumber(piece.times());
          json.writeString(Long.toString(piece.stride()));
          json.writeEndArray();
        });
  }

  private void text(String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }

  private void texts(String name, List<String> values) {
    array(name, values, json::writeString);
  }

  private void numbers(String name, List<Integer> values) {
    array(name, values, json::writeNumber);
  }

  private <T> void objects(String name, List<T> values, Consumer<T> fields) {
    array(
        name,
        values,
        value -> {
          json.writeStartObject();
          fields.accept(value);
          json.writeEndObject();
        });
  }

  private <T> void array(String name, List<T> values, Consumer<T> element) {
    json.writeArrayPropertyStart(name);
    values.forEach(element);
    json.writeEndArray();
    json.writeRaw('\n');
  }

  private static @Nullable String name(@Nullable Hand hand) {
    return hand == null ? null : hand.name();
  }
}
