package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration space as vfio shows it, spec passthrough a.6. */
class VfioConfigTest {
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(300);
  private final FakeIo io = new FakeIo(false);
  private final Broken broken = new Broken();
  private VfioConfig config = open(false);

  private VfioConfig open(boolean noCommandMemory) {
    return new VfioConfig(io, FakeIo.facts(), null, true, noCommandMemory, broken);
  }

  @BeforeEach
  void clear() {
    io.config[4] = 0x06;
    io.log.clear();
  }

  private String read(int position, int count) {
    assertEquals(count, config.pread(position, buffer, 0, count));
    byte[] bytes = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    return HexFormat.of().formatHex(bytes);
  }

  private long write(int position, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return config.pwrite(position, buffer, 0, bytes.length);
  }

  /**
   * Lines of the recording {@code vfio-pci-split}, section cfg; QEMU answered the accesses from
   * 0x58 on itself.
   */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "0, 1, 36, none",
        "0, 2, 361b, none",
        "1, 4, 1b050006, cfg r1@4",
        "2, 4, 05000600, cfg r2@4",
        "0, 3, 361b05, none",
        "4, 2, 0600, cfg r2@4",
        "16, 8, 0c00000000000000, none",
        "52, 1, 40, none",
        "88, 12, 110003000220000002280000, cfg r4@58 cfg r4@5c cfg r4@60",
        "60, 4, 00000000, cfg r4@3c",
      })
  void readsAsRecorded(int position, int count, String result, String accesses) {
    assertEquals(result, read(position, count));
    assertEquals(accesses == null ? "" : accesses, String.join(" ", io.log));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "16, 10111213, none",
        "128, 10, cfg w1@80=10",
        "128, 10111213, cfg w4@80=13121110",
        "129, 1011, cfg w1@81=10 cfg w1@82=11",
        "128, 1011121314151617, cfg w4@80=13121110 cfg w4@84=17161514",
      })
  void writesAsRecorded(int position, String bytes, String accesses) {
    assertEquals(bytes.length() / 2, write(position, bytes));
    assertEquals(accesses == null ? "" : accesses, String.join(" ", io.log));
  }

  @Test
  void faultsWhereTheWholeAccessDoesNotFit() {
    assertEquals(-Errno.EFAULT, config.pread(252, buffer, 0, 8));
    assertEquals(-Errno.EFAULT, config.pwrite(256, buffer, 0, 1));
    assertEquals(-Errno.EFAULT, config.pread(-4, buffer, 0, 4));
    assertEquals(List.of("vfio.config.1", "vfio.config.1", "vfio.config.1"), broken.rules);
    assertEquals(List.of(), io.log);
  }

  @Test
  void faultsOnABufferThatEndsAfterTheFirstPiece() {
    MemorySegment small = arena.allocate(4);
    assertEquals(-Errno.EFAULT, config.pread(128, small, 0, 8));
    assertEquals(List.of("cfg r4@80", "cfg r4@84"), io.log);
    io.log.clear();
    assertEquals(-Errno.EFAULT, config.pwrite(128, small, 0, 8));
    assertEquals(List.of("cfg w4@80=0"), io.log);
  }

  @Test
  void sizesA64BitBarInItsShadow() {
    write(0x10, "ffffffffffffffff");
    assertEquals("0c00ffffffffffff", read(0x10, 8));
    write(0x18, "00f0ffff");
    assertEquals("0cc0ffff", read(0x18, 4));
    write(0x30, "ffffffff");
    assertEquals("00000000", read(0x30, 4));
    assertEquals(List.of(), io.log);
  }

  @Test
  void keepsVendorAndCapabilityPointer() {
    assertEquals(4, write(0x00, "ffffffff"));
    assertEquals(1, write(0x34, "ff"));
    assertEquals("361b0500", read(0, 4));
    assertEquals("40", read(0x34, 1));
    assertEquals(List.of("vfio.config.5", "vfio.config.5"), broken.rules);
    assertEquals(List.of(), io.log);
  }

  @Test
  void holdsTheInterruptLineAndShowsNoPin() {
    write(0x3c, "0a01");
    assertEquals("0a00", read(0x3c, 2));
    assertEquals(List.of(), io.log);
  }

  @Test
  void followsTheMemoryBitOfCommand() {
    assertTrue(config.enabled());
    write(0x04, "0400");
    assertFalse(config.enabled());
    assertEquals(0x04, io.config[4]);
    write(0x04, "0600");
    assertTrue(config.enabled());
  }

  @Test
  void takesCommandOnlyFromAPieceThatStartsThere() {
    write(0x04, "0400");
    write(0x05, "0200");
    assertFalse(config.enabled());
    write(0x04, "02");
    assertTrue(config.enabled());
  }

  @Test
  void holdsTheIntxDisableBit() {
    write(0x04, "0604");
    assertEquals("0604", read(0x04, 2));
    assertEquals(0x00, io.config[5]);
  }

  @Test
  void restoresTheBarsAfterAResetBehindItsBack() {
    io.config[4] = 0;
    write(0x04, "0200");
    assertEquals(
        List.of(
            "cfg r2@4",
            "cfg w4@10=c",
            "cfg w4@14=0",
            "cfg w4@18=c",
            "cfg w4@1c=0",
            "cfg w4@20=c",
            "cfg w4@24=0",
            "cfg w4@30=0",
            "cfg r2@4",
            "cfg w2@4=2"),
        io.log);
  }

  @Test
  void needsNoMemoryBitWhereTheDeviceHasNone() {
    config = open(true);
    write(0x04, "0000");
    assertTrue(config.enabled());
    assertEquals("0000", read(0x04, 2));
    write(0x04, "0200");
    io.config[4] = 0;
    assertEquals("0200", read(0x04, 2));
  }

  @Test
  void losesMemoryWithPowerByVersion() {
    config.powered(false);
    assertFalse(config.enabled());
    VfioConfig old = new VfioConfig(io, FakeIo.facts(), null, false, false, broken);
    old.powered(false);
    assertTrue(old.enabled());
  }

  @Test
  void dropsWritesToMsixWithoutReadingThem() {
    assertEquals(2, config.pwrite(FakeIo.MSIX + 2, arena.allocate(0), 0, 2));
    assertEquals(List.of("vfio.config.5"), broken.rules);
    assertEquals(List.of(), io.log);
  }

  @Test
  void forcesMsiOffUntilSetIrqsEnablesIt() {
    write(FakeIo.MSI + 2, "b100");
    assertEquals("8000", read(FakeIo.MSI + 2, 2));
    assertEquals((byte) 0x80, io.config[FakeIo.MSI + 2]);
    config.msi(4);
    write(FakeIo.MSI + 2, "b100");
    assertEquals("a100", read(FakeIo.MSI + 2, 2));
    assertEquals((byte) 0xa1, io.config[FakeIo.MSI + 2]);
  }

  @Test
  void holdsAddressAndDataOfMsi() {
    write(FakeIo.MSI + 4, "00000000000000fe0500");
    assertEquals("00000000000000fe0500", read(FakeIo.MSI + 4, 10));
    assertEquals(List.of(), io.log);
  }

  @Test
  void hidesACapabilityItDoesNotKnow() {
    io.put(FakeIo.MSI, 0x0086_7005);
    io.put(0x70, 0x1234_5841);
    config = open(false);
    assertEquals("0558", read(FakeIo.MSI, 2));
    assertEquals("00000000", read(0x70, 4));
    assertEquals("1100", read(FakeIo.MSIX, 2));
  }

  @Test
  void enablesMemoryAtOpening() {
    io.config[4] = 0;
    config = open(false);
    assertTrue(config.enabled());
    assertEquals(0x02, io.config[4]);
  }
}
