package io.zpci.machine;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.TraceRecorder;
import io.zpci.verdict.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tap for long runs: it keeps one access at a time, from its issue to its end, counts what
 * arrived, and judges accesses to BARs. What an access causes belongs to it.
 */
final class Witness implements Tap {
  private final TraceRecorder recorder = new TraceRecorder();
  private final EnumMap<Cost, Long> costs = new EnumMap<>(Cost.class);
  private final Judge judge;
  private final Set<String> unverified = new LinkedHashSet<>();
  private int depth;
  private boolean resting;
  private final ArrivalCounts arrivals = new ArrivalCounts();
  private Verdict worst = Verdict.DELIVERED;
  private TalkResult.@Nullable Break firstBreak;

  /** A witness of accesses on {@code route} to functions that are {@code facts}. */
  Witness(String route, FunctionFacts facts) {
    this.judge = new Judge(route, facts);
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
    if (resting) {
      return;
    }
    if (depth++ == 0) {
      recorder.clear();
    }
    recorder.enter(hand, operation, space, offset, length, data, at, value);
  }

  @Override
  public void exit(long result, long value) {
    if (resting) {
      return;
    }
    recorder.exit(result, value);
    if (--depth == 0) {
      ended(recorder.roots().getFirst());
    }
  }

  @Override
  public void broken(Rule rule) {
    if (!resting) {
      recorder.broken(rule);
    }
  }

  @Override
  public void cost(Cost kind) {
    if (!resting) {
      costs.merge(kind, 1L, Long::sum);
    }
  }

  /** Sees nothing any more; called between two accesses. */
  void rest() {
    resting = true;
  }

  private void ended(Crossing root) {
    arrivals.add(Judge.arrivals(root));
    if (AddressSpace.isBar(root.space()) && isIssued(root)) {
      judge(root);
    }
  }

  /** Whether a guest or a process issued it; what a kernel does by itself is not judged. */
  private static boolean isIssued(Crossing root) {
    return root.hand().equals(Hand.GUEST) || root.hand().equals(Hand.PROCESS);
  }

  private void judge(Crossing root) {
    Judgement judgement = judge.judge(root);
    unverified.addAll(judgement.unverified());
    Verdict verdict = judgement.verdict();
    if (verdict.compareTo(worst) < 0) {
      worst = verdict;
    }
    boolean whole = verdict == Verdict.DELIVERED && judgement.brokenBy() == null;
    if (firstBreak == null && !(whole && judgement.rule() == null)) {
      // An access that every hand passed on and that still breaks a rule was issued wrong.
      Hand hand = whole ? root.hand() : judgement.brokenBy();
      firstBreak =
          new TalkResult.Break(
              root.issued().describe(),
              verdict,
              hand == null ? null : hand.name(),
              judgement.rule(),
              judgement.why());
    }
  }

  /** What arrived. */
  ArrivalCounts arrivals() {
    return arrivals;
  }

  /** Crossings by kind. */
  Map<Cost, Long> costs() {
    return Collections.unmodifiableMap(costs);
  }

  /** The worst that became of an access to a BAR. */
  Verdict worst() {
    return worst;
  }

  /** The first access to a BAR that did not arrive as issued; null where all did. */
  TalkResult.@Nullable Break firstBreak() {
    return firstBreak;
  }

  /** What the judgements rest on that nothing confirmed. */
  List<String> unverified() {
    return List.copyOf(unverified);
  }
}
