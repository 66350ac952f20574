package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.interrupt.InterruptRegistration;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MPCIFC of a vfio function, raw operands. */
class MpcifcTest {
  private static final int SEQUENCE = Outcome.error(24);

  private final Vm vm = new Vm(QemuVersion.newest());

  @Test
  void checksComeInTheOrderOfTheTable() {
    long request = Request.of(0x8001_0004, 0, 99);
    vm.storage.putByte(Vm.FIB, 2);
    assertEquals(Plugged.PRIVILEGED, vm.mpcifc(Issue.PROBLEM_STATE, request, Vm.FIB + 1));
    assertEquals("qemu.mpcifc.1", vm.rules());
    assertEquals(Plugged.SPECIFICATION, vm.mpcifc(Issue.HANDLE, request, Vm.FIB + 4));
    assertEquals("qemu.mpcifc.2", vm.rules());
    assertEquals(Plugged.CC3, vm.mpcifc(Issue.HANDLE, request, Vm.FIB));
    assertEquals("qemu.mpcifc.3", vm.rules());
    request = Request.of(Vm.HANDLE, 0, 99);
    assertEquals(Plugged.ADDRESSING, vm.mpcifc(Issue.HANDLE, request, Vm.SIZE - 72));
    assertEquals("qemu.mpcifc.5", vm.rules());
    assertEquals(Plugged.OPERAND, vm.mpcifc(Issue.HANDLE, request, Vm.FIB));
    assertEquals("qemu.mpcifc.6", vm.rules());
    vm.storage.putByte(Vm.FIB, 0);
    assertEquals(Plugged.OPERAND, vm.mpcifc(Issue.HANDLE, request, Vm.FIB));
    assertEquals("qemu.mpcifc.7", vm.rules());
  }

  @ParameterizedTest
  @EnumSource(
      value = FunctionState.class,
      names = {"RESERVED", "STANDBY", "DISABLED", "PERMANENT_ERROR"})
  void aFunctionInTheseStatesHasNoHandle(FunctionState state) {
    vm.qemu.state(state);
    assertEquals(Plugged.CC3, vm.mpcifc(Fib.RESET_ERROR));
    assertEquals("qemu.mpcifc.3", vm.rules());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 11, 16, 17, 255})
  void unknownOperations(int operation) {
    assertEquals(Plugged.OPERAND, vm.mpcifc(operation));
  }

  @Test
  void interruptsAreRegisteredOnceAndDeregisteredOnce() {
    assertEquals(SEQUENCE, vm.mpcifc(Fib.DEREG_INT));
    assertEquals("qemu.mpcifc.sequence", vm.rules());
    assertEquals(Outcome.OK, vm.registerInterrupts(0x5000, 3, 0x6000, 5));
    assertEquals(
        new InterruptRegistration(2, 2, true, 0x5000, 3, 0x6000, 5),
        vm.qemu.function().interrupts());
    assertEquals(SEQUENCE, vm.mpcifc(Fib.REG_INT));
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_INT));
    assertEquals(InterruptRegistration.NONE, vm.qemu.function().interrupts());
    assertEquals(SEQUENCE, vm.mpcifc(Fib.DEREG_INT));
  }

  @ParameterizedTest
  @CsvSource({"0x200000, 0x6000", "0x5000, 0x200000", "-8, 0x6000"})
  void indicatorsThatAreNotThere(long aibv, long aisb) {
    assertEquals(Outcome.error(4), vm.registerInterrupts(aibv, 0, aisb, 0));
    assertEquals("qemu.mpcifc.indicators", vm.rules());
    assertEquals(false, vm.qemu.function().interruptsRegistered());
  }

  @Test
  void anAnchorIsRegisteredOnce() {
    assertEquals(SEQUENCE, vm.mpcifc(Fib.DEREG_IOAT));
    assertEquals(SEQUENCE, vm.mpcifc(Fib.REREG_IOAT));
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(SEQUENCE, vm.mpcifc(Fib.REG_IOAT));
    assertEquals(Outcome.OK, vm.mpcifc(Fib.REREG_IOAT));
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_IOAT));
    assertEquals(SEQUENCE, vm.mpcifc(Fib.DEREG_IOAT));
  }

  @ParameterizedTest
  @ValueSource(ints = {Fib.REG_IOAT, Fib.DEREG_IOAT, Fib.REREG_IOAT})
  void thereIsOneAddressSpace(int operation) {
    long request = Request.of(Vm.HANDLE, 1, operation);
    assertEquals(Outcome.error(28), vm.mpcifc(Issue.HANDLE, request, Vm.FIB));
    assertEquals("qemu.mpcifc.space", vm.rules());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-7.2, 0xfffff000, 0x1ffffffff, 0x10804",
    "qemu-7.2, 0x200000000, 0x1ffffffff, 0x10804",
    "qemu-7.2, 0x100000000, 0x1ffffffff, 0x10800",
    "qemu-7.2, 0x100000000, 0x1ffffffff, 0x10808",
    "qemu-7.2, 0x100000000, 0x1ffffffff, 0",
    "qemu-7.2, 0x100000000, 0x200000000000000, 0x10804"
  })
  void anchorsThatAreNotTaken(String version, long pba, long pal, long iota) {
    Vm old = new Vm(Plugged.version(version));
    old.storage.putLong(Vm.FIB + Fib.PBA, pba);
    old.storage.putLong(Vm.FIB + Fib.PAL, pal);
    old.storage.putLong(Vm.FIB + Fib.IOTA, iota);
    assertEquals(Plugged.OPERAND, old.mpcifc(Fib.REG_IOAT));
    assertEquals("qemu.mpcifc.anchor qemu.mpcifc.both", old.rules());
  }

  @Test
  void anAnchorIsRefusedTwiceUnderKvmOnly() {
    Vm tcg = new Vm(QemuVersion.newest(), ByteOrder.LITTLE_ENDIAN);
    tcg.storage.putLong(Vm.FIB + Fib.PBA, 0xfffff000L);
    tcg.storage.putLong(Vm.FIB + Fib.PAL, 0x1ffffffffL);
    tcg.storage.putLong(Vm.FIB + Fib.IOTA, 0x10804);
    assertEquals(Plugged.OPERAND, tcg.mpcifc(Fib.REG_IOAT));
    assertEquals("qemu.mpcifc.anchor", tcg.rules());
    Vm kvm = new Vm(QemuVersion.newest());
    kvm.storage.putByte(Vm.FIB + Fib.FORMAT, 1);
    assertEquals(Plugged.OPERAND, kvm.mpcifc(Fib.REG_IOAT));
    assertEquals("qemu.mpcifc.6", kvm.rules());
  }

  @ParameterizedTest
  @CsvSource({"qemu-5.2, false", "qemu-7.2, false", "qemu-10.0, true", "qemu-11.1, true"})
  void anAnchorWithoutTranslationNeedsRelaxedTranslation(String version, boolean taken) {
    Vm one = new Vm(Plugged.version(version));
    one.storage.putLong(Vm.FIB + Fib.PBA, Vm.IO);
    one.storage.putLong(Vm.FIB + Fib.PAL, Vm.IO + 0xf_ffff);
    assertEquals(taken ? Outcome.OK : Plugged.OPERAND, one.mpcifc(Fib.REG_IOAT));
    assertEquals(
        taken ? List.of("map 100000000 40000000 200000 rw") : List.of(), one.device.seen());
    if (taken) {
      assertEquals(Outcome.OK, one.mpcifc(Fib.DEREG_IOAT));
      assertEquals(List.of("unmap 100000000 200000"), one.device.seen());
    }
  }

  @Test
  void errorIsLeftByBlockOrByError() {
    assertEquals(SEQUENCE, vm.mpcifc(Fib.RESET_BLOCK));
    assertEquals(SEQUENCE, vm.mpcifc(Fib.RESET_ERROR));
    vm.qemu.state(FunctionState.ERROR);
    assertEquals(Outcome.OK, vm.mpcifc(Fib.RESET_BLOCK));
    assertEquals(FunctionState.BLOCKED, vm.qemu.state());
    assertEquals(SEQUENCE, vm.mpcifc(Fib.RESET_BLOCK));
    assertEquals(Outcome.OK, vm.mpcifc(Fib.RESET_ERROR));
    assertEquals(FunctionState.ENABLED, vm.qemu.state());
    vm.qemu.state(FunctionState.ERROR);
    assertEquals(Outcome.OK, vm.mpcifc(Fib.RESET_ERROR));
    assertEquals(FunctionState.ENABLED, vm.qemu.state());
  }

  @Test
  void aMeasurementBlockWithAKeyEndsTheMeasurement() {
    vm.storage.putLong(Vm.FIB + Fib.FMB, 0x7000);
    assertEquals(Outcome.OK, vm.mpcifc(Fib.SET_MEASURE));
    assertEquals(0x7000, vm.qemu.function().measurementBlock());
    vm.storage.putLong(Vm.FIB + Fib.FMB, 0x7008);
    assertEquals(Outcome.error(0), vm.mpcifc(Fib.SET_MEASURE));
    assertEquals("qemu.mpcifc.measurement", vm.rules());
    assertEquals(List.of(new ErrorEvent(Vm.HANDLE, Vm.FID, 0x7008, 0x002c)), vm.events);
    assertEquals(FunctionState.ENABLED, vm.qemu.state());
    assertEquals(0, vm.qemu.function().measurementBlock());
  }
}
