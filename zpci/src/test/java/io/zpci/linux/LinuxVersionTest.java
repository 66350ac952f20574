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
    // base bit, entries, refresh, size rule, accessor, config checks, errno, mmio, shift, iowrite64
    "linux-5.10,     63,  384, false, POWER_OF_TWO,      MACHINE, false, true,  FIND_VMA,  false, true",
    "linux-5.10.223, 63,  384, false, MULTIPLE_OF_EIGHT, MACHINE, false, true,  FIND_VMA,  false, true",
    "linux-5.15,     63,  384, false, POWER_OF_TWO,      MACHINE, false, true,  FIND_VMA,  false, true",
    "linux-5.16,     62,  384, true,  POWER_OF_TWO,      MACHINE, false, true,  EXACT_VMA, false, true",
    "linux-6.1,      62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  true,  EXACT_VMA, false, false",
    "linux-6.8,      62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, false, true,  EXACT_VMA, false, true",
    "linux-6.11,     62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, false, true,  EXACT_VMA, false, false",
    "linux-6.12,     62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  true,  EXACT_VMA, false, false",
    "linux-6.15,     62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, false, true,  FAULT_IN,  true,  false",
    "linux-6.16,     62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, false, true,  FAULT_IN,  false, false",
    "linux-6.17,     62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, false, true,  FAULT_IN,  false, false",
    "linux-6.18,     62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, false, true,  FAULT_IN,  false, false",
    "linux-7.1,      62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  true,  FAULT_IN,  false, false",
    "linux-7.2,      62, 1536, true,  MULTIPLE_OF_EIGHT, MACHINE, true,  false, FAULT_IN,  false, false",
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
      boolean shiftLost,
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
    assertEquals(shiftLost, version.mioReadLosesShift());
    assertEquals(copyBug, version.iowrite64CopyCountsBytes());
  }

  @ParameterizedTest
  @CsvSource({
    // layer, large tables, ISM's limit, message first, error policy, CLP set
    "linux-5.10,       BITMAP, false, false, true,  PERMANENT,      true",
    "linux-5.10.223,   BITMAP, false, false, true,  PERMANENT,      true",
    "linux-5.15,       BITMAP, false, false, true,  PERMANENT,      true",
    "linux-5.16,       BITMAP, false, false, true,  SERVICE_ACTION, true",
    "linux-6.1,        BITMAP, false, false, true,  SERVICE_ACTION, false",
    "linux-6.8,        IOMMU,  false, false, true,  SERVICE_ACTION, false",
    "linux-6.11,       IOMMU,  false, false, true,  SERVICE_ACTION, false",
    "linux-6.12,       IOMMU,  false, true,  true,  SERVICE_ACTION, false",
    "linux-6.18,       IOMMU,  false, true,  true,  SERVICE_ACTION, false",
    "linux-7.1,        IOMMU,  false, true,  true,  RECOVERY,       false",
    "linux-7.2,        IOMMU,  true,  true,  false, RECOVERY,       false",
    "linux-7.1-ism-v3, IOMMU,  false, true,  true,  RECOVERY,       false",
  })
  void translationsInterruptsAndErrors(
      String name,
      LinuxVersion.DmaLayer layer,
      boolean largeTables,
      boolean ismLimit,
      boolean messageFirst,
      LinuxVersion.ErrorPolicy policy,
      boolean setFailure) {
    LinuxVersion version = Fixture.version(name);
    assertEquals(new LinuxVersion.Dma(layer, largeTables, ismLimit), version.dma());
    assertEquals(messageFirst, version.messageBeforeRegistration());
    assertEquals(policy, version.errorPolicy());
    assertEquals(setFailure, version.clpSetFailureIsSuccess());
  }

  @ParameterizedTest
  @CsvSource({
    // bar, other host, rom, pm, power, mapping, non-mappable, ioeventfd8, ism, short reads,
    // interpretation, caps
    "linux-5.10,       4, 4, 4, false, false, LAZY,      false, true,  false, false, false, 1",
    "linux-5.10.223,   4, 4, 4, false, false, LAZY,      false, true,  false, false, false, 1",
    "linux-6.1,        4, 4, 4, true,  true,  LAZY,      false, true,  false, false, true,  2",
    "linux-6.8,        4, 4, 4, true,  true,  LAZY,      false, true,  false, false, true,  2",
    "linux-6.11,       8, 4, 8, true,  true,  LAZY,      false, true,  false, false, true,  2",
    "linux-6.12,       8, 8, 4, true,  true,  LAZY,      false, true,  false, false, true,  2",
    "linux-6.15,       8, 8, 8, true,  true,  LAZY,      false, true,  false, false, true,  2",
    "linux-6.16,       8, 8, 8, true,  true,  LAZY,      false, true,  false, false, true,  2",
    "linux-6.17,       8, 8, 8, true,  true,  LAZY,      false, false, false, false, true,  2",
    "linux-6.18,       8, 8, 4, true,  true,  LAZY,      false, false, false, false, true,  2",
    "linux-7.1,        8, 8, 4, true,  true,  AT_ENABLE, false, false, true,  false, true,  2",
    "linux-7.2,        8, 8, 4, true,  true,  AT_ENABLE, true,  false, true,  false, true,  2",
    "linux-7.1-ism-v3, 8, 8, 4, true,  true,  AT_ENABLE, false, false, true,  true,  true,  2",
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
      boolean shortReads,
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
            shortReads,
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
            release.mioReadLosesShift(),
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
                vfio.ismShortReadsZero(),
                vfio.interpretation(),
                vfio.zdevCapabilities())),
        idea);
  }

  @Test
  void namesAreFoundOldestFirst() {
    List<String> names = LinuxVersion.all().stream().map(LinuxVersion::name).toList();
    assertEquals(
        List.of(
            "linux-5.10",
            "linux-5.10.223",
            "linux-5.15",
            "linux-5.16",
            "linux-6.1",
            "linux-6.8",
            "linux-6.11",
            "linux-6.12",
            "linux-6.15",
            "linux-6.16",
            "linux-6.17",
            "linux-6.18",
            "linux-7.1",
            "linux-7.2",
            "linux-7.1-ism-v3",
            "linux-7.2-by-address"),
        names);
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
