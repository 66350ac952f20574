package io.zpci.vfio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Argument of {@code DEVICE_SET_IRQS}.
 *
 * @param flags one data type (NONE 1, BOOL 2, EVENTFD 4) and one action (MASK 8, UNMASK 16, TRIGGER
 *     32)
 * @param index see {@link IrqInfo#index}
 * @param start first vector
 * @param count vectors
 * @param booleans for BOOL, one per vector
 * @param triggers for EVENTFD, one per vector, null detaches; empty where the caller passes none
 */
public record IrqSet(
    int flags,
    int index,
    int start,
    int count,
    List<Boolean> booleans,
    List<@Nullable Trigger> triggers) {
  /** No data. */
  public static final int DATA_NONE = 1;

  /** One boolean per vector. */
  public static final int DATA_BOOL = 2;

  /** One eventfd per vector. */
  public static final int DATA_EVENTFD = 4;

  /** Action mask. */
  public static final int ACTION_MASK = 8;

  /** Action unmask. */
  public static final int ACTION_UNMASK = 16;

  /** Action trigger. */
  public static final int ACTION_TRIGGER = 32;

  /** What stands for an eventfd: its counter goes up by one per signal. */
  @FunctionalInterface
  public interface Trigger {
    /** One signal. */
    void signal();
  }

  public IrqSet {
    booleans = List.copyOf(booleans);
    triggers = Collections.unmodifiableList(new ArrayList<>(triggers));
  }

  /** EVENTFD and TRIGGER for one vector; null detaches. */
  public static IrqSet eventfd(int index, int vector, @Nullable Trigger trigger) {
    List<@Nullable Trigger> one = new ArrayList<>();
    one.add(trigger);
    return new IrqSet(DATA_EVENTFD | ACTION_TRIGGER, index, vector, 1, List.of(), one);
  }

  /** NONE and TRIGGER with count 0: disables {@code index}. */
  public static IrqSet disable(int index) {
    return new IrqSet(DATA_NONE | ACTION_TRIGGER, index, 0, 0, List.of(), List.of());
  }
}
