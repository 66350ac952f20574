package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** System call s390_pci_mmio_read: spec zpci 10. */
class MmioReadTest {
  private static final long USER = 0x7000;

  private final Fixture fixture = new Fixture();
  private final byte[] bytes = new byte[16];
  private final GuestStorage user = new GuestStorage(USER, MemorySegment.ofArray(bytes));

  private String stored() {
    return HexFormat.of().formatHex(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 0, 0, 12, L8@0 L4@8, 112233445566778855667788",
    "linux-5.10, 4, 0, 8, L4@4 L4@8, 5566778855667788",
    "linux-7.2, 4, 0, 8, L8@4, 1122334455667788",
    "linux-7.2, 0, 3, 3, L2@0 L1@2, 000000778888",
  })
  void withoutMioThroughAPageOfTheKernels(
      String version, int offset, int to, int length, String expected, String data) {
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(0, linux.mmioRead(0, offset, user, USER + to, length));
    assertEquals(expected, fixture.instructions.brief());
    assertEquals(data + "0".repeat(32 - data.length()), stored());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-7.2"})
  void withoutMioABadBufferShowsAfterTheLoads(String version) {
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(-Errno.EFAULT, linux.mmioRead(0, 0, user, USER + 12, 8));
    assertEquals("L8@0", fixture.instructions.brief());
    assertEquals(List.of("linux.mmio.2"), fixture.broken());
  }

  @Test
  void withoutMioErrors() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    fixture.instructions.answer(
        Outcome.error(20), Outcome.INVALID_HANDLE, Outcome.exception(ProgramInterruption.OPERAND));
    assertEquals(-Errno.EIO, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals(-Errno.EIO, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals(-Errno.ENXIO, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals(-Errno.EINVAL, linux.mmioRead(3, 0, user, USER, 8));
    assertEquals(-Errno.EINVAL, linux.mmioRead(0, 0xffd, user, USER, 4));
    assertEquals("L8@0 L8@0 L8@0", fixture.instructions.brief());
    assertEquals("00".repeat(16), stored());
  }

  @Test
  void withMioBytesAreStoredMostSignificantFirst() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    assertEquals(0, linux.mmioRead(2, 8, user, USER + 1, 7));
    assertEquals("L4@200008 L2@20000c L1@20000e", fixture.instructions.brief());
    assertEquals("00" + "55667788" + "7788" + "88" + "00".repeat(8), stored());
  }

  /** L-11: each byte is the last one of its load. */
  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 4, 11223344", "linux-6.12, 8, 1122334455667788", "linux-6.15, 4, 44444444",
    "linux-6.15, 8, 8888888888888888", "linux-6.15, 1, 11", "linux-6.16, 4, 11223344"
  })
  void withMioTheShiftCanBeLost(String version, int length, String data) {
    fixture.instructions.loading(0x1122334455667788L >>> (64 - 8 * length));
    LinuxPci linux = fixture.byMio(version);
    assertEquals(0, linux.mmioRead(0, 0, user, USER, length));
    assertEquals(data, stored().substring(0, 2 * length));
    boolean lost = version.equals("linux-6.15") && length > 1;
    assertEquals(lost ? List.of("linux.mmio.shift") : List.of(), fixture.broken());
  }

  @Test
  void withMioAFaultBetweenBytesLeavesThoseBefore() {
    LinuxPci linux = fixture.byMio("linux-5.10");
    assertEquals(-Errno.EFAULT, linux.mmioRead(0, 0, user, USER + 8, 16));
    assertEquals("L8@100000 L8@100008", fixture.instructions.brief());
    assertEquals("00".repeat(8) + "1122334455667788", stored());
    assertEquals(-Errno.EFAULT, linux.mmioRead(0, 4, user, USER + 13, 4));
    assertEquals(List.of("linux.mmio.2", "linux.mmio.2"), fixture.broken());
  }

  @Test
  void withMioConditionCodesComeBackAndExceptionsAreErrnos() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    fixture.instructions.answer(
        Outcome.error(40),
        Outcome.BUSY,
        Outcome.INVALID_HANDLE,
        Outcome.exception(ProgramInterruption.ADDRESSING));
    assertEquals(1, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals(2, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals(3, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals(-Errno.ENXIO, linux.mmioRead(0, 0, user, USER, 8));
    assertEquals("00".repeat(16), stored());
  }

  @Test
  void withMioACookieFaults() {
    assertEquals(-Errno.ENXIO, fixture.inTheGap("linux-5.10", true).mmioRead(0, 0, user, USER, 8));
    assertEquals("", fixture.instructions.brief());
    assertEquals(List.of("linux.mmio.6"), fixture.broken());
  }
}
