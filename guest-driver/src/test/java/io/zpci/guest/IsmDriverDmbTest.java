package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DMBs: index, memory, registration, and the way back. */
class IsmDriverDmbTest {
  private static final long PEER = 0xb2b2_b2b2_0000_0002L;

  private final FakeIsm dev = new FakeIsm();

  private IsmDriver probed(String version) {
    IsmDriver driver =
        new IsmDriver(IsmDriverVersion.named(version).orElseThrow(), dev, new SeenClient());
    assertEquals(0, driver.probe());
    dev.answer(0x0a, "0000000a000000100000123400000000");
    dev.taken();
    return driver;
  }

  @Test
  void aDmbIsTakenMappedAndRegistered() {
    IsmDmb dmb = new IsmDmb(16384, 0, true, 0x55);
    assertEquals(0, probed("7.2").registerDmb(dmb, PEER));
    assertEquals(
        List.of(
            "allocate 16384",
            "map 16384",
            "stb 2+8 00000001001040000000400000000020" + "0000000100000055b2b2b2b200000002",
            "stb 2+0 0000000a00000028",
            "lg 2+0 8",
            "lg 2+8 8"),
        dev.taken());
    assertEquals(0x1234_0000_0000L, dmb.token());
    assertEquals(0x104000, dmb.address());
    assertEquals(0x1_0010_4000L, dmb.ioAddress());
    assertEquals(32, dmb.index());
  }

  @ParameterizedTest
  @CsvSource({
    "5.10, 20000, 32768, 20480, 0",
    "6.1, 20000, 32768, 20480, 0",
    "7.2, 20000, 32768, 20000, 165",
    "7.2, 1, 4096, 1, 165",
    "7.2, 1048576, 1048576, 1048576, 165",
  })
  void memoryIsAPowerOfTwoOfPagesAndZeroedWhereItIsCoherent(
      String version, int length, int taken, int mapped, int content) {
    IsmDmb dmb = new IsmDmb(length, 0, false, 0);
    assertEquals(0, probed(version).registerDmb(dmb, PEER));
    assertEquals(List.of("allocate " + taken, "map " + mapped), dev.taken().subList(0, 2));
    assertEquals(content, dev.memory.getByte(dmb.address()));
  }

  @ParameterizedTest
  @CsvSource({
    "1048577, 0, -22",
    "-1, 0, -22",
    "0, 0, -12",
    "4096, 1, -22",
    "4096, 31, -22",
    "4096, -1, -22",
    "4096, 1920, -22",
    "4096, 32, 0",
    "4096, 1919, 0",
  })
  void lengthAndIndexAreChecked(int length, int index, int expected) {
    assertEquals(expected, probed("7.2").registerDmb(new IsmDmb(length, index, false, 0), PEER));
    if (expected != 0) {
      assertEquals(List.of(), dev.taken());
    }
  }

  @Test
  void anIndexIsGivenOnceAndTheLowestFirst() {
    IsmDriver driver = probed("7.2");
    IsmDmb explicit = new IsmDmb(4096, 33, false, 0);
    assertEquals(0, driver.registerDmb(explicit, PEER));
    assertEquals(-Errno.EINVAL, driver.registerDmb(new IsmDmb(4096, 33, false, 0), PEER));
    IsmDmb first = new IsmDmb(4096, 0, false, 0);
    IsmDmb second = new IsmDmb(4096, 0, false, 0);
    assertEquals(0, driver.registerDmb(first, PEER));
    assertEquals(0, driver.registerDmb(second, PEER));
    assertEquals(List.of(32, 34), List.of(first.index(), second.index()));
    assertEquals(0, driver.unregisterDmb(explicit));
    IsmDmb third = new IsmDmb(4096, 0, false, 0);
    assertEquals(0, driver.registerDmb(third, PEER));
    assertEquals(33, third.index());
  }

  @Test
  void thereAre1888() {
    SbaIndexes indexes = new SbaIndexes();
    for (int i = 32; i < 1920; i++) {
      assertEquals(i, indexes.take(0));
    }
    assertEquals(-Errno.ENOSPC, indexes.take(0));
    indexes.free(1919);
    assertEquals(1919, indexes.take(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"allocate", "map"})
  void withoutMemoryTheIndexIsFreeAgain(String step) {
    IsmDriver driver = probed("7.2");
    Set<String> before = Set.copyOf(dev.live);
    dev.fail(step);
    assertEquals(-Errno.ENOMEM, driver.registerDmb(new IsmDmb(4096, 40, false, 0), PEER));
    assertEquals(before, dev.live);
    dev.failing.clear();
    assertEquals(0, driver.registerDmb(new IsmDmb(4096, 40, false, 0), PEER));
  }

  @Test
  void aRefusedDmbIsFreedAndTheReturnCodeComesBack() {
    IsmDriver driver = probed("7.2");
    Set<String> before = Set.copyOf(dev.live);
    dev.answer(0x0a, "0000000a00090008");
    IsmDmb dmb = new IsmDmb(4096, 0, false, 0);
    assertEquals(9, driver.registerDmb(dmb, PEER));
    assertEquals(before, dev.live);
    assertEquals(0, dmb.address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.10", "6.1", "7.2"})
  void anUnregisteredDmbIsFreed(String version) {
    IsmDriver driver = probed(version);
    Set<String> before = Set.copyOf(dev.live);
    IsmDmb dmb = new IsmDmb(16384, 0, false, 0);
    assertEquals(0, driver.registerDmb(dmb, PEER));
    dev.taken();
    assertEquals(0, driver.unregisterDmb(dmb));
    assertEquals(
        List.of(
            "stb 2+8 0000123400000000",
            "stb 2+0 0000000b00000010",
            "lg 2+0 8",
            "unmap 16384",
            "free 16384"),
        dev.taken());
    assertEquals(before, dev.live);
  }

  @Test
  void aDmbThatTheFunctionRefusesToGiveUpIsKept() {
    IsmDriver driver = probed("7.2");
    IsmDmb dmb = new IsmDmb(16384, 0, false, 0);
    assertEquals(0, driver.registerDmb(dmb, PEER));
    dev.answer(0x0b, "0000000b000c0008");
    Set<String> before = Set.copyOf(dev.live);
    assertEquals(12, driver.unregisterDmb(dmb));
    assertEquals(before, dev.live);
    assertEquals(0x104000, dmb.address());
    assertEquals(-Errno.EINVAL, driver.registerDmb(new IsmDmb(4096, 32, false, 0), PEER));
  }

  @Test
  void aDmbOfAFunctionThatDoesNotAnswerIsFreed() {
    IsmDriver driver = probed("7.2");
    Set<String> before = Set.copyOf(dev.live);
    IsmDmb dmb = new IsmDmb(16384, 0, false, 0);
    assertEquals(0, driver.registerDmb(dmb, PEER));
    dev.fail("lg");
    assertEquals(0xffff, driver.unregisterDmb(dmb));
    assertEquals(before, dev.live);
  }
}
