package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Confidence;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareRules.SingleAccess;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The function table, handles and states, busy answers, and the order of all checks. Source: spec
 * zpci 1.1, 4, 6.5.
 */
class FirmwareTest {
  @Test
  void aPluggedFunctionIsConfiguredAndDisabled() {
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
    MemoryFunction function = MemoryFunction.memory();
    FunctionEntry entry = firmware.plug(function, 0xabc, 0x12);
    assertEquals(1, entry.handle(), "no function has handle 0");
    assertEquals(FunctionState.DISABLED, entry.state());
    assertEquals(0xabc, entry.fid());
    assertEquals(0x12, entry.uid());
    assertSame(function, entry.function());
    assertSame(entry, firmware.find(1));
  }

  @Test
  void theLowestFreeIndexIsTaken() {
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
    List<FunctionEntry> entries =
        List.of(1, 2, 3, 4).stream()
            .map(fid -> firmware.plug(MemoryFunction.memory(), fid, fid))
            .toList();
    firmware.unplug(entries.get(2));
    firmware.unplug(entries.get(1));
    assertNull(firmware.find(2));
    assertEquals(FunctionState.RESERVED, entries.get(1).state());
    assertEquals(2, firmware.plug(MemoryFunction.memory(), 9, 9).index());
    assertEquals(3, firmware.plug(MemoryFunction.memory(), 9, 9).index());
    assertEquals(5, firmware.plug(MemoryFunction.memory(), 9, 9).index());
    FunctionEntry gone = entries.get(1);
    assertThrows(IllegalArgumentException.class, () -> firmware.unplug(gone));
  }

  @Test
  void theHandleChangesWithEveryEnableAndDisable() {
    Bench bench = new Bench();
    int first = bench.strictEntry.handle();
    assertEquals(0x81000001, first);
    assertTrue(bench.strictEntry.disable());
    assertEquals(0x02000001, bench.strictEntry.handle());
    assertTrue(bench.strictEntry.enable());
    assertEquals(0x83000001, bench.strictEntry.handle());
    assertNull(bench.firmware.find(first));
    assertEquals(0, bench.strictEntry.handle() & FunctionHandle.SHM);
    assertFalse(bench.strictEntry.enable());
    assertEquals(0x83000001, bench.strictEntry.handle());
  }

  @Test
  void statesAndTheirWaysOut() {
    FunctionEntry entry = new Bench().strictEntry;
    assertFalse(entry.resetError());
    assertFalse(entry.resetBlock());
    assertTrue(entry.error());
    assertFalse(entry.error());
    assertTrue(entry.resetBlock());
    assertFalse(entry.resetBlock());
    assertTrue(entry.error());
    assertTrue(entry.resetError());
    assertEquals(FunctionState.ENABLED, entry.state());
    assertTrue(entry.error() && entry.resetBlock() && entry.resetError());
    assertTrue(entry.permanentError());
    assertFalse(entry.error() || entry.resetError() || entry.disable() || entry.configure());
    assertEquals(0x81000001, entry.handle(), "errors change no handle");
    entry.deconfigure();
    assertEquals(FunctionState.STANDBY, entry.state());
    assertFalse(entry.enable() || entry.disable() || entry.error() || entry.permanentError());
    assertTrue(entry.configure());
    assertEquals(FunctionState.DISABLED, entry.state());
  }

  @Test
  void fourThousandFunctionsAreEachFoundByTheirHandle() {
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
    FunctionFacts facts = MemoryFunction.memory().facts();
    FunctionEntry[] entries = new FunctionEntry[4200];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = firmware.plug(new Numbered(facts, i), i, i);
      entries[i].enable();
    }
    Register loaded = new Register();
    for (int i = 0; i < entries.length; i++) {
      assertEquals(i + 1, FunctionHandle.index(entries[i].handle()));
      assertEquals(
          Outcome.OK,
          firmware.load(Issue.HANDLE, Request.of(entries[i].handle(), 0, 8), 0, loaded));
      assertEquals(i, loaded.get());
    }
    int next = FunctionHandle.ENABLE | 0x01000000 | (entries.length + 1);
    assertEquals(
        Outcome.INVALID_HANDLE, firmware.load(Issue.HANDLE, Request.of(next, 0, 8), 0, loaded));
  }

  @Test
  void theTableEndsWhereAnIndexDoes() {
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
    PciFunction function = new Numbered(MemoryFunction.memory().facts(), 0);
    for (int i = 1; i <= Firmware.MAX_FUNCTIONS; i++) {
      assertEquals(i, firmware.plug(function, i, i).index());
    }
    assertThrows(IllegalStateException.class, () -> firmware.plug(function, 0, 0));
    FunctionEntry last = firmware.find(0xffff);
    assertNotNull(last);
    firmware.unplug(last);
    assertEquals(0xffff, firmware.plug(function, 0, 0).handle());
  }

  @Test
  void busyIsAnsweredBeforeEachExecution() {
    Bench bench = new Bench(FirmwareRules.DEFAULT.withBusy(2));
    for (int round = 0; round < 3; round++) {
      assertEquals(Outcome.BUSY, bench.store(0, 4, 0, round + 1));
      assertEquals(Outcome.BUSY, bench.storeMio(4, bench.mio(0, 0), round + 1));
      assertEquals(round, bench.inside(0, 0, 4), "the function does not see a busy one");
      assertEquals(Outcome.OK, bench.store(0, 4, 0, round + 1));
      assertEquals(round + 1, bench.inside(0, 0, 4));
    }
    assertEquals(Outcome.BUSY, bench.block(bench.relaxedEntry, 0, 1, 0, Bench.STORAGE));
    assertEquals(Outcome.BUSY, bench.load(0, 4, 0));
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void whatIsRefusedIsNotBusy() {
    Bench bench = new Bench(FirmwareRules.DEFAULT.withBusy(1));
    assertEquals(Bench.OPERAND, bench.load(0, 0, 0));
    assertEquals(Bench.INVALID_SPACE, bench.load(9, 4, 0));
    assertEquals(Outcome.BUSY, bench.load(0, 4, 0));
    assertEquals(Bench.OPERAND, bench.load(0, 3, 0));
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
  }

  @Test
  void busyCanBeInjected() {
    Bench bench = new Bench();
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
    bench.firmware.injectBusy(1);
    bench.firmware.injectBusy(1);
    bench.loaded.set(5);
    assertEquals(Outcome.BUSY, bench.load(0, 4, 0));
    assertEquals(Outcome.BUSY, bench.loadMio(4, bench.mio(0, 0)));
    assertEquals(5, bench.loaded.get());
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
  }

  @Test
  void rulesAreData() {
    List<String> ids = FirmwareChecks.ALL.stream().map(Rule::id).toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
    assertTrue(
        ids.containsAll(
            List.of(
                "R-01", "R-04", "R-05", "R-14", "R-26", "R-27", "R-28", "R-29", "R-30", "R-32")));
    assertEquals(Confidence.MEDIUM, FirmwareChecks.R_32.confidence());
    assertEquals(Confidence.HIGH, FirmwareChecks.R_01.confidence());
    assertNotNull(FirmwareChecks.R_01.unverified());
    assertNotNull(FirmwareChecks.SINGLE_LENGTH.unverified());
    assertNull(FirmwareChecks.R_30.unverified());
    for (List<Rule> order :
        List.of(
            FirmwareChecks.SINGLE,
            FirmwareChecks.SINGLE_MIO,
            FirmwareChecks.BLOCK,
            FirmwareChecks.BLOCK_MIO,
            FirmwareChecks.BLOCK_RELAXED,
            FirmwareChecks.BLOCK_RELAXED_MIO)) {
      assertTrue(FirmwareChecks.ALL.containsAll(order));
    }
  }

  /**
   * What the published order says and what the firmware does are the same, on random and mostly
   * wrong operands.
   */
  @Test
  void theFirstBrokenRuleOfTheOrderDecides() {
    long seed = Long.getLong("zpci.seed", 20260102L);
    System.out.println("FirmwareTest order zpci.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Bench bench = new Bench();
    for (int step = 0; step < 100_000; step++) {
      Access access = Access.random(random, bench);
      List<Rule> expected = access.firstBroken(bench);
      int outcome = access.execute(bench);
      assertEquals(expected, bench.broken.rules(), () -> access + ": " + Outcome.describe(outcome));
      assertEquals(expected.isEmpty(), outcome == Outcome.OK, access::toString);
      bench.broken.rules().clear();
    }
  }

  /** Byte order: the function against an array of bytes. */
  @Test
  void bytesAgainstAnArray() {
    long seed = Long.getLong("zpci.seed", 20260103L);
    System.out.println("FirmwareTest bytes zpci.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Bench bench = new Bench(FirmwareRules.DEFAULT.withSingleAccess(SingleAccess.NONE));
    byte[] array = new byte[0x4000];
    byte[] source = new byte[Bench.STORAGE_SIZE];
    MemorySegment.copy(bench.storage.segment(), 0, MemorySegment.ofArray(source), 0, source.length);
    int handle = bench.relaxedEntry.handle();
    for (int step = 0; step < 100_000; step++) {
      int length = 1 << random.nextInt(4);
      int offset = random.nextInt(array.length - length);
      switch (random.nextInt(3)) {
        case 0 -> {
          long value = random.nextLong();
          assertEquals(
              Outcome.OK,
              bench.firmware.store(Issue.HANDLE, Request.of(handle, 0, length), offset, value));
          for (int i = length - 1; i >= 0; i--) {
            array[offset + i] = (byte) value;
            value >>= 8;
          }
        }
        case 1 -> {
          int block = random.nextInt(1, 4097 - offset % 4096);
          int from = random.nextInt(source.length - 4096);
          if (offset + block > array.length) {
            continue;
          }
          assertEquals(
              Outcome.OK, bench.block(bench.relaxedEntry, 0, block, offset, Bench.STORAGE + from));
          System.arraycopy(source, from, array, offset, block);
        }
        default -> {
          assertEquals(
              Outcome.OK,
              bench.firmware.load(
                  Issue.HANDLE, Request.of(handle, 0, length), offset, bench.loaded));
          long expected = 0;
          for (int i = 0; i < length; i++) {
            expected = expected * 256 + (array[offset + i] & 0xff);
          }
          assertEquals(expected, bench.loaded.get(), "length " + length + " at " + offset);
        }
      }
    }
  }

  @Test
  void theFacilityIsTheGivenOneOrItsOwn() {
    FloatingInterruption given = new FloatingInterruption(true, () -> {});
    assertSame(given, new Firmware(FirmwareRules.DEFAULT, given, Tap.NONE).interruption());
    Firmware own = new Firmware(FirmwareRules.DEFAULT.withSuppression(false), Tap.NONE);
    assertFalse(own.interruption().control(1, 2), "no suppression by the rules");
    assertTrue(new Firmware(FirmwareRules.DEFAULT, Tap.NONE).interruption().control(1, 2));
  }

  @Test
  void aHandleIsNeverZero() {
    Bench bench = new Bench();
    assertNull(bench.firmware.find(0));
    assertNotEquals(0, bench.strictEntry.handle() & FunctionHandle.INDEX);
  }

  /** A function whose loads answer its number. */
  private record Numbered(FunctionFacts facts, int number) implements PciFunction {
    @Override
    public void connect(Dma dma, Msi msi) {}

    @Override
    public int load(int space, long offset, int length, Register loaded) {
      loaded.set(number);
      return Outcome.OK;
    }

    @Override
    public int store(int space, long offset, int length, long value) {
      return Outcome.OK;
    }

    @Override
    public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
      return Outcome.OK;
    }

    @Override
    public void reset() {}
  }
}
