package io.zpci.scenario;

import io.zpci.arch.AddressSpace;
import io.zpci.machine.RanOperation;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What became of the accesses of a step that issues several: a driver's call, a handler's. */
final class Accesses {
  /** What a step with accesses shows of them. */
  static final List<Fact> FACTS =
      List.of(
          Fact.word(
              "verdict",
              Arrays.stream(Verdict.values()).map(Verdict::word).toList(),
              "The worst that became of one of the step's accesses to a BAR."),
          Fact.text(
              "operation",
              "The first access that a hand changed or refused or that broke a rule, as pcistb 2"
                  + " 0x0 8; none where none."),
          Fact.text("by", "Whose hand that was; nobody where none."),
          Fact.text("rule", "Id of the rule that it broke or that bit; none where none."),
          Fact.text("why", "The reason, one sentence; none where there is no such access."),
          Fact.list("unverified", "What the verdicts rest on that nothing confirmed."),
          Fact.number("operations", "How many accesses to a BAR the step issued."),
          Fact.list("arrived", "What of them arrived at the machine, each as pcistg 0 0x8 4."));

  private Accesses() {}

  /** The accesses to BARs that {@code roots} are, judged, go into {@code seen}. */
  static void show(List<Crossing> roots, Judge judge, Seen seen) {
    List<RanOperation> all = new ArrayList<>();
    for (Crossing root : roots) {
      if (isIssued(root) && AddressSpace.isBar(root.space())) {
        all.add(new RanOperation(0, root.issued(), root.told(), root, judge.judge(root)));
      }
    }
    all.forEach(seen::operation);
    Verdict worst = Verdict.DELIVERED;
    for (RanOperation each : all) {
      Verdict verdict = each.judgement().verdict();
      worst = verdict.compareTo(worst) < 0 ? verdict : worst;
    }
    seen.fact("verdict", worst.word());
    RanOperation first = all.stream().filter(RanOperation::broken).findFirst().orElse(null);
    seen.fact("operation", first == null ? "none" : first.issued().describe());
    Hand hand = first == null ? null : first.judgement().brokenBy();
    seen.fact("by", hand == null ? "nobody" : hand.name());
    String rule = first == null ? null : first.judgement().rule();
    seen.fact("rule", Objects.requireNonNullElse(rule, "none"));
    seen.fact("why", first == null ? "none" : first.judgement().why());
    seen.fact(
        "unverified",
        all.stream().flatMap(each -> each.judgement().unverified().stream()).distinct().toList());
    seen.fact("operations", all.size());
    seen.fact(
        "arrived",
        all.stream()
            .flatMap(each -> Judge.arrivals(each.hands()).stream())
            .map(AccessStep::arrived)
            .toList());
  }

  /** Whether a guest or a process issued it; what a kernel does by itself is not judged. */
  private static boolean isIssued(Crossing root) {
    return root.hand().equals(Hand.GUEST) || root.hand().equals(Hand.PROCESS);
  }
}
