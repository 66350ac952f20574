package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.firmware.FirmwareRules.UnregisteredMessage;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.Gait;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a function's message becomes. Source: spec zpci 6.5, 12.4, 12.5; spec passthrough d.1. */
class FunctionMessageTest {
  private static final long AIBV = 0x3000;
  private static final long AISB = 0x3100;

  private final ControlBench bench = new ControlBench();

  private void clear() {
    bench.storage.putInt(AIBV, 0);
    bench.storage.putInt(AISB, 0);
  }

  /** The message, then a CPU that takes what is pending; the subclass, or -1. */
  private int signal(int data) {
    bench.entry.msi().signal(data);
    return bench.interruption.take(0xff);
  }

  private void assertIndicators(int vector, int summary) {
    assertEquals(vector, bench.storage.getInt(AIBV), "vector");
    assertEquals(summary << 24, bench.storage.getInt(AISB), "summary");
  }

  /** The sequence that was executed, {@code t3.out}: spec zpci 12.4. */
  @Test
  void indicatorsAndSuppression() {
    assertEquals(Outcome.OK, bench.registerInterrupts(AIBV, 3, AISB, 5));
    assertEquals(Outcome.OK, bench.sic(0, 2));
    assertEquals(2, signal(1));
    assertIndicators(0x08000000, 0x04);
    assertEquals(-1, signal(1), "the summary is set");
    bench.storage.putInt(AISB, 0);
    assertEquals(2, signal(1));
    clear();
    bench.storage.putInt(AISB, 0x80000000);
    assertEquals(2, signal(1), "another function's summary bit");
    assertIndicators(0x08000000, 0x84);
    assertEquals(Outcome.OK, bench.sic(1, 2));
    clear();
    assertEquals(2, signal(1));
    clear();
    assertEquals(-1, signal(1), "suppressed");
    assertIndicators(0x08000000, 0x04);
    assertEquals(Outcome.OK, bench.sic(1, 2));
    assertEquals(-1, bench.interruption.take(0xff), "the missed one is not made up for");
    assertEquals(-1, signal(1));
    clear();
    assertEquals(2, signal(1));
    clear();
    assertEquals(-1, signal(1));
    assertEquals(Outcome.OK, bench.sic(0, 2));
    clear();
    assertEquals(2, signal(1));
    clear();
    assertEquals(2, signal(0x805));
    assertIndicators(0x00800000, 0x04);
    bench.storage.putInt(AISB, 0);
    assertEquals(2, signal(20));
    assertIndicators(0x00800100, 0x04);
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void aSummaryThatIsNotAskedForIsSetAllTheSame() {
    bench.fib().putInt(40, 0x3001_0000).putLong(48, AIBV).putLong(56, AISB);
    assertEquals(Outcome.OK, bench.mpcifc(2));
    assertEquals(3, signal(0));
    assertIndicators(0x80000000, 0x80);
  }

  @Test
  void nothingIsSignalledWithoutARegistration() {
    assertEquals(-1, signal(1));
    bench.registerInterrupts(AIBV, 3, AISB, 5);
    bench.fib().mpcifc(3);
    assertEquals(-1, signal(1));
    assertEquals(0, bench.storage.getInt(0));
    assertIndicators(0, 0);
  }

  /** {@code t5.out}: spec zpci 12.4. */
  @Test
  void qemuSignalsThroughAbsoluteZero() {
    ControlBench qemu =
        new ControlBench(FirmwareRules.DEFAULT.withUnregistered(UnregisteredMessage.ABSOLUTE_ZERO));
    qemu.entry.msi().signal(1);
    assertEquals(0, qemu.storage.getInt(0), "no storage is known yet");
    qemu.registerInterrupts(AIBV, 3, AISB, 5);
    qemu.fib().mpcifc(3);
    qemu.entry.msi().signal(1);
    assertEquals(0xc000_0000, qemu.storage.getInt(0));
    assertEquals(0, qemu.interruption.take(0xff));
    qemu.entry.msi().signal(1);
    assertEquals(-1, qemu.interruption.take(0xff));
  }

  @Test
  void qemuNeedsNoRegistrationAtAll() {
    ControlBench qemu =
        new ControlBench(FirmwareRules.DEFAULT.withUnregistered(UnregisteredMessage.ABSOLUTE_ZERO));
    qemu.registerIoat();
    qemu.entry.msi().signal(9);
    assertEquals(0x8040_0000, qemu.storage.getInt(0));
    assertEquals(0, qemu.interruption.take(0xff));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "BLOCKED", "PERMANENT_ERROR"})
  void onlyAnEnabledFunctionSignals(FunctionState state) {
    bench.registerInterrupts(AIBV, 3, AISB, 5);
    switch (state) {
      case BLOCKED -> {
        bench.entry.error();
        bench.entry.resetBlock();
      }
      case ERROR -> bench.entry.error();
      default -> bench.entry.permanentError();
    }
    assertEquals(state, bench.entry.state());
    assertEquals(-1, signal(1));
    assertIndicators(0, 0);
  }

  @Test
  void disableDeconfigureAndUnplugDropTheRegistration() {
    bench.registerInterrupts(AIBV, 3, AISB, 5);
    bench.entry.disable();
    bench.entry.enable();
    assertEquals(-1, signal(1));
    assertEquals(Outcome.OK, bench.registerInterrupts(AIBV, 3, AISB, 5));
    bench.entry.deconfigure();
    bench.entry.configure();
    bench.entry.enable();
    assertEquals(-1, signal(1));
    assertEquals(Outcome.OK, bench.registerInterrupts(AIBV, 3, AISB, 5));
    bench.firmware.unplug(bench.entry);
    assertEquals(-1, signal(1));
    assertIndicators(0, 0);
  }

  @Test
  void aVectorOutsideStorageIsAnEventAndAnError() {
    assertEquals(Outcome.OK, bench.registerInterrupts(ControlBench.SIZE - 4, 0, AISB, 5));
    signal(31);
    assertEquals(List.of(), bench.events);
    signal(32);
    assertEquals(List.of(new ErrorEvent(0, 0, 0, 0x0013)), bench.events);
    assertEquals(FunctionState.ERROR, bench.entry.state());
    signal(32);
    assertEquals(1, bench.events.size());
  }

  @Test
  void aForwardedMessageIsTheGuests() {
    FloatingInterruption guest = new FloatingInterruption(true, () -> {});
    bench.registerInterrupts(AIBV, 3, AISB, 5);
    bench.entry.forward(new Gait(guest, 4, 0x3200, 7));
    assertEquals(-1, signal(1), "not the host's");
    assertIndicators(0x08000000, 0);
    assertEquals(0x01000000, bench.storage.getInt(0x3200));
    assertEquals(4, guest.take(0xff));
    assertEquals(-1, signal(1));
    assertEquals(-1, guest.take(0xff), "the guest's summary is set");
    bench.entry.forward(null);
    assertEquals(2, signal(1));
    assertIndicators(0x08000000, 0x04);
  }

  @Test
  void withoutAGuestSummaryEveryMessageInterrupts() {
    FloatingInterruption guest = new FloatingInterruption(true, () -> {});
    bench.entry.forward(new Gait(guest, 1, 0, -1));
    assertEquals(-1, signal(1), "nothing is registered");
    bench.registerInterrupts(AIBV, 3, AISB, 5);
    for (int i = 0; i < 2; i++) {
      assertEquals(-1, signal(1));
      assertEquals(1, guest.take(0xff));
    }
    assertIndicators(0x08000000, 0);
    assertEquals(0, bench.storage.getInt(0));
  }
}
