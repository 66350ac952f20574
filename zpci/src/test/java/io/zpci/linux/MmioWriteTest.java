package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.linux.ScriptedInstructions.Insn;
import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** System call s390_pci_mmio_write: spec zpci 10. */
class MmioWriteTest {
  private static final long USER = 0x7000;

  private final Fixture fixture = new Fixture();
  private final GuestStorage user = Fixture.counting(USER, 256);

  @ParameterizedTest
  @CsvSource({"0, 0", "0, -1", "0, 4097", "fff, 2", "1ff8, 9", "0, 4294967304"})
  void lengthAndPage(String offset, long length) {
    long at = Long.parseLong(offset, 16);
    assertEquals(-Errno.EINVAL, fixture.byHandle("linux-7.2").mmioWrite(0, at, user, USER, length));
    assertEquals(-Errno.EINVAL, fixture.byMio("linux-5.10").mmioWrite(0, at, user, USER, length));
    assertEquals("", fixture.instructions.brief());
    assertEquals(List.of("linux.mmio.1", "linux.mmio.1"), fixture.broken());
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 0, 24, B16@0 S8@10",
    "linux-7.2, 0, 24, B24@0",
    "linux-5.10, ff0, 16, B16@ff0",
    "linux-7.2, 1ffc, 4, S4@1ffc",
    "linux-7.2, fff, 1, S1@fff",
  })
  void withoutMioTheKernelsCopyOfTheBytesIsCopied(
      String version, String offset, int length, String expected) {
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(0, linux.mmioWrite(0, Long.parseLong(offset, 16), user, USER + 1, length));
    assertEquals(expected, fixture.instructions.brief());
    assertEquals(
        Fixture.hex(1, length),
        String.join("", fixture.instructions.seen.stream().map(Insn::data).toList()));
  }

  /** L-9, L-10: which errno, which rule, for an address below a mapping and for its own. */
  @ParameterizedTest
  @CsvSource({
    // version, below rw, below ro, untouched, write to ro, read of ro
    "linux-5.10, mmio.3,  permission, fault, permission, done",
    "linux-5.15, mmio.3,  permission, fault, permission, done",
    "linux-5.16, mmio.3,  mmio.3,     fault, permission, permission",
    "linux-6.12, mmio.3,  mmio.3,     fault, permission, permission",
    "linux-6.15, mmio.3,  mmio.3,     done,  permission, done",
    "linux-7.2,  mmio.3,  mmio.3,     done,  permission, done",
  })
  void whatTheMappingSays(
      String version,
      String below,
      String belowReadOnly,
      String untouched,
      String write,
      String read) {
    LinuxPci linux = fixture.byHandle(version);
    UserMapping whole = UserMapping.whole(0, 0x4000);
    UserMapping upper = whole.from(0x2000);
    assertEquals(below, said(linux.mmioWrite(upper, 0x1ff8, user, USER, 8)));
    assertEquals(belowReadOnly, said(linux.mmioWrite(upper.readOnly(), 0x1ff8, user, USER, 8)));
    assertEquals(below, said(linux.mmioRead(upper, -8, user, USER, 8)));
    assertEquals("mmio.3", said(linux.mmioWrite(whole, 0x4000, user, USER, 8)));
    assertEquals(untouched, said(linux.mmioWrite(whole.untouched(), 8, user, USER, 8)));
    assertEquals(untouched, said(linux.mmioRead(whole.untouched(), 8, user, USER, 8)));
    assertEquals(write, said(linux.mmioWrite(whole.readOnly(), 8, user, USER, 8)));
    assertEquals(read, said(linux.mmioRead(whole.readOnly(), 8, user, USER, 8)));
  }

  /** "done", or the rule, whose errno must be {@code result}. */
  private String said(int result) {
    if (result == 0) {
      return "done";
    }
    String rule = fixture.tap.take().getFirst().substring("linux.".length());
    assertEquals(rule.endsWith("permission") ? -Errno.EACCES : -Errno.EINVAL, result);
    return rule.startsWith("mmio.3") ? rule : rule.substring("mmio.".length());
  }

  @Test
  void wholePageIsThirtyTwoBlocks() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(0, linux.mmioWrite(0, 0x1000, Fixture.counting(USER, 4096), USER, 4096));
    assertEquals(32, fixture.instructions.seen.size());
    assertEquals(
        new Insn("pcistb", 0x8000_0001_0000_0080L, 0x1f80, Fixture.hex(0xf80, 128)),
        fixture.instructions.seen.getLast());
  }

  @ParameterizedTest
  @CsvSource({"linux-5.10, -22, linux.mmio.3", "linux-7.2, -14, linux.mmio.2"})
  void badBufferIsSeenBeforeTheMappingSinceFiveSixteen(String version, int errno, String rule) {
    assertEquals(errno, fixture.byHandle(version).mmioWrite(1, 0, user, 0x9000, 8));
    assertEquals(List.of(rule), fixture.broken());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-7.2"})
  void badBufferAndBadMapping(String version) {
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(-Errno.EFAULT, linux.mmioWrite(0, 0, user, USER + 250, 8));
    assertEquals(-Errno.EFAULT, linux.mmioWrite(0, 0, user, 0, 8));
    assertEquals(-Errno.EINVAL, linux.mmioWrite(0, 0x10000, user, USER, 8));
    assertEquals(-Errno.EINVAL, linux.mmioWrite(6, 0, user, USER, 8));
    assertEquals(
        List.of("linux.mmio.2", "linux.mmio.2", "linux.mmio.3", "linux.mmio.3"), fixture.broken());
    assertEquals("", fixture.instructions.brief());
  }

  @ParameterizedTest
  @MethodSource("io.zpci.linux.LinuxVersion#all")
  void whatIsMappedBelowTheCookiesFaults(LinuxVersion version) {
    PciMmio mmio = fixture.byHandle(version.name()).mmio();
    assertEquals(-Errno.EFAULT, mmio.writeTo(version.iomapBase() - 8, user, USER, 8));
    assertEquals(-Errno.EFAULT, mmio.readFrom(version.iomapBase() - 8, user, USER, 8));
    assertEquals(0, mmio.writeTo(version.iomapBase(), user, USER, 8));
    assertEquals("S8@0", fixture.instructions.brief());
    assertEquals(List.of("linux.mmio.4", "linux.mmio.4"), fixture.broken());
  }

  @Test
  void withoutMioBusyIsRepeatedAndOutcomesAreErrnos() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    fixture.instructions.answer(2, 2, 0, Outcome.error(12), Outcome.INVALID_HANDLE, 0x60000);
    assertEquals(0, linux.mmioWrite(0, 0, user, USER, 8));
    assertEquals(-Errno.EIO, linux.mmioWrite(0, 0, user, USER, 8));
    assertEquals(-Errno.EIO, linux.mmioWrite(0, 0, user, USER, 8));
    assertEquals(-Errno.ENXIO, linux.mmioWrite(0, 0, user, USER, 8));
    assertEquals(2, linux.busyRetries());
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 0, 0, 24, pcistbi 16 100000 0|pcistgi 8 100010 16",
    "linux-7.2, 0, 0, 24, pcistbi 24 100000 0",
    "linux-7.2, 0, 0, 20, pcistgi 8 100000 0|pcistgi 8 100008 8|pcistgi 4 100010 16",
    "linux-5.10, 1, 1, 8, pcistgi 1 100001 1|pcistgi 2 100002 2|pcistgi 4 100004 4|pcistgi 1 100008 8",
    "linux-7.2, 1, 1, 8, pcistgi 8 100001 1",
  })
  void withMioTheUsersOwnBytesAreStored(
      String version, int offset, int from, int length, String expected) {
    LinuxPci linux = fixture.byMio(version);
    assertEquals(0, linux.mmioWrite(0, offset, user, USER + from, length));
    List<Insn> insns = new ArrayList<>();
    for (String insn : expected.split("\\|")) {
      String[] word = insn.split(" ");
      int size = Integer.parseInt(word[1]);
      insns.add(
          new Insn(
              word[0],
              size,
              Long.parseLong(word[2], 16),
              Fixture.hex(Integer.parseInt(word[3]), size)));
    }
    assertEquals(insns, fixture.instructions.seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-6.1", "linux-7.2"})
  void withMioConditionCodesComeBackAsTheyAre(String version) {
    LinuxPci linux = fixture.byMio(version);
    fixture.instructions.answer(
        Outcome.error(12),
        Outcome.BUSY,
        Outcome.INVALID_HANDLE,
        Outcome.exception(ProgramInterruption.OPERAND));
    assertEquals(1, linux.mmioWrite(0, 0, user, USER, 8));
    assertEquals(2, linux.mmioWrite(0, 0, user, USER, 16));
    assertEquals(3, linux.mmioWrite(0, 0, user, USER, 4));
    assertEquals(-Errno.ENXIO, linux.mmioWrite(0, 0, user, USER, 8));
    assertEquals("S8@100000 B16@100000 S4@100000 S8@100000", fixture.instructions.brief());
    assertEquals(0, linux.busyRetries());
    assertEquals(List.of("linux.mmio.7", "linux.mmio.7", "linux.mmio.7"), fixture.broken());
  }

  @Test
  void withMioAnErrorEndsTheLoop() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    fixture.instructions.answer(0, Outcome.error(12));
    assertEquals(1, linux.mmioWrite(0, 4, user, USER + 4, 24));
    assertEquals("S8@100004 S8@10000c", fixture.instructions.brief());
  }

  @Test
  void withMioNullAndBadBuffers() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    assertEquals(-Errno.EINVAL, linux.mmioWrite(0, 0, user, 0, 8));
    assertEquals(-Errno.ENXIO, linux.mmioWrite(0, 0, user, USER + 252, 8));
    assertEquals(-Errno.ENXIO, linux.mmioWrite(0, 0x10000, user, USER, 8));
    assertEquals("", fixture.instructions.brief());
    assertEquals(List.of("linux.mmio.5", "linux.mmio.2", "linux.mmio.6"), fixture.broken());
  }

  @Test
  void withMioACookieFaults() {
    assertEquals(-Errno.ENXIO, fixture.inTheGap("linux-7.2", true).mmioWrite(0, 0, user, USER, 16));
    assertEquals("", fixture.instructions.brief());
    assertEquals(List.of("linux.mmio.6"), fixture.broken());
    assertEquals(
        0, fixture.inTheGap("linux-7.2-by-address", false).mmioWrite(0, 0, user, USER, 16));
    assertEquals(
        List.of(new Insn("pcistb", 0x8000_0001_0000_0010L, 0, Fixture.hex(0, 16))),
        fixture.instructions.seen);
  }
}
