package io.zpci.tests;

import io.zpci.guest.IsmClient;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Linux's loopback device ("lo" of dibs, 7.2.12): a peer without hardware, to which the same calls
 * are made as to {@link io.zpci.guest.IsmDriver}. A move is a copy, and a signal calls the owner at
 * once. Not thread safe. Source: spec ism 11.
 *
 * <p>It has no events and no VLANs. Releases up to 6.18.5 do not check where a move ends and write
 * behind the DMB; that is not modelled.
 */
final class DibsLoopback {
  /** The fabric's id. */
  public static final int CHID = 0xffff;

  /** DMBs at a time. */
  public static final int MAX_DMBS = 5000;

  private static final int ENETUNREACH = 101;

  private final long gid;
  private final LongSupplier tokens;
  private final Map<Long, Dmb> byToken = new HashMap<>();
  private final @Nullable Dmb[] byIndex = new Dmb[MAX_DMBS];

  /** A DMB, zeroed when it is made. */
  public static final class Dmb {
    private final int index;
    private final long token;
    private final MemorySegment bytes;
    private final IsmClient client;
    private int references = 1;

    private Dmb(int index, long token, int length, IsmClient client) {
      this.index = index;
      this.token = token;
      this.bytes = MemorySegment.ofArray(new byte[length]);
      this.client = client;
    }

    /** The index, from 0. */
    public int index() {
      return index;
    }

    /** What a peer writes to. */
    public long token() {
      return token;
    }

    /** The bytes. */
    public MemorySegment bytes() {
      return bytes;
    }
  }

  /**
   * A loopback device without DMBs.
   *
   * @param gid the lower half of its random GID
   * @param tokens random tokens; one that is taken or 0 is not used
   */
  public DibsLoopback(long gid, LongSupplier tokens) {
    this.gid = gid;
    this.tokens = tokens;
  }

  /** The GID. */
  public long gid() {
    return gid;
  }

  /** 0 for its own GID, -ENETUNREACH for every other. */
  public int queryRemoteGid(long rgid) {
    return rgid == gid ? 0 : -ENETUNREACH;
  }

  /**
   * A DMB of {@code length} bytes with the lowest free index.
   *
   * @param client whom a signal calls
   * @return null where {@link #MAX_DMBS} are there, for which Linux says -ENOSPC
   */
  public @Nullable Dmb registerDmb(int length, IsmClient client) {
    for (int index = 0; index < MAX_DMBS; index++) {
      if (byIndex[index] == null) {
        long token = tokens.getAsLong();
        while (token == 0 || byToken.containsKey(token)) {
          token = tokens.getAsLong();
        }
        Dmb dmb = new Dmb(index, token, length, client);
        byIndex[index] = dmb;
        byToken.put(token, dmb);
        return dmb;
      }
    }
    return null;
  }

  /** The owner gives the DMB back; it goes with its last user. */
  public void unregisterDmb(Dmb dmb) {
    release(dmb);
  }

  /** A sender takes the DMB as its own send buffer: 0, or -EINVAL where nobody has the token. */
  public int attachDmb(long token) {
    Dmb dmb = byToken.get(token);
    if (dmb == null) {
      return -Errno.EINVAL;
    }
    dmb.references++;
    return 0;
  }

  /** Ends {@link #attachDmb}: 0, or -EINVAL where nobody has the token. */
  public int detachDmb(long token) {
    Dmb dmb = byToken.get(token);
    if (dmb == null) {
      return -Errno.EINVAL;
    }
    release(dmb);
    return 0;
  }

  private void release(Dmb dmb) {
    dmb.references--;
    if (dmb.references == 0) {
      byToken.remove(dmb.token);
      byIndex[dmb.index] = null;
    }
  }

  /**
   * Copies {@code size} bytes at {@code address} of {@code source} into the DMB of {@code token} at
   * {@code offset}; with {@code signal} its owner's client is called, with the mask of {@code
   * element}.
   *
   * @return 0, or -EINVAL where nobody has the token or the DMB ends before
   */
  public int moveData(
      long token,
      int element,
      boolean signal,
      int offset,
      GuestStorage source,
      long address,
      int size) {
    Dmb dmb = byToken.get(token);
    if (dmb == null
        || Integer.toUnsignedLong(offset) + Integer.toUnsignedLong(size) > dmb.bytes.byteSize()) {
      return -Errno.EINVAL;
    }
    MemorySegment.copy(source.segment(), source.offset(address), dmb.bytes, offset, size);
    if (signal) {
      dmb.client.handleIrq(dmb.index, mask(element));
    }
    return 0;
  }

  /** 0x1000 rotated right by {@code element} in 16 bits. */
  private static int mask(int element) {
    int bits = element % Short.SIZE;
    return ((0x1000 >>> bits) | (0x1000 << (Short.SIZE - bits))) & 0xffff;
  }
}
