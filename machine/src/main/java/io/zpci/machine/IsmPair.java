package io.zpci.machine;

import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFunction;
import io.zpci.trace.Tap;
import io.zpci.workload.IsmScene;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Two ISM functions of one fabric, prepared as a driver leaves them: both are probed (SBA, event
 * queue), and the peer has registered a DMB of 1 MiB under a given token that it lets the other
 * function write.
 */
final class IsmPair {
  static final int DMB_LENGTH = 1 << 20;

  /** How much memory the two have together. */
  static final long MEMORY = IsmPeer.memory(0) + IsmPeer.memory(DMB_LENGTH);

  private static final long PAGE = 4096;
  private static final int PCHID = 0x100;
  private static final IsmScene SCENE = IsmScene.PREPARED;

  private final IsmFunction issuer;

  /**
   * Functions whose rules report to {@code tap}.
   *
   * @param token bits 32 to 47 of the moves that will come, 0 too
   */
  IsmPair(Arena arena, int token, Tap tap) {
    this(arena.allocate(MEMORY, PAGE), token, tap);
  }

  /**
   * Functions whose rules report to {@code tap}.
   *
   * @param zeroes their memory, of {@link #MEMORY} bytes, their words aligned
   * @param token bits 32 to 47 of the moves that will come, 0 too
   */
  IsmPair(MemorySegment zeroes, int token, Tap tap) {
    Fabric fabric = new Fabric(PCHID);
    long own = IsmPeer.memory(0);
    issuer = new IsmPeer(fabric, SCENE.gid(), zeroes.asSlice(0, own), tap).function();
    new IsmPeer(fabric, SCENE.peer(), zeroes.asSlice(own), tap)
        .register(DMB_LENGTH, SCENE.gid(), token);
  }

  /** The function that the operation goes to. */
  IsmFunction issuer() {
    return issuer;
  }
}
