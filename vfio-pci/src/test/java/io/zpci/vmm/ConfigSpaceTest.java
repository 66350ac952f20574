package io.zpci.vmm;

import static io.zpci.vmm.Plugged.OK;
import static io.zpci.vmm.Plugged.OPERAND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Space 15: 256 bytes, the low 32 bits of the offset, one device access in full length. */
class ConfigSpaceTest {
  private final Plugged qemu = new Plugged();

  @ParameterizedTest
  @CsvSource({
    "4, 0x0, 0x70717273",
    "2, 0x2, 0x7273",
    "1, 0x3, 0x73",
    "2, 0x5, 0x7576",
    "4, 0xfc, 0x6c6d6e6f"
  })
  void loadsAreOneReadOfTheFullLength(int length, String offset, String value) {
    assertEquals(OK, qemu.load(15, length, Long.decode(offset)));
    assertEquals(Long.decode(value), qemu.loaded.get());
    assertEquals(List.of("r7@" + offset.substring(2) + " " + length), qemu.device.seen());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "5, 0", "8, 0", "4, 1", "2, 3", "4, 0x101", "15, 0"})
  void badLengths(int length, String offset) {
    assertEquals(OPERAND, qemu.load(15, length, Long.decode(offset)));
    assertEquals(List.of(QemuRules.PCILG.configLength()), qemu.broken);
    assertEquals(OPERAND, qemu.store(15, length, Long.decode(offset), 0));
    assertEquals(List.of(QemuRules.PCISTG.configLength()), qemu.broken);
    assertEquals(List.of(), qemu.device.seen());
  }

  @Test
  void storesGoDownInFullLengthInAddressOrder() {
    assertEquals(OK, qemu.store(15, 4, 0x40, 0x1122_3344_5566_7788L));
    assertEquals(OK, qemu.store(15, 2, 0x45, 0x7788));
    assertEquals(OK, qemu.store(15, 1, 0x47, 0x88));
    assertEquals(List.of("w7@40 55667788", "w7@45 7788", "w7@47 88"), qemu.device.seen());
  }

  @Test
  void onlyTheLow32BitsOfTheOffsetCount() {
    assertEquals(OK, qemu.load(15, 4, 0x1_0000_0080L));
    assertEquals(OK, qemu.store(15, 1, 0xffff_ffff_0000_0081L, 7));
    assertEquals(List.of("r7@80 4", "w7@81 07"), qemu.device.seen());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x100, 0xffffffff",
    "2, 0x100, 0xffff",
    "4, 0x100, 0xffffffff",
    "1, 0xfff, 0xffffffff",
    "2, 0x80000000, 0xffff",
    "4, 0x1fffffffc, 0xffffffff"
  })
  void from256OnTheDeviceSeesNothing(int length, String offset, String value) {
    assertEquals(OK, qemu.load(15, length, Long.decode(offset)));
    assertEquals(Long.decode(value), qemu.loaded.get());
    assertEquals(List.of(QemuRules.CONFIG_BEYOND), qemu.broken);
    assertEquals(OK, qemu.store(15, length, Long.decode(offset), -1));
    assertEquals(List.of(QemuRules.CONFIG_BEYOND), qemu.broken);
    assertEquals(List.of(), qemu.device.seen());
    assertEquals(1, qemu.loads());
    assertEquals(1, qemu.stores());
  }

  @Test
  void barsAreQemusOwn() {
    assertEquals(OK, qemu.load(15, 4, 0x10));
    assertEquals(0x0c00_0000, qemu.loaded.get());
    assertEquals(OK, qemu.load(15, 4, 0x30));
    assertEquals(0, qemu.loaded.get());
    assertEquals(List.of(), qemu.device.seen());
  }

  @Test
  void aBarTellsItsSizeToWhoAsks() {
    for (long register = 0x10; register < 0x18; register += 4) {
      assertEquals(OK, qemu.store(15, 4, register, 0xffff_ffffL));
    }
    assertEquals(List.of("w7@10 ffffffff", "w7@14 ffffffff"), qemu.device.seen());
    assertEquals(OK, qemu.load(15, 4, 0x10));
    assertEquals(0x0cc0_ffffL, qemu.loaded.get());
    assertEquals(OK, qemu.load(15, 4, 0x14));
    assertEquals(0xffff_ffffL, qemu.loaded.get());
  }

  @Test
  void theMsixCapabilityAndThePointerToItAreQemusOwn() {
    byte[] device = new byte[256];
    device[0x34] = 0x40;
    device[0x40] = 0x05;
    device[0x41] = 0x50;
    device[0x50] = 0x11;
    device[0x53] = 0x00;
    device[0x54] = 0x02;
    GuestConfig config = GuestConfig.of(Plugged.facts(null), device);
    SeenDevice seen = new SeenDevice();
    MemorySegment buffer = Arena.ofAuto().allocate(8);
    assertEquals(0x40, config.load(seen.region(7), buffer, 0x34, 1, Tap.NONE));
    assertEquals(0x1100_0000L, config.load(seen.region(7), buffer, 0x50, 4, Tap.NONE));
    assertEquals(0x0200_0000L, config.load(seen.region(7), buffer, 0x54, 4, Tap.NONE));
    assertEquals(List.of(), seen.seen());
    assertEquals(0xb0b1, config.load(seen.region(7), buffer, 0x40, 2, Tap.NONE));
    assertEquals(0x40a5_a6a7L, config.load(seen.region(7), buffer, 0x34, 4, Tap.NONE));
    assertEquals(List.of("r7@40 2", "r7@34 4"), seen.seen());
    config.store(seen.region(7), buffer, 0x52, 2, 0x00ff, Tap.NONE);
    assertEquals(List.of("w7@52 00ff"), seen.seen());
    assertEquals(0x1100_00c0L, config.load(seen.region(7), buffer, 0x50, 4, Tap.NONE));
    config.reset();
    assertEquals(0x1100_0000L, config.load(seen.region(7), buffer, 0x50, 4, Tap.NONE));
  }

  @Test
  void aMixedLoadAsksOnceAndMixesBits() {
    byte[] own = new byte[256];
    byte[] guest = new byte[256];
    byte[] device = new byte[256];
    for (int i = 0; i < 256; i++) {
      device[i] = SeenDevice.at(7, i);
      guest[i] = device[i];
    }
    own[1] = -1;
    guest[1] = 0x11;
    guest[2] = (byte) (device[2] | 0x80);
    GuestConfig config = GuestConfig.recorded(own, guest, device);
    SeenDevice seen = new SeenDevice();
    MemorySegment buffer = Arena.ofAuto().allocate(8);
    assertEquals(0x7011_f273L, config.load(seen.region(7), buffer, 0, 4, Tap.NONE));
    assertEquals(List.of("r7@0 4"), seen.seen());
    assertEquals(0x11, config.load(seen.region(7), buffer, 1, 1, Tap.NONE));
    assertEquals(List.of(), seen.seen());
  }

  @Test
  void aReadThatFailsGivesAllOnes() {
    qemu.device.answering(-14);
    assertEquals(OK, qemu.load(15, 2, 0));
    assertEquals(0xffff, qemu.loaded.get());
    assertEquals(List.of(QemuRules.REGION_READ), qemu.broken);
    assertEquals(OK, qemu.store(15, 2, 0, 0));
    assertEquals(List.of(QemuRules.REGION_WRITE), qemu.broken);
  }
}
