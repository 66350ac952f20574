package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.firmware.FirmwareRules;
import io.zpci.linux.Errno;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a served function says of itself, and what becomes of an access to its regions. */
class ServedFunctionTest {
  private static final String BYTES16 = "00112233445566778899aabbccddeeff";

  private final Served served = new Served();
  private final ServedFunction function = served.function;

  @Test
  void itIsADeviceOfNineRegionsAndFiveInterrupts() throws VfioException {
    assertEquals(new DeviceInfo(3, 9, 5, List.of()), function.info());
    long[] sizes = {0x10000, 0, 0x4000, 0, 0x1000, 0, 0, 0x100, 0};
    for (int index = 0; index < sizes.length; index++) {
      int flags = sizes[index] == 0 ? 0 : 3;
      assertEquals(
          new RegionInfo(index, flags, sizes[index], 0, List.of()), function.regionInfo(index));
    }
    assertEquals(new IrqInfo(0, 0, 0), function.irqInfo(0));
    assertEquals(new IrqInfo(1, 1, 1), function.irqInfo(1));
    assertEquals(new IrqInfo(2, 1, 4), function.irqInfo(2));
    assertEquals(new IrqInfo(3, 0, 0), function.irqInfo(3));
    assertEquals(new IrqInfo(4, 0, 0), function.irqInfo(4));
    for (int index : new int[] {-1, 5, 9, Integer.MAX_VALUE}) {
      VfioException refused = assertThrows(VfioException.class, () -> function.irqInfo(index));
      assertEquals(Errno.EINVAL, refused.errno());
    }
    for (int index : new int[] {-1, 9, Integer.MIN_VALUE}) {
      VfioException refused = assertThrows(VfioException.class, () -> function.regionInfo(index));
      assertEquals(Errno.EINVAL, refused.errno());
    }
  }

  @Test
  void aWriteOfARegistersLengthIsOneStoreOfBytesInTheirOrder() {
    assertEquals(8, served.write(0, 0x10, "0102030405060708"));
    assertEquals(4, served.write(0, 0x18, "0a0b0c0d"));
    assertEquals(2, served.write(0, 0x1c, "1e1f"));
    assertEquals(1, served.write(0, 0x1e, "2a"));
    assertEquals(
        List.of(
            "store 0 10 8: 102030405060708",
            "stored: cc 0",
            "store 0 18 4: a0b0c0d",
            "stored: cc 0",
            "store 0 1c 2: 1e1f",
            "stored: cc 0",
            "store 0 1e 1: 2a",
            "stored: cc 0"),
        served.told());
    assertEquals("01020304050607080a0b0c0d1e1f2a00", served.read(0, 0x10, 16));
  }

  @Test
  void aReadIsCutIntoTheWidestAlignedLoads() {
    served.write(0, 0x20, BYTES16);
    served.told();
    assertEquals("112233445566778899aabbccdd", served.read(0, 0x21, 13));
    assertEquals(
        List.of(
            "load 0 21 1: 11 cc 0",
            "load 0 22 2: 2233 cc 0",
            "load 0 24 4: 44556677 cc 0",
            "load 0 28 4: 8899aabb cc 0",
            "load 0 2c 2: ccdd cc 0"),
        served.told());
    assertEquals(BYTES16, served.read(0, 0x20, 16));
    assertEquals(
        List.of("load 0 20 8: 11223344556677 cc 0", "load 0 28 8: 8899aabbccddeeff cc 0"),
        served.told());
  }

  @Test
  void aWriteOfAnyOtherLengthIsOneBlock() {
    assertEquals(16, served.write(0, 0x40, BYTES16));
    assertEquals(List.of("block 0 40: " + BYTES16 + " at 0", "stored: cc 0"), served.told());
    assertEquals(-Errno.ENXIO, served.write(0, 0x40, "010203"), "a strict function's rule");
    assertEquals(
        List.of("block 0 40: 010203 at 0", "stored: specification exception"), served.told());
    assertEquals(-Errno.ENXIO, served.write(0, 0x40, "00".repeat(136)), "more than maxstbl");
    assertEquals(-Errno.ENXIO, served.write(0, 0, "00".repeat(0x10000)), "more than a request has");
  }

  @Test
  void whereTheClientWritesWholeBlocksEachWriteToABarIsOne() {
    served.attach(true);
    served.told();
    assertEquals(-Errno.ENXIO, served.write(0, 0x40, "0102030405060708"));
    assertEquals(
        List.of("block 0 40: 0102030405060708 at 0", "stored: specification exception"),
        served.told());
    assertEquals(16, served.write(0, 0x40, BYTES16));
    assertEquals(2, served.config(4, "0600"), "configuration space takes stores");
    function.detach();
    assertEquals(8, served.write(0, 0x40, "0102030405060708"), "the next client does not");
  }

  @Test
  void configurationSpaceIsReadInWordsAndWrittenAsItComes() {
    String space = served.config(0, 256);
    List<String> loads = served.told();
    assertEquals(64, loads.size());
    assertEquals("load 15 0 4: 361b0500 cc 0", loads.get(0));
    assertEquals("load 15 fc 4: 0 cc 0", loads.get(63));
    assertEquals("361b0500" + "00001000", space.substring(0, 16));
    assertEquals(1, served.config(0x0c, "20"));
    assertEquals(2, served.config(4, "0600"));
    assertEquals(4, served.config(0x10, "ffffffff"));
    assertEquals(
        List.of(
            "store 15 c 1: 20",
            "stored: cc 0",
            "store 15 4 2: 600",
            "stored: cc 0",
            "store 15 10 4: ffffffff",
            "stored: cc 0"),
        served.told());
    assertEquals("0c00ffff", served.config(0x10, 4), "64 KiB, 64-bit, prefetchable");
    assertEquals(3, served.config(5, "040000"));
    assertEquals(
        List.of(
            "load 15 10 4: c00ffff cc 0",
            "store 15 5 1: 4",
            "stored: cc 0",
            "store 15 6 2: 0",
            "stored: cc 0"),
        served.told());
  }

  @Test
  void whatIsNotAllInsideIsNoAccess() {
    served.attach();
    served.told();
    assertEquals("-22", served.read(0, 0xfffc, 8));
    assertEquals("-22", served.read(0, 0x10000, 1));
    assertEquals("-22", served.read(0, -1, 1));
    assertEquals("-22", served.read(0, Long.MAX_VALUE, 8));
    assertEquals(-Errno.EINVAL, served.write(2, 0x3fff, "0102"));
    assertEquals(-Errno.EINVAL, served.config(0xfe, "01020304"));
    for (int absent : new int[] {1, 3, 5, 6, 8, 9, -1}) {
      assertEquals("-22", served.read(absent, 0, 4), "region " + absent);
      assertEquals(-Errno.EINVAL, served.write(absent, 0, "00"), "region " + absent);
      assertEquals("", served.read(absent, 0, 0), "region " + absent);
    }
    assertEquals(List.of(), served.told());
  }

  @Test
  void aStoreThatCrossesADoublewordIsTheFirmwaresToRefuse() {
    assertEquals(-Errno.ENXIO, served.write(0, 6, "01020304"));
    assertEquals(List.of("store 0 6 4: 1020304", "stored: operand exception"), served.told());
    assertEquals("0000000000000000", served.read(0, 0, 8));
  }

  @Test
  void aFunctionInErrorAnswersEioUntilItIsReset() {
    served.write(0, 0, "0102030405060708");
    served.entry.failed(2, 0);
    assertEquals("-5", served.read(0, 0, 8));
    assertEquals(-Errno.EIO, served.write(0, 0, "00"));
    assertEquals("-5", served.config(0, 4));
    served.told();
    assertEquals(0, function.reset());
    assertEquals(List.of("reset"), served.told());
    assertEquals(FunctionState.ENABLED, served.entry.state());
    assertEquals("0000000000000000", served.read(0, 0, 8), "as after power-on");
    assertEquals("361b0500", served.config(0, 4));
  }

  @Test
  void aBusyFunctionIsAskedAgainButNotForEver() {
    Served busy = new Served(OptionalInt.empty(), FirmwareRules.DEFAULT.withBusy(3));
    assertEquals(8, busy.write(0, 0, "0102030405060708"));
    assertEquals("0102030405060708", busy.read(0, 0, 8));
    assertEquals(
        List.of("store 0 0 8: 102030405060708", "stored: cc 0", "load 0 0 8: 102030405060708 cc 0"),
        busy.told());
    busy.firmware.injectBusy(1000);
    assertEquals("-5", busy.read(0, 0, 8));
    assertEquals(List.of("load 0 0 8: 0 cc 2"), busy.told());
  }

  @Test
  void itsHandleIsTheFirmwaresOfThatMoment() {
    served.write(0, 0, "0102030405060708");
    assertTrue(served.entry.switchMio(true), "another handle from now on");
    assertEquals("0102030405060708", served.read(0, 0, 8));
    assertEquals(8, served.write(0, 0, "1112131415161718"));
    assertEquals("1112131415161718", served.read(0, 0, 8));
  }
}
