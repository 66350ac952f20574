package io.zpci.testkit;

import io.zpci.verdict.Crossing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on operations in the order in which they were seen at one boundary. A message shows
 * the first difference between those before and behind it, and what became of the issued operation
 * that it belongs to.
 */
public final class OperationsAssert {
  /** How many operations a message shows before and behind the one that it is about. */
  private static final int CONTEXT = 3;

  private final Recorded recorded;
  private final String where;
  private final List<Seen> seen;

  OperationsAssert(Recorded recorded, String where, List<Seen> seen) {
    this.recorded = recorded;
    this.where = where;
    this.seen = List.copyOf(seen);
  }

  /** Only those that are {@code wanted}; the others are not looked at any more. */
  public OperationsAssert those(Access wanted) {
    return new OperationsAssert(
        recorded, where + ", " + wanted, seen.stream().filter(wanted::matches).toList());
  }

  /** Only those to PCI address space {@code space}. */
  public OperationsAssert in(int space) {
    return new OperationsAssert(
        recorded,
        where + " in space " + space,
        seen.stream().filter(each -> each.space() == space).toList());
  }

  /** They are exactly these, in this order. */
  public OperationsAssert exactly(Access... expected) {
    return exactly(Arrays.asList(expected));
  }

  /** They are exactly these, in this order. */
  public OperationsAssert exactly(List<Access> expected) {
    for (int i = 0; i < Math.max(expected.size(), seen.size()); i++) {
      if (i == expected.size() || i == seen.size() || !expected.get(i).matches(seen.get(i))) {
        throw different(expected, i);
      }
    }
    return this;
  }

  private TraceAssertionError different(List<Access> expected, int at) {
    Access wanted = at < expected.size() ? expected.get(at) : null;
    Seen was = at < seen.size() ? seen.get(at) : null;
    String what =
        "%s: the first difference is at %d (%d expected, %d there)\n"
            .formatted(where, at + 1, expected.size(), seen.size());
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      boolean alike = i < expected.size() && expected.get(i).matches(seen.get(i));
      actual.add(alike ? expected.get(i).toString() : seen.get(i).toString());
    }
    return recorded.failure(
        what + context(at, at, wanted, was),
        text(expected),
        String.join("\n", actual),
        was == null ? recorded.behind(seen.isEmpty() ? null : seen.getLast()) : was.root());
  }

  private String context(int from, int at, @Nullable Access wanted, @Nullable Seen was) {
    List<String> lines = new ArrayList<>();
    for (int i = Math.max(0, from - CONTEXT); i < at; i++) {
      lines.add(line(i));
    }
    String number = "  > %3d  ".formatted(at + 1);
    lines.add(number + "expected  " + (wanted == null ? "nothing more" : wanted));
    lines.add(" ".repeat(number.length()) + "but was   " + (was == null ? "nothing more" : was));
    String differs = wanted == null || was == null ? null : wanted.difference(was);
    if (differs != null) {
      lines.add(" ".repeat(number.length()) + "differs   in " + differs);
    }
    for (int i = at + 1; i < Math.min(seen.size(), at + 1 + CONTEXT); i++) {
      lines.add(line(i));
    }
    return String.join("\n", lines);
  }

  private String line(int index) {
    return "    %3d  %s".formatted(index + 1, seen.get(index));
  }

  /** The operations around {@code at}, which has a mark. */
  private String around(int at) {
    List<String> lines = new ArrayList<>();
    for (int i = Math.max(0, at - CONTEXT); i < Math.min(seen.size(), at + 1 + CONTEXT); i++) {
      String line = line(i);
      lines.add(i == at ? "  > " + line.substring(4) : line);
    }
    return String.join("\n", lines);
  }

  /** These are among them, in this order; others may stand between. */
  public OperationsAssert inOrder(Access... expected) {
    int next = 0;
    for (int i = 0; i < expected.length; i++) {
      int found = find(expected[i], next);
      if (found < 0) {
        throw missing(expected, i, next);
      }
      next = found + 1;
    }
    return this;
  }

  private int find(Access wanted, int from) {
    for (int i = from; i < seen.size(); i++) {
      if (wanted.matches(seen.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private TraceAssertionError missing(Access[] expected, int at, int from) {
    int earlier = find(expected[at], 0);
    String after = from == 0 ? "" : " after " + seen.get(from - 1);
    String what = where + ": no " + expected[at] + after;
    String hint = earlier < 0 ? "" : "; it came before, at " + (earlier + 1);
    Seen last = from == 0 ? null : seen.get(from - 1);
    int shown = earlier < 0 ? Math.max(0, Math.min(from, seen.size() - 1)) : earlier;
    String context = seen.isEmpty() ? "\n  nothing was seen" : "\n" + around(shown);
    Crossing root = earlier < 0 ? recorded.behind(last) : seen.get(earlier).root();
    return recorded.failure(what + hint + context, text(Arrays.asList(expected)), text(seen), root);
  }

  /** At least one of them is {@code wanted}. */
  public OperationsAssert contain(Access wanted) {
    return inOrder(wanted);
  }

  /** Each is one of these; nothing but these. */
  public OperationsAssert onlyThose(Access... allowed) {
    for (int i = 0; i < seen.size(); i++) {
      Seen each = seen.get(i);
      if (Arrays.stream(allowed).noneMatch(access -> access.matches(each))) {
        throw unwanted(i, "nothing but " + text(Arrays.asList(allowed)).replace("\n", ", "));
      }
    }
    return this;
  }

  /** None of them is {@code unwanted}. */
  public OperationsAssert no(Access unwanted) {
    int found = find(unwanted, 0);
    if (found >= 0) {
      throw unwanted(found, "no " + unwanted);
    }
    return this;
  }

  /** There is none. */
  public OperationsAssert nothing() {
    if (!seen.isEmpty()) {
      throw unwanted(0, "nothing");
    }
    return this;
  }

  private TraceAssertionError unwanted(int at, String expected) {
    Seen was = seen.get(at);
    String what = "%s: %s expected, got %s\n".formatted(where, expected, was);
    return recorded.failure(what + around(at), expected, text(seen), was.root());
  }

  /** There are {@code expected}. */
  public OperationsAssert count(int expected) {
    if (seen.size() != expected) {
      String what = "%s: %d expected, %d there".formatted(where, expected, seen.size());
      String lines = seen.isEmpty() ? "" : "\n" + around(Math.min(expected, seen.size() - 1));
      Crossing root =
          seen.size() > expected
              ? seen.get(expected).root()
              : recorded.behind(seen.isEmpty() ? null : seen.getLast());
      throw recorded.failure(what + lines, expected, seen.size(), root);
    }
    return this;
  }

  private static String text(List<?> each) {
    return each.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
