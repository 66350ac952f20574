package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteStart;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.trace.Operation;
import io.zpci.verdict.Judge;
import io.zpci.workload.Issued;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** By the rules of the trace event format; what Perfetto makes of them is not tried here. */
class PerfettoTraceTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path RECORDINGS = Path.of("..", "tests", "recordings");

  private int pieces;
  private int operations;

  /** The trace of a recording on routes; counts operations and pieces on the way. */
  private JsonNode trace(String file, String... routes) {
    StringWriter text = new StringWriter();
    try (PerfettoTrace trace = new PerfettoTrace(text, file)) {
      new RouteReplay(Stream.of(routes).map(name -> Routes.named(name).orElseThrow()).toList())
          .replay(Recording.read(RECORDINGS.resolve(file)), Stack.newest(), counted(trace));
    }
    return JSON.readTree(text.toString());
  }

  private RunListener counted(RunListener to) {
    return new RunListener() {
      @Override
      public void route(RouteStart start) {
        to.route(start);
      }

      @Override
      public void operation(RanOperation ran) {
        operations++;
        pieces += Judge.arrivals(ran.hands()).size();
        to.operation(ran);
      }

      @Override
      public void notIssued(int line, Issued issued, String why) {
        to.notIssued(line, issued, why);
      }
    };
  }

  private static List<JsonNode> events(JsonNode trace, String phase) {
    List<JsonNode> events = new ArrayList<>();
    for (JsonNode event : trace.get("traceEvents")) {
      if (event.get("ph").stringValue().equals(phase)) {
        events.add(event);
      }
    }
    return events;
  }

  private static String track(JsonNode event) {
    return event.get("pid").intValue() + "/" + event.get("tid").intValue();
  }

  private static String name(JsonNode event) {
    return event.get("name").stringValue();
  }

  private static long at(JsonNode event) {
    return event.get("ts").longValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ism-smcd-two-guests.jsonl", "ism-probe-event-unbind.jsonl"})
  void timesRiseAndSlicesNestOnEveryTrack(String file) {
    JsonNode trace = trace(file, "bar-rw", "interpretation", "ism-vfio-pci-process");
    Map<String, Long> last = new HashMap<>();
    Map<String, Deque<Long>> open = new HashMap<>();
    for (JsonNode event : trace.get("traceEvents")) {
      if (event.get("ph").stringValue().equals("M")) {
        continue;
      }
      long at = at(event);
      assertTrue(at >= last.getOrDefault(track(event), 0L), event.toString());
      last.put(track(event), at);
      if (event.get("ph").stringValue().equals("X")) {
        long end = at + event.get("dur").longValue();
        assertTrue(end > at, event.toString());
        Deque<Long> ends = open.computeIfAbsent(track(event), key -> new ArrayDeque<>());
        while (!ends.isEmpty() && ends.peek() <= at) {
          ends.pop();
        }
        assertTrue(ends.isEmpty() || end <= ends.peek(), event.toString());
        ends.push(end);
      }
    }
    assertTrue(operations > 100, "operations " + operations);
    long roots =
        events(trace, "X").stream().filter(event -> event.get("args").has("verdict")).count();
    assertEquals(operations, roots);
  }

  /** An arrow for each piece: begun once, in the slice that it leads from, and ended once. */
  @Test
  void everyPieceHasAnArrowFromItsOperation() {
    JsonNode trace = trace("ism-smcd-two-guests.jsonl", "relaxed-pwrite", "bar-rw");
    Map<Long, List<JsonNode>> arrows = new TreeMap<>();
    for (JsonNode event : trace.get("traceEvents")) {
      if (event.has("id")) {
        arrows.computeIfAbsent(event.get("id").longValue(), key -> new ArrayList<>()).add(event);
      }
    }
    Map<String, JsonNode> slices = new HashMap<>();
    events(trace, "X").forEach(slice -> slices.put(track(slice) + "@" + at(slice), slice));
    assertTrue(pieces > 200, "pieces " + pieces);
    assertEquals(pieces, arrows.size());
    for (List<JsonNode> arrow : arrows.values()) {
      List<String> phases = arrow.stream().map(event -> event.get("ph").stringValue()).toList();
      assertEquals("s", phases.getFirst(), arrow.toString());
      assertEquals("f", phases.getLast(), arrow.toString());
      assertTrue(
          phases.subList(1, phases.size() - 1).stream().allMatch("t"::equals), arrow.toString());
      long before = -1;
      for (JsonNode event : arrow) {
        assertTrue(at(event) > before, arrow.toString());
        before = at(event);
        // it belongs to the slice that begins there
        assertNotNull(slices.get(track(event) + "@" + at(event)), arrow.toString());
      }
      assertEquals("e", arrow.getLast().get("bp").stringValue());
      JsonNode operation = slices.get(track(arrow.getFirst()) + "@" + at(arrow.getFirst()));
      assertTrue(operation.get("args").has("verdict"), operation.toString());
    }
  }

  @Test
  void aRouteIsAProcessAndAHandItsThread() {
    JsonNode trace = trace("ism-smcd-two-guests.jsonl", "lpar", "bar-rw");
    List<String> names =
        events(trace, "M").stream()
            .filter(event -> name(event).endsWith("_name"))
            .map(event -> track(event) + " " + event.get("args").get("name").stringValue())
            .toList();
    assertEquals(
        List.of(
            "1/0 lpar",
            "1/1 guest",
            "1/2 firmware",
            "1/3 device",
            "2/0 bar-rw",
            "2/1 guest",
            "2/2 qemu"),
        names.subList(0, 7));
    assertTrue(
        trace.get("otherData").get("clock").stringValue().startsWith("virtual: "),
        trace.get("otherData").toString());
  }

  @Test
  void aRefusedHeaderSaysWhatBecameOfIt() {
    JsonNode trace = trace("ism-smcd-two-guests.jsonl", "bar-rw");
    List<JsonNode> slices = events(trace, "X");
    JsonNode root = slices.getFirst();
    assertEquals("pcistb 2+0x8 8", name(root));
    assertEquals(4, root.get("dur").intValue());
    assertEquals(
        """
        {"line":8,"operation":"pcistb","space":2,"offset":"0x8","length":8,\
        "data":"000000011ffff000","result":"specification exception","verdict":"refused",\
        "by":"qemu","rule":"qemu.pcistb.7","why":"nothing arrived; what should hold: A block is \
        longer than 8 bytes and a multiple of 8 long."}\
        """,
        root.get("args").toString());
    JsonNode qemu = slices.get(1);
    assertEquals(2, qemu.get("tid").intValue());
    assertEquals(1, at(qemu));
    assertEquals(2, qemu.get("dur").intValue());
    assertEquals("qemu.pcistb.7", qemu.get("args").get("breaks").stringValue());
    assertEquals("breaks qemu.pcistb.7", name(events(trace, "i").getFirst()));
    assertEquals(6, at(slices.get(2)));
  }

  @Test
  void aRouteThatCannotBeTakenIsAProcessWithoutSlices() {
    StringWriter text = new StringWriter();
    try (PerfettoTrace trace = new PerfettoTrace(text, "a \"title\" \u00e4")) {
      trace.route(new RouteStart("x", Stack.newest(), "refused, no", "not there"));
      trace.notIssued(3, Issued.load(Operation.PREAD, 0, 8, 4), "a guest has no system calls");
    }
    JsonNode trace = JSON.readTree(text.toString());
    assertEquals("a \"title\" \u00e4", trace.get("otherData").get("title").stringValue());
    assertTrue(text.toString().chars().allMatch(each -> each < 128), text.toString());
    assertEquals(List.of(), events(trace, "X"));
    assertEquals(
        Stack.newest().describe() + "; plug: refused, no; unavailable: not there",
        events(trace, "M").get(1).get("args").get("labels").stringValue());
    assertEquals(
        "{\"line\":3,\"why\":\"a guest has no system calls\"}",
        events(trace, "i").getFirst().get("args").toString());
  }

  @Test
  void theSameRunGivesTheSameTrace() {
    assertEquals(
        trace("ism-probe-event-unbind.jsonl", "bar-rw"),
        trace("ism-probe-event-unbind.jsonl", "bar-rw"));
  }
}
