package io.zpci.report;

import io.zpci.machine.RanOperation;
import io.zpci.report.CountedRoute.Cause;
import io.zpci.report.CountedRoute.Tally;
import io.zpci.report.Sentence.Style;
import io.zpci.report.Shapes.Whole;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.Arrivals;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values of report.html's placeholders. */
final class PageModel {
  /** Verdicts as the page lists them: what is well first. */
  private static final List<Verdict> VERDICTS = List.of(Verdict.values()).reversed();

  private final RunHeading heading;
  private final RunData data;
  private final CountedRun run;
  private final StackNames stacks;

  PageModel(RunHeading heading, RunData data) {
    this.heading = heading;
    this.data = data;
    this.run = data.counted();
    this.stacks = StackNames.of(run);
  }

  /** By name. */
  Map<String, Object> values() {
    Sentence sentence = Sentence.of(heading, run);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("title", heading.title());
    values.put("ran", heading.ran());
    values.put("program", heading.program());
    values.put("operations", number(run.operations()));
    values.put("sentence", sentence.text());
    values.put("parts", sentence.parts().stream().map(PageModel::part).toList());
    values.put("ladder", ladder());
    values.put("stacks", stacks.all().isEmpty() ? false : stacks.common());
    values.put("verdictCount", VERDICTS.size());
    values.put("verdictHeads", VERDICTS.stream().map(PageModel::verdict).toList());
    values.put("routes", run.routes().stream().map(this::route).toList());
    List<Map<String, Object>> causes =
        run.routes().stream()
            .flatMap(route -> route.causes().stream().map(each -> cause(route, each)))
            .toList();
    values.put("causes", causes);
    values.put("someBroke", !causes.isEmpty());
    values.put("nothingBroke", causes.isEmpty());
    values.put("rules", rules());
    values.put("noRules", run.rules().isEmpty());
    values.putAll(unverified());
    values.putAll(hands());
    values.put("legend", VERDICTS.stream().map(PageModel::legend).toList());
    return values;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Map<String, Object> part(Sentence.Part part) {
    return Map.of(
        "text", part.text(),
        "plain", part.style() == Style.PLAIN,
        "code", part.style() == Style.CODE,
        "strong", part.style() == Style.STRONG);
  }

  /** The ladder of the first break; nothing where there is none. */
  private List<Map<String, Object>> ladder() {
    BrokenOperation first = run.firstBreak();
    RanOperation ran = first == null ? null : first.ran();
    if (first == null || ran == null) {
      return List.of();
    }
    Shapes shapes = data.shapes();
    int shape = shapes.of(ran.hands(), Whole.of(ran.issued(), ran.hands()));
    List<Hand> columns = SvgSheet.columns(run, first.route());
    String picture = Pictures.ladder(LadderLayout.of(shapes, shape, columns));
    return List.of(
        Map.of(
            "picture",
            picture,
            "issuer",
            ran.hands().hand().name(),
            "told",
            ran.told().describe(),
            "arrived",
            Arrivals.summary(Judge.arrivals(ran.hands())),
            "reasons",
            first.judgement().unverified()));
  }

  private static Map<String, Object> verdict(Verdict verdict) {
    return Map.of("word", word(verdict), "sign", Pictures.sign(verdict));
  }

  /** Operations that nobody issues are counted under that name. */
  private static String word(Verdict verdict) {
    return verdict == Verdict.UNAVAILABLE ? "not issued" : verdict.word();
  }

  private Map<String, Object> route(CountedRoute route) {
    String unavailable = route.start().unavailable();
    BrokenOperation first = route.first();
    first = first == null ? route.firstOfRule() : first;
    first = first == null ? route.firstNotIssued() : first;
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("route", route.start().route());
    values.put("unverified", !route.unverified().isEmpty());
    values.put("stack", stacks.all().size() > 1 ? stacks.own(route.start().stack()) : false);
    values.put("plug", route.start().plug() == null ? false : route.start().plug());
    values.put(
        "unavailable",
        unavailable == null ? false : Map.of("why", unavailable, "span", VERDICTS.size() + 5));
    values.put("available", unavailable == null);
    values.put("bar", Pictures.shares(VERDICTS, route));
    values.put("verdicts", VERDICTS.stream().map(each -> count(route.of(each))).toList());
    CountedRoute.Arrived arrived = route.arrived();
    values.put(
        "arrived",
        Stream.of(arrived.blocks(), arrived.stores(), arrived.loads(), arrived.mio())
            .map(PageModel::count)
            .toList());
    values.put("first", first == null ? false : first(first));
    return values;
  }

  private static Map<String, Object> count(long count) {
    return Map.of("count", number(count), "zero", count == 0);
  }

  private Map<String, Object> first(BrokenOperation first) {
    return Map.of(
        "number", first.number(),
        "at", heading.at(first.line()),
        "operation", first.issued().describe());
  }

  private Map<String, Object> cause(CountedRoute route, Map.Entry<Cause, Tally> entry) {
    Cause cause = entry.getKey();
    Tally tally = entry.getValue();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("route", stacks.name(route));
    values.put("count", number(tally.count()));
    values.put("sign", Pictures.sign(cause.verdict()));
    values.put("verdict", word(cause.verdict()));
    values.put("by", name(cause.by()));
    values.put("rule", cause.rule() == null ? false : cause.rule());
    values.put("statement", cause.statement());
    values.put("number", tally.number());
    values.put("at", heading.at(tally.line()));
    values.put("operation", tally.operation());
    return values;
  }

  private static String name(@Nullable Hand hand) {
    return hand == null ? "" : hand.name();
  }

  private List<Map<String, Object>> rules() {
    List<Map<String, Object>> rules = new ArrayList<>();
    Set<String> anchors = new HashSet<>();
    run.rules()
        .forEach((rule, use) -> {
          Map<String, Object> values = new LinkedHashMap<>();
          values.put("id", rule.id());
          values.put("anchor", anchors.add(rule.id()) ? rule.id() : false);
          values.put("statement", rule.statement());
          values.put("broken", operations(use.broken()));
          values.put(
              "hands",
              use.hands().isEmpty()
                  ? false
                  : use.hands().stream().map(Hand::name).collect(Collectors.joining(", ")));
          values.put("decided", operations(use.decided()));
          values.put("evidence", rule.evidence());
          values.put("confidence", word(rule.confidence()));
          values.put("reaction", word(rule.reaction()));
          values.put("unverified", rule.unverified() == null ? false : rule.unverified());
          rules.add(values);
        });
    return rules;
  }

  private static String operations(int count) {
    return number(count) + (count == 1 ? " operation" : " operations");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private Map<String, Object> unverified() {
    Map<String, List<String>> routesByReason = new LinkedHashMap<>();
    for (CountedRoute route : run.routes()) {
      for (String reason : route.unverified()) {
        List<String> routes = routesByReason.computeIfAbsent(reason, _ -> new ArrayList<>());
        if (!routes.contains(route.start().route())) {
          routes.add(route.start().route());
        }
      }
    }
    List<Map<String, String>> reasons =
        routesByReason.entrySet().stream()
            .map(each ->
                Map.of("route", String.join(", ", each.getValue()), "reason", each.getKey()))
            .toList();
    return Map.of("anyUnverified", !reasons.isEmpty(), "unverified", reasons);
  }

  private Map<String, Object> hands() {
    List<List<Hand>> lanes = run.lanes().columns();
    long most =
        run.routes().stream()
            .flatMap(route -> route.crossings().values().stream())
            .mapToLong(Long::longValue)
            .max()
            .orElse(1);
    List<Cost> costs =
        Arrays.stream(Cost.values())
            .filter(cost -> run.routes().stream().anyMatch(route -> route.of(cost) > 0))
            .toList();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (CountedRoute route : run.routes()) {
      if (route.start().unavailable() == null) {
        rows.add(
            Map.of(
                "route", stacks.name(route),
                "cells", lanes.stream().map(lane -> cell(route, lane, most)).toList(),
                "costs", costs.stream().map(cost -> count(route.of(cost))).toList()));
      }
    }
    return Map.of(
        "lanes", lanes.stream().map(PageModel::names).toList(),
        "laneCount", lanes.size(),
        "costs", costs.stream().map(Cost::word).toList(),
        "costCount", Math.max(1, costs.size()),
        "handRows", rows);
  }

  private static String names(List<Hand> lane) {
    return lane.stream().map(Hand::name).collect(Collectors.joining(" / "));
  }

  private static Map<String, Object> cell(CountedRoute route, List<Hand> lane, long most) {
    long count = lane.stream().mapToLong(hand -> route.crossings().getOrDefault(hand, 0L)).sum();
    boolean there = lane.stream().anyMatch(hand -> route.crossings().containsKey(hand));
    return Map.of(
        "count", there ? number(count) : false,
        "bar", there ? Pictures.bar(count, most) : "");
  }

  private static Map<String, Object> legend(Verdict verdict) {
    String meaning =
        switch (verdict) {
          case DELIVERED -> "the device took what was issued";
          case CUT -> "the device took it in pieces";
          case CORRUPTED -> "the device took other bytes than were issued, or of another order";
          case LOST -> "the device did not take it, and the issuer was told that all is well";
          case REFUSED -> "the issuer was told that it failed";
          case UNAVAILABLE -> "nobody on the route issues it, or the route cannot be taken";
        };
    return Map.of("sign", Pictures.sign(verdict), "word", word(verdict), "meaning", meaning);
  }
}
