package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.zpci.arch.Fib;
import io.zpci.arch.Outcome;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.vfio.Capability;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.InOrder;

/** A function whose loads and stores the machine interprets: what KVM is asked for. */
class ForwardingTest {
  private static final int HANDLE = 0x8100_0003;
  private static final int SEQUENCE = Outcome.error(24);
  private static final InterruptRegistration REGISTRATION =
      new InterruptRegistration(2, 2, true, 0x5000, 3, 0x6000, 5);

  private final Forwarding kvm = mock(Forwarding.class);
  private final Vm vm = vm("qemu-11.1");

  private Vm vm(String version) {
    return new Vm(
        Plugged.version(version),
        ByteOrder.BIG_ENDIAN,
        Vm.memory(),
        HANDLE,
        kvm,
        InterceptionOptions.SHIPPED);
  }

  private static int register(Vm vm) {
    return vm.registerInterrupts(0x5000, 3, 0x6000, 5);
  }

  private static void host(Vm vm, int handle) {
    vm.device.capabilities(List.of(new Capability.ZpciBase(2, 0, 0, 0, 0, 0, 0, 0, handle)));
  }

  @Test
  void registrationsGoToKvmInOrder() {
    assertEquals(Outcome.OK, register(vm));
    assertEquals(SEQUENCE, register(vm));
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_INT));
    assertEquals(SEQUENCE, vm.mpcifc(Fib.DEREG_INT));
    InOrder order = inOrder(kvm);
    order.verify(kvm).register(REGISTRATION);
    order.verify(kvm).deregister();
    verifyNoMoreInteractions(kvm);
  }

  @Test
  void whatKvmRefusesIsASequenceError() {
    when(kvm.register(any())).thenReturn(-22);
    assertEquals(SEQUENCE, register(vm));
    assertEquals("qemu.mpcifc.indicators", vm.rules());
    assertEquals(false, vm.qemu.function().interruptsRegistered());
    when(kvm.register(any())).thenReturn(0);
    assertEquals(Outcome.OK, register(vm));
    when(kvm.deregister()).thenReturn(-22);
    assertEquals(SEQUENCE, vm.mpcifc(Fib.DEREG_INT));
    assertEquals(true, vm.qemu.function().interruptsRegistered());
  }

  @Test
  void qemuItselfDeliversNothingThatIsForwarded() {
    assertEquals(Outcome.OK, register(vm));
    vm.qemu.function().routedMsi().signal(1);
    assertEquals(0, vm.storage.getByte(0x5000));
  }

  @Test
  void disablingEndsTheForwarding() {
    assertEquals(Outcome.OK, register(vm));
    assertEquals(0x0010, vm.clpSet(1));
    verify(kvm).deregister();
    assertEquals(InterruptRegistration.NONE, vm.qemu.function().interrupts());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-7.2, 1",
    "qemu-10.0.10, 0",
    "qemu-10.0.11, 1",
    "qemu-10.0, 1",
    "qemu-10.2, 0",
    "qemu-11.0.2, 1",
    "qemu-11.1, 1"
  })
  void aGuestsResetEndsItInMostReleases(String version, int deregistrations) {
    Vm guest = vm(version);
    assertEquals(Outcome.OK, register(guest));
    guest.qemu.reset();
    verify(kvm, times(deregistrations)).deregister();
    assertEquals(0x0100_0003, guest.qemu.handle());
    assertEquals(0x0010, guest.clpSet(0));
    when(kvm.register(any())).thenReturn(deregistrations == 0 ? -22 : 0);
    assertEquals(deregistrations == 0 ? SEQUENCE : Outcome.OK, register(guest));
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-7.2, 0x81000003",
    "qemu-8.2, 0x81000003",
    "qemu-9.0, 0x83000003",
    "qemu-10.0, 0x83000003",
    "qemu-11.1, 0x83000003"
  })
  void enablingTakesTheHostsHandle(String version, long handle) {
    Vm guest = vm(version);
    host(guest, 0x8300_0003);
    assertEquals(0x0010, guest.clpSet(1));
    assertEquals(0x0010, guest.clpSet(0));
    assertEquals((int) handle, guest.qemu.handle());
  }

  @Test
  void enablingNeedsAHostsHandleThatIsEnabled() {
    host(vm, 0x0300_0003);
    assertEquals(0x0010, vm.clpSet(1));
    assertEquals(0x0101, vm.clpSet(0));
  }
}
