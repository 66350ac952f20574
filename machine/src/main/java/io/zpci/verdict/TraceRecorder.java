package io.zpci.verdict;

import io.zpci.arch.Rule;
import io.zpci.storage.Layouts;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tap that keeps everything as trees of {@link Crossing}, for judging and for showing. It
 * allocates; it is not for the path.
 */
public final class TraceRecorder implements Tap {
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Crossing> roots = new ArrayList<>();
  private final EnumMap<Cost, Long> costs = new EnumMap<>(Cost.class);
  private final List<Rule> rules = new ArrayList<>();
  private Judge judge = Judge.OF_ANYTHING;
  private boolean paused;

  /** A recorder that has seen nothing. */
  public TraceRecorder() {}

  private record Open(Crossing crossing, @Nullable MemorySegment data, long at) {}

  /** Forgets everything. */
  public void clear() {
    open.clear();
    roots.clear();
    costs.clear();
    rules.clear();
  }

  /** Sees nothing until {@link #resume}: for preparing a machine. */
  public void pause() {
    paused = true;
  }

  /** Sees again. */
  public void resume() {
    paused = false;
  }

  /** The operations seen since the last {@link #clear}, each with what it caused. */
  public List<Crossing> roots() {
    return List.copyOf(roots);
  }

  /**
   * Names who judges what is seen here, for those who look at it later.
   *
   * @return this
   */
  public TraceRecorder judgedBy(Judge named) {
    judge = named;
    return this;
  }

  /** Who judges what is seen here; {@link Judge#OF_ANYTHING} where nobody was named. */
  public Judge judge() {
    return judge;
  }

  @Override
  public void enter(
      Hand hand,
      Operation operation,
      int space,
      long offset,
      int length,
      @Nullable MemorySegment data,
      long at,
      long value) {
    if (paused) {
      return;
    }
    Bytes bytes = operation.isStore() ? bytes(length, data, at, value) : Bytes.NONE;
    Crossing crossing = new Crossing(hand, operation, space, offset, length, bytes);
    if (open.isEmpty()) {
      roots.add(crossing);
    } else {
      open.peek().crossing().add(crossing);
    }
    open.push(new Open(crossing, data, at));
  }

  @Override
  public void exit(long result, long value) {
    if (paused) {
      return;
    }
    Open ended = open.pop();
    Crossing crossing = ended.crossing();
    Bytes loaded = Bytes.NONE;
    if (!crossing.operation().isStore()) {
      if (crossing.operation().isRegionAccess()) {
        loaded =
            bytes(
                (int) Math.max(0, Math.min(result, crossing.length())),
                ended.data(),
                ended.at(),
                0);
      } else if (result == 0) {
        loaded = bytes(crossing.length(), ended.data(), ended.at(), value);
      }
    }
    crossing.ended(result, loaded);
  }

  @Override
  public void broken(Rule rule) {
    if (paused) {
      return;
    }
    rules.add(rule);
    if (!open.isEmpty()) {
      open.peek().crossing().breaks(rule);
    }
  }

  @Override
  public void cost(Cost kind) {
    if (!paused) {
      costs.merge(kind, 1L, Long::sum);
      if (!open.isEmpty()) {
        open.peek().crossing().costs(kind);
      }
    }
  }

  /**
   * Every rule that was told since the last {@link #clear}, in order, in operations and outside of
   * them: those of instructions that are no operations, as MPCIFC, are outside.
   */
  public List<Rule> rules() {
    return List.copyOf(rules);
  }

  /**
   * How often each kind of crossing was paid for since the last {@link #clear}, in operations and
   * outside of them; absent is never.
   */
  public Map<Cost, Long> costs() {
    return Collections.unmodifiableMap(costs);
  }

  /**
   * {@code length} bytes at {@code at}, fewer where the segment ends; without a segment the
   * register's image.
   */
  private static Bytes bytes(int length, @Nullable MemorySegment data, long at, long value) {
    if (data == null) {
      int width = Math.clamp(length, 0, 8);
      byte[] image = new byte[width];
      if (width > 0) {
        Layouts.putImage(MemorySegment.ofArray(image), 0, width, value);
      }
      return Bytes.of(image);
    }
    long there = Math.clamp(data.byteSize() - at, 0, length);
    byte[] copy = new byte[at < 0 ? 0 : (int) there];
    MemorySegment.copy(data, Layouts.BYTE, at, copy, 0, copy.length);
    return Bytes.of(copy);
  }
}
