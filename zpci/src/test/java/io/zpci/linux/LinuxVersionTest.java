package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion.Accessor;
import io.zpci.linux.LinuxVersion.Vfio;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records against the tables of spec zpci 8 to 10, 18 and spec passthrough a, b, d. */
class LinuxVersionTest {
  @ParameterizedTest
  @CsvSource({
    // base bit, entries, refresh, size rule, accessor, config checks, errno, mmio, iowrite64
    "linux-5.10, 63,  384, false, POWER_OF_TWO,      MACHINE, false, true,  FIND_VMA,  true",
    "linux-6.1,  62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  true,  EXACT_VMA, false",
    "linux-6.12, 62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  true,  EXACT_VMA, false",
    "linux-7.2,  62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  false, EXACT_VMA, false",
  })
  void s390Layer(
      String name,
      int baseBit,
      int entries,
      boolean refresh,
      LinuxVersion.SizeRule sizeRule,
      Accessor accessor,
      boolean configChecks,
      boolean configErrno,
      LinuxVersion.MmioSyscalls mmio,
      boolean copyBug) {
    LinuxVersion version = Fixture.version(name);
    assertEquals(1L << baseBit, version.iomapBase());
    assertEquals(entries, version.iomapEntries());
    assertEquals(refresh, version.handleRefresh());
    assertEquals(sizeRule, version.sizeRule());
    assertEquals(accessor, version.accessor());
    assertEquals(configChecks, version.configChecksEnabled());
    assertEquals(configErrno, version.configErrorIsErrno());
    assertEquals(mmio, version.mmioSyscalls());
    assertEquals(copyBug, version.iowrite64CopyCountsBytes());
  }

  @ParameterizedTest
  @CsvSource({
    // bar, other host, rom, pm, power, mapping, non-mappable, ioeventfd8, ism, interpretation,
    // caps
    "linux-5.10, 4, 4, 4, false, false, LAZY,      false, true,  false, false, 1",
    "linux-6.1,  4, 4, 4, true,  true,  LAZY,      false, true,  false, true,  2",
    "linux-6.12, 8, 8, 4, true,  true,  LAZY,      false, true,  false, true,  2",
    "linux-7.2,  8, 8, 4, true,  true,  AT_ENABLE, true,  false, true,  true,  2",
  })
  void vfioPci(
      String name,
      int bar,
      int other,
      int rom,
      boolean runtimePm,
      boolean power,
      LinuxVersion.BarMapping mapping,
      boolean nonMappable,
      boolean ioeventfd64,
      boolean ism,
      boolean interpretation,
      int capabilities) {
    assertEquals(
        new Vfio(
            bar,
            other,
            rom,
            runtimePm,
            power,
            mapping,
            nonMappable,
            ioeventfd64,
            ism,
            interpretation,
            capabilities),
        Fixture.version(name).vfio());
  }

  @Test
  void prototypeDiffersFromTheReleaseInTwoSwitches() {
    LinuxVersion release = Fixture.version("linux-7.2");
    LinuxVersion idea = Fixture.version("linux-7.2-by-address");
    assertTrue(idea.prototype());
    assertEquals(Accessor.ADDRESS, idea.accessor());
    Vfio vfio = release.vfio();
    assertEquals(
        new LinuxVersion(
            idea.name(),
            idea.source(),
            true,
            release.iomapBase(),
            release.iomapEntries(),
            release.handleRefresh(),
            release.sizeRule(),
            Accessor.ADDRESS,
            release.configChecksEnabled(),
            release.configErrorIsErrno(),
            release.mmioSyscalls(),
            release.iowrite64CopyCountsBytes(),
            release.dma(),
            release.messageBeforeRegistration(),
            release.errorPolicy(),
            release.clpSetFailureIsSuccess(),
            new Vfio(
                vfio.barWidth(),
                vfio.barWidthOther(),
                vfio.romWidth(),
                vfio.runtimePm(),
                vfio.memoryNeedsPower(),
                vfio.mapping(),
                false,
                vfio.ioeventfd64(),
                vfio.ismVfioPci(),
                vfio.interpretation(),
                vfio.zdevCapabilities())),
        idea);
  }

  @Test
  void namesAreFoundOldestFirst() {
    List<String> asked =
        List.of("linux-5.10", "linux-6.1", "linux-6.12", "linux-7.2", "linux-7.2-by-address");
    List<String> names = LinuxVersion.all().stream().map(LinuxVersion::name).toList();
    assertEquals(asked, names.stream().filter(asked::contains).toList());
    assertEquals(names.size(), Set.copyOf(names).size());
    assertEquals("linux-7.2", LinuxVersion.newest().name());
    assertEquals(Optional.empty(), LinuxVersion.named("linux-2.4"));
  }

  @Test
  void isWrittenAsItsName() {
    for (LinuxVersion version : LinuxVersion.all()) {
      assertEquals(version.name(), version.toString());
    }
  }
}
