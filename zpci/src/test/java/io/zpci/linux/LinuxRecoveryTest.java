package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.MemoryFunction;
import io.zpci.linux.LinuxRecovery.Handled;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What error events lead to, with every instruction in order. Spec zpci 13.5, 13.6. */
class LinuxRecoveryTest {
  private static final int FID = 0x33;
  private static final String LIST = "clp list token 0";
  private static final String RESET_BLOCK = "mpcifc 81000001 op 9 pba 0 pal 0 dt 0";
  private static final String RESET_ERROR = "mpcifc 81000001 op 7 pba 0 pal 0 dt 0";
  private static final List<String> HOT_RESET =
      List.of(
          "clp set 81000001 oc 1 ndas 0",
          "clp set 2000001 oc 0 ndas 1",
          "interrupts 83000001",
          "mpcifc 83000001 op 4 pba 100000000 pal 101ffffff dt 804");

  /** A driver that answers as a test says, and notes its calls among the instructions. */
  private static final class Driver implements PciErrorHandlers {
    private final List<String> seen;
    private ErsResult detected = ErsResult.CAN_RECOVER;
    private ErsResult enabled = ErsResult.RECOVERED;
    private ErsResult reset = ErsResult.RECOVERED;

    Driver(List<String> seen) {
      this.seen = seen;
    }

    @Override
    public ErsResult errorDetected(ChannelState state) {
      seen.add("detected " + state);
      return detected;
    }

    @Override
    public ErsResult mmioEnabled() {
      seen.add("mmio");
      return enabled;
    }

    @Override
    public ErsResult slotReset() {
      seen.add("slot");
      return reset;
    }

    @Override
    public void resume() {
      seen.add("resume");
    }
  }

  private final Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
  private final FunctionEntry entry = firmware.plug(MemoryFunction.memory(), FID, 7);
  private int interruptsResult;
  private KernelBench bench = new KernelBench("linux-7.2");
  private Driver driver = new Driver(bench.cpu.seen);

  private LinuxRecovery recovery(String version, boolean withDriver) {
    entry.enable();
    bench = new KernelBench(version, told -> told.withIdentity(FID, 7, 0));
    bench.cpu.clp = firmware;
    driver = new Driver(bench.cpu.seen);
    LinuxPci pci =
        LinuxPci.of(
            Fixture.version(version), bench.cpu, bench.zdev, false, false, bench.fixture.tap);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    @Nullable Driver callbacks = withDriver ? driver : null;
    return new LinuxRecovery(bench.kernel, pci, dma, this::interrupts, callbacks);
  }

  private int interrupts() {
    bench.cpu.seen.add("interrupts " + Integer.toHexString(bench.zdev.handle()));
    return interruptsResult;
  }

  private static ErrorEvent event(int pec) {
    return new ErrorEvent(KernelBench.HANDLE, FID, 0x1_0000_1000L, pec);
  }

  private static List<String> join(Object... parts) {
    List<String> all = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof List<?> list) {
        list.forEach(each -> all.add(each.toString()));
      } else {
        all.add(part.toString());
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x02, 0x04, 0x07, 0x08, 0x09, 0x13, 0x3a})
  void withoutAResetLoadsAndStoresComeBackFirst(int pec) {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    assertEquals(Handled.RECOVERED, recovery.handle(event(pec)));
    assertEquals(
        List.of(LIST, "detected FROZEN", RESET_BLOCK, "mmio", RESET_ERROR, "resume"),
        bench.cpu.take());
    assertEquals(ChannelState.NORMAL, recovery.state());
  }

  @Test
  void noOpinionCountsAsRecovered() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    driver.detected = ErsResult.NONE;
    driver.enabled = ErsResult.NONE;
    assertEquals(Handled.RECOVERED, recovery.handle(event(4)));
    driver.enabled = ErsResult.CAN_RECOVER;
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(event(4)), "but not yet is not enough");
  }

  @Test
  void aDriverMayAskForAReset() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    driver.detected = ErsResult.NEED_RESET;
    assertEquals(Handled.RECOVERED, recovery.handle(event(0x3a)));
    assertEquals(join(LIST, "detected FROZEN", HOT_RESET, "slot", "resume"), bench.cpu.take());
    assertEquals(entry.handle(), bench.zdev.handle());
    driver = new Driver(bench.cpu.seen);
    assertEquals(ChannelState.NORMAL, recovery.state());
  }

  @Test
  void aFailingStepFallsBackToAReset() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    bench.cpu.answer(Outcome.error(24));
    assertEquals(Handled.RECOVERED, recovery.handle(event(4)));
    assertEquals(
        join(LIST, "detected FROZEN", RESET_BLOCK, HOT_RESET, "slot", "resume"), bench.cpu.take());
  }

  @Test
  void soDoesTheSecondStepAndTheDriversWish() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    bench.cpu.answer(0, Outcome.error(24));
    driver.reset = ErsResult.NONE;
    assertEquals(Handled.RECOVERED, recovery.handle(event(4)));
    assertEquals(
        join(
            LIST, "detected FROZEN", RESET_BLOCK, "mmio", RESET_ERROR, HOT_RESET, "slot", "resume"),
        bench.cpu.take());
  }

  @Test
  void mmioEnabledMayAskForAReset() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    driver.enabled = ErsResult.NEED_RESET;
    assertEquals(Handled.RECOVERED, recovery.handle(event(4)));
    assertEquals(
        join(LIST, "detected FROZEN", RESET_BLOCK, "mmio", HOT_RESET, "slot", "resume"),
        bench.cpu.take());
  }

  @ParameterizedTest
  @CsvSource({"DISCONNECT, RECOVERED, RECOVERED", "CAN_RECOVER, DISCONNECT, RECOVERED"})
  void aDriverMayGiveUp(ErsResult detected, ErsResult enabled, ErsResult reset) {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    driver.detected = detected;
    driver.enabled = enabled;
    driver.reset = reset;
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(event(4)));
    assertEquals("detected PERMANENT_FAILURE", bench.cpu.take().getLast());
    assertEquals(ChannelState.PERMANENT_FAILURE, recovery.state());
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(event(4)));
    assertEquals(
        List.of(LIST, "detected PERMANENT_FAILURE"), bench.cpu.take(), "there is no second try");
  }

  @Test
  void withoutCallbacksTheFunctionStaysInError() {
    LinuxRecovery recovery = recovery("linux-7.2", false);
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(event(4)));
    assertEquals(List.of(LIST), bench.cpu.take());
    assertEquals(List.of("linux.event.2"), bench.fixture.broken());
    assertEquals(ChannelState.PERMANENT_FAILURE, recovery.state());
  }

  @Test
  void aFunctionOfAGuestIsLeftAlone() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    recovery.passThrough(true);
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(event(4)));
    assertEquals(List.of(LIST), bench.cpu.take());
  }

  @ParameterizedTest
  @CsvSource({
    "2a, IGNORED",
    "2b, IGNORED",
    "2c, IGNORED",
    "40, PERMANENT_FAILURE",
    "3b, PERMANENT_FAILURE"
  })
  void codesThatAreNotRecovered(String pec, Handled handled) {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    assertEquals(handled, recovery.handle(event(Integer.parseInt(pec, 16))));
    assertEquals(
        handled == Handled.IGNORED ? List.of(LIST) : List.of(LIST, "detected PERMANENT_FAILURE"),
        bench.cpu.take());
  }

  @Test
  void eventsOfThePastAreIgnored() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    assertEquals(Handled.STALE, recovery.handle(new ErrorEvent(0x8300_0001, FID, 0, 4)));
    assertEquals(Handled.UNKNOWN, recovery.handle(new ErrorEvent(0x8100_0001, FID + 1, 0, 4)));
    assertEquals(List.of(LIST), bench.cpu.take());
    firmware.unplug(entry);
    assertEquals(Handled.STALE, recovery.handle(event(4)));
    assertEquals(List.of("linux.event.1", "linux.event.1"), bench.fixture.broken());
    assertEquals(ChannelState.NORMAL, recovery.state());
  }

  @Test
  void theListedHandleBecomesTheKernels() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    bench.zdev.updateHandle(0x8000_0001);
    assertEquals(Handled.RECOVERED, recovery.handle(event(4)));
    assertEquals(KernelBench.HANDLE, bench.zdev.handle());
  }

  @Test
  void aFunctionThatIsDisabledAlreadyIsReset() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    entry.disable();
    ErrorEvent event = new ErrorEvent(entry.handle(), FID, 0, 4);
    assertEquals(Handled.RECOVERED, recovery.handle(event));
    assertEquals(
        join(LIST, "detected FROZEN", HOT_RESET.subList(1, 4), "slot", "resume"), bench.cpu.take());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-6.1", "linux-6.12"})
  void serviceActionIsRecoveredElseTheFunctionStaysFrozen(String version) {
    LinuxRecovery recovery = recovery(version, true);
    assertEquals(Handled.FROZEN, recovery.handle(event(4)));
    assertEquals(List.of(LIST, "detected FROZEN"), bench.cpu.take());
    assertEquals(ChannelState.FROZEN, recovery.state());
    assertEquals(Handled.RECOVERED, recovery.handle(event(0x3a)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x04, 0x3a, 0x2a})
  void everyEventIsTheEndUpTo510(int pec) {
    LinuxRecovery recovery = recovery("linux-5.10", true);
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(new ErrorEvent(0x1234, FID, 0, pec)));
    assertEquals(List.of(), bench.cpu.take(), "no instruction, no call");
    assertEquals(ChannelState.PERMANENT_FAILURE, recovery.state());
  }

  @Test
  void hotResetAnswersTheConditionCodeOfTheLastRegistration() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    bench.cpu.answer(Outcome.error(24));
    assertEquals(1, recovery.hotReset());
    assertEquals(List.of("linux.reset.cc"), bench.fixture.broken());
    assertEquals(join(HOT_RESET, "clp set 83000001 oc 1 ndas 0"), bench.cpu.take());
  }

  @Test
  void failingInterruptsLeaveTheFunctionEnabled() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    interruptsResult = -5;
    driver.detected = ErsResult.NEED_RESET;
    assertEquals(Handled.PERMANENT_FAILURE, recovery.handle(event(4)));
    assertEquals(
        join(LIST, "detected FROZEN", HOT_RESET.subList(0, 3), "detected PERMANENT_FAILURE"),
        bench.cpu.take());
    assertEquals(0x8300_0001, entry.handle());
  }

  /** CLP says that it is disabled already: the handle is asked for, and the reset goes on. */
  @Test
  void hotResetOfWhatIsDisabledAlreadyGoesOn() {
    LinuxRecovery recovery = recovery("linux-7.2", true);
    boolean[] refused = new boolean[1];
    bench.cpu.clp =
        mock(
            PciInstructions.class,
            invocation -> {
              PciInstruction.Clp call = invocation.getArgument(0);
              boolean set = call.storage().getShort(call.block() + 2) == ClpBlock.SET_FUNCTION;
              if (!set || refused[0]) {
                return firmware.execute(call);
              }
              refused[0] = true;
              entry.disable();
              call.storage().putShort(call.block() + 34, 0x0105);
              return Outcome.OK;
            });
    assertEquals(0, recovery.hotReset());
    assertEquals(join(HOT_RESET.getFirst(), LIST, HOT_RESET.subList(1, 4)), bench.cpu.take());
  }
}
