package io.zpci.testkit;

import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.TraceRecorder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Assertions on everything that crossed since the trace was last cleared. A message says whose hand
 * broke which rule, and ends with the ladder of hands of the operation that it is about; where the
 * trace has no judge of its own ({@link TraceRecorder#judgedBy}), what is said of a block's being
 * cut leaves out what the function asks for.
 *
 * <p>What was <em>issued</em> is what a guest's CPU, its kernel or a process did. What
 * <em>arrived</em> is what came to the machine's firmware, refused or not; an instruction that was
 * busy and repeated counts once. An assertion about operations fails where there are none.
 */
public final class TraceAssert {
  private final TraceRecorder trace;
  private final Recorded recorded;

  private TraceAssert(TraceRecorder trace) {
    this.trace = trace;
    this.recorded = new Recorded(trace.roots(), trace.judge());
  }

  /** On everything that {@code trace} has seen. */
  public static TraceAssert assertThat(TraceRecorder trace) {
    return new TraceAssert(trace);
  }

  /** On one operation that was issued, and what it caused. */
  public static CrossingAssert assertThat(Crossing operation) {
    return new CrossingAssert(operation, Judge.OF_ANYTHING);
  }

  /** On what arrived. */
  public static OperationsAssert assertThat(List<Arrival> arrived) {
    List<Seen> seen = arrived.stream().map(arrival -> Seen.of(arrival, null)).toList();
    return new OperationsAssert(new Recorded(List.of(), Judge.OF_ANYTHING), "arrived", seen);
  }

  /** On one that arrived. */
  public static OperationsAssert assertThat(Arrival arrived) {
    return assertThat(List.of(arrived));
  }

  /** What was issued. */
  public OperationsAssert issued() {
    return new OperationsAssert(recorded, "issued", recorded.issued());
  }

  /** What arrived, refused or not. */
  public OperationsAssert arrived() {
    return new OperationsAssert(recorded, "arrived", recorded.arrived());
  }

  /** What entered {@code hand}, each try of a repeated instruction. */
  public OperationsAssert at(Hand hand) {
    return new OperationsAssert(recorded, "at " + hand.name(), recorded.at(hand));
  }

  /** The one operation that was issued; there is no other. */
  public CrossingAssert operation() {
    issued().count(1);
    return new CrossingAssert(recorded, recorded.operations().getFirst());
  }

  /** The issued operation with {@code index}, from 0 on. */
  public CrossingAssert operation(int index) {
    List<Crossing> operations = recorded.operations();
    if (index < 0 || index >= operations.size()) {
      String what = "issued: operation " + (index + 1) + " expected, " + operations.size();
      throw recorded.failure(what + " there", index + 1, operations.size(), null);
    }
    return new CrossingAssert(recorded, operations.get(index));
  }

  /** Each issued operation is as {@code says}. */
  public TraceAssert each(Consumer<CrossingAssert> says) {
    List<Crossing> operations = recorded.operations();
    recorded.mustHold(operations, "issued operations");
    operations.forEach(root -> says.accept(new CrossingAssert(recorded, root)));
    return this;
  }

  /** Each operation issued to a BAR. */
  private void eachToBar(Consumer<CrossingAssert> says) {
    List<Crossing> operations = recorded.toBars();
    recorded.mustHold(operations, "operations issued to a BAR");
    operations.forEach(root -> says.accept(new CrossingAssert(recorded, root)));
  }

  /**
   * The device took, or gave, each operation issued to a BAR, and as it was issued. Configuration
   * space is left out: a VMM or vfio may answer that itself.
   */
  public TraceAssert delivered() {
    eachToBar(CrossingAssert::delivered);
    return this;
  }

  /**
   * No operation breaks a rule, of the device or of a hand on the way. Of those to configuration
   * space only what was refused counts: the checks by which vfio keeps parts of it are no fault.
   */
  public TraceAssert noRuleBroken() {
    return each(operation -> {
      if (operation.isToBar() || operation.isRefused()) {
        operation.noRuleBroken();
      }
    });
  }

  /**
   * Some operation breaks the rule with id {@code rule}, and by {@code hand}; see {@link
   * CrossingAssert#brokenBy}.
   */
  public TraceAssert ruleBroken(String rule, Hand hand) {
    List<Crossing> operations = recorded.operations();
    recorded.mustHold(operations, "issued operations");
    String expected = rule + " by " + hand.name();
    Set<String> found = new LinkedHashSet<>();
    Crossing first = null;
    for (Crossing root : operations) {
      CrossingAssert operation = new CrossingAssert(recorded, root);
      if (operation.breaks(rule) && operation.isBrokenBy(hand)) {
        return this;
      }
      String broken = operation.broken();
      if (!broken.isEmpty()) {
        found.add(broken);
        first = first == null ? root : first;
      }
    }
    String actual = found.isEmpty() ? "none" : String.join(", ", found);
    String what = "rules: %s broken expected, got %s".formatted(expected, actual);
    throw recorded.failure(what, expected, actual, first == null ? operations.getLast() : first);
  }

  /**
   * Every store to a BAR arrived as a block, and every block that a guest's CPU or a process issued
   * as that one block; at least one arrived.
   */
  public TraceAssert wholeBlocksOnly() {
    eachToBar(CrossingAssert::wholeBlocksOnly);
    if (recorded.arrived().stream().noneMatch(Access.block()::matches)) {
      String what = "arrived: blocks expected, there is none";
      throw recorded.failure(what, "blocks", "none", recorded.toBars().getFirst());
    }
    return this;
  }

  /**
   * Each command of an ISM function has its payload before its header: as issued, and as the device
   * took it. At least one header was issued.
   */
  public TraceAssert payloadBeforeHeader() {
    new IsmOrderCheck(recorded).payloadBeforeHeader();
    return this;
  }

  /**
   * Each signal to the owner of a DMB comes after the data that it tells of, as issued and as the
   * device took it: the flag stands in the last piece of a move only, no data for a token comes
   * after its last signal, and what was told of was taken. At least one move signals.
   *
   * <p>What is a move is taken from the blocks: one that starts at a multiple of 4 KiB of the DMB
   * where the one before ended goes on with it. Who signals such pieces one by one on purpose
   * cannot use this.
   */
  public TraceAssert signalAfterData() {
    new IsmOrderCheck(recorded).signalAfterData();
    return this;
  }

  /** Nothing reached the device: whatever was issued ended above it. */
  public TraceAssert nothingReachedDevice() {
    at(Hand.DEVICE).nothing();
    return this;
  }

  /** At most {@code most} crossings of {@code kind} were paid for. */
  public TraceAssert atMost(long most, Cost kind) {
    long count = trace.costs().getOrDefault(kind, 0L);
    if (count > most) {
      throw costly(most, count, kind.word(), List.of(kind));
    }
    return this;
  }

  /** At most {@code most} crossings were paid for, all kinds together. */
  public TraceAssert atMost(long most) {
    long count = trace.costs().values().stream().mapToLong(Long::longValue).sum();
    if (count > most) {
      throw costly(most, count, "crossings", List.of(Cost.values()));
    }
    return this;
  }

  private TraceAssertionError costly(long most, long count, String what, List<Cost> kinds) {
    List<String> lines = new ArrayList<>();
    lines.add("paid for: at most %d %s expected, %d counted".formatted(most, what, count));
    long inside = 0;
    Crossing first = null;
    List<Crossing> roots = recorded.roots();
    for (int i = 0; i < roots.size(); i++) {
      Crossing root = roots.get(i);
      long before = inside;
      inside += kinds.stream().mapToLong(root::cost).sum();
      boolean over = before <= most && inside > most;
      first = over ? root : first;
      if (inside > before) {
        lines.add(
            "%s%3d  %s: %s"
                .formatted(over ? "  > " : "    ", i + 1, Seen.of(root, root), costs(root, kinds)));
      }
    }
    if (count > inside) {
      lines.add("         outside of operations: " + (count - inside));
    }
    return recorded.failure(lines, "at most " + most, count, first);
  }

  private static String costs(Crossing root, List<Cost> kinds) {
    return kinds.stream()
        .filter(kind -> root.cost(kind) > 0)
        .map(kind -> root.cost(kind) + " " + kind.word())
        .collect(Collectors.joining(", "));
  }
}
