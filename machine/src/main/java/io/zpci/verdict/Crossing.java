package io.zpci.verdict;

import io.zpci.arch.Rule;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
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
  private final List<Cost> costs = new ArrayList<>();
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

  void costs(Cost kind) {
    costs.add(kind);
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

  /** How often {@code kind} was paid for, in this hand and below it. */
  public long cost(Cost kind) {
    long count = costs.stream().filter(each -> each == kind).count();
    for (Crossing child : children) {
      count += child.cost(kind);
    }
    return count;
  }

  /** The operation by itself: what was issued, if this is where it was. */
  public Issued issued() {
    Bytes down = operation.isStore() ? data : Bytes.NONE;
    return new Issued(operation, space, offset, length, down, 0, false);
  }

  /** What whoever issued it was told, if this is where it was issued. */
  public GuestResult told() {
    if (operation.isInstruction() || operation.isAtDevice()) {
      return new GuestResult.Instruction((int) result);
    }
    if (result < 0) {
      return new GuestResult.Call((int) -result, 0);
    }
    return new GuestResult.Call(0, operation.isRegionAccess() ? result : length);
  }
}
