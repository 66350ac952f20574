package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.dma.DmaRules;
import io.zpci.function.MemoryFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLP query PCI function group, as raw blocks. Source: spec zpci 5.5. */
class ClpQueryGroupTest {
  private static final int QUERY_GROUP = 4;

  private final Bench bench = new Bench();

  private ClpCall query(int group) {
    return new ClpCall(bench, QUERY_GROUP, 64).putByte(19, group);
  }

  @Test
  void theStrictGroup() {
    ClpCall call = query(bench.strictEntry.group());
    assertEquals(0x0010, call.code());
    assertEquals(64, call.responseShort(0));
    assertEquals(
        0x0080_00_01_0080_0fa0L,
        call.responseLong(16),
        "128 interrupts, refresh, maxstbl 128, 4000 ms");
    assertEquals(0xf0, call.responseByte(24), "segment and region tables");
    assertEquals(0, call.responseLong(32));
    assertEquals(0xfe00_0000_0000_0000L, call.responseLong(40));
    assertEquals(0, call.responseLong(56));
    assertEquals(0xeeee_eeee, call.responseInt(64));
  }

  @Test
  void designationsAndRelaxedTranslationAreTheRules() {
    DmaRules qemu = DmaRules.QEMU;
    Bench third = new Bench(FirmwareRules.DEFAULT.withDma(qemu));
    ClpCall call = new ClpCall(third, QUERY_GROUP, 64).putByte(19, 1);
    assertEquals(0x0010, call.code());
    assertEquals(0x40, call.responseByte(24));
    assertEquals(0x01, call.responseByte(19));
    Bench direct = new Bench(FirmwareRules.DEFAULT.withDma(qemu.withRelaxed(true)));
    call = new ClpCall(direct, QUERY_GROUP, 64).putByte(19, 1);
    assertEquals(0x0010, call.code());
    assertEquals(0x21, call.responseByte(19), "relaxed translation and refresh");
  }

  @Test
  void theRelaxedGroup() {
    ClpCall call = query(bench.relaxedEntry.group());
    assertEquals(0x0010, call.code());
    assertEquals(0x09, call.responseByte(19), "relaxed and refresh");
    assertEquals(4096, call.responseShort(20));
  }

  @Test
  void functionsOfOneKindShareAGroup() {
    assertEquals(
        bench.strictEntry.group(), bench.firmware.plug(MemoryFunction.memory(), 3, 3).group());
    assertEquals(3, bench.firmware.plug(Bench.relaxedUpTo(2048), 4, 4).group());
    ClpCall call = query(3);
    assertEquals(0x0010, call.code());
    assertEquals(2048, call.responseShort(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 0xff})
  void anUnknownGroup(int group) {
    assertEquals(0x010b, query(group).code());
  }

  @Test
  void whatDoesNotFitIsCutOff() {
    ClpCall call = new ClpCall(bench, QUERY_GROUP, 24).putByte(19, 1);
    assertEquals(0x0010, call.code());
    assertEquals(24, call.responseShort(0));
    assertEquals(0xeeee_eeee, call.responseInt(24));
  }

  @Test
  void thereAre255Groups() {
    for (int i = 3; i <= 255; i++) {
      assertEquals(i, bench.firmware.plug(Bench.relaxedUpTo(i), i, i).group());
    }
    assertThrows(
        IllegalStateException.class, () -> bench.firmware.plug(Bench.relaxedUpTo(256), 256, 256));
  }
}
