package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Fib;
import io.zpci.arch.InterruptionControls;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FlatDma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.function.MemoryFunction;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MSI and MSI-X by version, instruction by instruction. Source: spec zpci 12.3, 12.8, L-17. */
class LinuxMsiTest {
  private static final int HANDLE = 0x8000_0001;
  private static final String REGISTER = "mpcifc 2 0x20010080 0x20000 0x3000";

  private final GuestStorage storage =
      new GuestStorage(0, MemorySegment.ofArray(new long[0x12_0000 / 8]));
  private FloatingInterruption interruption = new FloatingInterruption(true, () -> {});
  private MemoryFunction function = function(1, null);
  private final Machine machine = new Machine();
  private final List<Integer> interrupts = new ArrayList<>();

  private static MemoryFunction function(int msi, Msix msix) {
    return new MemoryFunction(
        new FunctionFacts(
            "memory",
            0x1b36,
            0x0005,
            0,
            0,
            List.of(0x10000L, 0L, 0x4000L, 0L, 0L, 0L),
            BlockClass.STRICT,
            128,
            false,
            msi,
            msix,
            256));
  }

  /** Loads and stores reach the function; what is stored and controlled is noted. */
  private final class Machine implements PciInstructions {
    private final List<String> seen = new ArrayList<>();
    private final Deque<Integer> outcomes = new ArrayDeque<>();
    private int sicOutcome = Outcome.OK;

    @Override
    public int load(int issue, long request, long address, Register loaded) {
      return function.load(Request.space(request), address, Request.length(request), loaded);
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      int length = Request.length(request);
      seen.add(
          "st%d %d@%x=%0{n}x"
              .replace("{n}", String.valueOf(2 * length))
              .formatted(
                  Request.space(request), length, address, value & (-1L >>> (64 - 8 * length))));
      return function.store(Request.space(request), address, length, value);
    }

    @Override
    public int storeBlock(int issue, long request, long address, GuestStorage from, long at) {
      throw new AssertionError("no block");
    }

    @Override
    public int execute(PciInstruction instruction) {
      if (instruction instanceof PciInstruction.Sic sic) {
        assertEquals(2L << 27, sic.isc());
        for (int at = 0; at < InterruptionControls.SIZE; at++) {
          assertEquals(0, sic.storage().getByte(sic.block() + at));
        }
        seen.add("sic " + sic.operation());
        interruption.control(sic.operation(), (int) (sic.isc() >> 27));
        return sicOutcome;
      }
      PciInstruction.Mpcifc mpcifc = (PciInstruction.Mpcifc) instruction;
      assertEquals(HANDLE, Request.handle(mpcifc.request()));
      assertEquals(0, Request.space(mpcifc.request()));
      assertEquals(0, mpcifc.storage().getByte(mpcifc.fib()));
      int operation = Request.length(mpcifc.request());
      seen.add(
          operation == Fib.REG_INT
              ? "mpcifc 2 0x%x 0x%x 0x%x"
                  .formatted(
                      mpcifc.storage().getInt(mpcifc.fib() + 40),
                      mpcifc.storage().getLong(mpcifc.fib() + 48),
                      mpcifc.storage().getLong(mpcifc.fib() + 56))
              : "mpcifc " + operation);
      if (operation == Fib.REG_INT) {
        function.connect(
            new FlatDma(storage),
            new AdapterIndicators(
                storage,
                InterruptRegistration.decode(mpcifc.storage(), mpcifc.fib()),
                SummaryTest.BIT,
                interruption,
                event -> {}));
      }
      Integer outcome = outcomes.poll();
      return outcome == null ? Outcome.OK : outcome;
    }
  }

  private LinuxKernel kernel;

  private LinuxMsi msi(String version, int allowed) {
    LinuxVersion release = LinuxVersion.named(version).orElseThrow();
    kernel = new LinuxKernel(release, machine, interruption, storage, Tap.NONE);
    machine.seen.clear();
    ClpFunction clp =
        ClpFunction.of(function.facts(), 128, new long[AddressSpace.BARS])
            .inGroup(true, 0x40, allowed, 128, 0xfe00_0000_0000_0000L);
    Zdev zdev = new Zdev(HANDLE, function.facts(), clp);
    return new LinuxMsi(kernel, LinuxPci.of(release, machine, zdev, false, false, Tap.NONE));
  }

  private int enable(LinuxMsi msi, int vectors) {
    return msi.enable(vectors, interrupts::add);
  }

  /** The stores of Linux 7.2 as recorded, and MPCIFC before them. */
  @Test
  void registrationFirst() {
    assertEquals(1, enable(msi("linux-7.2", 128), 1));
    assertEquals(
        List.of(
            REGISTER,
            "st15 2@42=8000",
            "st15 2@42=8000",
            "st15 4@44=00000000",
            "st15 4@48=000000fe",
            "st15 2@4c=0000",
            "st15 2@4=0004",
            "st15 2@42=8100"),
        machine.seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-6.1", "linux-6.12"})
  void messageFirst(String version) {
    assertEquals(1, enable(msi(version, 128), 1));
    assertEquals(
        List.of(
            "st15 2@42=8000",
            "st15 2@42=8000",
            "st15 4@44=00000000",
            "st15 4@48=000000fe",
            "st15 2@4c=0000",
            REGISTER,
            "st15 2@4=0004",
            "st15 2@42=8100"),
        machine.seen);
  }

  @Test
  void severalVectorsOfMsiAreTheNewLayersOnly() {
    function = function(8, null);
    assertEquals(1, enable(msi("linux-5.10", 128), 4));
    assertEquals(5, enable(msi("linux-7.2", 128), 5));
    assertEquals("mpcifc 2 0x20050080 0x20000 0x3000", machine.seen.getFirst());
    assertEquals("st15 2@42=b600", machine.seen.get(2));
  }

  @Test
  void theGroupsLimitCaps() {
    function = function(0, new Msix(2, 0x2000, 0x2800, 4));
    assertEquals(3, enable(msi("linux-7.2", 3), 4));
    assertEquals(
        List.of("mpcifc 2 0x20030080 0x20000 0x3000"),
        machine.seen.stream().filter(step -> step.startsWith("mpcifc")).toList());
    assertEquals(3, enable(msi("linux-6.1", 3), 9));
    assertEquals(
        List.of(
            "mpcifc 2 0x20030080 0x20000 0x3000", "mpcifc 3", "mpcifc 2 0x20030080 0x20000 0x3000"),
        machine.seen.stream().filter(step -> step.startsWith("mpcifc")).toList());
  }

  @Test
  void msixIsMaskedAsAFunctionWhileItsEntriesAreWritten() {
    function = function(1, new Msix(2, 0x2000, 0x2800, 2));
    LinuxMsi msi = msi("linux-7.2", 128);
    assertEquals(1, enable(msi, 1));
    assertEquals(
        List.of(
            REGISTER,
            "st15 2@42=01c0",
            "st2 4@2000=00000000",
            "st2 4@2004=000000fe",
            "st2 4@2008=00000000",
            "st15 2@4=0004",
            "st2 4@200c=01000000",
            "st2 4@201c=01000000",
            "st15 2@42=0180",
            "st2 4@200c=00000000"),
        machine.seen);
    machine.seen.clear();
    assertEquals(0, msi.disable());
    assertEquals(
        List.of("st2 4@200c=01000000", "st15 2@42=0100", "st15 2@4=0000", "mpcifc 3"),
        machine.seen);
  }

  @Test
  void aRefusedRegistrationIsEio() {
    for (int outcome : new int[] {Outcome.error(24), Outcome.error(4), Outcome.INVALID_HANDLE}) {
      LinuxMsi msi = msi("linux-7.2", 128);
      machine.outcomes.add(outcome);
      assertEquals(-5, enable(msi, 1));
      assertEquals(List.of(REGISTER), machine.seen);
      assertEquals(0, msi.vectors());
      machine.seen.clear();
      assertEquals(1, enable(msi, 1));
      assertEquals(REGISTER, machine.seen.getFirst(), "the summary bit was free again");
    }
    LinuxMsi old = msi("linux-5.10", 128);
    machine.outcomes.add(Outcome.error(24));
    assertEquals(-5, enable(old, 1));
    assertEquals(
        List.of(REGISTER, "st15 2@42=8000", "st15 2@4=0000", "mpcifc 3"),
        machine.seen.subList(machine.seen.size() - 4, machine.seen.size()));
  }

  @Test
  void busyIsRepeated() {
    LinuxMsi msi = msi("linux-7.2", 128);
    machine.outcomes.addAll(List.of(Outcome.BUSY, Outcome.BUSY));
    assertEquals(1, enable(msi, 1));
    assertEquals(List.of(REGISTER, REGISTER, REGISTER), machine.seen.subList(0, 3));
  }

  @Test
  void aDeregistrationOfWhatIsGoneIsWell() {
    for (int outcome : new int[] {Outcome.OK, Outcome.INVALID_HANDLE, Outcome.error(24)}) {
      LinuxMsi msi = msi("linux-6.1", 128);
      enable(msi, 1);
      machine.outcomes.add(outcome);
      assertEquals(0, msi.disable());
      assertEquals(-22, msi.disable());
    }
  }

  @Test
  void aRefusedDeregistrationIsEioAndItsSummaryBitIsLost() {
    LinuxMsi msi = msi("linux-7.2", 128);
    enable(msi, 1);
    machine.outcomes.add(Outcome.error(40));
    assertEquals(-5, msi.disable());
    machine.seen.clear();
    assertEquals(1, enable(msi, 1));
    assertEquals("mpcifc 2 0x20010081 0x20100 0x3000", machine.seen.getFirst());
  }

  @Test
  void aProgramInterruptionIsAnOops() {
    LinuxMsi msi = msi("linux-7.2", 128);
    machine.outcomes.add(Outcome.exception(ProgramInterruption.OPERAND));
    assertThrows(KernelOops.class, () -> enable(msi, 1));
    machine.sicOutcome = Outcome.exception(ProgramInterruption.OPERAND);
    assertThrows(KernelOops.class, () -> msi("linux-7.2", 128));
  }

  @Test
  void withoutACapabilityOrAVectorThereIsNothingToEnable() {
    function = function(0, null);
    assertEquals(-22, enable(msi("linux-7.2", 128), 1));
    function = function(1, null);
    LinuxMsi msi = msi("linux-7.2", 128);
    assertEquals(-22, enable(msi, 0));
    assertEquals(1, enable(msi, 1));
    assertEquals(-22, enable(msi, 1));
    assertEquals(-28, enable(msi("linux-7.2", 0), 1));
  }

  @Test
  void aSecondFunctionHasTheNextSummaryBitAndVector() {
    LinuxMsi msi = msi("linux-7.2", 128);
    enable(msi, 1);
    LinuxPci pci =
        LinuxPci.of(
            kernel.version(),
            machine,
            new Zdev(HANDLE, function.facts(), 128, new long[6]),
            false,
            false,
            Tap.NONE);
    machine.seen.clear();
    new LinuxMsi(kernel, pci).enable(1, interrupts::add);
    assertEquals("mpcifc 2 0x20010081 0x20100 0x3000", machine.seen.getFirst());
  }

  @Test
  void aMessageRunsTheHandlerOnce() {
    function = function(0, new Msix(2, 0x2000, 0x2800, 4));
    enable(msi("linux-7.2", 128), 4);
    function.store(AddressSpace.CONFIG, 4, 2, 0x0600);
    machine.seen.clear();
    function.signal(3);
    function.signal(1);
    assertEquals(1, kernel.takeInterruptions());
    assertEquals(List.of(1, 3), interrupts);
    assertEquals(List.of("sic 1"), machine.seen);
    assertEquals(1, kernel.airq().interruptions());
    assertEquals(2, kernel.airq().messages());
    assertEquals(0, kernel.takeInterruptions());
    function.signal(0);
    assertEquals(1, kernel.takeInterruptions());
    assertEquals(List.of(1, 3, 0), interrupts);
  }

  @Test
  void sicIsIssuedOnceAtBootAndNeverWithoutTheFacility() {
    msi("linux-7.2", 128);
    assertEquals(0x20, interruption.singleMode());
    interruption = new FloatingInterruption(false, () -> {});
    LinuxMsi msi = msi("linux-7.2", 128);
    enable(msi, 1);
    machine.seen.clear();
    kernel.airq().handle();
    assertEquals(List.of(), machine.seen);
    assertFalse(interruption.suppression());
    assertTrue(kernel.airq().interruptions() == 1);
  }

  @Test
  void whatAnEarlierOwnerOfTheVectorLeftIsNoInterrupt() {
    LinuxMsi msi = msi("linux-7.2", 128);
    storage.putLong(0x20000, -1);
    storage.putLong(0x20000 + 248, -1);
    storage.putLong(0x20000 + 256, -1);
    assertEquals(1, enable(msi, 1));
    assertEquals(0, storage.getLong(0x20000));
    assertEquals(0, storage.getLong(0x20000 + 248));
    assertEquals(-1, storage.getLong(0x20000 + 256));
  }
}
