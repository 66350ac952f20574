package io.zpci.machine;

import io.zpci.arch.Outcome;
import io.zpci.function.FlatDma;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Two ISM functions of one fabric, prepared as a driver leaves them: both are probed (SBA, event
 * queue), and the peer has registered a DMB of 1 MiB under a given token that it lets the other
 * function write.
 */
final class IsmPair {
  static final long DMB_LENGTH = 1 << 20;

  private static final int PCHID = 0x100;
  private static final long GID = 0xa1a1_a1a1_0000_0001L;
  private static final long PEER_GID = 0xb2b2_b2b2_0000_0002L;
  private static final int PAGE = 4096;
  private static final int QUEUE_LENGTH = 512;
  private static final long IO = 0x1_0000_0000L;
  private static final long SBA = IO;
  private static final long QUEUE = IO + PAGE;
  private static final long DMB = IO + DMB_LENGTH;
  private static final int REG_SBA = 0x01;
  private static final int REG_IEQ = 0x02;
  private static final int REG_DMB = 0x0a;

  private final IsmFunction issuer;

  /**
   * Functions whose rules report to {@code tap}.
   *
   * @param token bits 32 to 47 of the moves that will come, 0 too
   */
  IsmPair(Arena arena, int token, Tap tap) {
    Fabric fabric = new Fabric(PCHID);
    issuer = fabric.add(GID, IsmFacts.plain(PCHID), Reactions.DEFAULT, tap);
    IsmFunction peer = fabric.add(PEER_GID, IsmFacts.plain(PCHID), Reactions.DEFAULT, tap);
    probe(issuer, dma(arena, PAGE * 2L));
    probe(peer, dma(arena, DMB_LENGTH * 2));
    fabric.nextToken(token);
    MemorySegment payload = MemorySegment.ofArray(new byte[32]);
    payload.set(Layouts.LONG, 0, DMB);
    payload.set(Layouts.INT, 8, (int) DMB_LENGTH);
    payload.set(Layouts.LONG, 24, GID);
    command(peer, REG_DMB, payload);
  }

  /** The function that the operation goes to. */
  IsmFunction issuer() {
    return issuer;
  }

  private static FlatDma dma(Arena arena, long size) {
    FlatDma dma = new FlatDma(GuestStorage.allocate(arena, 0, size));
    dma.map(IO, 0, size);
    return dma;
  }

  private static void probe(IsmFunction function, FlatDma dma) {
    function.connect(dma, vector -> {});
    MemorySegment sba = MemorySegment.ofArray(new byte[8]);
    sba.set(Layouts.LONG, 0, SBA);
    command(function, REG_SBA, sba);
    MemorySegment queue = MemorySegment.ofArray(new byte[16]);
    queue.set(Layouts.LONG, 0, QUEUE);
    queue.set(Layouts.LONG, 8, QUEUE_LENGTH);
    command(function, REG_IEQ, queue);
  }

  /** Payload first, then the header: the function executes it. */
  private static void command(PciFunction function, int code, MemorySegment payload) {
    int length = (int) payload.byteSize();
    MemorySegment header = MemorySegment.ofArray(new byte[8]);
    header.set(Layouts.INT, 0, code);
    header.set(Layouts.SHORT, 6, (short) (8 + length));
    int outcome = function.storeBlock(2, 8, payload, 0, length);
    if (outcome == Outcome.OK) {
      outcome = function.storeBlock(2, 0, header, 0, 8);
    }
    if (outcome != Outcome.OK) {
      throw new IllegalStateException(
          "command 0x%x of the preparation: %s".formatted(code, Outcome.describe(outcome)));
    }
  }
}
