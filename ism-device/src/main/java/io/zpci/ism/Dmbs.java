package io.zpci.ism;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All DMBs of a fabric: memory of an owner that one peer may write. A token is {@code n << 32} with
 * n from 1 to 0xffff, handed out rising and then from the start again, so that a token which is not
 * live stays so for long. Only a higher number than there ever was, and another function, make it
 * allocate.
 *
 * <p>A DMB is a row, and its number is that of its token. A row outlives the registration, so that
 * a move to a token which is not live any more can still be told from one to a token that never
 * was, until the number is handed out again.
 *
 * <p>A row is half a cache line, and nothing leads to it but the token. A fabric may have more DMBs
 * than fit the caches of the machine that all this runs on, and then a move costs what it must
 * fetch: so it fetches one line.
 */
final class Dmbs {
  /** No row. */
  static final int NONE = -1;

  private static final int TOKENS = 0x1_0000;
  private static final int FIRST_ROWS = 64;
  private static final int NOT_ASKED = -1;

  /** Doublewords of a row, and what each is; a row of zeros is none. */
  private static final int ROW = 4;

  private static final int ADDRESS = 0;
  private static final int RGID = 1;

  /** 16 bits owner, from 1, then 32 bits VLAN. */
  private static final int NAMES = 2;

  private static final int OWNER_SHIFT = 32;

  /** Flags, then 16 bits index, then 32 bits length. */
  private static final int SHAPE = 3;

  private static final long LIVE = 1L << 63;
  private static final long VLAN_VALID = 1L << 62;
  private static final int INDEX_SHIFT = 32;

  private long[] rows = new long[FIRST_ROWS * ROW];

  /** A bit a row, on where it is live, to go through them: a move looks at its row alone. */
  private long[] live = new long[FIRST_ROWS / Long.SIZE];

  /** From 1 on. */
  private @Nullable IsmFunction[] owners = new @Nullable IsmFunction[4];

  private int count;
  private int last;
  private int asked = NOT_ASKED;

  Dmbs() {}

  /**
   * The DMB with {@code token}, live or dead; {@link #NONE} where there never was one, or its owner
   * is gone. Only the bits of a token count.
   */
  int find(long token) {
    int n = number(token);
    return n * ROW < rows.length && rows[n * ROW + NAMES] != 0 ? n : NONE;
  }

  /** The live DMB of {@code owner} with all of {@code token}; {@link #NONE} where there is none. */
  int find(IsmFunction owner, long token) {
    int dmb = find(token);
    return dmb != NONE && live(dmb) && owner(dmb) == owner && token(dmb) == token ? dmb : NONE;
  }

  /** Whether a live DMB of {@code owner} has {@code index}. */
  boolean isTaken(IsmFunction owner, int index) {
    return owner.slots().isTaken(index);
  }

  /** Registers what {@code request} asks for; {@link #NONE} where every token is live. */
  int register(IsmFunction owner, IsmExchange request) {
    if (count == TOKENS - 1) {
      return NONE;
    }
    int dmb = freeNumber();
    if (dmb * ROW >= rows.length) {
      int more = Integer.highestOneBit(dmb) * 2;
      rows = Arrays.copyOf(rows, more * ROW);
      live = Arrays.copyOf(live, more / Long.SIZE);
    }
    int row = dmb * ROW;
    rows[row + ADDRESS] = request.address();
    rows[row + RGID] = request.gid();
    rows[row + NAMES] = (long) number(owner) << OWNER_SHIFT | request.vlan();
    rows[row + SHAPE] =
        LIVE
            | (request.vlanValid() != 0 ? VLAN_VALID : 0)
            | (long) request.index() << INDEX_SHIFT
            | request.length();
    live[dmb / Long.SIZE] |= 1L << dmb;
    count++;
    owner.slots().take(request.index());
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
    return number * ROW >= rows.length || !live(number);
  }

  /** Ends {@code dmb}, which is live. */
  void unregister(int dmb) {
    rows[dmb * ROW + SHAPE] &= ~LIVE;
    live[dmb / Long.SIZE] &= ~(1L << dmb);
    count--;
    IsmFunction owner = owner(dmb);
    if (owner != null) {
      owner.slots().release(index(dmb));
    }
  }

  /** Ends all DMBs of {@code owner}; nobody is told. */
  void unregisterAll(IsmFunction owner) {
    for (int dmb = next(live, 0); dmb != NONE; dmb = next(live, dmb + 1)) {
      if (owner(dmb) == owner) {
        unregister(dmb);
      }
    }
  }

  /** The lowest live row from {@code from} on. */
  private static int next(long[] live, int from) {
    int at = from / Long.SIZE;
    long above = -1L << from;
    for (; at < live.length; at++, above = -1L) {
      long word = live[at] & above;
      if (word != 0) {
        return at * Long.SIZE + Long.numberOfTrailingZeros(word);
      }
    }
    return NONE;
  }

  /** How many live DMBs {@code owner} has. */
  int ownedBy(IsmFunction owner) {
    return owner.slots().count();
  }

  /** How many live DMBs the function with {@code gid} may write. */
  int usedBy(long gid) {
    int used = 0;
    for (int dmb = next(live, 0); dmb != NONE; dmb = next(live, dmb + 1)) {
      if (rgid(dmb) == gid) {
        used++;
      }
    }
    return used;
  }

  /** Whether {@code one} owns a live DMB that {@code other} may write, or the other way round. */
  boolean shared(IsmFunction one, IsmFunction other) {
    for (int dmb = next(live, 0); dmb != NONE; dmb = next(live, dmb + 1)) {
      if ((owner(dmb) == one && rgid(dmb) == other.gid())
          || (owner(dmb) == other && rgid(dmb) == one.gid())) {
        return true;
      }
    }
    return false;
  }

  /** Every live DMB that {@code function} owns or may write, in no certain order. */
  void forEachOf(IsmFunction function, IntConsumer action) {
    for (int dmb = next(live, 0); dmb != NONE; dmb = next(live, dmb + 1)) {
      if (owner(dmb) == function || rgid(dmb) == function.gid()) {
        action.accept(dmb);
      }
    }
  }

  /**
   * Forgets {@code function}, which has no live DMB any more: what it had are tokens that never
   * were.
   */
  void forget(IsmFunction function) {
    for (int row = 0; row < rows.length; row += ROW) {
      if (owners[(int) (rows[row + NAMES] >>> OWNER_SHIFT)] == function) {
        rows[row + NAMES] = 0;
      }
    }
    for (int i = 1; i < owners.length; i++) {
      if (owners[i] == function) {
        owners[i] = null;
      }
    }
  }

  /** Whose memory it is, live or dead. */
  // Null where nothing was registered, which find tells apart: NullAway cannot know.
  @Nullable IsmFunction owner(int dmb) {
    return owners[(int) (rows[dmb * ROW + NAMES] >>> OWNER_SHIFT)];
  }

  long token(int dmb) {
    return (long) dmb << MoveOffset.TOKEN_SHIFT;
  }

  long address(int dmb) {
    return rows[dmb * ROW + ADDRESS];
  }

  int length(int dmb) {
    return (int) rows[dmb * ROW + SHAPE];
  }

  /** Its bit in the owner's SBA. */
  int index(int dmb) {
    return (int) (rows[dmb * ROW + SHAPE] >>> INDEX_SHIFT) & 0xffff;
  }

  boolean vlanValid(int dmb) {
    return (rows[dmb * ROW + SHAPE] & VLAN_VALID) != 0;
  }

  long vlan(int dmb) {
    return rows[dmb * ROW + NAMES] & 0xffff_ffffL;
  }

  /** GID of the only function that may write here. */
  long rgid(int dmb) {
    return rows[dmb * ROW + RGID];
  }

  boolean live(int dmb) {
    return rows[dmb * ROW + SHAPE] < 0;
  }

  private static int number(long token) {
    return (int) (token >>> MoveOffset.TOKEN_SHIFT) & (TOKENS - 1);
  }

  /** The number of {@code owner}, a new one where it has none. */
  private int number(IsmFunction owner) {
    int free = owners.length;
    for (int i = owners.length - 1; i > 0; i--) {
      if (owners[i] == owner) {
        return i;
      }
      if (owners[i] == null) {
        free = i;
      }
    }
    if (free == owners.length) {
      owners = Arrays.copyOf(owners, free * 2);
    }
    owners[free] = owner;
    return free;
  }
}
