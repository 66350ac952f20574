package io.zpci.scenario;

import io.zpci.machine.RanOperation;
import io.zpci.trace.Cost;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one step showed: facts by name, in the order they were seen. A fact is a list of texts, most
 * often of one; numbers stand in decimal, bytes in hexadecimal, outcomes and errnos as output
 * spells them. Names are stable, and each is one of its kind's {@link StepKind#facts}.
 */
public final class Seen {
  private final Map<String, List<String>> facts = new LinkedHashMap<>();
  private final List<RanOperation> operations = new ArrayList<>();
  private final List<NotIssued> notIssued = new ArrayList<>();
  private @Nullable String notDone;
  private @Nullable Map<Cost, Long> paid;

  Seen() {}

  /** An operation that nobody issues on the route. */
  record NotIssued(Issued issued, String why) {}

  /** The step showed that {@code name} is {@code value}. */
  public Seen fact(String name, String value) {
    return fact(name, List.of(value));
  }

  /** The step showed that {@code name} is {@code value}. */
  public Seen fact(String name, long value) {
    return fact(name, Long.toString(value));
  }

  /** The step showed that {@code name} is {@code value}: {@code yes} or {@code no}. */
  public Seen fact(String name, boolean value) {
    return fact(name, value ? "yes" : "no");
  }

  /** The step showed that {@code name} are {@code values}, which may be none. */
  public Seen fact(String name, List<String> values) {
    facts.put(name, List.copyOf(values));
    return this;
  }

  /** An operation was issued and judged. */
  public void operation(RanOperation ran) {
    operations.add(ran);
  }

  /** The step is this operation, and nobody on this route issues such ones. */
  public void notIssued(Issued issued, String why) {
    notIssued.add(new NotIssued(issued, why));
    notDone(why);
  }

  /** The step cannot be done on this route or with these versions. */
  public void notDone(String why) {
    notDone = why;
  }

  /** The step paid these crossings, on machines of its own; absent is 0. */
  void paid(Map<Cost, Long> costs) {
    paid = costs;
  }

  /** What the step paid: what it said, or else {@code traced}. */
  Map<Cost, Long> costs(Map<Cost, Long> traced) {
    return paid == null ? traced : paid;
  }

  /** The facts, by name. */
  public Map<String, List<String>> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** The operations that the step issued, in order. */
  public List<RanOperation> operations() {
    return List.copyOf(operations);
  }

  /**
   * Holds the facts seen so far against what {@code kind} says it shows.
   *
   * @throws IllegalStateException where there is another one
   */
  void declaredBy(StepKind kind) {
    List<String> declared = kind.facts().stream().map(Fact::name).toList();
    for (String name : facts.keySet()) {
      if (!declared.contains(name)) {
        throw new IllegalStateException(kind.word() + " shows an undeclared fact: " + name);
      }
    }
  }

  List<NotIssued> notIssued() {
    return List.copyOf(notIssued);
  }

  /** Why the step could not be done; null where it was. */
  public @Nullable String notDone() {
    return notDone;
  }
}
