package io.zpci.testkit;

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
  /** As wide as the mark and the number of an operation. */
  private static final String INDENT = " ".repeat(9);

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
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: the first difference is at %d (%d expected, %d there)"
            .formatted(where, at + 1, expected.size(), seen.size()));
    List<Object> both = new ArrayList<>(seen.subList(0, at));
    both.add("expected  " + (wanted == null ? "nothing more" : wanted));
    both.addAll(seen.subList(Math.min(at + 1, seen.size()), seen.size()));
    lines.addAll(Recorded.lines(both, at));
    List<String> more = new ArrayList<>();
    more.add(INDENT + "but was   " + (was == null ? "nothing more" : was));
    if (wanted != null && was != null) {
      more.add(INDENT + "differs   in " + wanted.difference(was));
    }
    lines.addAll(1 + Math.min(at, Recorded.CONTEXT) + 1, more);
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      boolean alike = i < expected.size() && expected.get(i).matches(seen.get(i));
      actual.add(alike ? expected.get(i).toString() : seen.get(i).toString());
    }
    return recorded.failure(
        lines,
        text(expected),
        String.join("\n", actual),
        was == null ? recorded.behind(last(seen.size())) : was.root());
  }

  /** The one before {@code index}; null where there is none. */
  private @Nullable Seen last(int index) {
    return index == 0 ? null : seen.get(index - 1);
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
    List<String> lines = new ArrayList<>();
    int earlier = find(expected[at], 0);
    Seen last = last(from);
    lines.add(
        "%s: no %s%s%s"
            .formatted(
                where,
                expected[at],
                last == null ? "" : " behind " + last,
                earlier < 0 ? "" : "; it came before, at " + (earlier + 1)));
    if (seen.isEmpty()) {
      lines.add("    nothing was seen");
    } else if (earlier < 0) {
      lines.addAll(Recorded.lines(seen, Math.max(0, from - 1)));
    } else {
      lines.addAll(Recorded.lines(seen, earlier, from - 1));
    }
    return recorded.failure(
        lines,
        text(Arrays.asList(expected)),
        text(seen),
        earlier < 0 ? recorded.behind(last) : seen.get(earlier).root());
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
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s expected, got %s".formatted(where, expected, was));
    lines.addAll(Recorded.lines(seen, at));
    return recorded.failure(lines, expected, text(seen), was.root());
  }

  /** There are {@code expected}. */
  public OperationsAssert count(int expected) {
    if (seen.size() != expected) {
      boolean tooMany = seen.size() > expected;
      List<String> lines = new ArrayList<>();
      lines.add("%s: %d expected, %d there".formatted(where, expected, seen.size()));
      lines.addAll(Recorded.lines(seen, tooMany ? expected : seen.size() - 1));
      throw recorded.failure(
          lines,
          expected,
          seen.size(),
          tooMany ? seen.get(expected).root() : recorded.behind(last(seen.size())));
    }
    return this;
  }

  private static String text(List<?> each) {
    return each.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
