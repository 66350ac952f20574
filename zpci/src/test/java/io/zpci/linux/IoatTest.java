package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registration of translations: aperture, anchor, limit, results. Spec zpci 6.6, 11.5, 11.6. */
class IoatTest {
  @ParameterizedTest
  @CsvSource({
    // version, pft, start_dma, end_dma, what MPCIFC sees
    "linux-5.10, 0, 100000000, 1ffffffffffffff, pba 100000000 pal 101ffffff dt 804",
    "linux-5.10, 5, 100000000, 1ffffffffffffff, pba 100000000 pal 101ffffff dt 804",
    "linux-6.1,  5, 100000000, 1ffffffffffffff, pba 100000000 pal 101ffffff dt 804",
    "linux-6.12, 5, 100000000, 1ffffffffffffff, pba 100000000 pal 102000fff dt 804",
    "linux-7.2,  5, 100000000, 1ffffffffffffff, pba 100000000 pal 102000fff dt 804",
    "linux-7.2,  0, 100000000, 1ffffffffffffff, pba 100000000 pal 101ffffff dt 804",
    "linux-5.10, 0, 100000800, 1ffffffffffffff, pba 100001000 pal 102000fff dt 804",
    "linux-7.2,  0, 100000000, 1000fffff,       pba 100000000 pal 1000fffff dt 804",
    "linux-5.10, 0, 100000000, 1000fffff,       pba 100000000 pal 1000fffff dt 804",
  })
  void theApertureIsAsLargeAsStorageAndFunctionAllow(
      String version, int pft, String start, String end, String operands) {
    KernelBench bench =
        new KernelBench(
            version,
            told ->
                told.withIdentity(0, 0, pft)
                    .withDma(Long.parseLong(start, 16), Long.parseLong(end, 16)));
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev);
    assertEquals(0, dma.enable());
    assertEquals(List.of("mpcifc 81000001 op 4 " + operands), bench.cpu.take());
    assertEquals(List.of("20"), bench.entries(dma.iota(), dma.start()), "an empty top table");
  }

  @ParameterizedTest
  @CsvSource({
    // dtsm, end_dma, pal, anchor: the mask is tested with designation codes (L-16)
    "40, 3ffffffffff,       3ffffffffff,       804",
    "40, 1ffffffffffffff,   3ffffffffff,       804",
    "70, 1ffffffffffffff,   3ffffffffff,       804",
    "08, 1fffffffffffff,    1fffffffffffff,    808",
    "08, 1ffffffffffffff,   1ffffffffffffff,   80c",
    "04, 1fffffffffffff,    1fffffffffffff,    80c",
    "0c, 1ffffffffffffff,   1ffffffffffffff,   80c",
    "48, 3ffffffffff,       3ffffffffff,       804",
  })
  void aWideApertureAsksTheMaskByDesignationCode(String mask, String end, String pal, String dt) {
    KernelBench bench =
        new KernelBench(
            "linux-7.2",
            told ->
                told.withDma(0x1_0000_0000L, Long.parseLong(end, 16))
                    .withTranslation(true, Integer.parseInt(mask, 16)));
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev, new LinuxDma.Parameters(false, 0));
    assertEquals(0, dma.enable());
    assertEquals(
        List.of("mpcifc 81000001 op 4 pba 100000000 pal " + pal + " dt " + dt), bench.cpu.take());
    assertEquals(Long.parseLong(pal, 16), dma.end());
    assertEquals(
        end.equals(pal) ? List.of() : List.of("linux.dma.designation"), bench.fixture.broken());
  }

  /** L-16 is 7.2's: the releases before have region-third tables only, and ask nobody. */
  @ParameterizedTest
  @ValueSource(strings = {"linux-6.8", "linux-6.12", "linux-7.1"})
  void olderReleasesCutAWideAperture(String version) {
    KernelBench bench =
        new KernelBench(
            version,
            told -> told.withDma(0x1_0000_0000L, (1L << 57) - 1).withTranslation(true, 0x0c));
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev, new LinuxDma.Parameters(false, 0));
    assertEquals(0, dma.enable());
    assertEquals(0x3ff_ffff_ffffL, dma.end());
    assertEquals(List.of(), bench.fixture.broken());
  }

  @Test
  void fiveLevelsAreWrittenAsLinuxWritesThem() {
    KernelBench bench = new KernelBench("linux-7.2", told -> told.withTranslation(false, 0x0c));
    LinuxDma dma = bench.enabled(new LinuxDma.Parameters(true, 0));
    assertEquals(0, dma.mapAt(0x01ff_ffff_ffff_f000L, 0x20_0000, 4096, true));
    assertEquals(
        List.of("f", "b", "7", "0", "200000"), bench.entries(dma.iota(), 0x01ff_ffff_ffff_f000L));
    assertEquals(List.of("20"), bench.entries(dma.iota(), 1L << 53 | 1L << 52));
    long free = bench.free();
    assertEquals(0, dma.disable());
    assertEquals(
        free + 4 * 16384 + 2048 + 2048, bench.free(), "all tables and the block are given back");
  }

  @Test
  void oneMoreTableLevelForEachDesignation() {
    KernelBench bench =
        new KernelBench(
            "linux-7.2",
            told -> told.withDma(1L << 32, (1L << 53) - 1).withTranslation(false, 0x08));
    LinuxDma dma = bench.enabled(new LinuxDma.Parameters(true, 0));
    assertEquals(0, dma.mapAt(0x1f_ffff_ffff_f000L, 0x20_0000, 4096, false));
    assertEquals(List.of("b", "7", "0", "200200"), bench.entries(dma.iota(), 0x1f_ffff_ffff_f000L));
  }

  @ParameterizedTest
  @CsvSource({
    // version, outcome, result: cc 3 and cc 1 status 40 stand as registered on the generic layer
    "linux-5.10, 3,    -5",
    "linux-5.10, 2801, -5",
    "linux-5.10, 1801, -5",
    "linux-7.2,  3,    0",
    "linux-7.2,  2801, 0",
    "linux-7.2,  1801, -5",
    "linux-7.2,  1c01, -5",
  })
  void whatARefusedRegistrationIs(String version, String outcome, int result) {
    KernelBench bench = new KernelBench(version);
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev);
    long free = bench.free();
    bench.cpu.answer(Integer.parseInt(outcome, 16));
    assertEquals(result, dma.enable());
    assertEquals(result == 0, dma.enabled());
    assertEquals(result == 0 ? free - 16384 - 2048 : free, bench.free());
  }

  @Test
  void busyIsRepeated() {
    KernelBench bench = new KernelBench("linux-7.2");
    bench.cpu.answer(2, 2, 2, 0);
    assertEquals(0, new LinuxDma(bench.kernel, bench.zdev).enable());
    assertEquals(4, bench.cpu.take().size());
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 0,    0,  false",
    "linux-5.10, 3,    0,  false",
    "linux-5.10, 1801, -5, true",
    "linux-7.2,  3,    0,  false",
    "linux-7.2,  1801, 0,  false",
  })
  void deregistration(String version, String outcome, int result, boolean stays) {
    KernelBench bench = new KernelBench(version);
    long free = bench.free();
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    assertTrue(dma.map(0x20_0000, 4096, DmaDirection.BIDIRECTIONAL) > 0);
    bench.cpu.take();
    bench.cpu.answer(Integer.parseInt(outcome, 16));
    assertEquals(result, dma.disable());
    assertEquals(List.of("mpcifc 81000001 op 5 pba 0 pal 0 dt 0"), bench.cpu.take());
    assertEquals(stays, dma.enabled());
    if (!stays) {
      assertEquals(free, bench.free());
      assertEquals(0, dma.disable(), "there is nothing to disable");
      assertEquals(List.of(), bench.cpu.take());
      assertEquals(-22, dma.map(0x20_0000, 4096, DmaDirection.BIDIRECTIONAL));
    }
  }

  @Test
  void withoutMemoryNothingIsRegistered() {
    KernelBench bench = new KernelBench("linux-7.2");
    bench.leave(0);
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev);
    assertEquals(-12, dma.enable());
    assertEquals(List.of(), bench.cpu.take());
    assertFalse(dma.enabled());
  }

  @Test
  void aFunctionWithoutARangeIsRefused() {
    KernelBench bench = new KernelBench("linux-7.2", told -> told.withDma(0x2000, 0x1fff));
    assertEquals(-22, new LinuxDma(bench.kernel, bench.zdev).enable());
    assertEquals(List.of(), bench.cpu.take());
  }

  @Test
  void registeringAgainKeepsTheTablesAndAnswersTheConditionCode() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    long ioAddress = dma.map(0x20_0000, 4096, DmaDirection.BIDIRECTIONAL);
    long iota = dma.iota();
    bench.zdev.updateHandle(0x8300_0001);
    bench.cpu.take();
    assertEquals(0, dma.reregister());
    assertEquals(
        List.of("mpcifc 83000001 op 4 pba 100000000 pal 101ffffff dt 804"), bench.cpu.take());
    assertEquals(iota, dma.iota());
    assertEquals(List.of("7", "0", "200000"), bench.entries(iota, ioAddress));
    bench.cpu.answer(Outcome.error(24), 3);
    assertEquals(1, dma.reregister());
    assertEquals(3, dma.reregister());
    assertEquals(0, new LinuxDma(bench.kernel, bench.zdev).reregister());
  }

  @Test
  void aProgramInterruptionIsTheEndOfTheKernel() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev);
    bench.cpu.answer(Outcome.exception(ProgramInterruption.OPERAND));
    KernelOops oops = assertThrows(KernelOops.class, dma::enable);
    assertEquals(ProgramInterruption.OPERAND, oops.interruption());
    LinuxDma other = bench.enabled(LinuxDma.Parameters.DEFAULT);
    bench.cpu.answer(Outcome.exception(ProgramInterruption.SPECIFICATION));
    KernelOops refresh =
        assertThrows(KernelOops.class, () -> other.map(0x20_0000, 1, DmaDirection.BIDIRECTIONAL));
    assertEquals(ProgramInterruption.SPECIFICATION, refresh.interruption());
  }
}
