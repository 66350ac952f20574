package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel's CLP against the firmware, and against one that refuses. Spec zpci 5. */
class LinuxClpTest {
  private final Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
  private final FunctionEntry entry = firmware.plug(MemoryFunction.memory(), 0x33, 7);

  /** Nothing but CLP is expected. */
  private abstract static class ClpOnly implements PciInstructions {
    @Override
    public int load(int issue, long request, long address, Register loaded) {
      throw new AssertionError("load");
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      throw new AssertionError("store");
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage storage, long storageAddress) {
      throw new AssertionError("block");
    }
  }

  /** Answers every CLP with a response code, and with a handle where that is 0x0010. */
  private static final class Refusing extends ClpOnly {
    private final List<Integer> codes = new ArrayList<>();
    private int outcome = Outcome.OK;
    private boolean answered;
    private @Nullable PciInstructions lists;

    @Override
    public int execute(PciInstruction instruction) {
      PciInstruction.Clp call = (PciInstruction.Clp) instruction;
      if (lists != null && call.storage().getShort(call.block() + 2) == ClpBlock.LIST) {
        return lists.execute(call);
      }
      int code = codes.size() > 1 ? codes.removeFirst() : codes.getFirst();
      call.storage().putShort(call.block() + 32 + ClpBlock.CODE, code);
      if (code == 0x10 || answered) {
        call.storage().putInt(call.block() + 48, 0x8500_0001);
      }
      return outcome;
    }
  }

  private static KernelBench bench(String version, PciInstructions clp) {
    KernelBench bench = new KernelBench(version, told -> told.withIdentity(0x33, 7, 0));
    bench.cpu.clp = clp;
    return bench;
  }

  private static Refusing refusing(Integer... codes) {
    Refusing refusing = new Refusing();
    refusing.codes.addAll(List.of(codes));
    return refusing;
  }

  @Test
  void listGivesEveryFunction() {
    FunctionEntry other = firmware.plug(MemoryFunction.memory(), 0x44, 8);
    other.deconfigure();
    KernelBench bench = bench("linux-7.2", firmware);
    long free = bench.free();
    assertEquals(
        List.of(
            new ClpEntry(0x1b36, 5, true, 0x33, entry.handle()),
            new ClpEntry(0x1b36, 5, false, 0x44, other.handle())),
        new LinuxClp(bench.kernel).list());
    assertEquals(List.of("clp list token 0"), bench.cpu.take());
    assertEquals(free, bench.free());
  }

  @Test
  void aLongListGoesOnAtItsToken() {
    for (int i = 1; i < 300; i++) {
      firmware.plug(MemoryFunction.memory(), 0x100 + i, i);
    }
    KernelBench bench = bench("linux-7.2", firmware);
    List<ClpEntry> all = present(new LinuxClp(bench.kernel).list());
    assertEquals(300, all.size());
    assertEquals(0x100 + 299, all.getLast().fid());
    assertEquals(List.of("clp list token 0", "clp list token fd"), bench.cpu.take());
    List<Integer> handles = new ArrayList<>();
    assertEquals(0, new LinuxClp(bench.kernel).refreshHandle(0x33, handles::add));
    assertEquals(List.of("clp list token 0"), bench.cpu.take(), "it stops at the entry");
    assertEquals(List.of(entry.handle()), handles);
    assertEquals(-19, new LinuxClp(bench.kernel).refreshHandle(0x34, handles::add));
  }

  private static <T> T present(T value) {
    assertNotNull(value);
    return value;
  }

  @Test
  void queryAsksFunctionAndGroup() {
    KernelBench bench = bench("linux-7.2", firmware);
    ClpFunction told = present(new LinuxClp(bench.kernel).query(entry.handle()));
    assertEquals(List.of("clp query function 1", "clp query group 1"), bench.cpu.take());
    assertEquals(0x33, told.fid());
    assertEquals(7, told.uid());
    assertEquals(0, told.pft());
    assertEquals(List.of(0x10000L, 0L, 0x4000L, 0L, 0x1000L, 0L), told.barSizes());
    assertEquals(List.of(0xc, 0, 0xc, 0, 0xc, 0), told.barValues());
    assertTrue(told.mio());
    assertEquals(entry.mioAddresses(), told.mioAddresses());
    assertEquals(0x1_0000_0000L, told.startDma());
    assertEquals(0x01ff_ffff_ffff_ffffL, told.endDma());
    assertTrue(told.refresh());
    assertEquals(0x40, told.designationTypes() & 0x40);
    assertEquals(128, told.interrupts());
    assertEquals(128, told.maxStoreBlock());
    assertEquals(0xfe00_0000_0000_0000L, told.msiAddress());
    assertNull(new LinuxClp(bench.kernel).query(0x777), "CLP refuses an unknown handle");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void enableAndDisableChangeTheHandle(boolean mio) {
    KernelBench bench = bench("linux-7.2", firmware);
    LinuxClp clp = new LinuxClp(bench.kernel);
    bench.zdev.updateHandle(entry.handle());
    assertEquals(0, clp.enable(bench.zdev, mio, bench.zdev::updateHandle));
    assertEquals(
        mio
            ? List.of("clp set 1 oc 0 ndas 1", "clp set 81000001 oc 2 ndas 1")
            : List.of("clp set 1 oc 0 ndas 1"),
        bench.cpu.take());
    assertEquals(mio ? 0x8200_0001 : 0x8100_0001, bench.zdev.handle());
    assertEquals(entry.handle(), bench.zdev.handle());
    assertEquals(mio, entry.mioEnabled());
    assertEquals(0, clp.disable(bench.zdev, bench.zdev::updateHandle));
    assertEquals(
        List.of("clp set %s oc 1 ndas 0".formatted(mio ? "82000001" : "81000001")),
        bench.cpu.take());
    assertEquals(entry.handle(), bench.zdev.handle());
    assertEquals(0, clp.disable(bench.zdev, bench.zdev::updateHandle));
    assertEquals(List.of(), bench.cpu.take(), "what is not enabled is not disabled");
  }

  @Test
  void mioThatFailsDisablesAgain() {
    Firmware classic = new Firmware(FirmwareRules.DEFAULT.withMio(false), Tap.NONE);
    classic.plug(MemoryFunction.memory(), 0x33, 7);
    KernelBench bench = bench("linux-7.2", classic);
    bench.zdev.updateHandle(1);
    assertEquals(-5, new LinuxClp(bench.kernel).enable(bench.zdev, true, bench.zdev::updateHandle));
    assertEquals(
        List.of(
            "clp set 1 oc 0 ndas 1",
            "clp set 81000001 oc 2 ndas 1",
            "clp set 81000001 oc 1 ndas 0"),
        bench.cpu.take());
    assertEquals(0x0200_0001, bench.zdev.handle());
  }

  @Test
  void aRefusedEnableIsSuccessUpTo510() {
    KernelBench bench = bench("linux-5.10", refusing(0x104));
    bench.zdev.updateHandle(1);
    assertEquals(0, new LinuxClp(bench.kernel).enable(bench.zdev, false, bench.zdev::updateHandle));
    assertEquals(1, bench.zdev.handle(), "the old handle stays");
    assertEquals(List.of("linux.clp.set"), bench.fixture.broken());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-6.1", "linux-6.12", "linux-7.2"})
  void aRefusedEnableIsAnErrorAfter(String version) {
    KernelBench bench = bench(version, refusing(0x104));
    bench.zdev.updateHandle(1);
    assertEquals(
        -5, new LinuxClp(bench.kernel).enable(bench.zdev, false, bench.zdev::updateHandle));
    assertEquals(List.of(), bench.fixture.broken());
  }

  @ParameterizedTest
  @CsvSource({"linux-5.10, 0", "linux-7.2, -22"})
  void whatIsDisabledAlreadyHasItsHandleRefreshed(String version, int result) {
    Refusing refusing = refusing(0x105);
    refusing.lists = firmware;
    KernelBench bench = bench(version, refusing);
    assertEquals(result, new LinuxClp(bench.kernel).disable(bench.zdev, bench.zdev::updateHandle));
    assertEquals(List.of("clp set 81000001 oc 1 ndas 0", "clp list token 0"), bench.cpu.take());
    assertEquals(entry.handle(), bench.zdev.handle());
  }

  @ParameterizedTest
  @CsvSource({"99, 100, 0", "100, 101, 0", "101, 101, -5"})
  void busyIsRepeatedAHundredTimes(int busy, int issued, int result) {
    Refusing refusing = new Refusing();
    for (int i = 0; i < busy; i++) {
      refusing.codes.add(0x108);
    }
    refusing.codes.add(0x10);
    KernelBench bench = bench("linux-7.2", refusing);
    bench.zdev.updateHandle(1);
    assertEquals(
        result, new LinuxClp(bench.kernel).enable(bench.zdev, false, bench.zdev::updateHandle));
    assertEquals(issued, bench.cpu.take().size());
    assertEquals(result == 0 ? 0x8500_0001 : 1, bench.zdev.handle());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-7.2"})
  void aProgramInterruptionIsAnError(String version) {
    Refusing refusing = refusing(0x10);
    refusing.outcome = Outcome.exception(ProgramInterruption.OPERATION);
    KernelBench bench = bench(version, refusing);
    LinuxClp clp = new LinuxClp(bench.kernel);
    assertEquals(-5, clp.disable(bench.zdev, bench.zdev::updateHandle));
    assertNull(clp.list());
    assertNull(clp.query(1));
    assertEquals(-5, clp.refreshHandle(0x33, bench.zdev::updateHandle));
    assertEquals(KernelBench.HANDLE, bench.zdev.handle());
  }

  @Test
  void withoutMemoryNothingIsIssued() {
    KernelBench bench = bench("linux-7.2", firmware);
    bench.leave(1);
    LinuxClp clp = new LinuxClp(bench.kernel);
    assertNull(clp.list());
    assertNull(clp.query(1));
    assertEquals(-12, clp.refreshHandle(0x33, bench.zdev::updateHandle));
    assertEquals(-5, clp.disable(bench.zdev, bench.zdev::updateHandle));
    assertEquals(List.of(), bench.cpu.take());
  }

  @Test
  void whoIsToldAHandleWithTheRefusalDoesNotAskForIt() {
    for (boolean answered : new boolean[] {true, false}) {
      Refusing refusing = refusing(0x0105);
      refusing.lists = firmware;
      refusing.answered = answered;
      KernelBench bench = bench("linux-5.10", refusing);
      assertEquals(0, new LinuxClp(bench.kernel).enable(bench.zdev, false, handle -> {}));
      List<String> seen = bench.cpu.take();
      assertEquals(answered ? 1 : 2, seen.size(), seen::toString);
    }
  }

  /** What one request leaves in the block is not there when the next is issued. */
  @Test
  void everyRequestIsIssuedInABlockOfZeros() {
    List<Long> dirty = new ArrayList<>();
    PciInstructions looking =
        new Passing(firmware) {
          @Override
          public int execute(PciInstruction instruction) {
            PciInstruction.Clp call = (PciInstruction.Clp) instruction;
            for (long at = call.block() + 40; at < call.block() + 4096; at += 8) {
              if (call.storage().getLong(at) != 0) {
                dirty.add(at - call.block());
              }
            }
            return super.execute(instruction);
          }
        };
    KernelBench bench = bench("linux-7.2", looking);
    assertNotNull(new LinuxClp(bench.kernel).query(entry.handle()));
    assertEquals(List.of(), dirty);
  }

  @Test
  void anEntryWithoutAVendorIsNone() {
    FunctionEntry other = firmware.plug(MemoryFunction.memory(), 0x44, 8);
    PciInstructions blanking =
        new Passing(firmware) {
          @Override
          public int execute(PciInstruction instruction) {
            int outcome = super.execute(instruction);
            PciInstruction.Clp call = (PciInstruction.Clp) instruction;
            call.storage().putInt(call.block() + 32 + 32, 0);
            return outcome;
          }
        };
    KernelBench bench = bench("linux-7.2", blanking);
    assertEquals(
        List.of(new ClpEntry(0x1b36, 5, true, 0x44, other.handle())),
        new LinuxClp(bench.kernel).list());
  }

  /** Passes CLP on. */
  private static class Passing extends ClpOnly {
    private final PciInstructions below;

    Passing(PciInstructions below) {
      this.below = below;
    }

    @Override
    public int execute(PciInstruction instruction) {
      return below.execute(instruction);
    }
  }
}
