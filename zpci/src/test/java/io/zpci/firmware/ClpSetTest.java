package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.function.MemoryFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CLP set PCI function, as raw blocks. Source: spec zpci 5.6. */
class ClpSetTest {
  private static final int SET = 5;
  private static final int ENABLE = 0;
  private static final int DISABLE = 1;
  private static final int ENABLE_MIO = 2;
  private static final int DISABLE_MIO = 3;

  private final Bench bench = new Bench();
  private final FunctionEntry fresh = bench.firmware.plug(MemoryFunction.memory(), 0x33, 3);

  private ClpCall set(int handle, int operation, int dmaSpaces) {
    return new ClpCall(bench, SET, 160)
        .putInt(16, handle)
        .putByte(22, operation)
        .putByte(23, dmaSpaces);
  }

  @Test
  void enableGivesANewHandle() {
    assertEquals(0x00000003, fresh.handle());
    ClpCall call = set(3, ENABLE, 1);
    assertEquals(0x0010, call.code());
    assertEquals(160, call.responseShort(0));
    assertEquals(0x81000003, call.responseInt(16));
    assertEquals(0x81000003, fresh.handle());
    assertEquals(FunctionState.ENABLED, fresh.state());
    assertEquals(0, call.responseInt(32), "MIO is not enabled yet");
  }

  @ParameterizedTest
  @CsvSource({"0, 0x103", "2, 0x104", "255, 0x104"})
  void enableNeedsOneDmaSpace(int spaces, int code) {
    assertEquals(code, set(3, ENABLE, spaces).code());
    assertEquals(FunctionState.DISABLED, fresh.state());
    assertEquals(3, fresh.handle());
  }

  @Test
  void anEnabledFunctionIsNotEnabledAgain() {
    ClpCall call = set(bench.strictEntry.handle(), ENABLE, 1);
    assertEquals(0x0102, call.code());
    assertEquals(
        0xeeee_eeee, call.responseInt(16), "a refused set leaves the rest of the response");
    assertEquals(
        0x0103,
        set(bench.strictEntry.handle(), ENABLE, 0).code(),
        "the DMA spaces are looked at first");
  }

  @Test
  void disableResetsTheFunctionAndInvalidatesTheHandle() {
    int handle = bench.strictEntry.handle();
    bench.strict.store(0, 0, 8, -1);
    ClpCall call = set(handle, DISABLE, 0);
    assertEquals(0x0010, call.code());
    assertEquals(0x02000001, call.responseInt(16));
    assertEquals(FunctionState.DISABLED, bench.strictEntry.state());
    assertEquals(0, bench.inside(0, 0, 8));
    assertEquals(0x0101, set(handle, DISABLE, 0).code());
    assertEquals(0x0102, set(0x02000001, DISABLE, 0).code(), "it is not enabled");
  }

  @Test
  void disableLeavesTheErrorState() {
    bench.strictEntry.error();
    assertEquals(0x0010, set(bench.strictEntry.handle(), DISABLE, 0).code());
    assertEquals(0x0010, set(bench.strictEntry.handle(), ENABLE, 1).code());
    assertEquals(FunctionState.ENABLED, bench.strictEntry.state());
    assertEquals(0x83000001, bench.strictEntry.handle());
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
  }

  @Test
  void permanentErrorStays() {
    bench.strictEntry.permanentError();
    assertEquals(0x0106, set(bench.strictEntry.handle(), DISABLE, 0).code());
    assertEquals(FunctionState.PERMANENT_ERROR, bench.strictEntry.state());
  }

  @Test
  void enableAndDisableMio() {
    ClpCall on = set(bench.strictEntry.handle(), ENABLE_MIO, 0);
    assertEquals(0x0010, on.code());
    assertEquals(0x82000001, on.responseInt(16), "the handle changes again");
    assertTrue(bench.strictEntry.mioEnabled());
    assertEquals(0xa8000000, on.responseInt(32));
    for (int bar = 0; bar < 6; bar++) {
      long address = bench.strictEntry.mioAddresses().get(bar);
      assertEquals(address, on.responseLong(40 + 16 * bar));
      assertEquals(address, on.responseLong(48 + 16 * bar));
    }
    assertEquals(0x0102, set(0x82000001, ENABLE_MIO, 0).code());
    ClpCall off = set(0x82000001, DISABLE_MIO, 0);
    assertEquals(0x0010, off.code());
    assertEquals(0x83000001, off.responseInt(16));
    assertEquals(0, off.responseInt(32));
    assertFalse(bench.strictEntry.mioEnabled());
    assertEquals(0x0102, set(0x83000001, DISABLE_MIO, 0).code());
  }

  @Test
  void disableSwitchesMioOff() {
    set(bench.strictEntry.handle(), ENABLE_MIO, 0).code();
    set(bench.strictEntry.handle(), DISABLE, 0).code();
    assertFalse(bench.strictEntry.mioEnabled());
  }

  @Test
  void mioNeedsFunctionMachineAndEnable() {
    assertEquals(
        0x0102, set(bench.relaxedEntry.handle(), ENABLE_MIO, 0).code(), "no MIO addresses");
    assertEquals(0x0102, set(fresh.handle(), ENABLE_MIO, 0).code(), "not enabled");
    Bench classic = new Bench(FirmwareRules.DEFAULT.withMio(false));
    ClpCall call =
        new ClpCall(classic, SET, 160)
            .putInt(16, classic.strictEntry.handle())
            .putByte(22, ENABLE_MIO);
    assertEquals(0x0102, call.code());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 0x80, 0xff})
  void otherOperations(int operation) {
    assertEquals(0x0102, set(bench.strictEntry.handle(), operation, 1).code());
  }

  @Test
  void theWholeHandleCounts() {
    assertEquals(0x0101, set(bench.strictEntry.handle() ^ 0x00010000, DISABLE, 0).code());
    assertEquals(0x0101, set(0, ENABLE, 1).code());
    assertEquals(FunctionState.ENABLED, bench.strictEntry.state());
  }

  @Test
  void aStandbyFunctionIsConfiguredBeforeItIsEnabled() {
    bench.strictEntry.deconfigure();
    assertEquals(0x0102, set(bench.strictEntry.handle(), ENABLE, 1).code());
    assertTrue(bench.strictEntry.configure());
    assertEquals(0x0010, set(bench.strictEntry.handle(), ENABLE, 1).code());
  }

  @Test
  void theInstanceRunsOverAfter128Changes() {
    for (int i = 0; i < 64; i++) {
      fresh.enable();
      fresh.disable();
    }
    assertEquals(3, fresh.handle());
  }
}
