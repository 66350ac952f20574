package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.SmcConnection;
import io.zpci.guest.SmcState;
import io.zpci.ism.Fabric;
import io.zpci.linux.Errno;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two guests on two functions, nothing in between: streams of random writes both ways. */
class SmcStreamTest {
  private static final long SEED = Long.getLong("zpci.seed", 20_261_121);
  private static final int LARGEST = 64 << 10;
  private static final long BYTES = 4 << 20;

  private final Arena arena = Arena.ofConfined();
  private final Fabric fabric = new Fabric(0x123);

  @AfterEach
  void close() {
    arena.close();
  }

  private SmcGuest guest(String name, long gid, SmcGuest.Watch watch) {
    SmcGuest guest = new SmcGuest(name, arena, 8 << 20, fabric, gid, watch);
    assertEquals(0, guest.smc().probe());
    return guest;
  }

  /** A writer of one direction and the reader at its other end. */
  private static final class Stream {
    private final SmcGuest from;
    private final SmcGuest to;
    private final SmcConnection out;
    private final SmcConnection in;
    private final long source;
    private final long target;
    private final Random random;
    private long accepted;
    private long checked;
    private int pending;
    private int done;

    Stream(SmcGuest from, SmcConnection out, SmcGuest to, SmcConnection in, Random random) {
      this.from = from;
      this.to = to;
      this.out = out;
      this.in = in;
      this.random = random;
      this.source = from.allocate(LARGEST);
      this.target = to.allocate(LARGEST);
    }

    private static int pattern(long at) {
      return (int) (at * 0x9e37_79b9_7f4a_7c15L >>> 56);
    }

    void write() {
      if (done == pending) {
        pending = (int) Math.min(1 + random.nextInt(LARGEST), BYTES - accepted);
        done = 0;
        for (int i = 0; i < pending; i++) {
          from.memory().putByte(source + i, pattern(accepted + i));
        }
      }
      int sent = out.send(source + done, pending - done);
      assertTrue(sent >= 0, () -> Errno.name(sent));
      done += sent;
      accepted += sent;
    }

    void read() {
      int want = 1 + random.nextInt(LARGEST);
      int got = in.receive(target, want);
      if (got == -Errno.EAGAIN) {
        return;
      }
      assertTrue(got > 0, () -> Errno.name(got));
      for (int i = 0; i < got; i++) {
        assertEquals(pattern(checked + i), to.memory().getByte(target + i));
      }
      checked += got;
    }

    boolean over() {
      return checked == BYTES;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void randomWritesArriveWholeBothWays(int exponent) {
    SmcInvariants watch = new SmcInvariants(0x4000 << exponent);
    SmcGuest a = guest("a", 0xaL, watch);
    SmcGuest b = guest("b", 0xbL, watch);
    SmcConnection atA = new SmcConnection(a.smc(), exponent);
    SmcConnection atB = new SmcConnection(b.smc(), exponent);
    assertEquals(0, atA.accept(0xbL));
    assertEquals(0, atB.connect(atA.facts()));
    atA.confirm(atB.facts());
    Random random = new Random(SEED + exponent);
    Stream there = new Stream(a, atA, b, atB, random);
    Stream back = new Stream(b, atB, a, atA, random);
    int steps = 0;
    while (!there.over() || !back.over()) {
      assertTrue(steps++ < 1_000_000, "the streams stand still, seed " + SEED);
      step(random, a, b, there, back);
    }
    watch.atRest(atA, atB);
    assertEquals(BYTES, watch.produced("a"));
    assertEquals(BYTES, watch.produced("b"));
    assertTrue(watch.everBlocked());
    assertFalse(atA.aborted() || atB.aborted());
    assertTrue(watch.interrupts() <= watch.messages());
  }

  private static void step(Random random, SmcGuest a, SmcGuest b, Stream there, Stream back) {
    switch (random.nextInt(10)) {
      case 0, 1 -> a.poll();
      case 2, 3 -> b.poll();
      case 4 -> a.takeInterrupt();
      case 5 -> b.takeInterrupt();
      case 6 -> there.write();
      case 7 -> back.write();
      case 8 -> there.read();
      default -> back.read();
    }
  }

  @Test
  void fullRingOfTheSmallestDmbIsFiveBlocksAndOneInterrupt() {
    SmcInvariants watch = new SmcInvariants(0x4000);
    SmcGuest a = guest("a", 0xaL, watch);
    SmcGuest b = guest("b", 0xbL, watch);
    SmcConnection atA = new SmcConnection(a.smc(), 0);
    SmcConnection atB = new SmcConnection(b.smc(), 0);
    assertEquals(0, atA.accept(0xbL));
    assertEquals(0, atB.connect(atA.facts()));
    atA.confirm(atB.facts());
    assertEquals(16352, atB.send(b.allocate(16352), 16352));
    assertEquals(5, watch.blocks());
    assertEquals(1, watch.interrupts());
  }

  @Test
  void connectionsOfManyPeersDoNotMix() {
    SmcGuest.Watch watch = SmcGuest.Watch.NONE;
    SmcGuest hub = guest("hub", 1, watch);
    SmcGuest[] others = new SmcGuest[8];
    SmcConnection[] ends = new SmcConnection[8];
    SmcConnection[] hubEnds = new SmcConnection[8];
    for (int i = 0; i < others.length; i++) {
      others[i] = guest("other " + i, 100 + i, watch);
      hubEnds[i] = new SmcConnection(hub.smc(), 0);
      ends[i] = new SmcConnection(others[i].smc(), 0);
      assertEquals(0, hubEnds[i].accept(100 + i));
      assertEquals(0, ends[i].connect(hubEnds[i].facts()));
      hubEnds[i].confirm(ends[i].facts());
      long word = others[i].allocate(8);
      others[i].memory().putLong(word, i);
      assertEquals(8, ends[i].send(word, 8));
    }
    hub.poll();
    long word = hub.allocate(8);
    for (int i = 0; i < others.length; i++) {
      assertEquals(8, hubEnds[i].receive(word, 4096));
      assertEquals(i, hub.memory().getLong(word));
    }
    others[3].smc().remove();
    hub.poll();
    for (int i = 0; i < others.length; i++) {
      assertEquals(i == 3 ? SmcState.CLOSED : SmcState.ACTIVE, hubEnds[i].state());
      assertEquals(i == 3, hubEnds[i].aborted());
    }
  }

  @Test
  void aPeerThatCannotBeReachedIsRefused() {
    SmcGuest a = guest("a", 0xaL, SmcGuest.Watch.NONE);
    SmcConnection end = new SmcConnection(a.smc(), 0);
    assertTrue(end.accept(0xbL) > 0);
    assertEquals(SmcState.INIT, end.state());
  }
}
