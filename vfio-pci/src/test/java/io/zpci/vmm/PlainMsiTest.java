package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plain MSI through configuration space: capability at 0x40, data at 0x4c. */
class PlainMsiTest {
  private static Vm vm(boolean routed) {
    InterceptionOptions options = new InterceptionOptions(null, null, true, routed);
    Vm vm =
        new Vm(
            QemuVersion.newest(),
            ByteOrder.BIG_ENDIAN,
            Plugged.facts(null),
            Vm.HANDLE,
            null,
            options);
    assertEquals(Outcome.OK, vm.registerInterrupts(0x5000, 0, 0x6000, 0));
    return vm;
  }

  @Test
  void shippedQemuForwardsTheWriteAndNoMore() {
    Vm vm = vm(false);
    assertEquals(Outcome.OK, vm.config(0x42, 2, 0x8500));
    assertEquals(List.of("w7@42 8500"), vm.device.seen());
  }

  @Test
  void enablingConnectsAnEventfdForEachMessage() {
    Vm vm = vm(true);
    assertEquals(Outcome.OK, vm.config(0x4c, 2, 0x0300));
    assertEquals(Outcome.OK, vm.config(0x42, 2, 0xa500));
    assertEquals(List.of("w7@4c 0300", "w7@42 a500", "irqs 24 1 0+4 eeee"), vm.device.seen());
    vm.device.fire(1);
    assertEquals(0x08, vm.storage.getByte(0x5000));
    assertEquals(1, vm.kicks);
    assertEquals(Outcome.OK, vm.config(0x4c, 2, 0x0800));
    vm.device.fire(1);
    assertEquals(0x40, vm.storage.getByte(0x5001));
    vm.device.seen();
    assertEquals(Outcome.OK, vm.config(0x42, 2, 0xa500));
    assertEquals(List.of("w7@42 a500"), vm.device.seen());
    assertEquals(Outcome.OK, vm.config(0x42, 2, 0xa400));
    assertEquals(List.of("w7@42 a400", "irqs 21 1 0+0"), vm.device.seen());
    vm.device.fire(1);
    assertEquals(1, vm.kicks);
  }

  @Test
  void fewerVectorsAreAskedForAgain() {
    Vm vm = vm(true);
    vm.device.irqAnswers(List.of(2, 0));
    assertEquals(Outcome.OK, vm.config(0x42, 2, 0xa500));
    assertEquals(List.of("w7@42 a500", "irqs 24 1 0+4 eeee", "irqs 24 1 0+2 ee"), vm.device.seen());
    assertEquals("", vm.rules());
  }

  @Test
  void aResetDisconnects() {
    Vm vm = vm(true);
    assertEquals(Outcome.OK, vm.config(0x42, 2, 0x8500));
    vm.device.seen();
    vm.qemu.reset();
    assertEquals(List.of("irqs 21 1 0+0", "reset"), vm.device.seen());
  }
}
