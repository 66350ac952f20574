package io.zpci.testkit;

import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Hand;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.IsmOrder;
import io.zpci.verdict.IsmOrder.Finding;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The order of blocks to an ISM function: first as they were issued, which is the driver's, then as
 * the device took them, which is the hands'.
 */
final class IsmOrderCheck {
  private final Recorded recorded;

  IsmOrderCheck(Recorded recorded) {
    this.recorded = recorded;
  }

  void payloadBeforeHeader() {
    check("payload before header", stores(IsmFacts.COMMANDS), root -> root.offset() == 0, "header");
  }

  void signalAfterData() {
    List<Crossing> moves = stores(IsmFacts.MOVES);
    check("signal after data", moves, root -> MoveOffset.signals(root.offset()), "signal");
    moves.forEach(this::oneSignal);
  }

  private List<Crossing> stores(int space) {
    return recorded.operations().stream()
        .filter(root -> root.space() == space && root.operation().isStore())
        .toList();
  }

  /**
   * Checks the order of {@code stores}.
   *
   * @param ends tells those that end a sequence, of which one must arrive: else there is no order
   */
  private void check(String what, List<Crossing> stores, Predicate<Crossing> ends, String end) {
    List<Crossing> ending = stores.stream().filter(ends).toList();
    recorded.mustHold(ending, what + ": a " + end);
    List<Finding<Crossing>> issued = new ArrayList<>();
    IsmOrder<Crossing> order = new IsmOrder<>(issued::add);
    for (Crossing root : stores) {
      order.block(root.space(), root.offset(), root.data(), root.succeeded(), root);
    }
    order.end();
    if (!issued.isEmpty()) {
      Crossing root = issued.getFirst().by();
      throw broken(what + ", as issued", issued.getFirst(), root.hand(), root);
    }
    stores.forEach(root -> mustArrive(what, root));
    if (ending.stream().allMatch(this::isRefused)) {
      throw recorded.failure(
          what + ": no " + end + " arrived", "delivered", "refused", ending.getFirst());
    }
    List<Finding<Crossing>> taken = new ArrayList<>();
    order = new IsmOrder<>(taken::add);
    for (Crossing root : stores) {
      for (Arrival arrival : Judge.arrivals(root)) {
        if (arrival.operation().isStore()) {
          order.block(arrival.bar(), arrival.offset(), arrival.data(), arrival.taken(), root);
        }
      }
    }
    order.end();
    if (!taken.isEmpty()) {
      Finding<Crossing> finding = taken.getFirst();
      Crossing root = changed(finding);
      throw broken(what + ", as it arrived", finding, blamed(root), root);
    }
  }

  /** Of the blocks of a finding the first that did not arrive as it was issued. */
  private Crossing changed(Finding<Crossing> finding) {
    Crossing with = finding.with();
    if (with == null || !isChanged(with)) {
      return finding.by();
    }
    List<Crossing> roots = recorded.roots();
    boolean earlier = roots.indexOf(with) < roots.indexOf(finding.by());
    return earlier || !isChanged(finding.by()) ? with : finding.by();
  }

  private boolean isChanged(Crossing root) {
    return recorded.judge().judge(root).brokenBy() != null;
  }

  private @Nullable Hand blamed(Crossing root) {
    return Recorded.blamed(root, recorded.judge().judge(root));
  }

  private boolean isRefused(Crossing root) {
    return recorded.judge().judge(root).verdict() == Verdict.REFUSED;
  }

  /** Who was told that all is well goes on; the order is none without the block. */
  private void mustArrive(String what, Crossing root) {
    Judgement judgement = recorded.judge().judge(root);
    if (judgement.verdict() == Verdict.LOST || judgement.verdict() == Verdict.CORRUPTED) {
      throw recorded.failure(
          what + ": a block never arrived, and its issuer was told that all is well",
          "delivered",
          judgement.decided(),
          root);
    }
  }

  /** A move that was cut signals once, and with its last piece. */
  private void oneSignal(Crossing root) {
    List<Arrival> pieces =
        Judge.arrivals(root).stream().filter(piece -> piece.operation().isStore()).toList();
    for (int i = 0; i < pieces.size() - 1; i++) {
      if (MoveOffset.signals(pieces.get(i).offset())) {
        String found =
            "the signal stands in piece %d of %d that one move was cut into"
                .formatted(i + 1, pieces.size());
        throw broken(
            "signal after data, as it arrived",
            new Finding<>(IsmRules.R_22, found, root, null),
            blamed(root),
            root);
      }
    }
  }

  private TraceAssertionError broken(
      String what, Finding<Crossing> finding, @Nullable Hand blamed, Crossing shown) {
    String rule = finding.rule().id() + (blamed == null ? "" : " by " + blamed.name());
    List<Crossing> operations = recorded.operations();
    Crossing with = finding.with() == null ? finding.by() : finding.with();
    List<String> lines = new ArrayList<>();
    lines.add(what + ": " + rule + ": " + finding.what());
    lines.addAll(
        Recorded.lines(
            recorded.issued(), operations.indexOf(finding.by()), operations.indexOf(with)));
    if (!finding.rule().id().equals(recorded.judge().judge(shown).rule())) {
      lines.add("what should hold: " + finding.rule().statement());
    }
    return recorded.failure(lines, "no rule broken", rule, shown);
  }
}
