package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.MioAddress;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CLP query PCI function, and SLPC, as raw blocks. Source: spec zpci 5.4, 5.7, 5.8. */
class ClpQueryFunctionTest {
  private static final int QUERY = 3;

  private final Bench bench = new Bench();

  private ClpCall query(FunctionEntry entry, int room) {
    ClpCall call = new ClpCall(bench, QUERY, room).putInt(16, entry.handle());
    assertEquals(0x0010, call.code());
    return call;
  }

  @Test
  void theStrictFunction() {
    ClpCall call = query(bench.strictEntry, 384);
    assertEquals(384, call.responseShort(0));
    assertEquals(0, call.responseShort(16), "vfn");
    assertEquals(0x02, call.responseByte(18), "MIO");
    assertEquals(1, call.responseByte(19), "the first group");
    assertEquals(0x11, call.responseInt(20));
    assertEquals(0x10_00_0e_00_0c_00_0000L, call.responseLong(24), "64, 16 and 4 KiB; pchid 0");
    assertEquals(
        0x0c000000_00000000L, call.responseLong(32), "64-bit, prefetchable, little-endian");
    assertEquals(0x0c000000_00000000L, call.responseLong(40));
    assertEquals(0x0c000000_00000000L, call.responseLong(48));
    assertEquals(0x00001000, call.responseInt(60), "port, measurement of 64 bytes, type");
    assertEquals(0x1_0000_0000L, call.responseLong(64));
    assertEquals(0x01ff_ffff_ffff_ffffL, call.responseLong(72));
    assertEquals(1, call.responseInt(124));
    assertEquals(0, call.responseLong(128), "no utility string");
    assertEquals(0xeeee_eeee, call.responseInt(384));
  }

  @Test
  void mioAddressesOfTheBarsThatAreThere() {
    ClpCall call = query(bench.strictEntry, 384);
    assertEquals(0xa8000000_00000000L, call.responseLong(256), "BARs 0, 2 and 4");
    for (int bar = 0; bar < 6; bar++) {
      long expected = bar % 2 == 0 ? MioAddress.owned(0, bar) : 0;
      assertEquals(expected, bench.strictEntry.mioAddresses().get(bar));
      assertEquals(expected, call.responseLong(264 + 16 * bar), "write-back");
      assertEquals(expected, call.responseLong(272 + 16 * bar), "write-through");
    }
    assertEquals(0, call.responseLong(360));
  }

  @Test
  void aFunctionLikeIsm() {
    ClpCall call = query(bench.relaxedEntry, 384);
    assertEquals(0, call.responseByte(18), "no MIO");
    assertEquals(2, call.responseByte(19), "a group of its own");
    assertEquals(0x30_00_0c_00_00_00_01c0L, call.responseLong(24), "256 TiB, 4 KiB; pchid");
    assertEquals(5, call.responseByte(63));
    assertEquals(0, call.responseInt(256));
    assertEquals(2, call.responseInt(124));
  }

  @Test
  void aBarOfOneRegisterHasNoTypeBits() {
    MemoryFunction virtio =
        new MemoryFunction(
            new FunctionFacts(
                "virtio",
                0x1af4,
                0x1044,
                0,
                0,
                List.of(0L, 0x1000L, 0L, 0L, 0x4000L, 0L),
                BlockClass.STRICT,
                128,
                false,
                0,
                null,
                256));
    ClpCall call = query(bench.firmware.plug(virtio, 8, 8), 384);
    assertEquals(0x00_0c_00_00_0e_00_0000L, call.responseLong(24));
    assertEquals(0, call.responseLong(32));
    assertEquals(0x0c00_0000, call.responseInt(48));
  }

  @Test
  void theHandleNeedsNoEnableBit() {
    bench.strictEntry.disable();
    assertEquals(0x11, query(bench.strictEntry, 384).responseInt(20));
  }

  @Test
  void anUnknownHandle() {
    ClpCall call =
        new ClpCall(bench, QUERY, 384).putInt(16, bench.strictEntry.handle() ^ 0x01000000);
    assertEquals(0x0101, call.code());
    assertEquals(384, call.responseShort(0));
    assertEquals(0xeeee_eeee, call.responseInt(4), "the rest of the response stays");
  }

  @Test
  void reservedFieldsAreNotLookedAt() {
    ClpCall call = new ClpCall(bench, QUERY, 384).putInt(16, bench.strictEntry.handle());
    assertEquals(0x0010, call.putInt(4, -1).putLong(8, -1).putInt(20, -1).putLong(24, -1).code());
  }

  @Test
  void whatDoesNotFitIsCutOff() {
    ClpCall shortest = query(bench.strictEntry, 8);
    assertEquals(8, shortest.responseShort(0));
    assertEquals(0xeeee_eeee, shortest.responseInt(8));
    ClpCall first192 = query(bench.strictEntry, 192);
    assertEquals(192, first192.responseShort(0));
    assertEquals(1, first192.responseInt(124));
    assertEquals(0xeeee_eeee, first192.responseInt(192));
    assertEquals(384, query(bench.strictEntry, 4064).responseShort(0));
  }

  @Test
  void beyondTheSlotsAFunctionHasNoMio() {
    FunctionEntry last = bench.relaxedEntry;
    for (int i = 3; i <= MioAddress.SLOTS + 1; i++) {
      assertEquals(i - 1, last.index());
      last = bench.firmware.plug(MemoryFunction.memory(), i, i);
      assertEquals(i <= MioAddress.SLOTS, last.hasMio());
    }
    assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L), last.mioAddresses());
    assertEquals(0, query(last, 384).responseByte(18));
  }

  @Test
  void slpcTellsTheWriteBackBit() {
    ClpCall call = new ClpCall(bench, 1, 128).requestLength(16, 128);
    assertEquals(0x0010, call.code());
    assertEquals(128, call.responseShort(0));
    assertEquals(0x81000000, call.responseInt(80), "valid, bit 1");
    assertEquals(0, call.responseLong(32));
  }

  @Test
  void slpcOfAMachineWithoutMioHasNoWriteBackBit() {
    ClpCall call =
        new ClpCall(new Bench(FirmwareRules.DEFAULT.withMio(false)), 1, 128).requestLength(16, 128);
    assertEquals(0x0010, call.code());
    assertEquals(0, call.responseInt(80));
  }
}
