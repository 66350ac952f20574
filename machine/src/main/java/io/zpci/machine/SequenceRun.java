package io.zpci.machine;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.TraceRecorder;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of operations on one passthrough, each judged as it comes. An ISM function is prepared
 * first, as {@link io.zpci.workload.IsmScene#PREPARED} says.
 *
 * <p>Of an operand's storage address the low 12 bits count: it starts so far into a page. An
 * operation has at most 12 KiB. Behind each operation the trace holds this one alone.
 */
public final class SequenceRun {
  /** What is a failure. */
  @FunctionalInterface
  public interface Criterion {
    /** An operation that was not delivered as one, or that broke a rule. */
    Criterion NOT_WHOLE =
        (issued, told, judgement) ->
            judgement.verdict() != Verdict.DELIVERED || judgement.rule() != null;

    /**
     * Whether an operation failed.
     *
     * @param issued which
     * @param told what its issuer was told
     * @param judgement what became of it
     */
    boolean fails(Issued issued, GuestResult told, Judgement judgement);
  }

  /** An operation at the end of its page, and the longest block that an instruction can name. */
  private static final int OPERANDS = 4 * 4096;

  private static final int IN_PAGE = 4096 - 1;

  /** The most bytes of one operation. */
  public static final int MOST = OPERANDS - IN_PAGE;

  /** So much of a BAR is compared. */
  private static final long COMPARED = 1 << 20;

  private final Passthrough passthrough;
  private final TraceRecorder trace;
  private final Criterion criterion;
  private final Judge judge;
  private final @Nullable PreparedIsm ism;
  private PciDev dev;
  private long operands;
  private int next;
  private int skipped;

  private SequenceRun(
      Passthrough passthrough,
      @Nullable PreparedIsm ism,
      TraceRecorder trace,
      Criterion criterion,
      long operands) {
    this.passthrough = passthrough;
    this.ism = ism;
    this.trace = trace;
    this.criterion = criterion;
    this.judge = new Judge(passthrough.route().name(), passthrough.function().facts());
    this.dev = passthrough.dev();
    this.operands = operands;
  }

  /**
   * A run on a function that needs no preparation.
   *
   * @param trace the tap that {@code passthrough} was opened with
   */
  public static SequenceRun on(Passthrough passthrough, TraceRecorder trace) {
    return new SequenceRun(passthrough, null, trace, Criterion.NOT_WHOLE, operands(passthrough));
  }

  /**
   * A run on an ISM function, which has booted and is prepared here: SBA, event queue, two DMBs of
   * its own and two of {@code peer}, which has registered none.
   *
   * @param trace the tap that {@code passthrough} was opened with
   * @throws IllegalStateException where memory cannot be taken or mapped on this route
   */
  public static SequenceRun on(Passthrough passthrough, IsmPeer peer, TraceRecorder trace) {
    trace.pause();
    try {
      PreparedIsm ism = PreparedIsm.of(passthrough, peer);
      return new SequenceRun(passthrough, ism, trace, Criterion.NOT_WHOLE, operands(passthrough));
    } finally {
      trace.resume();
    }
  }

  private static long operands(Passthrough passthrough) {
    long operands = passthrough.dev().allocate(OPERANDS);
    if (operands < 0) {
      throw new IllegalStateException("no memory for the operands of a sequence");
    }
    return operands;
  }

  /** The same with another idea of what a failure is. */
  SequenceRun with(Criterion other) {
    return new SequenceRun(passthrough, ism, trace, other, operands);
  }

  /**
   * Issues operations up to the first that fails.
   *
   * @return the failure; null where none failed
   */
  public @Nullable SequenceFailure issue(List<Issued> sequence) {
    for (Issued each : sequence) {
      SequenceFailure failure = issue(each);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /**
   * Issues every operation, whatever becomes of those before the last.
   *
   * @return the failure of the last; null where it did not fail, or nobody issues it here
   */
  public SequenceFailure.@Nullable OfOperation issueAll(List<Issued> sequence) {
    SequenceFailure.OfOperation last = null;
    for (Issued each : sequence) {
      last = issue(each);
    }
    return last;
  }

  /**
   * Issues one operation. One that nobody issues at this end of the route ({@link
   * Passthrough#missing}) is left out and counted.
   *
   * @return its failure; null where it did not fail
   */
  public SequenceFailure.@Nullable OfOperation issue(Issued issued) {
    SequenceFailure.OfOperation done = judge(issued);
    return done != null && criterion.fails(issued, done.told(), done.judgement()) ? done : null;
  }

  /**
   * Issues one operation and judges it, whether it failed or not; null where nobody issues it here.
   */
  SequenceFailure.@Nullable OfOperation judge(Issued issued) {
    Issued placed = placed(issued);
    int index = next++;
    if (passthrough.missing(placed) != null) {
      skipped++;
      return null;
    }
    GuestStorage storage = passthrough.storage();
    issued.data().copyTo(storage.segment(), storage.offset(placed.memory()));
    trace.clear();
    GuestResult told = passthrough.issue(placed);
    Crossing hands = trace.roots().getFirst();
    Judgement judgement = judge.judge(placed, hands, told);
    return new SequenceFailure.OfOperation(index, issued, told, judgement, hands);
  }

  /**
   * Issues one operation and judges it, whether it failed or not.
   *
   * @param issued one that is not {@link #missing}
   * @return what became of it; its line counts the operations, from 1
   */
  public RanOperation judged(Issued issued) {
    SequenceFailure.OfOperation done = judge(issued);
    if (done == null) {
      throw new IllegalArgumentException("nobody issues " + issued.describe() + " here");
    }
    return new RanOperation(next, issued, done.told(), done.hands(), done.judgement());
  }

  /** Why nobody issues {@code issued} here; null where somebody does. */
  public @Nullable String missing(Issued issued) {
    return passthrough.missing(placed(issued));
  }

  private Issued placed(Issued issued) {
    if (Math.max(issued.length(), issued.data().size()) > MOST) {
      throw new IllegalArgumentException(
          "an operation of at most %d bytes was expected, got %s"
              .formatted(MOST, issued.describe()));
    }
    return issued.from(operands() + (issued.memory() & IN_PAGE));
  }

  /** Where operands stand; a kernel that has come up again gives other pages. */
  private long operands() {
    PciDev now = passthrough.dev();
    if (!now.equals(dev)) {
      dev = now;
      operands = operands(passthrough);
    }
    return operands;
  }

  /** How many operations were left out because nobody at this end issues such ones. */
  public int skipped() {
    return skipped;
  }

  /**
   * Memory that the sequence may have changed.
   *
   * @param place which
   * @param bytes what stands there
   */
  record Area(String place, Bytes bytes) {}

  /** What stands in the device now, and in memory that it writes. */
  List<Area> state() {
    trace.pause();
    try {
      return ism == null ? bars(passthrough.function()) : ism.state();
    } finally {
      trace.resume();
    }
  }

  private static List<Area> bars(PciFunction function) {
    List<Area> areas = new ArrayList<>();
    FunctionFacts facts = function.facts();
    Register loaded = new Register();
    for (int bar = 0; bar < facts.barSizes().size(); bar++) {
      byte[] bytes = new byte[(int) Math.min(facts.barSize(bar), COMPARED)];
      MemorySegment segment = MemorySegment.ofArray(bytes);
      for (int at = 0; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
        if (function.load(bar, at, Long.BYTES, loaded) == Outcome.OK) {
          Layouts.putImage(segment, at, Long.BYTES, loaded.get());
        }
      }
      if (bytes.length > 0) {
        areas.add(new Area("BAR " + bar, Bytes.of(bytes)));
      }
    }
    return areas;
  }
}
