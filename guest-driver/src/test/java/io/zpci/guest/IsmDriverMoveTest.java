package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The blocks of a move. */
class IsmDriverMoveTest {
  private static final long TOKEN = 0x1234_0000_0000L;

  private final FakeIsm dev = new FakeIsm();
  private final IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, new SeenClient());

  @ParameterizedTest
  @CsvSource({
    "0, true, 0x20, 123400800020",
    "3, false, 0xfff, 123403000fff",
    "255, true, 0, 1234ff800000",
    "256, false, 0, 123400000000",
    "0x1ff, false, 0, 1234ff000000",
  })
  void theOffsetOfTheSpecsVectors(int element, boolean signal, int offset, String expected) {
    dev.memory.putByte(0x100003, 0x77);
    assertEquals(0, driver.moveData(TOKEN, element, signal, offset, 0x100003, 1));
    assertEquals(List.of("stb 0+" + expected + " 77"), dev.taken());
  }

  @Test
  void aFullRingOfSixteenKilobytes() {
    assertEquals(0, driver.moveData(TOKEN, 0, false, 32, 0x100000, 16352));
    assertEquals(
        List.of(
            "stb 0+123400000020 4064@100000",
            "stb 0+123400001000 4096@100fe0",
            "stb 0+123400002000 4096@101fe0",
            "stb 0+123400003000 4096@102fe0"),
        dev.taken());
  }

  @Test
  void onlyTheLastPieceSignals() {
    assertEquals(0, driver.moveData(TOKEN, 1, true, 4000, 0x100000, 5000));
    assertEquals(
        List.of(
            "stb 0+123401000fa0 96@100000",
            "stb 0+123401001000 4096@100060",
            "stb 0+123401802000 808@101060"),
        dev.taken());
  }

  @Test
  void theFirstFailureEndsTheMove() {
    dev.fail("stb 0+123400001000");
    assertEquals(-Errno.EIO, driver.moveData(TOKEN, 0, true, 0, 0x100000, 16384));
    assertEquals(2, dev.taken().size());
  }

  @Test
  void nothingIsMovedAndNobodySignalledWithoutAByte() {
    assertEquals(0, driver.moveData(TOKEN, 0, true, 0, 0x100000, 0));
    assertEquals(List.of(), dev.taken());
  }
}
