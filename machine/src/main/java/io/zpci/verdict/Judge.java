package io.zpci.verdict;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmRules;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what became of an operation, from the tree of crossings that it caused: the verdict, the
 * first hand whose output is no longer the operation issued, and the rule that this output breaks
 * on arrival.
 */
public final class Judge {
  /** A judge who knows neither route nor function: one that takes what anybody issues. */
  public static final Judge OF_ANYTHING = new Judge("route", MemoryFunction.memory().facts());

  private final Hand route;
  private final FunctionFacts facts;

  /**
   * A judge of what a route does on the way to a function.
   *
   * @param route its name: it stands for the route's own hands where they are not tapped
   * @param facts the function's
   */
  public Judge(String route, FunctionFacts facts) {
    this.route = new Hand(route);
    this.facts = facts;
  }

  /**
   * What arrived at the host's firmware, refused or not, in order; where the host has none, at the
   * device, and so where somebody stands between the two. An access that was answered busy and
   * repeated counts once.
   */
  public static List<Arrival> arrivals(Crossing root) {
    return arrived(root).stream().map(Judge::arrival).toList();
  }

  /** The crossings of {@link #arrivals}: where in the tree it arrived. */
  public static List<Crossing> arrived(Crossing root) {
    List<Crossing> arrived = new ArrayList<>();
    collect(root, Hand.FIRMWARE, arrived);
    if (arrived.isEmpty()) {
      collect(root, Hand.DEVICE, arrived);
    }
    return arrived;
  }

  /**
   * Judges the operation that entered at {@code root}: what it caused against what it was, and how
   * it ended.
   */
  public Judgement judge(Crossing root) {
    return judge(root.issued(), root, root.told());
  }

  /**
   * Judges one operation.
   *
   * @param issued what was issued
   * @param root the tree it caused
   * @param told what the issuer was told
   */
  public Judgement judge(Issued issued, Crossing root, GuestResult told) {
    if (issued.length() == 0 && !told.failed()) {
      return new Judgement(Verdict.DELIVERED, null, null, "length 0: nothing to do", List.of());
    }
    List<Arrival> own =
        arrivals(root).stream()
            .filter(arrival -> arrival.operation().isStore() == issued.operation().isStore())
            .toList();
    Verdict verdict = new Fate(issued, root, own).verdict(told);
    Hand brokenBy = breaker(root, Reference.of(issued, facts));
    if (brokenBy == null && verdict == Verdict.CORRUPTED) {
      brokenBy = changer(root);
    }
    if (brokenBy != null && (brokenBy.equals(Hand.GUEST) || brokenBy.equals(Hand.PROCESS))) {
      brokenBy = route;
    }
    Optional<Rule> biting = biting(root, own);
    if (biting.isEmpty() && own.size() > 1 && wholeBlocksOnly(issued)) {
      biting = Optional.of(IsmRules.R_03);
    }
    Set<String> unverified = new LinkedHashSet<>();
    reasons(root, unverified);
    return new Judgement(
        verdict,
        brokenBy,
        biting.map(Rule::id).orElse(null),
        new Why(issued, root, own).text(verdict, brokenBy, biting),
        List.copyOf(unverified));
  }

  /**
   * Whether the device asks that this operation arrive as one block: R-03, which no device can see
   * broken.
   */
  private boolean wholeBlocksOnly(Issued issued) {
    return facts.blockClass() == BlockClass.RELAXED
        && AddressSpace.isBar(issued.space())
        && issued.operation().isStore()
        && issued.operation() != Operation.PCISTG
        && issued.operation() != Operation.IOWRITE;
  }

  /**
   * The first hand whose output is not {@code reference}, or that refused it; null where all passed
   * it on.
   */
  private static @Nullable Hand breaker(Crossing crossing, Reference reference) {
    Reference expected = reference.refinedBy(crossing);
    List<Crossing> outs =
        crossing.children().stream()
            .filter(child -> !busy(child) && child.operation().isStore() == expected.store())
            .toList();
    if (outs.isEmpty()) {
      boolean fine = crossing.succeeded();
      if (!crossing.hand().equals(Hand.DEVICE)) {
        // Above the device a load may be served; a store that goes no further is dropped.
        fine &= !expected.store() && crossing.broken().stream().noneMatch(Judge::refuses);
      }
      return fine ? null : crossing.hand();
    }
    if (outs.size() == 1 && expected.matches(outs.getFirst())) {
      return breaker(outs.getFirst(), expected);
    }
    return crossing.hand();
  }

  private static boolean refuses(Rule rule) {
    return rule.reaction() == Reaction.REFUSE || rule.reaction() == Reaction.DROP;
  }

  /** The first hand whose bytes differ from those it got from or gave to the one below. */
  private static @Nullable Hand changer(Crossing crossing) {
    for (Crossing child : crossing.children()) {
      if (crossing.children().size() != 1 || !child.data().equals(crossing.data())) {
        return crossing.hand();
      }
      return changer(child);
    }
    return crossing.hand();
  }

  /** Whether it was answered busy: the hand above repeated it. */
  private static boolean busy(Crossing crossing) {
    return crossing.operation().isInstruction() && crossing.result() == Outcome.BUSY;
  }

  private static void collect(Crossing crossing, Hand hand, List<Crossing> into) {
    boolean interposed = interposed(crossing);
    if (crossing.hand().equals(hand) && !busy(crossing) && !interposed) {
      into.add(crossing);
      return;
    }
    for (Crossing child : crossing.children()) {
      collect(child, interposed ? Hand.DEVICE : hand, into);
    }
  }

  /** Whether the firmware gave it to somebody who stands before the device. */
  private static boolean interposed(Crossing crossing) {
    return crossing.hand().equals(Hand.FIRMWARE)
        && crossing.children().stream().anyMatch(child -> !child.hand().equals(Hand.DEVICE));
  }

  private static Arrival arrival(Crossing crossing) {
    Operation operation = crossing.operation();
    Operation word =
        operation.isBlock()
            ? Operation.PCISTB
            : operation.isStore() ? Operation.PCISTG : Operation.PCILG;
    return new Arrival(
        word,
        operation.isMio(),
        crossing.space(),
        crossing.offset(),
        crossing.length(),
        crossing.data(),
        (int) crossing.result());
  }

  /**
   * The rule to name: the first that an arrival breaks; where nothing arrives or arrivals break
   * none while something else bit, the first check that bit on the way. A rule that is only
   * reported yields to one that decided.
   */
  public static Optional<Rule> biting(Crossing root) {
    return biting(root, arrivals(root));
  }

  private static Optional<Rule> biting(Crossing root, List<Arrival> arrivals) {
    List<Rule> onArrival = new ArrayList<>();
    List<Rule> onTheWay = new ArrayList<>();
    rules(root, onArrival, onTheWay);
    if (!onArrival.isEmpty()) {
      return deciding(onArrival);
    }
    boolean allTaken = arrivals.stream().allMatch(Arrival::taken);
    return allTaken ? deciding(onTheWay) : Optional.empty();
  }

  private static Optional<Rule> deciding(List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.reaction() != Reaction.REPORT)
        .findFirst()
        .or(() -> rules.stream().findFirst());
  }

  /** Causes before consequences: what broke below comes before what a hand above made of it. */
  private static void rules(Crossing crossing, List<Rule> onArrival, List<Rule> onTheWay) {
    for (Crossing child : crossing.children()) {
      rules(child, onArrival, onTheWay);
    }
    boolean arrived = crossing.hand().equals(Hand.FIRMWARE) || crossing.hand().equals(Hand.DEVICE);
    (arrived ? onArrival : onTheWay).addAll(crossing.broken());
  }

  private static void reasons(Crossing crossing, Set<String> into) {
    for (Rule rule : crossing.broken()) {
      if (rule.unverified() != null) {
        into.add(rule.id() + ": " + rule.unverified());
      }
    }
    for (Crossing child : crossing.children()) {
      reasons(child, into);
    }
  }
}
