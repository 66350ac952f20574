package io.zpci.scenario;

import java.util.List;

/** What a fact is expected to be. Values stand as a step shows them ({@link Fact#value}). */
public sealed interface Expected {
  /** Whether a fact of {@code values} is as expected. */
  boolean met(List<String> values);

  /** For people: {@code cut}, {@code [a, b]}, {@code any of cut, lost}, {@code not delivered}. */
  String describe();

  /** {@code values} as people read them. */
  static String describe(List<String> values) {
    return values.size() == 1 ? values.getFirst() : "[" + String.join(", ", values) + "]";
  }

  /**
   * The fact has these values, in this order.
   *
   * @param values none where the fact is an empty list
   */
  record Is(List<String> values) implements Expected {
    public Is {
      values = List.copyOf(values);
    }

    @Override
    public boolean met(List<String> seen) {
      return values.equals(seen);
    }

    @Override
    public String describe() {
      return Expected.describe(values);
    }
  }

  /**
   * The fact has one value, and it is one of these.
   *
   * @param values at least one
   */
  record Any(List<String> values) implements Expected {
    public Any {
      values = List.copyOf(values);
    }

    @Override
    public boolean met(List<String> seen) {
      return seen.size() == 1 && values.contains(seen.getFirst());
    }

    @Override
    public String describe() {
      return "any of " + String.join(", ", values);
    }
  }

  /** The fact was seen and has other values than these, or another order. */
  record Not(List<String> values) implements Expected {
    public Not {
      values = List.copyOf(values);
    }

    @Override
    public boolean met(List<String> seen) {
      return !values.equals(seen);
    }

    @Override
    public String describe() {
      return "not " + Expected.describe(values);
    }
  }

  /**
   * A value of the fact contains each of these texts: for sentences.
   *
   * @param texts at least one
   */
  record Contains(List<String> texts) implements Expected {
    public Contains {
      texts = List.copyOf(texts);
    }

    @Override
    public boolean met(List<String> seen) {
      return texts.stream().allMatch(text -> seen.stream().anyMatch(each -> each.contains(text)));
    }

    @Override
    public String describe() {
      return "something with " + String.join(" and ", texts);
    }
  }
}
