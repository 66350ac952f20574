package io.zpci.nativedriver;

import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.trace.Tap;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;

/** An ISM function with a driver's guest, and a peer that has a DMB for it. */
final class Guests implements AutoCloseable {
  static final int PCHID = 0x100;
  static final long GID = 0xa1a1_0000_0000_0001L;
  static final long PEER_GID = 0xa1a1_0000_0000_0002L;
  static final int DMB = 0x4000;

  final Arena arena = Arena.ofShared();
  final TraceRecorder trace = new TraceRecorder();
  final Passthrough guest;
  final IsmPeer peer;
  final IsmPeer.Dmb dmb;

  Guests(String route, Stack stack) {
    this(route, stack, null);
  }

  /** {@code tap} in place of the trace, unless it is null. */
  Guests(String route, Stack stack, Tap tap) {
    Tap seen = tap == null ? trace : tap;
    Fabric fabric = new Fabric(PCHID);
    IsmFunction function = fabric.add(GID, IsmFacts.plain(PCHID), Reactions.DEFAULT, seen);
    peer = new IsmPeer(fabric, PEER_GID, arena, DMB, Tap.NONE);
    dmb = peer.register(DMB, GID);
    guest = Passthrough.open(Routes.named(route).orElseThrow(), stack, function, arena, seen);
    int booted = guest.boot();
    if (booted != 0) {
      throw new IllegalStateException("boot: " + booted);
    }
    trace.clear();
  }

  @Override
  public void close() {
    guest.close();
    arena.close();
  }
}
