package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Fib;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** STPCIFC of a vfio function, raw operands; the block goes to 0x2000. */
class StpcifcTest {
  private static final long BLOCK = 0x2000;
  private static final int INDEX_ONLY = 0x0000_0003;

  private final Vm vm = new Vm(QemuVersion.newest());

  private static Register register(long value) {
    Register register = new Register();
    register.set(value);
    return register;
  }

  private int store(int handle) {
    return vm.stpcifc(Issue.HANDLE, register(Request.of(handle, 0, 0)), BLOCK);
  }

  private int controls() {
    assertEquals(Outcome.OK, store(INDEX_ONLY));
    return vm.storage.getByte(BLOCK + Fib.CONTROLS);
  }

  @Test
  void checksComeInTheOrderOfTheTable() {
    Register request = register(Request.of(4, 1, 0));
    assertEquals(Plugged.PRIVILEGED, vm.stpcifc(Issue.PROBLEM_STATE, request, BLOCK + 1));
    assertEquals("qemu.stpcifc.1", vm.rules());
    assertEquals(Outcome.error(28), vm.stpcifc(Issue.HANDLE, request, BLOCK + 1));
    assertEquals("qemu.stpcifc.2", vm.rules());
    request = register(Request.of(4, 0, 0));
    assertEquals(Plugged.SPECIFICATION, vm.stpcifc(Issue.HANDLE, request, BLOCK + 1));
    assertEquals("qemu.stpcifc.3", vm.rules());
    assertEquals(Plugged.CC3, vm.stpcifc(Issue.HANDLE, request, BLOCK));
    assertEquals("qemu.stpcifc.4", vm.rules());
    vm.qemu.state(FunctionState.PERMANENT_ERROR);
    assertEquals(Outcome.error(8), store(INDEX_ONLY));
    assertEquals("qemu.stpcifc.5", vm.rules());
    vm.qemu.state(FunctionState.ENABLED);
    request = register(Request.of(INDEX_ONLY, 0, 0));
    assertEquals(Plugged.ADDRESSING, vm.stpcifc(Issue.HANDLE, request, Vm.SIZE - 72));
    assertEquals("qemu.stpcifc.storage", vm.rules());
  }

  @Test
  void anEnabledFunctionIsFoundByItsIndexAndSwitchesTheBitOn() {
    Register request = register(Request.of(0x7777_0003, 0, 0));
    assertEquals(Outcome.OK, vm.stpcifc(Issue.HANDLE, request, BLOCK));
    assertEquals(Request.of(0xf777_0003, 0, 0), request.get());
  }

  @ParameterizedTest
  @CsvSource({"RESERVED, 3, 3", "STANDBY, 3, 3", "DISABLED, 0x80010003, 3", "DISABLED, 0x10003, 0"})
  void aFunctionThatIsNotEnabled(FunctionState state, long handle, int outcome) {
    vm.qemu.state(state);
    vm.storage.putLong(BLOCK + Fib.FMB, -1);
    assertEquals(outcome, store((int) handle));
    assertEquals(outcome == 0 ? 0 : -1, vm.storage.getLong(BLOCK + Fib.FMB));
    assertEquals(0, vm.storage.getByte(BLOCK + Fib.CONTROLS));
  }

  @Test
  void controlsFollowTheFunction() {
    assertEquals(0x80, controls());
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(0x90, controls());
    assertEquals(Outcome.error(8), vm.rpcit(Vm.IO + 0x1000_0000L, 0x1000));
    assertEquals(0xf0, controls());
    assertEquals(Outcome.OK, vm.mpcifc(Fib.RESET_BLOCK));
    assertEquals(0xd0, controls());
    assertEquals(Outcome.OK, vm.mpcifc(Fib.RESET_ERROR));
    assertEquals(0x90, controls());
  }

  @Test
  void whatWasRegisteredIsTold() {
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(Outcome.OK, vm.registerInterrupts(0x5000, 3, 0x6000, 5));
    vm.storage.putLong(Vm.FIB + Fib.FMB, 0x7000);
    assertEquals(Outcome.OK, vm.mpcifc(Fib.SET_MEASURE));
    assertEquals(Outcome.OK, store(INDEX_ONLY));
    assertEquals(0x1_0000_0000L, vm.storage.getLong(BLOCK + Fib.PBA));
    assertEquals(0x1_00ff_ffffL, vm.storage.getLong(BLOCK + Fib.PAL));
    assertEquals(0x1_0804, vm.storage.getLong(BLOCK + Fib.IOTA));
    assertEquals(0x2002_0385, vm.storage.getInt(BLOCK + Fib.INTERRUPT));
    assertEquals(0x5000, vm.storage.getLong(BLOCK + Fib.AIBV));
    assertEquals(0x6000, vm.storage.getLong(BLOCK + Fib.AISB));
    assertEquals(0x7000, vm.storage.getLong(BLOCK + Fib.FMB));
  }

  @Test
  void disablingDropsWhatWasRegistered() {
    vm.table(0, 0x10_0000, 0);
    assertEquals(Outcome.OK, vm.registerAnchor());
    assertEquals(Outcome.OK, vm.registerInterrupts(0x5000, 3, 0x6000, 5));
    assertEquals(Outcome.OK, vm.rpcit(Vm.IO, 0x1000));
    int before = vm.qemu.handle();
    vm.device.seen();
    assertEquals(0x0010, vm.clpSet(1));
    assertEquals(List.of("unmap 100000000 1000"), vm.device.seen());
    assertEquals(Plugged.CC3, vm.mpcifc(Issue.HANDLE, Request.of(before, 0, 7), Vm.FIB));
    assertEquals(0x0010, vm.clpSet(0));
    assertEquals(0x80, controls());
    assertEquals(0, vm.storage.getLong(BLOCK + Fib.IOTA));
    assertEquals(0, vm.storage.getLong(BLOCK + Fib.AIBV));
  }
}
