package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.IsmEvents;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedFunction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Configuration space of a served ISM function, as QEMU on s390 goes through it. */
class ServedConfigTest {
  /**
   * The space of the device that was recorded in a real guest, up to the last byte that is not 0.
   * What differs here is that device's own choice: where capabilities stand, whether BAR 4 is
   * prefetchable, and subsystem ids, for those of the real function are not known.
   */
  private static final String RECORDED =
      "1410ed04000010000000000000000000"
          + "0c000000000000000c00000000000000"
          + "0400000000000000000000001410ed04"
          + "00000000400000000000000000000000"
          + "05588000000000000000000000000000"
          + "00000000000000001100000004000000"
          + "04080000";

  private static final List<String> ZERO_BARS =
      List.of("0c000000", "00000000", "0c000000", "00000000", "0c000000", "00000000");

  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
  private ServedFunction function;

  @BeforeEach
  void plug() {
    function = machine.ism(1, OptionalInt.empty(), FunctionEvents.NONE);
  }

  private String read(int offset, int length) {
    byte[] bytes = new byte[length];
    MemorySegment target = MemorySegment.ofArray(bytes);
    assertEquals(length, function.region(7).pread(offset, target, 0, length));
    return Guest.HEX.formatHex(bytes);
  }

  private void write(int offset, String hex) {
    byte[] bytes = Guest.HEX.parseHex(hex);
    MemorySegment source = MemorySegment.ofArray(bytes);
    assertEquals(bytes.length, function.region(7).pwrite(offset, source, 0, bytes.length));
  }

  private List<String> bars() {
    List<String> bars = new ArrayList<>();
    for (int register = 0x10; register < 0x28; register += 4) {
      bars.add(read(register, 4));
    }
    return bars;
  }

  @Test
  void itIsTheRecordedDevicesButForWhatThatChoseItself() {
    String ours = read(0, 256);
    assertEquals(RECORDED.substring(0, 0x20 * 2), ours.substring(0, 0x20 * 2));
    assertEquals("0c000000", read(0x20, 4), "BAR 4: 64-bit, and prefetchable as each such one");
    assertEquals(RECORDED.substring(0x24 * 2, 0x2c * 2), ours.substring(0x24 * 2, 0x2c * 2));
    assertEquals("00000000", read(0x2c, 4), "subsystem");
    assertEquals(RECORDED.substring(0x30 * 2, 0x40 * 2), ours.substring(0x30 * 2, 0x40 * 2));
    String msix = RECORDED.substring(0x58 * 2, 0x64 * 2);
    assertEquals(msix.replaceFirst("1100", "1150"), read(0x40, 12), "MSI-X stands first");
    String msi = RECORDED.substring(0x40 * 2, 0x4e * 2);
    assertEquals(msi.replaceFirst("0558", "0500"), read(0x50, 14), "MSI stands last");
    assertEquals("00000000", read(0x4c, 4));
    assertEquals("00".repeat(0x100 - 0x5e), read(0x5e, 0x100 - 0x5e));
  }

  @Test
  void theRomRegisterIsZeroWhateverIsWritten() {
    write(0x30, "00f8ffff");
    assertEquals("00000000", read(0x30, 4));
    write(0x30, "01000000");
    assertEquals("00000000", read(0x30, 4));
  }

  @Test
  void whatQemuWritesAfterAResetLeavesTheTypesOfTheBars() {
    for (int twice = 0; twice < 2; twice++) {
      assertEquals("0000", read(4, 2));
      write(4, "0000");
      assertEquals(0, function.reset());
      assertEquals("00", read(0x3d, 1));
      for (int register = 0x10; register < 0x28; register += 4) {
        write(register, "00000000");
      }
      assertEquals(ZERO_BARS, bars());
    }
  }

  @Test
  void theGuestFindsTheSizesOfTheBars() {
    for (int register = 0x10; register < 0x28; register += 4) {
      write(register, "ffffffff");
    }
    assertEquals(
        List.of("0c000000", "0000ffff", "0cf0ffff", "ffffffff", "0cf0ffff", "ffffffff"),
        bars(),
        "256 TiB, 4 KiB, 4 KiB");
    write(0x10, "0c000000");
    write(0x14, "00000000");
    write(0x18, "0c000000");
    write(0x1c, "00000000");
    write(0x20, "04000000");
    write(0x24, "00000000");
    assertEquals(ZERO_BARS, bars());
  }

  @Test
  void theDriverSwitchesMemoryBusMasterAndMsiOn() {
    write(4, "0004");
    assertEquals("0004", read(4, 2), "no interrupt by pin");
    write(4, "0000");
    write(4, "0200");
    write(4, "0600");
    assertEquals("0600", read(4, 2));
    write(6, "ffff");
    assertEquals("06001000", read(4, 4), "the status stays");
    write(0x52, "8000");
    write(0x54, "00000000");
    write(0x58, "000000fe");
    write(0x5c, "0000");
    write(4, "0604");
    write(0x52, "8100");
    assertEquals("0500810000000000000000fe0000", read(0x50, 14));
    write(0x42, "00c0");
    write(0x42, "0080");
    assertEquals("0080", read(0x42, 2), "as many vectors as before");
    assertEquals(0, function.reset());
    assertEquals("0000", read(0x42, 2));
    assertEquals("8000000000000000000000", read(0x52, 11));
  }

  @Test
  void theMsixTableStandsInBarFour() throws IOException {
    try (Guest guest = Guest.attached(function)) {
      assertEquals("00000000000000000000000001000000", guest.read(4, 0, 16), "masked");
      assertEquals(4, guest.write(4, 8, "07000000"));
      assertEquals("07000000", guest.read(4, 8, 4));
      assertEquals(8, guest.write(4, 0x800, "ffffffffffffffff"));
      assertEquals("0000000000000000", guest.read(4, 0x800, 8), "nothing is pending");
    }
  }
}
