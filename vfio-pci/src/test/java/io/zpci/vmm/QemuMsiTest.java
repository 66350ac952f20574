package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.function.Msi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One message: vector at 0x5000 with offset 3, summary at 0x6000 with offset 5, subclass 2. */
class QemuMsiTest {
  private static final long AIBV = 0x5000;
  private static final long AISB = 0x6000;

  private static Vm registered(String version) {
    Vm vm = new Vm(Plugged.version(version));
    assertEquals(Outcome.OK, vm.registerInterrupts(AIBV, 3, AISB, 5));
    return vm;
  }

  private static void clearSummary(Vm vm) {
    vm.storage.putByte(AISB, 0);
  }

  private static void expect(Vm vm, int summary, int interrupts) {
    assertEquals(0x08, vm.storage.getByte(AIBV));
    assertEquals(summary, vm.storage.getByte(AISB));
    assertEquals(interrupts, vm.kicks);
  }

  @ParameterizedTest
  @CsvSource({"qemu-5.2, 1", "qemu-7.2, 1", "qemu-10.0, 1", "qemu-10.2, 0", "qemu-11.1, 0"})
  void theExecutedTable(String version, int lost) {
    Vm vm = registered(version);
    Msi msi = vm.qemu.function().emulatedMsi();
    msi.signal(1);
    expect(vm, 0x04, 1);
    msi.signal(1);
    expect(vm, 0x04, 1);
    clearSummary(vm);
    msi.signal(1);
    expect(vm, 0x04, 2);
    vm.storage.putByte(AISB, 0x80);
    msi.signal(1);
    expect(vm, 0x84, 3 - lost);
    assertEquals(Outcome.OK, vm.sic(Issue.HANDLE, 1, 2));
    clearSummary(vm);
    msi.signal(1);
    expect(vm, 0x04, 4 - lost);
    clearSummary(vm);
    msi.signal(1);
    expect(vm, 0x04, 4 - lost);
    assertEquals(Outcome.OK, vm.sic(Issue.HANDLE, 1, 2));
    msi.signal(1);
    expect(vm, 0x04, 4 - lost);
    clearSummary(vm);
    msi.signal(1);
    expect(vm, 0x04, 5 - lost);
    clearSummary(vm);
    msi.signal(1);
    expect(vm, 0x04, 5 - lost);
    assertEquals(Outcome.OK, vm.sic(Issue.HANDLE, 0, 2));
    clearSummary(vm);
    msi.signal(1);
    expect(vm, 0x04, 6 - lost);
    assertEquals(0x20, vm.interruption.isPending(0x20) ? 0x20 : 0);
  }

  @Test
  void onlyElevenBitsOfTheDataCountAndTheNumberOfInterruptsDoesNot() {
    Vm vm = registered("qemu-11.1");
    vm.qemu.function().emulatedMsi().signal(0x805);
    assertEquals(0x0080, vm.storage.getShort(AIBV));
    vm.qemu.function().emulatedMsi().signal(20);
    assertEquals(0x01, vm.storage.getByte(AIBV + 2));
    assertEquals(1, vm.kicks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BLOCKED", "ERROR", "DISABLED"})
  void onlyAnEnabledFunctionsMessageCounts(String state) {
    Vm vm = registered("qemu-11.1");
    vm.qemu.state(FunctionState.valueOf(state));
    vm.qemu.function().emulatedMsi().signal(1);
    assertEquals(0, vm.storage.getByte(AIBV));
    assertEquals(0, vm.kicks);
  }

  @Test
  void withNothingRegisteredAbsoluteZeroIsWrittenAndSubclassZeroInterrupts() {
    Vm vm = registered("qemu-11.1");
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_INT));
    vm.qemu.function().emulatedMsi().signal(1);
    assertEquals(0xc0, vm.storage.getByte(0));
    assertEquals(1, vm.kicks);
    assertEquals(0, vm.interruption.take(0xff));
    vm.qemu.function().emulatedMsi().signal(1);
    assertEquals(1, vm.kicks);
    Vm fresh = new Vm(QemuVersion.newest());
    fresh.qemu.function().emulatedMsi().signal(9);
    assertEquals(0x8040, fresh.storage.getShort(0));
    assertEquals(0, fresh.interruption.take(0xff));
  }

  @Test
  void anIndicatorThatIsNotThereIsAnEventOfNoFunction() {
    Vm vm = new Vm(QemuVersion.newest());
    assertEquals(Outcome.OK, vm.registerInterrupts(Vm.SIZE - 1, 0, AISB, 5));
    vm.qemu.function().emulatedMsi().signal(8);
    assertEquals(List.of(new ErrorEvent(0, 0, 0, 0x0013)), vm.events);
    assertEquals(FunctionState.ENABLED, vm.qemu.state());
  }

  @Test
  void anIrqfdGoesByTheBitWhateverTheRelease() {
    Vm vm = registered("qemu-5.2");
    vm.storage.putByte(AISB, 0x80);
    vm.qemu.function().routedMsi().signal(1);
    expect(vm, 0x84, 1);
  }

  @Test
  void anIrqfdIsRoutedWhileInterruptsAreRegistered() {
    Vm vm = new Vm(QemuVersion.newest());
    vm.qemu.function().routedMsi().signal(1);
    assertEquals(0, vm.storage.getByte(0));
    assertEquals(0, vm.kicks);
    assertEquals(Outcome.OK, vm.registerInterrupts(AIBV, 3, AISB, 5));
    vm.qemu.function().routedMsi().signal(1);
    assertEquals(1, vm.kicks);
    assertEquals(Outcome.OK, vm.mpcifc(Fib.DEREG_INT));
    clearSummary(vm);
    vm.qemu.function().routedMsi().signal(1);
    assertEquals(1, vm.kicks);
  }

  @Test
  void anIrqfdStaysInsideThePageOfItsVector() {
    Vm vm = new Vm(QemuVersion.newest());
    assertEquals(Outcome.OK, vm.registerInterrupts(0x5fff, 0, 0x7000, 5));
    vm.qemu.function().routedMsi().signal(8);
    assertEquals(0, vm.storage.getByte(0x6000));
    assertEquals(0, vm.kicks);
    vm.qemu.function().routedMsi().signal(7);
    assertEquals(0x01, vm.storage.getByte(0x5fff));
    assertEquals(1, vm.kicks);
  }

  @Test
  void theOffsetOfTheFirstBitIsInsideThePageToo() {
    Vm vm = new Vm(QemuVersion.newest());
    assertEquals(Outcome.OK, vm.registerInterrupts(0x5fff, 3, 0x7000, 5));
    vm.qemu.function().routedMsi().signal(5);
    assertEquals(0, vm.storage.getByte(0x6000));
    assertEquals(0, vm.kicks);
    vm.qemu.function().routedMsi().signal(4);
    assertEquals(0x01, vm.storage.getByte(0x5fff));
    assertEquals(1, vm.kicks);
  }
}
