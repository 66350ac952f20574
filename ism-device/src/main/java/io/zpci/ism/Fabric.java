package io.zpci.ism;

import io.zpci.function.FunctionFacts;
import io.zpci.trace.Tap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions that reach each other: those with the same PCHID. It knows each by its GID and all
 * their DMBs by token; tokens are unique in a fabric.
 *
 * <p>Not thread safe: who serves functions from several threads lets one of them in at a time.
 */
public final class Fabric {
  private final int pchid;
  private final DmbeMask mask;
  private final PeerNotices notices;
  private final IsmEvents events;
  private final LongSupplier time;
  private final Dmbs dmbs = new Dmbs();
  private final Map<Reactions, MoveSpace> moveSpaces = new HashMap<>();
  private IsmFunction[] functions = new IsmFunction[0];

  /** How many functions require a VLAN: while none does, no move looks at any function's. */
  private int requiringVlans;

  /**
   * A fabric that nobody watches, whose events carry time 0, whose mask is {@link DmbeMask#ROTATED}
   * and which tells peers {@link PeerNotices#DEVICE}.
   */
  public Fabric(int pchid) {
    this(pchid, DmbeMask.ROTATED, PeerNotices.DEVICE, IsmEvents.NONE, () -> 0);
  }

  /**
   * A fabric.
   *
   * @param pchid the physical channel id, which is the fabric's id for Linux
   * @param mask how an element's index becomes a bit
   * @param notices whom it tells that a function is gone
   * @param events sees what all functions do inside
   * @param time what stands in an event's time field
   */
  public Fabric(
      int pchid, DmbeMask mask, PeerNotices notices, IsmEvents events, LongSupplier time) {
    this.pchid = pchid;
    this.mask = mask;
    this.notices = notices;
    this.events = events;
    this.time = time;
  }

  /** A function of this fabric with {@link Reactions#DEFAULT}, untapped. See the long form. */
  public IsmFunction add(long gid, FunctionFacts facts) {
    return add(gid, facts, Reactions.DEFAULT, Tap.NONE);
  }

  /**
   * A new function of this fabric.
   *
   * @param facts from {@link IsmFacts}, with the fabric's PCHID
   * @throws IllegalArgumentException where the GID is taken or the PCHID is another fabric's
   */
  public IsmFunction add(long gid, FunctionFacts facts, Reactions reactions, Tap tap) {
    if (function(gid) != null) {
      throw new IllegalArgumentException("GID 0x" + Long.toHexString(gid) + " is taken");
    }
    if (facts.pchid() != pchid) {
      throw new IllegalArgumentException(
          "PCHID " + facts.pchid() + " is not this fabric's, " + pchid);
    }
    IsmFunction function = new IsmFunction(this, gid, facts, reactions, tap);
    IsmFunction[] more = Arrays.copyOf(functions, functions.length + 1);
    more[functions.length] = function;
    functions = more;
    return function;
  }

  /**
   * Takes {@code function} out, as a reset does: its DMBs are gone, peers are told by {@link
   * PeerNotices}, and nobody reaches it any more.
   */
  public void remove(IsmFunction function) {
    function.reset();
    dmbs.forget(function);
    functions =
        Arrays.stream(functions).filter(each -> each != function).toArray(IsmFunction[]::new);
  }

  /** The function with {@code gid}; null where there is none. */
  public @Nullable IsmFunction function(long gid) {
    for (IsmFunction each : functions) {
      if (each.gid() == gid) {
        return each;
      }
    }
    return null;
  }

  /**
   * The next DMB registered gets the token {@code number << 32}, if that is not live: for tests and
   * preparations that must know a token beforehand. 0, which no other DMB ever gets, is allowed.
   *
   * @param number 0 to 0xffff
   */
  public void nextToken(int number) {
    dmbs.next(number);
  }

  /** All functions, in the order in which they came. */
  public List<IsmFunction> functions() {
    return List.of(functions);
  }

  /** The physical channel id. */
  public int pchid() {
    return pchid;
  }

  /** Tells those that share a DMB with {@code function} that it is in error, or else disabled. */
  void gone(IsmFunction function, boolean inError) {
    if (notices == PeerNotices.NONE) {
      return;
    }
    int code = inError ? EventQueue.GID_IN_ERROR : EventQueue.GID_DISABLED;
    for (IsmFunction each : functions) {
      if (each != function && dmbs.shared(function, each)) {
        each.deliver(EventQueue.DEV, code, function.gid(), 0, true);
      }
    }
    if (notices == PeerNotices.BUFFERS) {
      dmbs.forEachOf(function, dmb -> goneFrom(dmb, function, inError));
    }
  }

  private void goneFrom(int dmb, IsmFunction function, boolean inError) {
    boolean isOwner = dmbs.owner(dmb) == function;
    IsmFunction other = isOwner ? function(dmbs.rgid(dmb)) : dmbs.owner(dmb);
    if (other == null || other == function) {
      return;
    }
    int code =
        isOwner
            ? (inError ? EventQueue.OWNER_IN_ERROR : EventQueue.DMB_UNREGISTERED)
            : (inError ? EventQueue.USER_IN_ERROR : EventQueue.USER_DISABLED);
    other.deliver(EventQueue.BUF, code, dmbs.token(dmb), 0, true);
  }

  /** One function more, or less, requires a VLAN. */
  void requireVlans(boolean on) {
    requiringVlans += on ? 1 : -1;
  }

  /** Whether any function requires a VLAN. */
  boolean requiresVlans() {
    return requiringVlans != 0;
  }

  /** BAR 0 of every function with {@code reactions}. */
  MoveSpace moveSpace(Reactions reactions) {
    return moveSpaces.computeIfAbsent(reactions, each -> new MoveSpace(this, each));
  }

  Dmbs dmbs() {
    return dmbs;
  }

  DmbeMask mask() {
    return mask;
  }

  IsmEvents events() {
    return events;
  }

  long now() {
    return time.getAsLong();
  }
}
