package io.zpci.logs;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.logs.Reason.Kind;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.Explanation;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.workload.Issued;
import io.zpci.workload.Operands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the model say why an instruction was refused: it is issued again, to a function in good
 * order, and the rule that bites is named where it ends as the log says. Where it does not, the
 * checks are named that end it so and that depend on what the log does not show.
 *
 * <p>The route is told by the handle, unless somebody chooses one: a marker of interception in it
 * makes it bar-rw, else the machine executes the instruction itself. The operand of a block stands
 * on a multiple of 8: no log says where.
 */
public final class Reasons {
  private static final String INTERCEPTED = "bar-rw";
  private static final String EXECUTED = "lpar";

  /** The condition code of a function that is busy. */
  private static final int BUSY = 2;

  /** Statuses of a function that is in error. */
  private static final Set<Integer> IN_ERROR =
      Set.of(Status.FUNC_IN_ERR, Status.BLOCKED, Status.FUNC_NOT_AVAIL);

  /** Bytes of an ISM command's header. */
  private static final int HEADER = 8;

  private final Account account;
  private final Stack stack;
  private final @Nullable Route route;
  private final @Nullable DeviceModel device;

  /**
   * Reasons for what {@code account} tells.
   *
   * @param stack the versions to try
   * @param route null to tell it by each handle
   * @param device null to tell it by what the logs say
   */
  public Reasons(
      Account account, Stack stack, @Nullable Route route, @Nullable DeviceModel device) {
    this.account = account;
    this.stack = stack;
    this.route = route;
    this.device = device;
  }

  /** Why {@code ended} ended so: one reason for each instruction that it can be, the best known. */
  public List<Reason> of(DebugEntry.Instruction ended) {
    List<Reason> reasons = ended.instructions().stream().map(each -> of(ended, each)).toList();
    for (Kind kind : Kind.values()) {
      List<Reason> best = reasons.stream().filter(each -> each.kind() == kind).toList();
      if (!best.isEmpty()) {
        return best;
      }
    }
    throw new IllegalStateException("an instruction is one at least");
  }

  private Reason of(DebugEntry.Instruction ended, LoggedInstruction instruction) {
    List<String> notes = notes(ended);
    Issued issued = issued(ended, instruction);
    if (issued == null) {
      List<Rule> rules = Answers.of(ended, instruction, byQemu(ended));
      if (rules.isEmpty() && instruction.byMio()) {
        // QEMU has no MIO: whatever else the log is of, this was executed by a machine
        rules = Answers.of(ended, instruction, false);
      }
      return new Reason(
          rules.isEmpty() ? Kind.OPEN : Kind.STATE,
          instruction,
          null,
          null,
          null,
          null,
          null,
          rules,
          notes);
    }
    Route taken = route(ended);
    DeviceModel model = device(ended);
    Explanation explained = new Explainer(List.of(taken)).explain(stack, model, issued).getFirst();
    GuestResult told = explained.guest();
    Rule rule = rule(explained);
    boolean same = told != null && same(ended, told) && rule != null;
    List<Rule> rules =
        same && rule != null
            ? List.of(rule)
            : narrowed(ended, Answers.of(ended, instruction, !taken.name().equals(EXECUTED)));
    return new Reason(
        same ? Kind.MODEL : rules.isEmpty() ? Kind.OPEN : Kind.STATE,
        instruction,
        taken.name(),
        model,
        issued,
        told == null ? "nothing" : told.describe(),
        explained.judgement(),
        rules,
        notes);
  }

  /** What the model is given for {@code instruction}; null where the log does not say enough. */
  static @Nullable Issued issued(DebugEntry.Instruction ended, LoggedInstruction instruction) {
    Operation operation = instruction.operation();
    if (operation == null || !instruction.byRequest()) {
      return null;
    }
    int length = ended.length();
    if (Operands.unfitLength(operation, length) != null || ended.space() > 15) {
      return null;
    }
    return operation.isStore()
        ? Issued.store(
            operation,
            ended.space(),
            ended.second(),
            Operands.defaultData(ended.space(), ended.second(), length))
        : Issued.load(operation, ended.space(), ended.second(), length);
  }

  /** The route that {@code ended} takes in the model. */
  public Route route(DebugEntry.Instruction ended) {
    Route chosen = route;
    return chosen != null
        ? chosen
        : Routes.named(byQemu(ended) ? INTERCEPTED : EXECUTED).orElseThrow();
  }

  /**
   * Whether the handle has a marker of interception; where no handle is logged, whether any handle
   * in the logs has.
   */
  private boolean byQemu(DebugEntry.Instruction ended) {
    Route chosen = route;
    if (chosen != null) {
      return !chosen.name().equals(EXECUTED);
    }
    return ended.hasRequest()
        ? (ended.handle() & FunctionHandle.SHM) != 0
        : account.functions().stream()
            .flatMap(each -> each.handles().stream())
            .anyMatch(each -> (each & FunctionHandle.SHM) != 0);
  }

  /** The device that {@code ended} goes to in the model. */
  public DeviceModel device(DebugEntry.Instruction ended) {
    DeviceModel chosen = device;
    if (chosen != null) {
      return chosen;
    }
    if (account.isIsm(ended.handle())) {
      return DeviceModel.ISM;
    }
    if (inside(ended, MemoryFunction.memory().facts().barSizes())) {
      return DeviceModel.MEMORY;
    }
    // a large BAR that has room for it, so that the BAR's end is not what bites
    return inside(ended, IsmFacts.plain(0).barSizes()) ? DeviceModel.ISM : DeviceModel.MEMORY;
  }

  private static boolean inside(DebugEntry.Instruction ended, List<Long> sizes) {
    if (ended.space() >= sizes.size()) {
      return true;
    }
    return Long.compareUnsigned(ended.second(), sizes.get(ended.space()) - ended.length()) <= 0
        && sizes.get(ended.space()) >= ended.length();
  }

  private static boolean same(DebugEntry.Instruction ended, GuestResult told) {
    if (!(told instanceof GuestResult.Instruction result)) {
      return false;
    }
    int outcome = result.outcome();
    if (ended.programCheck() || Outcome.isException(outcome)) {
      return ended.programCheck() && Outcome.isException(outcome);
    }
    return ended.cc() == Outcome.cc(outcome)
        && (ended.cc() != 1 || ended.status() == Outcome.status(outcome));
  }

  /** The rule that the judgement names, as the hand that it broke it has it. */
  private static @Nullable Rule rule(Explanation explained) {
    Crossing hands = explained.hands();
    String id = explained.judgement().rule();
    return hands == null || id == null ? null : broken(hands, id);
  }

  private static @Nullable Rule broken(Crossing crossing, String id) {
    for (Rule rule : crossing.broken()) {
      if (rule.id().equals(id)) {
        return rule;
      }
    }
    for (Crossing child : crossing.children()) {
      Rule rule = broken(child, id);
      if (rule != null) {
        return rule;
      }
    }
    return null;
  }

  /** With a handle that is not enabled, that is what bites. */
  private static List<Rule> narrowed(DebugEntry.Instruction ended, List<Rule> rules) {
    if (ended.cc() != 3 || FunctionHandle.enabled(ended.handle()) || rules.size() < 2) {
      return rules;
    }
    return rules.subList(0, 1);
  }

  private List<String> notes(DebugEntry.Instruction ended) {
    List<String> notes = new ArrayList<>();
    if (!ended.hasRequest()) {
      return notes;
    }
    if (!FunctionHandle.enabled(ended.handle())) {
      notes.add("the handle is not enabled");
    }
    String command = command(ended);
    if (command != null) {
      notes.add(command);
    }
    Optional<SeenFunction> function = account.byHandle(ended.handle());
    if (ended.cc() == 3 && function.isEmpty()) {
      account.functions().stream()
          .filter(each ->
              each.handles().stream()
                  .anyMatch(
                      had -> FunctionHandle.index(had) == FunctionHandle.index(ended.handle())))
          .findFirst()
          .ifPresent(each ->
              notes.add(
                  "no log has this handle; function %s has handle %s: the one used was stale, or of another run"
                      .formatted(
                          Sentences.hex(each.fid()), Sentences.hex(each.handles().getLast()))));
    }
    if (ended.cc() == BUSY) {
      notes.add(
          "QEMU never answers so; Linux repeats a load, store or block by handle until it is done");
    }
    if (ended.cc() == 1 && IN_ERROR.contains(ended.status())) {
      for (DebugEntry.Event error : account.errors(ended.handle())) {
        notes.add(
            "there is an error event of this function: "
                + EventCode.describe(true, error.pec())
                + ", "
                + error.place().describe());
      }
    }
    return notes;
  }

  /** What part of an ISM command a block is. Source: spec ism 2.1, 3. */
  private @Nullable String command(DebugEntry.Instruction ended) {
    boolean block = ended.instructions().contains(LoggedInstruction.PCISTB);
    if (!block || ended.space() != IsmFacts.COMMANDS || !account.isIsm(ended.handle())) {
      return null;
    }
    if (ended.second() == 0) {
      return "this is the header of an ISM command: without it the function does nothing";
    }
    return ended.second() == HEADER
        ? "this is the payload of an ISM command; its header comes behind it"
        : null;
  }
}
