package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.dma.DmaRules;
import io.zpci.interrupt.InterruptRegistration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MPCIFC by raw operands. Source: spec zpci 4.5, 6.1 to 6.3. */
class MpcifcTest {
  private final ControlBench bench = new ControlBench();

  @Test
  void checksInTheirOrder() {
    long unknown = 0x8000_0777L << 32 | 0x10063;
    bench.fib().putByte(0, 1);
    assertEquals(
        ControlBench.PRIVILEGED, bench.mpcifc(Issue.PROBLEM_STATE, unknown, ControlBench.FIB + 1));
    assertEquals(List.of("R-30"), bench.broken());
    assertEquals(
        ControlBench.SPECIFICATION, bench.mpcifc(Issue.HANDLE, unknown, ControlBench.FIB + 4));
    assertEquals(List.of("firmware.mpcifc.2"), bench.broken());
    assertEquals(Outcome.INVALID_HANDLE, bench.mpcifc(Issue.HANDLE, unknown, ControlBench.SIZE));
    assertEquals(List.of("R-28"), bench.broken());
    assertEquals(
        ControlBench.ADDRESSING,
        bench.mpcifc(Issue.HANDLE, bench.request(99), ControlBench.SIZE - 72));
    assertEquals(List.of("firmware.storage"), bench.broken());
    assertEquals(ControlBench.OPERAND, bench.mpcifc(99));
    assertEquals(List.of("firmware.mpcifc.6"), bench.broken());
    assertEquals(ControlBench.OPERAND, bench.fib().mpcifc(99));
    assertEquals(List.of("firmware.mpcifc.7"), bench.broken());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 11, 12, 15, 16, 17, 18, 0x42, 0xff})
  void otherOperationsAreOperandExceptions(int operation) {
    assertEquals(ControlBench.OPERAND, bench.fib().mpcifc(operation));
    assertEquals(List.of("firmware.mpcifc.7"), bench.broken());
  }

  @Test
  void theLowByteIsTheOperation() {
    assertEquals(ControlBench.SEQUENCE, bench.fib().mpcifc(0x1203));
    assertEquals(List.of("firmware.mpcifc.sequence"), bench.broken());
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDBY", "DISABLED", "PERMANENT_ERROR"})
  void someStatesHaveNoHandle(FunctionState state) {
    switch (state) {
      case STANDBY -> bench.entry.deconfigure();
      case DISABLED -> bench.entry.disable();
      default -> bench.entry.permanentError();
    }
    assertEquals(state, bench.entry.state());
    assertEquals(Outcome.INVALID_HANDLE, bench.fib().mpcifc(7));
    assertEquals(List.of("R-28"), bench.broken());
  }

  @Test
  void interruptsAreRegisteredOnce() {
    assertEquals(ControlBench.SEQUENCE, bench.fib().mpcifc(3));
    assertEquals(Outcome.OK, bench.registerInterrupts(0x3000, 3, 0x4000, 5));
    assertEquals(
        new InterruptRegistration(2, 2, true, 0x3000, 3, 0x4000, 5), bench.entry.interrupts());
    assertEquals(ControlBench.SEQUENCE, bench.registerInterrupts(0x5000, 0, 0x6000, 0));
    assertEquals(0x3000, bench.entry.interrupts().aibv());
    assertEquals(Outcome.OK, bench.fib().mpcifc(3));
    assertFalse(bench.entry.interruptsRegistered());
    assertEquals(InterruptRegistration.NONE, bench.entry.interrupts());
    assertEquals(ControlBench.SEQUENCE, bench.mpcifc(3));
  }

  @ParameterizedTest
  @CsvSource({"0x100000, 0, 0x4000", "0xffffe, 63, 0x4000", "0x3000, 0, 0x100000", "-4, 0, 0x4000"})
  void indicatorsOutsideStorageAreStatus4(long aibv, int aibvo, long aisb) {
    assertEquals(Outcome.error(4), bench.registerInterrupts(aibv, aibvo, aisb, 0));
    assertEquals(List.of("firmware.mpcifc.indicators"), bench.broken());
    assertFalse(bench.entry.interruptsRegistered());
  }

  @Test
  void anAnchorIsRegisteredOnce() {
    assertEquals(ControlBench.SEQUENCE, bench.fib().mpcifc(5));
    assertEquals(ControlBench.SEQUENCE, bench.fib().mpcifc(6));
    assertEquals(Outcome.OK, bench.registerIoat());
    assertEquals(ControlBench.SEQUENCE, bench.registerIoat());
    assertEquals(Outcome.OK, bench.fib().mpcifc(5));
    assertFalse(bench.entry.dma().registered());
    assertEquals(ControlBench.SEQUENCE, bench.mpcifc(5));
    assertEquals(List.of("firmware.mpcifc.sequence"), bench.broken().stream().distinct().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6})
  void theDmaSpaceIsLookedAtBeforeTheSequence(int operation) {
    bench.fib();
    long request = bench.request(operation) | 0x80_0000;
    int outcome = bench.mpcifc(Issue.HANDLE, request, ControlBench.FIB);
    assertEquals(Outcome.error(28), outcome);
    assertEquals(List.of("firmware.mpcifc.space"), bench.broken());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10})
  void otherOperationsDoNotLookAtTheDmaSpace(int operation) {
    bench.fib();
    long request = bench.request(operation) | 0x80_0000;
    assertEquals(Outcome.OK, bench.mpcifc(Issue.HANDLE, request, ControlBench.FIB));
  }

  @ParameterizedTest
  @CsvSource({
    "0x100000000, 0x1ffffffffffffff, 0x10804, true",
    "0x100000fff, 0x100000000, 0x10804, true",
    "0x100001000, 0x100000fff, 0x10804, false",
    "0xfffff000, 0x1ffffffff, 0x10804, false",
    "0x100000000, 0x200000000000000, 0x10804, false",
    "0x100000000, 0x1ffffffff, 0x10800, true",
    "0x100000000, 0x1ffffffff, 0x10808, true",
    "0x100000000, 0x1ffffffff, 0x1080c, true",
    "0x100000000, 0x1ffffffff, 0x10810, false",
    "0x100000000, 0x1ffffffff, 0x10814, false",
    "0x100000000, 0x1ffffffff, 0x1081c, false",
    "0x100000000, 0x1ffffffff, 0, false"
  })
  void theAnchorOfThisMachine(long pba, long pal, long iota, boolean taken) {
    bench.fib().putLong(16, pba).putLong(24, pal).putLong(32, iota);
    assertEquals(taken ? Outcome.OK : ControlBench.OPERAND, bench.mpcifc(4));
    assertEquals(taken ? List.of() : List.of("firmware.mpcifc.anchor"), bench.broken());
    assertEquals(taken, bench.entry.dma().registered());
  }

  @Test
  void onlyRegionThirdTablesWithQemusRules() {
    ControlBench qemu = new ControlBench(FirmwareRules.DEFAULT.withDma(DmaRules.QEMU));
    qemu.fib().putLong(16, ControlBench.PBA).putLong(24, ControlBench.PAL);
    for (int designation = 0; designation < 8; designation++) {
      boolean taken = designation == 1;
      qemu.putLong(32, ControlBench.REGION | 0x800 | designation << 2);
      assertEquals(taken ? Outcome.OK : ControlBench.OPERAND, qemu.mpcifc(4));
      assertEquals(taken ? Outcome.OK : ControlBench.SEQUENCE, qemu.mpcifc(5));
    }
  }

  @Test
  void ismMayRegisterOnePageMore() {
    ControlBench ism = new ControlBench(FirmwareRules.DEFAULT, new Bench().relaxed);
    ism.fib().putLong(16, ControlBench.PBA).putLong(32, ControlBench.IOTA);
    assertEquals(ControlBench.OPERAND, ism.putLong(24, 0x0200_0000_0000_1000L).mpcifc(4));
    assertEquals(Outcome.OK, ism.putLong(24, 0x0200_0000_0000_0fffL).mpcifc(4));
  }

  @Test
  void aReregistrationTakesThePlaceOfTheOldAnchor() {
    bench.registerIoat();
    bench.fib().putLong(16, ControlBench.PBA + 0x1000).putLong(24, ControlBench.PAL);
    assertEquals(Outcome.OK, bench.putLong(32, 0x2_0804).mpcifc(6));
    assertEquals(ControlBench.PBA + 0x1000, bench.entry.dma().pba());
    assertEquals(0x2_0804, bench.entry.dma().iota());
  }

  @Test
  void aRefusedReregistrationHasDeregistered() {
    bench.registerIoat();
    assertEquals(ControlBench.OPERAND, bench.fib().mpcifc(6));
    assertFalse(bench.entry.dma().registered());
    assertEquals(0, bench.entry.dma().pal());
  }

  @Test
  void errorIsLeftInTwoStepsOrOne() {
    assertEquals(ControlBench.SEQUENCE, bench.fib().mpcifc(7));
    assertEquals(ControlBench.SEQUENCE, bench.mpcifc(9));
    bench.entry.error();
    assertEquals(Outcome.OK, bench.mpcifc(9));
    assertEquals(FunctionState.BLOCKED, bench.entry.state());
    assertEquals(ControlBench.SEQUENCE, bench.mpcifc(9));
    assertEquals(Outcome.OK, bench.mpcifc(7));
    assertEquals(FunctionState.ENABLED, bench.entry.state());
    bench.entry.error();
    assertEquals(Outcome.OK, bench.mpcifc(7));
    assertEquals(FunctionState.ENABLED, bench.entry.state());
  }

  @Test
  void measurementStartsAndStops() {
    assertEquals(Outcome.OK, bench.fib().putLong(64, 0x5000).mpcifc(10));
    assertEquals(0x5000, bench.entry.measurementBlock());
    assertEquals(Outcome.OK, bench.fib().putLong(64, 0x6000).mpcifc(10));
    assertEquals(0x6000, bench.entry.measurementBlock());
    assertEquals(Outcome.OK, bench.fib().mpcifc(10));
    assertEquals(0, bench.entry.measurementBlock());
    assertEquals(Outcome.OK, bench.fib().mpcifc(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0xab})
  void aBadMeasurementBlockIsAnEventAndLeavesTheStatusByte(int status) {
    bench.fib().putLong(64, 0x5000).mpcifc(10);
    bench.putLong(64, 0x5008);
    long request = Request.withStatus(bench.request(10), status);
    int outcome = bench.mpcifc(Issue.HANDLE, request, ControlBench.FIB);
    assertEquals(1, Outcome.cc(outcome));
    assertEquals(request, Request.after(request, outcome));
    assertEquals(List.of("firmware.mpcifc.measurement"), bench.broken());
    assertEquals(List.of(bench.event(0x002c, 0x5008)), bench.events);
    assertEquals(FunctionState.ENABLED, bench.entry.state());
    assertEquals(0, bench.entry.measurementBlock());
  }

  @Test
  void everyRuleOfTheControlsIsInTheTable() {
    ControlRules rules = FirmwareChecks.CONTROLS;
    assertTrue(FirmwareChecks.ALL.contains(rules.rpcit().exhausted()));
    assertTrue(FirmwareChecks.ALL.contains(rules.mpcifc().measurement()));
    assertTrue(FirmwareChecks.ALL.contains(rules.stpcifc().handle()));
    assertTrue(FirmwareChecks.ALL.contains(rules.sic().suppression()));
  }

  @Test
  void storageHoldsTheLastBitOfAllInterruptsAndASummaryWhereOneIsUsed() {
    ControlBench bench = new ControlBench();
    bench.fib().putLong(48, 0x10_0000 - 4).putLong(56, 0x3100);
    assertEquals(Outcome.error(4), bench.putInt(40, 0x2021_0080).mpcifc(2));
    assertEquals(Outcome.OK, bench.putInt(40, 0x2020_0080).mpcifc(2));
    assertEquals(Outcome.OK, bench.mpcifc(3));
    bench.fib().putLong(48, 0x3000).putLong(56, 0x10_0000);
    assertEquals(Outcome.error(4), bench.putInt(40, 0x2020_0080).mpcifc(2));
    assertEquals(Outcome.OK, bench.putInt(40, 0x2020_0000).mpcifc(2));
  }
}
