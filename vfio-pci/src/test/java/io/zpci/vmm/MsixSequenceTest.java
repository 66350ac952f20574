package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.vfio.IrqInfo;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guest's writes to MSI-X control (0x52) and table become at vfio, in order. */
class MsixSequenceTest {
  private static final long AIBV = 0x5000;
  private static final int CONTROL = 12;
  private static final String PIN = "r7@3d 1";

  private final Vm vm = new Vm(QemuVersion.newest());

  @BeforeEach
  void register() {
    assertEquals(Outcome.OK, vm.registerInterrupts(AIBV, 0, 0x6000, 0));
  }

  /** A write of message control as the register has it: low byte first. */
  private List<String> control(int image) {
    assertEquals(Outcome.OK, vm.config(0x52, 2, image));
    return vm.device.seen();
  }

  private List<String> mask(int vector, boolean masked) {
    assertEquals(Outcome.OK, vm.msix(vector, CONTROL, masked ? 1 : 0));
    return vm.device.seen();
  }

  private void data(int vector, int data) {
    assertEquals(Outcome.OK, vm.msix(vector, 8, data));
  }

  private long pending() {
    Register loaded = new Register();
    long request = Request.of(vm.qemu.handle(), 2, 1);
    assertEquals(Outcome.OK, vm.qemu.load(Issue.HANDLE, request, 0x2800, loaded));
    vm.device.seen();
    // Region 2 itself answers 0x20 at offset 0x2800.
    return loaded.get() & ~0x20;
  }

  @Test
  void theExecutedSequence() {
    assertEquals(List.of("w7@52 03c0", "irqs 24 2 0+1 -"), control(0x03c0));
    assertEquals(List.of("w7@52 0380"), control(0x0380));
    assertEquals(List.of("irqs 24 2 0+1 e"), mask(0, false));
    assertEquals(List.of("irqs 24 2 2+1 e"), mask(2, false));
    assertEquals(List.of(), mask(2, true));
    assertEquals(List.of("irqs 24 2 2+1 e"), mask(2, false));
    assertEquals(List.of("w7@52 0300", "irqs 21 2 0+0", PIN), control(0x0300));
  }

  @Test
  void vectorsThatAreUnmaskedBeforeTheFunctionGoTogether() {
    assertEquals(List.of("w7@52 03c0", "irqs 24 2 0+1 -"), control(0x03c0));
    assertEquals(List.of(), mask(0, false));
    assertEquals(List.of(), mask(1, false));
    assertEquals(List.of("w7@52 0380", "irqs 24 2 0+2 ee"), control(0x0380));
    vm.device.fire(1);
    assertEquals(0x80, vm.storage.getByte(AIBV));
  }

  @Test
  void aHostThatCannotAddVectorsStartsAgain() {
    vm.device.irqFlags(IrqInfo.FLAG_EVENTFD | IrqInfo.FLAG_NORESIZE);
    control(0x03c0);
    control(0x0380);
    assertEquals(List.of("irqs 24 2 0+1 e"), mask(0, false));
    assertEquals(List.of("irqs 21 2 0+0", "irqs 24 2 0+3 e-e"), mask(2, false));
    assertEquals(List.of("irqs 24 2 1+1 e"), mask(1, false));
  }

  @Test
  void aVectorGoesByTheDataOfItsMessage() {
    control(0x0380);
    data(1, 6);
    mask(1, false);
    vm.device.fire(1);
    assertEquals(0x02, vm.storage.getByte(AIBV));
    assertEquals(1, vm.kicks);
  }

  @Test
  void aMaskedVectorIsPendingAndDeliveredOnceItIsUnmasked() {
    control(0x0380);
    data(1, 1);
    mask(1, false);
    mask(1, true);
    vm.device.fire(1);
    vm.device.fire(1);
    assertEquals(0, vm.storage.getByte(AIBV));
    assertEquals(0x02, pending());
    mask(1, false);
    assertEquals(0x40, vm.storage.getByte(AIBV));
    assertEquals(1, vm.kicks);
    assertEquals(0, pending());
  }

  @Test
  void theFunctionsMaskHoldsEveryVector() {
    control(0x0380);
    data(1, 1);
    mask(0, false);
    mask(1, false);
    assertEquals(List.of("w7@52 03c0"), control(0x03c0));
    vm.device.fire(0);
    vm.device.fire(1);
    assertEquals(0, vm.storage.getByte(AIBV));
    assertEquals(0x03, pending());
    assertEquals(List.of("w7@52 0380", "irqs 24 2 0+2 ee"), control(0x0380));
    assertEquals(0xc0, vm.storage.getByte(AIBV));
  }

  @Test
  void masksOfADisabledFunctionAreNotSent() {
    assertEquals(List.of(), mask(0, false));
    assertEquals(List.of(), mask(0, true));
    control(0x0380);
    control(0x0300);
    vm.device.fire(0);
    assertEquals(0, vm.kicks);
  }

  @Test
  void whatSetIrqsAnswersIsAnErrorLine() {
    vm.device.irqAnswers(List.of(-22));
    vm.broken.clear();
    control(0x03c0);
    assertEquals("qemu.vfio.irqs", vm.rules());
  }

  @Test
  void aResetDisablesAndMasks() {
    control(0x0380);
    mask(0, false);
    vm.qemu.reset();
    assertEquals(List.of("irqs 21 2 0+0", "reset"), vm.device.seen());
    assertEquals(0x0001_0003, vm.qemu.handle());
    assertEquals(1, vm.qemu.msixTable().bytes()[CONTROL]);
    vm.qemu.reset();
    assertEquals(List.of("reset"), vm.device.seen());
  }

  /** Q-7, g.14. */
  @ParameterizedTest
  @CsvSource({"qemu-7.2, ''", "qemu-8.2, ''", "qemu-9.0, reset", "qemu-11.1, reset"})
  void anIsmFunctionIsResetWithItsGuestSinceNine(String version, String reset) {
    for (String kind : List.of("ism", "memory")) {
      Vm guest =
          new Vm(
              Plugged.version(version),
              ByteOrder.BIG_ENDIAN,
              kind.equals("ism") ? ApertureTest.ISM : Vm.memory(),
              Vm.HANDLE,
              null,
              InterceptionOptions.SHIPPED);
      guest.qemu.reset();
      boolean done = kind.equals("memory") || !reset.isEmpty();
      assertEquals(done ? List.of("reset") : List.of(), guest.device.seen(), kind);
      assertEquals(done ? "" : "qemu.reset.ism", guest.rules(), kind);
    }
  }

  @Test
  void anEmulatedMachineDeliversByQemu() {
    Vm emulated = new Vm(QemuVersion.newest(), ByteOrder.LITTLE_ENDIAN);
    assertEquals(Outcome.OK, emulated.config(0x52, 2, 0x0380));
    assertEquals(Outcome.OK, emulated.msix(0, CONTROL, 0));
    emulated.device.fire(0);
    assertEquals(0x80, emulated.storage.getByte(0));
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_INT));
    control(0x0380);
    mask(0, false);
    vm.device.fire(0);
    assertEquals(0, vm.storage.getByte(0));
  }

  @Test
  void theSameControlAgainConnectsNothing() {
    control(0x0380);
    mask(0, false);
    assertEquals(List.of("w7@52 0380"), control(0x0380));
  }
}
