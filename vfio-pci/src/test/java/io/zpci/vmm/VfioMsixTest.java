package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One vector that fires on a thread of its own while the guest masks and unmasks it. */
class VfioMsixTest {
  private static final int ROUNDS = 20_000;

  @Test
  void noVectorThatFiresIsLost() throws InterruptedException {
    SeenDevice device = new SeenDevice();
    MsixTable table = new MsixTable(0, 1);
    AtomicBoolean owed = new AtomicBoolean();
    VfioMsix msix =
        new VfioMsix(device, table, _ -> owed.set(false), Arena.ofAuto().allocate(8), Tap.NONE);
    msix.controlWritten(0x8000);
    mask(table, false);
    Thread function =
        new Thread(() -> {
          for (int i = 0; i < ROUNDS; i++) {
            owed.set(true);
            device.fire(0);
          }
        });
    function.start();
    for (int i = 0; i < ROUNDS; i++) {
      table.write(12, 4, i & 1);
    }
    function.join();
    mask(table, false);
    assertFalse(owed.get());
    assertEquals(0, msix.pending(0, 8));
  }

  private static void mask(MsixTable table, boolean masked) {
    table.write(12, 4, masked ? 1 : 0);
  }
}
