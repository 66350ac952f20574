package io.zpci.testkit.agent;

import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.LparRoute;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;

/** An ISM function passed through, and a peer of it with a DMB. */
final class WatchedIsm implements AutoCloseable {
  static final long GID = 0xa1;

  final Passthrough passthrough;
  final IsmPeer peer;
  final IsmPeer.Dmb dmb;

  private WatchedIsm(Route route, Stack stack) {
    Arena arena = Arena.ofAuto();
    Fabric fabric = new Fabric(0x100);
    IsmFunction function =
        fabric.add(GID, IsmFacts.plain(fabric.pchid()), Reactions.DEFAULT, Tap.NONE);
    peer = new IsmPeer(fabric, 0xb2, arena, 1 << 20, Tap.NONE);
    dmb = peer.register(1 << 16, GID);
    passthrough = Passthrough.open(route, stack, function, arena, Tap.NONE);
    if (passthrough.boot() != 0) {
      throw new IllegalStateException("the guest does not boot");
    }
  }

  /** The newest of everything, without a VMM. */
  static WatchedIsm lpar() {
    return new WatchedIsm(new LparRoute(), Stack.newest());
  }

  /** The same on a machine without MIO. */
  static WatchedIsm withoutMio() {
    Stack newest = Stack.newest();
    return new WatchedIsm(
        new LparRoute(),
        new Stack(newest.qemu(), newest.host(), newest.guest(), newest.hostOrder(), false, false));
  }

  /** The newest of everything by {@code route}. */
  static WatchedIsm by(Route route) {
    return new WatchedIsm(route, Stack.newest());
  }

  /** A page of the guest's. */
  long page() {
    return passthrough.dev().allocate(4096);
  }

  @Override
  public void close() {
    passthrough.close();
  }
}
