package io.zpci.ism;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All DMBs of a fabric, by token. A token is {@code n << 32} with n from 1 to 0xffff, handed out
 * rising and then from the start again, so that a token which is not live stays so for long. Only
 * more DMBs at a time than there ever were make it allocate.
 */
final class Dmbs {
  private static final int TOKENS = 0x1_0000;

  private static final int NOT_ASKED = -1;

  /** So many objects are made before a dead one is used again. */
  private static final int RESTING = 16;

  private final @Nullable Dmb[] byNumber = new Dmb[TOKENS];

  /** Every object, dead or live, in its first {@link #count} places. */
  private Dmb[] all = new Dmb[RESTING];

  /** A ring of the dead ones, the one that died first in front. */
  private Dmb[] dead = new Dmb[RESTING];

  private int count;
  private int front;
  private int deadCount;
  private int last;
  private int asked = NOT_ASKED;

  Dmbs() {}

  /**
   * The DMB with {@code token}, live or dead; null where there never was one or its object is used
   * again.
   */
  @Nullable Dmb find(long token) {
    return byNumber[number(token)];
  }

  /** The live DMB of {@code owner} with all of {@code token}; null where there is none. */
  @Nullable Dmb find(IsmFunction owner, long token) {
    Dmb dmb = find(token);
    return dmb != null && isLiveOf(dmb, owner) && dmb.token() == token ? dmb : null;
  }

  /** Whether a live DMB of {@code owner} has {@code index}. */
  boolean isTaken(IsmFunction owner, int index) {
    return owner.slots().isTaken(index);
  }

  /** Registers what {@code request} asks for; null where every token is live. */
  @Nullable Dmb register(IsmFunction owner, IsmExchange request) {
    if (count - deadCount == TOKENS - 1) {
      return null;
    }
    Dmb dmb = deadCount > 0 && count >= RESTING ? reuse() : create(owner);
    int n = freeNumber();
    byNumber[n] = dmb;
    dmb.register(owner, (long) n << MoveOffset.TOKEN_SHIFT, request);
    owner.slots().take(dmb.index());
    return dmb;
  }

  /** The next DMB gets {@code number}, if that is free then. */
  void next(int number) {
    asked = number & (TOKENS - 1);
  }

  /** The number that was asked for, if it is free; else the next free one, rising. */
  private int freeNumber() {
    int wanted = asked;
    asked = NOT_ASKED;
    if (wanted != NOT_ASKED && isFree(wanted)) {
      return wanted;
    }
    int n = last;
    do {
      n = n == TOKENS - 1 ? 1 : n + 1;
    } while (!isFree(n));
    last = n;
    return n;
  }

  private boolean isFree(int number) {
    Dmb there = byNumber[number];
    return there == null || !there.live();
  }

  /** Ends {@code dmb}, which is live. */
  void unregister(Dmb dmb) {
    dmb.unregister();
    dmb.owner().slots().release(dmb.index());
    dead[(front + deadCount) % dead.length] = dmb;
    deadCount++;
  }

  /** Ends all DMBs of {@code owner}; nobody is told. */
  void unregisterAll(IsmFunction owner) {
    for (int i = 0; i < count; i++) {
      if (isLiveOf(all[i], owner)) {
        unregister(all[i]);
      }
    }
  }

  /** How many live DMBs {@code owner} has. */
  int ownedBy(IsmFunction owner) {
    return owner.slots().count();
  }

  /** How many live DMBs the function with {@code gid} may write. */
  int usedBy(long gid) {
    int used = 0;
    for (int i = 0; i < count; i++) {
      if (all[i].live() && all[i].rgid() == gid) {
        used++;
      }
    }
    return used;
  }

  /** Whether {@code one} owns a live DMB that {@code other} may write, or the other way round. */
  boolean shared(IsmFunction one, IsmFunction other) {
    for (int i = 0; i < count; i++) {
      Dmb dmb = all[i];
      if (dmb.live()
          && ((dmb.owner() == one && dmb.rgid() == other.gid())
              || (dmb.owner() == other && dmb.rgid() == one.gid()))) {
        return true;
      }
    }
    return false;
  }

  /** Every live DMB that {@code function} owns or may write, in no certain order. */
  void forEachOf(IsmFunction function, Consumer<Dmb> action) {
    for (int i = 0; i < count; i++) {
      Dmb dmb = all[i];
      if (dmb.live() && (dmb.owner() == function || dmb.rgid() == function.gid())) {
        action.accept(dmb);
      }
    }
  }

  private static int number(long token) {
    return (int) (token >>> MoveOffset.TOKEN_SHIFT) & (TOKENS - 1);
  }

  private static boolean isLiveOf(Dmb dmb, IsmFunction owner) {
    return dmb.live() && dmb.owner() == owner;
  }

  /** The object that is dead longest; its old token names nothing from now on. */
  private Dmb reuse() {
    Dmb dmb = dead[front];
    front = (front + 1) % dead.length;
    deadCount--;
    int n = number(dmb.token());
    if (byNumber[n] == dmb) {
      byNumber[n] = null;
    }
    return dmb;
  }

  private Dmb create(IsmFunction owner) {
    if (count == all.length) {
      Dmb[] ring = new Dmb[count * 2];
      for (int i = 0; i < deadCount; i++) {
        ring[i] = dead[(front + i) % dead.length];
      }
      dead = ring;
      front = 0;
      all = Arrays.copyOf(all, count * 2);
    }
    Dmb dmb = new Dmb(owner);
    all[count++] = dmb;
    return dmb;
  }
}
