package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Pec;
import io.zpci.fault.Fault;
import io.zpci.fault.Faults;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import io.zpci.machine.Between;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Passthrough;
import io.zpci.trace.Operation;
import io.zpci.verdict.TraceRecorder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Faults as a test gets them: set at any time, counted from then on, told where it fails. */
class InjectedFaultsTest {
  @EveryRoute(except = {"bar-rw", "ism-vfio-pci"})
  void areSetWhenThePassthroughIsOpen(Faults faults, PciDev dev) {
    assertEquals(0, dev.storeBlock(2, 8, 16, 0x1000));
    Fault fault = faults.atFunction().on(Operation.BLOCK).nth(2).status(12);
    assertEquals(0, dev.storeBlock(2, 8, 16, 0x1000));
    // EIO, or ENXIO where a VMM makes an exception of it.
    assertNotEquals(0, dev.storeBlock(2, 8, 16, 0x1000));
    assertEquals(0, dev.storeBlock(2, 8, 16, 0x1000));
    assertEquals(3, fault.matched());
    assertEquals(1, fault.fired());
  }

  @Interposed
  Between beside() {
    return Between.NOTHING;
  }

  @PassthroughTest(device = DeviceModel.MEMORY)
  void knowTheFunctionAlsoBesideAnother(Faults faults, Passthrough passthrough, PciDev dev) {
    faults.errorState(Pec.SERVICE_ACTION);
    assertEquals(-Errno.EIO, dev.storeBlock(0, 0, 16, 0x1000));
    assertTrue(passthrough.hasKernel());
  }

  @Test
  void aFailureTellsTheSeedAndEachFault() {
    String message = Launched.failure(Failing.class, Map.of("zpci.seed", "77")).getMessage();
    List<String> lines = message.lines().toList();
    assertTrue(lines.get(2).startsWith("operation 1 of 1, pcistb 2+0x8 16: cut by fault, R-08: "));
    assertEquals(
        List.of("guest", "firmware", "fault", "device", "device"),
        lines.subList(3, 8).stream().map(line -> line.strip().split(" ")[0]).toList());
    assertTrue(lines.get(8).startsWith("route lpar to ism; "));
    assertTrue(lines.get(8).endsWith("; seed 77"), message);
    assertEquals(
        List.of(
            "2 faults, seed 77",
            "  fault 1 at function: block, the 1st: torn at 8; 1 matched, 1 hit",
            "  fault 2 at msi: every message, the 1st: dropped; 0 matched, 0 hit"),
        lines.subList(9, 12));
  }

  static class Failing {
    @PassthroughTest
    void torn(Faults faults, PciDev dev, TraceRecorder trace) {
      faults.atFunction().on(Operation.BLOCK).torn(8);
      faults.atMsi().dropped();
      assertEquals(0, dev.storeBlock(2, 8, 16, 0x1000));
      assertEquals(2, trace.roots().size());
    }
  }
}
