package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The driver of 7.2 does what the recorded Linux 7.2 did: every block, load, mapping and interrupt
 * set-up, in order, with its space, offset, length and bytes. The double gives I/O addresses as the
 * recorded guest did and the fabric its tokens, so that even those are the same.
 */
class IsmDriverRecordingTest {
  private static final long GID_A = 0xa1a1_a1a1_0000_0001L;
  private static final long GID_B = 0xb2b2_b2b2_0000_0002L;
  private static final int PCHID = 0x100;

  private final Fabric fabric = new Fabric(PCHID);
  private final Side a = new Side(GID_A);
  private final Side b = new Side(GID_B);

  /** One function, its driver, and what the driver's client was told. */
  private final class Side implements IsmClient {
    final IsmFunction function;
    final DirectPciDev dev;
    final IsmDriver driver;
    final List<IsmEvent> events = new ArrayList<>();
    long interrupts;

    Side(long gid) {
      function = fabric.add(gid, IsmFacts.served(PCHID));
      dev = new DirectPciDev(function);
      driver = new IsmDriver(IsmDriverVersion.named("7.2").orElseThrow(), dev, this);
    }

    @Override
    public void handleIrq(int index, int dmbeMask) {
      assertEquals(32, index);
      interrupts++;
    }

    @Override
    public void handleEvent(IsmEvent event) {
      events.add(event);
    }

    /** Probe, and what SMC does when it gets to know the device. */
    void attached() {
      assertEquals(0, driver.probe());
      assertEquals(0, driver.addVlan(IsmDriver.RESERVED_VLAN));
    }
  }

  @Test
  void probeOneEventUnbind() throws RecordingException {
    Recording recording = Recording.read(Stacks.recording("ism-probe-event-unbind"));
    a.attached();
    assertTrue(a.function.injectEvent(2, 85, 0xdead_beef_1234_5678L, 0x1122_3344_5566_7788L));
    a.dev.takeInterruption();
    a.driver.remove();
    assertEquals(
        String.join("\n", comparable(RecordedDriver.log(recording, "a", true))),
        String.join("\n", comparable(a.dev.log())));
    assertEquals(
        List.of(new IsmEvent(2, 85, 0xdead_beef_1234_5678L, 0, 0x1122_3344_5566_7788L)), a.events);
  }

  @Test
  void twoGuestsWithEverySizeOfMessage() throws RecordingException {
    Recording recording = Recording.read(Stacks.recording("ism-smcd-two-guests"));
    a.attached();
    b.attached();
    assertEquals(0, a.driver.queryRemoteGid(GID_B, true, IsmDriver.RESERVED_VLAN));
    IsmDmb dmbOfA = registered(a, 0x10, GID_B);
    IsmDmb dmbOfB = registered(b, 0x20, GID_A);
    int signals = 0;
    int longest = 0;
    for (RecordedDriver.Move move : RecordedDriver.moves(recording)) {
      Side side = move.function().equals("a") ? a : b;
      Side peer = side.equals(a) ? b : a;
      long address = side.dev.placed(move.data(), move.memory());
      assertEquals(
          0,
          side.driver.moveData(
              move.token(),
              move.element(),
              move.signal(),
              move.offset(),
              address,
              move.data().length));
      peer.dev.takeInterruption();
      signals += move.signal() ? 1 : 0;
      longest = Math.max(longest, move.data().length);
    }
    assertEquals(0, a.driver.signalEvent(GID_B, 1, 0x80, 0x100_0000_0001L));
    b.dev.takeInterruption();
    assertEquals(0, a.driver.unregisterDmb(dmbOfA));
    b.dev.takeInterruption();
    assertEquals(0, b.driver.unregisterDmb(dmbOfB));
    assertEquals(
        List.of(
            new IsmEvent(2, 0x80, GID_A, 0, 0x100_0000_0001L),
            new IsmEvent(0, 4, 0x10_0000_0000L, 0, 0)),
        b.events);
    assertEquals(signals, a.interrupts + b.interrupts);
    assertTrue(longest > 2 * 4096, "longest move " + longest);
    sameAsRecorded(recording, "a", a);
    sameAsRecorded(recording, "b", b);
  }

  private IsmDmb registered(Side side, int token, long rgid) {
    fabric.nextToken(token);
    IsmDmb dmb = new IsmDmb(16384, 0, false, 0);
    assertEquals(0, side.driver.registerDmb(dmb, rgid));
    assertEquals((long) token << 32, dmb.token());
    return dmb;
  }

  private static void sameAsRecorded(Recording recording, String function, Side side) {
    assertEquals(
        String.join("\n", comparable(RecordedDriver.log(recording, function, false))),
        String.join(
            "\n", comparable(side.dev.log().stream().filter(l -> !l.equals("irq")).toList())));
  }

  /**
   * The lines without what a device may answer QUERY_INFO with as it likes: version, length, state
   * and counters.
   */
  private static List<String> comparable(List<String> lines) {
    List<String> kept = new ArrayList<>();
    boolean information = false;
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("pcistb")) {
        information = line.equals("pcistb 2+0 0000000800000008");
      }
      kept.add(information && isFree(words) ? words[0] + " " + words[1] : line);
    }
    return kept;
  }

  private static boolean isFree(String[] words) {
    if (!words[0].equals("pcilg")) {
      return false;
    }
    int offset = Integer.parseInt(words[1].substring(2), 16);
    return offset == 8 || offset == 16 || offset >= 56;
  }
}
