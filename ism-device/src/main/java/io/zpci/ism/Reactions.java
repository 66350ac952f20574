package io.zpci.ism;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a function reacts to each broken rule: the rule's own reaction, unless another one is given
 * here. Immutable.
 *
 * <p>{@link Reaction#CORRUPT}, {@link Reaction#REPORT} and {@link Reaction#NONE} let the operation
 * go on as a function without the check would, and all but the last report it. They differ for
 * R-10, where CORRUPT takes the header and loses the payload while the other two take both, and for
 * R-23, where CORRUPT raises an interrupt without a bit.
 */
public final class Reactions {
  /**
   * The rules that the function itself acts upon. A reaction to another one changes nothing: the
   * firmware enforces it, or nothing does.
   */
  public static final List<Rule> RULES =
      List.of(
          IsmRules.R_02,
          IsmRules.R_08,
          IsmRules.R_09,
          IsmRules.R_10,
          IsmRules.R_11,
          IsmRules.R_12,
          IsmRules.R_13,
          IsmRules.R_17,
          IsmRules.R_18,
          IsmRules.R_19,
          IsmRules.R_20,
          IsmRules.R_21,
          IsmRules.R_23,
          IsmRules.R_24,
          IsmRules.R_25,
          IsmRules.R_31);

  /** Every rule's own reaction. */
  public static final Reactions DEFAULT = new Reactions(Map.of());

  private final Map<String, Reaction> changed;

  private Reactions(Map<String, Reaction> changed) {
    this.changed = changed;
  }

  /** The reaction to {@code rule}. */
  public Reaction of(Rule rule) {
    return changed.getOrDefault(rule.id(), rule.reaction());
  }

  /** The same with another reaction to {@code rule}. */
  public Reactions with(Rule rule, Reaction reaction) {
    Map<String, Reaction> more = new TreeMap<>(changed);
    more.put(rule.id(), reaction);
    return new Reactions(Map.copyOf(more));
  }
}
