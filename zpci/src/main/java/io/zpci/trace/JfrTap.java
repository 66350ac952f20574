package io.zpci.trace;

import io.zpci.arch.Rule;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Writes each crossing into the recording of the JDK's flight recorder, as an event {@code
 * io.zpci.Crossing} with its duration. Where no recording runs, or the event is switched off, a
 * crossing costs one object and one question.
 *
 * <p>A recording has time in it: it is the one tap whose output differs from run to run.
 */
public final class JfrTap implements Tap {
  private final Deque<Crossing> open = new ArrayDeque<>();

  /** A tap for one thread. */
  public JfrTap() {}

  @Name("io.zpci.Crossing")
  @Label("Crossing")
  @Category({"zpci"})
  @Description("An operation in one hand on its way to the device")
  @StackTrace(false)
  static final class Crossing extends Event {
    @Label("Hand")
    @Nullable String hand;

    @Label("Operation")
    @Nullable String operation;

    @Label("Space")
    int space;

    @Label("Offset")
    long offset;

    @Label("Length")
    @DataAmount
    int length;

    @Label("Result")
    long result;

    @Label("Rule")
    @Nullable String rule;

    Crossing() {}
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
    Crossing crossing = new Crossing();
    if (crossing.isEnabled()) {
      crossing.hand = hand.name();
      crossing.operation = operation.word();
      crossing.space = space;
      crossing.offset = offset;
      crossing.length = length;
      crossing.begin();
    }
    open.push(crossing);
  }

  @Override
  public void exit(long result, long value) {
    Crossing crossing = open.pop();
    if (crossing.shouldCommit()) {
      crossing.result = result;
      crossing.commit();
    }
  }

  @Override
  public void broken(Rule rule) {
    Crossing crossing = open.peek();
    if (crossing != null) {
      crossing.rule = rule.id();
    }
  }

  @Override
  public void cost(Cost kind) {
    // Crossings of a boundary are counted by CountingTap; here they would be events without a time.
  }
}
