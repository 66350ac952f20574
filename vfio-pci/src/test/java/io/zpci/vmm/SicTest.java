package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIC, raw operands. */
class SicTest {
  private final Vm vm = new Vm(QemuVersion.newest());

  @Test
  void problemState() {
    assertEquals(Plugged.PRIVILEGED, vm.sic(Issue.PROBLEM_STATE, 1, 2));
    assertEquals("qemu.sic.1", vm.rules());
  }

  @Test
  void operationsZeroAndOneSetTheSubclassesMode() {
    assertEquals(Plugged.OK, vm.sic(Issue.HANDLE, 1, 2));
    assertEquals(0x20, vm.interruption.singleMode());
    assertEquals(Plugged.OK, vm.sic(Issue.HANDLE, 0x1_0001, 3));
    assertEquals(0x30, vm.interruption.singleMode());
    assertEquals(Plugged.OK, vm.sic(Issue.HANDLE, 0, 2));
    assertEquals(0x10, vm.interruption.singleMode());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 16, 17, 18, 19})
  void otherOperations(int operation) {
    assertEquals(Plugged.OPERAND, vm.sic(Issue.HANDLE, operation, 2));
    assertEquals("qemu.sic.2", vm.rules());
  }
}
