package io.zpci.verdict;

import io.zpci.arch.Rule;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * One operation entering one hand, with what it caused below: a node of the tree that {@link
 * TraceRecorder} records.
 *
 * <p>{@code data} holds the bytes in memory order: of a store what went down, of a load what came
 * up (empty until it ended, or where it failed).
 */
public final class Crossing {
  private final Hand hand;
  private final Operation operation;
  private final int space;
  private final long offset;
  private final int length;
  private final List<Crossing> children = new ArrayList<>();
  private final List<Rule> broken = new ArrayList<>();
  private Bytes data;
  private long result;

  Crossing(Hand hand, Operation operation, int space, long offset, int length, Bytes data) {
    this.hand = hand;
    this.operation = operation;
    this.space = space;
    this.offset = offset;
    this.length = length;
    this.data = data;
  }

  void ended(long endResult, Bytes endData) {
    result = endResult;
    if (!operation.isStore()) {
      data = endData;
    }
  }

  void add(Crossing child) {
    children.add(child);
  }

  void breaks(Rule rule) {
    broken.add(rule);
  }

  /** Who got the operation. */
  public Hand hand() {
    return hand;
  }

  /** What it was. */
  public Operation operation() {
    return operation;
  }

  /** The PCI address space, or the region. */
  public int space() {
    return space;
  }

  /** The offset in the space. */
  public long offset() {
    return offset;
  }

  /** How many bytes were asked for. */
  public int length() {
    return length;
  }

  /** The bytes, in memory order. */
  public Bytes data() {
    return data;
  }

  /** How it ended; see {@link io.zpci.trace.Tap#exit}. */
  public long result() {
    return result;
  }

  /** What it caused below, in order. */
  public List<Crossing> children() {
    return List.copyOf(children);
  }

  /** The rules it broke in this hand, in order. */
  public List<Rule> broken() {
    return List.copyOf(broken);
  }

  /** Whether it ended well: cc 0, all bytes done, no errno. */
  public boolean succeeded() {
    return operation.isRegionAccess() ? result == length : result == 0;
  }
}
