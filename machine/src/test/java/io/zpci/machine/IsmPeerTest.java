package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Tap;
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a peer shows of the moves that reach it. */
class IsmPeerTest {
  private final Arena arena = Arena.ofConfined();
  private final Fabric fabric = new Fabric(0x100);
  private final IsmPeer peer = new IsmPeer(fabric, 0xb2, arena, 3 * 4096, Tap.NONE);
  private final IsmFunction sender = new IsmPeer(fabric, 0xa1, arena, 0, Tap.NONE).function();

  @AfterEach
  void close() {
    arena.close();
  }

  private int move(IsmPeer.Dmb dmb, int element, boolean signal, int at, Bytes data) {
    MemorySegment bytes = MemorySegment.ofArray(data.toArray());
    long offset = MoveOffset.of(dmb.token(), element, signal, at);
    return sender.storeBlock(0, offset, bytes, 0, data.size());
  }

  @Test
  void bytesArriveInTheDmbTheyAreFor() {
    IsmPeer.Dmb first = peer.register(1, sender.gid());
    IsmPeer.Dmb second = peer.register(8192, sender.gid());
    assertEquals(4096, first.length());
    assertEquals(8192, second.length());
    assertEquals(first.ioAddress() + 4096, second.ioAddress());
    assertEquals(first.index() + 1, second.index());

    assertEquals(Outcome.OK, move(second, 0, false, 4096 - 16, Bytes.counting(1, 16)));
    assertEquals(Bytes.counting(1, 16), peer.read(second, 4096 - 16, 16));
    assertEquals(Bytes.of(new byte[16]), peer.read(first, 0, 16));
    assertFalse(peer.signalled(second));
    assertEquals(0, peer.interrupts());
  }

  @Test
  void aSignalSetsMaskBitAndInterruptsOnceUntilCleared() {
    IsmPeer.Dmb dmb = peer.register(4096, sender.gid());
    assertEquals(Outcome.OK, move(dmb, 0, true, 0, Bytes.counting(1, 16)));
    assertTrue(peer.signalled(dmb));
    int mask = peer.mask(dmb);
    assertEquals(1, Integer.bitCount(mask));
    assertEquals(1, peer.interrupts());

    assertEquals(Outcome.OK, move(dmb, 1, true, 0, Bytes.counting(1, 16)));
    assertEquals(2, Integer.bitCount(peer.mask(dmb)));
    assertEquals(1, peer.interrupts(), "the summary was on");

    peer.clear();
    assertFalse(peer.signalled(dmb));
    assertEquals(0, peer.mask(dmb));
    assertEquals(Outcome.OK, move(dmb, 0, true, 0, Bytes.counting(1, 16)));
    assertEquals(2, peer.interrupts());
  }

  @Test
  void aTokenCanBeAskedFor() {
    assertEquals(0x77L << 32, peer.register(4096, sender.gid(), 0x77).token());
  }

  @Test
  void noMoreThanItsMemory() {
    peer.register(2 * 4096, sender.gid());
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> peer.register(4097, sender.gid()));
    assertEquals("the peer has no memory for a DMB of 4097", thrown.getMessage());
    assertEquals(4096, peer.register(4096, sender.gid()).length());
  }
}
