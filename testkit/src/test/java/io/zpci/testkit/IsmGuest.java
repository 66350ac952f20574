package io.zpci.testkit;

import io.zpci.arch.Issue;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
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
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;

/** An ISM function passed through by a route, its driver, and a DMB of a peer. */
final class IsmGuest implements AutoCloseable {
  private static final long GID = 0xa1L;
  private static final long PEER = 0xb2L;

  final TraceRecorder trace = new TraceRecorder();
  final Passthrough passthrough;
  final IsmDriver driver;
  final IsmPeer.Dmb dmb;
  final IsmPeer peer;
  private final Arena arena = Arena.ofConfined();
  private final long source;

  IsmGuest(String route) {
    Fabric fabric = new Fabric(0x100);
    IsmFunction function = fabric.add(GID, IsmFacts.plain(0x100), Reactions.DEFAULT, trace);
    peer = new IsmPeer(fabric, PEER, arena, 1 << 20, Tap.NONE);
    passthrough =
        Passthrough.open(Routes.named(route).orElseThrow(), Stack.newest(), function, arena, trace);
    int booted = passthrough.boot();
    if (booted != 0) {
      throw new IllegalStateException("boot: " + booted);
    }
    driver = new IsmDriver(IsmDriverVersion.newest(), passthrough.dev(), new NoEvents());
    dmb = peer.register(0x10000, GID, 7);
    source = passthrough.dev().allocate(0x10000);
    trace.judgedBy(passthrough.judge());
    trace.clear();
  }

  /** One instruction. */
  int block(int space, long offset, Bytes data) {
    data.copyTo(passthrough.storage().segment(), passthrough.storage().offset(source));
    long request = Request.of(passthrough.handle(), space, data.size());
    return passthrough
        .instructions()
        .storeBlock(Issue.HANDLE, request, offset, passthrough.storage(), source);
  }

  /** One instruction. */
  int store(int space, long offset, int length, long value) {
    long request = Request.of(passthrough.handle(), space, length);
    return passthrough.instructions().store(Issue.HANDLE, request, offset, value);
  }

  /** One instruction. */
  int load(int space, long offset, int length) {
    long request = Request.of(passthrough.handle(), space, length);
    return passthrough.instructions().load(Issue.HANDLE, request, offset, new Register());
  }

  /** The driver's own move. */
  int move(boolean signal, int offset, int size) {
    return driver.moveData(dmb.token(), 1, signal, offset, source, size);
  }

  @Override
  public void close() {
    passthrough.close();
    arena.close();
  }
}
