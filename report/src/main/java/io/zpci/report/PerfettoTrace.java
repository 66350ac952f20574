package io.zpci.report;

import io.zpci.arch.Rule;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Ladder;
import io.zpci.workload.Issued;
import java.io.Writer;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * A run as a trace that Perfetto and Chrome's {@code about:tracing} show: JSON in the trace event
 * format. A route is a process, a hand of it a thread, and what enters a hand a slice on its track
 * ({@code "ph":"X"}). Arrows ({@code s}, {@code t}, {@code f}) lead from an operation through the
 * hands to each piece of it that arrived; where a rule is broken stands an instant event.
 *
 * <p>The model has no clock. Time is virtual: a hand takes 1 us before what it causes below and 1
 * us behind it, so that slices nest as the hands do; between two operations are 2 us. The same run
 * gives the same trace.
 *
 * <p>Everything is written as it is told, and nothing is kept but the names of hands. Where the
 * writer fails, {@link tools.jackson.core.JacksonException} comes up.
 */
public final class PerfettoTrace implements RunListener, AutoCloseable {
  /** Microseconds that a hand takes before what is below it, and again behind it. */
  private static final long STEP = 1;

  private static final long GAP = 2;
  private static final String CLOCK =
      "virtual: 1 us before and 1 us behind what a hand causes below, 2 us between operations";
  private static final String PIECE = "piece";

  private final JsonGenerator json;
  private final Map<Hand, Integer> tracks = new LinkedHashMap<>();
  private int process;
  private long now;
  private long arrows;

  /**
   * A trace of a run that is told to it.
   *
   * @param out takes the text, and stays open
   * @param title what was run, for people
   */
  public PerfettoTrace(Writer out, String title) {
    json =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build()
            .createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject();
    json.writeStringProperty("displayTimeUnit", "ns");
    json.writeObjectPropertyStart("otherData");
    json.writeStringProperty("title", title);
    json.writeStringProperty("clock", CLOCK);
    json.writeEndObject();
    json.writeArrayPropertyStart("traceEvents");
  }

  @Override
  public void route(RouteStart start) {
    process++;
    tracks.clear();
    now = 0;
    metadata("process_name", 0, () -> json.writeStringProperty("name", start.route()));
    String why = start.unavailable();
    String plug = start.plug();
    String label =
        start.stack().describe()
            + (plug == null ? "" : "; plug: " + plug)
            + (why == null ? "" : "; unavailable: " + why);
    metadata("process_labels", 0, () -> json.writeStringProperty("labels", label));
    metadata("process_sort_index", 0, () -> json.writeNumberProperty("sort_index", process));
  }

  @Override
  public void operation(RanOperation ran) {
    IdentityHashMap<Crossing, Long> pieces = new IdentityHashMap<>();
    for (Crossing piece : Judge.arrived(ran.hands())) {
      if (piece != ran.hands()) {
        pieces.put(piece, ++arrows);
      }
    }
    now = slice(ran.hands(), now, pieces, ran) + GAP;
  }

  @Override
  public void notIssued(int line, Issued issued, String why) {
    event(
        "i",
        issued.describe(),
        "unavailable",
        0,
        now,
        () -> {
          json.writeStringProperty("s", "p");
          args(() -> {
            json.writeNumberProperty("line", line);
            json.writeStringProperty("why", why);
          });
        });
    now += GAP;
  }

  /**
   * Writes a crossing and all below it.
   *
   * @param ran whose root it is; null below the root
   * @return when it ends
   */
  private long slice(
      Crossing crossing,
      long start,
      IdentityHashMap<Crossing, Long> pieces,
      @Nullable RanOperation ran) {
    int track = track(crossing.hand());
    event(
        "X",
        Ladder.access(crossing),
        crossing.operation().word(),
        track,
        start,
        () -> {
          json.writeNumberProperty("dur", duration(crossing));
          args(() -> arguments(crossing, ran));
        });
    for (Rule rule : crossing.broken()) {
      event(
          "i",
          "breaks " + rule.id(),
          "rule",
          track,
          start,
          () -> {
            json.writeStringProperty("s", "t");
            args(() -> json.writeStringProperty("rule", rule.statement()));
          });
    }
    arrows(crossing, track, start, pieces, ran != null);
    long at = start + STEP;
    for (Crossing child : crossing.children()) {
      at = slice(child, at, pieces, null);
    }
    return at + STEP;
  }

  /** The arrows that begin here, come through, or end. */
  private void arrows(
      Crossing crossing,
      int track,
      long start,
      IdentityHashMap<Crossing, Long> pieces,
      boolean root) {
    Long own = pieces.get(crossing);
    if (own != null) {
      arrow("f", own, track, start, () -> json.writeStringProperty("bp", "e"));
      return;
    }
    below(crossing, pieces, id -> arrow(root ? "s" : "t", id, track, start, () -> {}));
  }

  private static void below(
      Crossing crossing, IdentityHashMap<Crossing, Long> pieces, Consumer<Long> each) {
    Long own = pieces.get(crossing);
    if (own != null) {
      each.accept(own);
    }
    for (Crossing child : crossing.children()) {
      below(child, pieces, each);
    }
  }

  private void arrow(String phase, long id, int track, long at, Runnable more) {
    event(
        phase,
        PIECE,
        PIECE,
        track,
        at,
        () -> {
          json.writeNumberProperty("id", id);
          more.run();
        });
  }

  private static long duration(Crossing crossing) {
    long duration = 2 * STEP;
    for (Crossing child : crossing.children()) {
      duration += duration(child);
    }
    return duration;
  }

  private void arguments(Crossing crossing, @Nullable RanOperation ran) {
    if (ran != null) {
      json.writeNumberProperty("line", ran.line());
    }
    json.writeStringProperty("operation", crossing.operation().word());
    json.writeNumberProperty("space", crossing.space());
    json.writeStringProperty("offset", "0x" + Long.toHexString(crossing.offset()));
    json.writeNumberProperty("length", crossing.length());
    json.writeStringProperty("data", crossing.data().toShortHex());
    json.writeStringProperty("result", Ladder.result(crossing));
    List<String> broken = crossing.broken().stream().map(Rule::id).distinct().toList();
    if (!broken.isEmpty()) {
      json.writeStringProperty("breaks", String.join(", ", broken));
    }
    if (ran == null) {
      return;
    }
    Judgement judgement = ran.judgement();
    Hand by = judgement.brokenBy();
    json.writeStringProperty("verdict", judgement.verdict().word());
    json.writeStringProperty("by", by == null ? null : by.name());
    json.writeStringProperty("rule", judgement.rule());
    json.writeStringProperty("why", judgement.why());
  }

  private int track(Hand hand) {
    Integer known = tracks.get(hand);
    if (known != null) {
      return known;
    }
    int track = tracks.size() + 1;
    tracks.put(hand, track);
    metadata("thread_name", track, () -> json.writeStringProperty("name", hand.name()));
    metadata("thread_sort_index", track, () -> json.writeNumberProperty("sort_index", track));
    return track;
  }

  private void metadata(String name, int track, Runnable content) {
    line();
    json.writeStringProperty("ph", "M");
    json.writeStringProperty("name", name);
    json.writeNumberProperty("pid", process);
    json.writeNumberProperty("tid", track);
    args(content);
    json.writeEndObject();
  }

  private void event(
      String phase, String name, String category, int track, long at, Runnable more) {
    line();
    json.writeStringProperty("ph", phase);
    json.writeStringProperty("name", name);
    json.writeStringProperty("cat", category);
    json.writeNumberProperty("pid", process);
    json.writeNumberProperty("tid", track);
    json.writeNumberProperty("ts", at);
    more.run();
    json.writeEndObject();
  }

  /** Each event has a line. */
  private void line() {
    json.writeRaw('\n');
    json.writeStartObject();
  }

  private void args(Runnable content) {
    json.writeObjectPropertyStart("args");
    content.run();
    json.writeEndObject();
  }

  /** Ends the text; the writer is flushed and stays open. */
  @Override
  public void close() {
    json.close();
  }
}
