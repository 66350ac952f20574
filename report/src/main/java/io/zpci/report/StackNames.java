package io.zpci.report;

import io.zpci.machine.Stack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the stacks of a run have in common, and what tells them apart. */
final class StackNames {
  private static final String BETWEEN = ", ";

  private final List<Stack> stacks;
  private final List<String> common;

  private StackNames(List<Stack> stacks, List<String> common) {
    this.stacks = stacks;
    this.common = common;
  }

  /** The stacks of {@code run}. */
  static StackNames of(CountedRun run) {
    List<Stack> stacks =
        run.routes().stream().map(route -> route.start().stack()).distinct().toList();
    List<String> common = new ArrayList<>();
    if (!stacks.isEmpty()) {
      common.addAll(parts(stacks.getFirst()));
      stacks.forEach(stack -> common.retainAll(parts(stack)));
    }
    return new StackNames(stacks, common);
  }

  private static List<String> parts(Stack stack) {
    return Arrays.asList(stack.describe().split(BETWEEN, -1));
  }

  /** Each stack once, in the order in which they were first used. */
  List<Stack> all() {
    return stacks;
  }

  /** What every stack has, and how many there are where they differ. */
  String common() {
    List<String> said = new ArrayList<>(common);
    if (stacks.size() > 1) {
      said.add(stacks.size() + " versions of the rest");
    }
    return String.join(BETWEEN, said);
  }

  /** What {@code stack} has that not all have: {@code host linux-5.10 big-endian, MIO off}. */
  String own(Stack stack) {
    List<String> own = new ArrayList<>(parts(stack));
    own.removeAll(common);
    return stacks.size() == 1 ? "" : String.join(BETWEEN, own);
  }

  /** The route, with what its stack has of its own. */
  String name(CountedRoute route) {
    String own = own(route.start().stack());
    return route.start().route() + (own.isEmpty() ? "" : " (" + own + ")");
  }
}
