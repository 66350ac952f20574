package io.zpci.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * What is prepared around an ISM function before a sequence begins: SBA and event queue are
 * registered, a peer has DMBs that the function may write, and the function has DMBs of its own
 * that it may write itself.
 *
 * @param gid of the function
 * @param peer GID of its peer
 * @param own the function's own DMBs
 * @param peers those of its peer
 */
public record IsmScene(long gid, long peer, List<Dmb> own, List<Dmb> peers) {
  /** The scene that every run of a sequence prepares: two DMBs of 16 KiB on each side. */
  public static final IsmScene PREPARED =
      new IsmScene(
          0xa1a1_a1a1_0000_0001L,
          0xb2b2_b2b2_0000_0002L,
          List.of(new Dmb(0x1001, 0x4000), new Dmb(0x1002, 0x4000)),
          List.of(new Dmb(0x2001, 0x4000), new Dmb(0x2002, 0x4000)));

  public IsmScene {
    own = List.copyOf(own);
    peers = List.copyOf(peers);
  }

  /**
   * A DMB.
   *
   * @param number of its token, 1 to 0xffff
   * @param length in bytes
   */
  public record Dmb(int number, int length) {
    /** What a move names it by. */
    public long token() {
      return (long) number << 32;
    }
  }

  /** All DMBs, the peer's first. */
  public List<Dmb> dmbs() {
    List<Dmb> all = new ArrayList<>(peers);
    all.addAll(own);
    return List.copyOf(all);
  }
}
