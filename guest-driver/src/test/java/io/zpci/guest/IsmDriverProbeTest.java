package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.linux.Errno;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What probe and remove do, in order, and that a probe that fails leaves nothing. */
class IsmDriverProbeTest {
  private final FakeIsm dev = new FakeIsm();

  private IsmDriver driver(String version) {
    return new IsmDriver(IsmDriverVersion.named(version).orElseThrow(), dev, new SeenClient());
  }

  @Test
  void newestAsksForInformationThenForItsGid() {
    dev.answer(0x03, "0000000300000010a1a1a1a100000001");
    IsmDriver driver = driver("7.2");
    assertEquals(0, driver.probe());
    assertEquals(
        List.of(
            "allocate 4096",
            "enable",
            "irq",
            "allocate 4096",
            "map 4096",
            "stb 2+8 0000000100101000",
            "stb 2+0 0000000100000010",
            "lg 2+0 8",
            "allocate 4096",
            "map 4096",
            "stb 2+8 00000001001020000000000000000200",
            "stb 2+0 0000000200000018",
            "lg 2+0 8",
            "stb 2+0 0000000800000008",
            "lg 2+0 8",
            "stb 2+0 0000000300000008",
            "lg 2+0 8",
            "lg 2+8 8"),
        dev.taken());
    assertEquals(0xa1a1_a1a1_0000_0001L, driver.gid());
    assertEquals(FakeIsm.PCHID, driver.chid());
  }

  /** Spec ism 6: what is mapped for the function never crosses 1 MiB. */
  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "7.2"})
  void theSegmentBoundaryIs1Mib(String version) {
    dev.answer(0x03, "0000000300000010a1a1a1a100000001");
    assertEquals(0, driver(version).probe());
    assertEquals(0xf_ffff, dev.segmentMask);
  }

  @Test
  void newestFreesItsPagesAfterBothAreUnregistered() {
    IsmDriver driver = driver("7.2");
    assertEquals(0, driver.probe());
    dev.taken();
    driver.remove();
    assertEquals(
        List.of(
            "stb 2+0 0000001200000008",
            "lg 2+0 8",
            "stb 2+0 0000001100000008",
            "lg 2+0 8",
            "unmap 4096",
            "free 4096",
            "unmap 4096",
            "free 4096",
            "free irq",
            "disable",
            "free 4096"),
        dev.taken());
    assertEquals(Set.of(), dev.live);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1"})
  void olderOnesAskForTheGidThenAddTheReservedVlanThenAskForInformation(String version) {
    assertEquals(0, driver(version).probe());
    List<String> lines = dev.taken();
    assertEquals(
        List.of(
            "stb 2+0 0000000300000008",
            "lg 2+0 8",
            "stb 2+8 0000000000001fff",
            "stb 2+0 0000000400000010",
            "lg 2+0 8",
            "stb 2+0 0000000800000008",
            "lg 2+0 8"),
        lines.subList(13, lines.size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1"})
  void olderOnesFreeEachPageWhenItIsUnregistered(String version) {
    IsmDriver driver = driver(version);
    assertEquals(0, driver.probe());
    dev.taken();
    driver.remove();
    assertEquals(
        List.of(
            "stb 2+8 0000000000001fff",
            "stb 2+0 0000000500000010",
            "lg 2+0 8",
            "stb 2+0 0000001200000008",
            "lg 2+0 8",
            "unmap 4096",
            "free 4096",
            "stb 2+0 0000001100000008",
            "lg 2+0 8",
            "unmap 4096",
            "free 4096",
            "free irq",
            "disable",
            "free 4096"),
        dev.taken());
    assertEquals(Set.of(), dev.live);
  }

  @Test
  void theReservedVlanIsNotDeletedWhereItWasRefused() {
    dev.answer(0x04, "0000000400050008");
    IsmDriver driver = driver("5.10");
    assertEquals(0, driver.probe());
    assertEquals("IBM-SYSZ-ISMSEID0000000000000000", driver.systemEid(0x12abcd, 0x3931));
    dev.taken();
    driver.remove();
    assertEquals("stb 2+0 0000001200000008", dev.taken().getFirst());
  }

  @Test
  void theSystemEidHasSerialNumberAndType() {
    IsmDriver driver = driver("5.10");
    assertEquals(0, driver.probe());
    assertEquals("IBM-SYSZ-ISMSEID00000000ABCD3931", driver.systemEid(0x12abcd, 0x3931));
  }

  @ParameterizedTest
  @CsvSource({
    "7.2, allocate, -12",
    "7.2, enable, -5",
    "7.2, irq, -28",
    "7.2, map, -12",
    "7.2, stb 2+8 000000010010100, 0",
    "7.2, lg 2+0, -5",
    "7.2, lg 2+8, 0",
    "5.10, irq, -28",
    "5.10, map, -12",
    "5.10, lg 2+0, -5",
  })
  void aFailedStepIsUndone(String version, String line, int expected) {
    dev.fail(line);
    IsmDriver driver = driver(version);
    assertEquals(expected, driver.probe());
    if (expected != 0) {
      assertEquals(Set.of(), dev.live);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7.2, 1, 0000000100010008, -5",
    "7.2, 2, 0000000200010008, -5",
    "7.2, 3, 0000000300070008, 7",
    "7.2, 8, 0000000800070008, 0",
    "5.10, 1, 0000000100010008, -5",
    "5.10, 2, 0000000200010008, -5",
    "5.10, 3, 0000000300070008, 7",
    "5.10, 4, 0000000400070008, 0",
    "5.10, 8, 0000000800070008, 0",
  })
  void aRefusedCommandIsUndone(String version, int code, String response, int expected) {
    dev.answer(code, response);
    assertEquals(expected, driver(version).probe());
    if (expected != 0) {
      assertEquals(Set.of(), dev.live);
    }
  }

  @Test
  void theOrderOfUndoingIsTheReverse() {
    dev.answer(0x02, "0000000200010008");
    assertEquals(-Errno.EIO, driver("7.2").probe());
    List<String> lines = dev.taken();
    assertEquals(
        List.of(
            "unmap 4096",
            "free 4096",
            "stb 2+0 0000001100000008",
            "lg 2+0 8",
            "unmap 4096",
            "free 4096",
            "free irq",
            "disable",
            "free 4096"),
        lines.subList(13, lines.size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "7.2"})
  void aPageThatTheFunctionRefusesToGiveUpIsKept(String version) {
    IsmDriver driver = driver(version);
    assertEquals(0, driver.probe());
    dev.answer(0x11, "0000001100010008");
    driver.remove();
    assertEquals(Set.of("memory 101000+4096", "mapping 100101000+4096"), dev.live);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "7.2"})
  void aFunctionThatDoesNotAnswerHasNothingAnyMore(String version) {
    IsmDriver driver = driver(version);
    assertEquals(0, driver.probe());
    dev.fail("stb");
    dev.fail("lg");
    driver.remove();
    assertEquals(Set.of(), dev.live);
  }

  @Test
  void itCanProbeAgain() {
    IsmDriver driver = driver("7.2");
    assertEquals(0, driver.probe());
    driver.remove();
    assertEquals(0, driver.probe());
    driver.remove();
    assertEquals(Set.of(), dev.live);
  }

  @Test
  void nothingCanBeSentBefore() {
    assertThrows(IllegalStateException.class, () -> driver("7.2").addVlan(1));
  }

  @Test
  void sbaAndQueueAreZeroedWhateverTheMemoryHeld() {
    assertEquals(0, driver("7.2").probe());
    assertEquals(0L, dev.memory.getLong(0x101000));
    assertEquals(0L, dev.memory.getLong(0x102ff8));
  }
}
