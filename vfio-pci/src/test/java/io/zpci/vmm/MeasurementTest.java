package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The measurement block of a vfio function, at 0x7000. */
class MeasurementTest {
  private static final long BLOCK = 0x7000;

  private final Vm vm = new Vm(Plugged.version("qemu-10.2"));

  private void measure(long address) {
    vm.storage.putLong(Vm.FIB + Fib.FMB, address);
    assertEquals(Outcome.OK, vm.mpcifc(Fib.SET_MEASURE));
  }

  private List<Long> counters() {
    return List.of(
        vm.storage.getLong(BLOCK + 16),
        vm.storage.getLong(BLOCK + 24),
        vm.storage.getLong(BLOCK + 32),
        vm.storage.getLong(BLOCK + 40));
  }

  @Test
  void countsWhatEndedWell() {
    measure(BLOCK);
    Register loaded = new Register();
    long load = Request.of(Vm.HANDLE, 0, 8);
    assertEquals(Outcome.OK, vm.qemu.load(Issue.HANDLE, load, 0, loaded));
    assertEquals(Plugged.OPERAND, vm.qemu.load(Issue.HANDLE, load, 4, loaded));
    assertEquals(Outcome.OK, vm.qemu.store(Issue.HANDLE, load, 0, 1));
    assertEquals(Outcome.OK, vm.qemu.store(Issue.HANDLE, load, 8, 1));
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x1000));
    vm.qemu.updateMeasurementBlock(0x1234);
    assertEquals(List.of(1L, 2L, 0L, 1L), counters());
    assertEquals(0, vm.storage.getInt(BLOCK + 4));
    assertEquals(0x2468, vm.storage.getLong(BLOCK + 8));
    vm.qemu.updateMeasurementBlock(0x1235);
    assertEquals(1, vm.storage.getInt(BLOCK + 4));
    assertEquals(0x246a, vm.storage.getLong(BLOCK + 8));
  }

  @Test
  void countsARefreshThatFoundNoMapping() {
    Vm small =
        new Vm(
            Plugged.version("qemu-10.2"), InterceptionOptions.SHIPPED.withMappings(1));
    small.storage.putLong(Vm.FIB + Fib.FMB, BLOCK);
    assertEquals(Outcome.OK, small.mpcifc(Fib.SET_MEASURE));
    assertEquals(Outcome.OK, small.registerAnchor());
    small.table(0, 0x10_0000, 0);
    assertEquals(Outcome.error(16), small.rpcit(Vm.IO, 0x1000));
    small.qemu.updateMeasurementBlock(1);
    assertEquals(1, small.storage.getLong(BLOCK + 40));
  }

  @Test
  void stopsWithoutAWord() {
    measure(BLOCK);
    measure(0);
    vm.qemu.updateMeasurementBlock(1);
    assertEquals(0, vm.storage.getLong(BLOCK + 8));
  }

  @Test
  void aBlockThatIsNotThereIsAnEventAndEndsIt() {
    measure(Vm.SIZE);
    vm.qemu.updateMeasurementBlock(1);
    assertEquals(List.of(new ErrorEvent(Vm.HANDLE, Vm.FID, Vm.SIZE, 0x002a)), vm.events);
    assertEquals(FunctionState.ENABLED, vm.qemu.state());
    vm.qemu.updateMeasurementBlock(2);
    assertEquals(1, vm.events.size());
  }

  @Test
  void disablingEndsIt() {
    measure(BLOCK);
    assertEquals(0x0010, vm.clpSet(1));
    vm.qemu.updateMeasurementBlock(1);
    assertEquals(0, vm.storage.getLong(BLOCK + 8));
  }
}
