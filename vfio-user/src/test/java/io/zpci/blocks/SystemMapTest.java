package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A System.map is read, or one line says what is wrong with it. */
class SystemMapTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("System.map"), text);
  }

  private static String refusal(Path file) {
    return assertThrows(IOException.class, () -> SystemMap.read(file)).getMessage();
  }

  @Test
  void functionEndsWhereTheNextSymbolBegins() throws IOException {
    Path file =
        file(
            """
            0000000000100000 T _stext
            0000000000128a78 t __zpci_store_block
            0000000000128a78 t __zpci_store_block.also
            0000000000128b20 T zpci_write_block
            0000000000128b00 t zpci_between
            00000000006601e0 T pgm_check_handler
            00000000006602e0 t pgm_check_handler_end
            ffffffffffffffff A __last
            """);
    assertEquals(new SystemMap(0x66_01e0, 0x12_8a78, 0x12_8b00), SystemMap.read(file));
  }

  @Test
  void theLastFunctionIsNotEndless() throws IOException {
    Path file = file("128a78 T __zpci_store_block\n1000 T pgm_check_handler\n");
    assertEquals(new SystemMap(0x1000, 0x12_8a78, 0x12_9a78), SystemMap.read(file));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path file = file("1000 T pgm_check_handler\n");
    assertEquals(file + ": no symbol __zpci_store_block", refusal(file));
    file = file("1000 T __zpci_store_block\n");
    assertEquals(file + ": no symbol pgm_check_handler", refusal(file));
  }

  @Test
  void whatIsNoMapIsRefusedByItsLine() throws IOException {
    Path file = file("1000 T pgm_check_handler\nELF\n");
    assertEquals(file + ": line 2 is not a symbol's address, type and name", refusal(file));
    file = file("1000 T pgm_check_handler\n\n");
    assertEquals(file + ": line 2 is not a symbol's address, type and name", refusal(file));
  }

  @Test
  void whatIsNotThereIsRefused() {
    Path file = folder.resolve("none");
    assertEquals(file + ": cannot be read: NoSuchFileException", refusal(file));
  }

  @Test
  void aFunctionHasALength() {
    assertThrows(IllegalArgumentException.class, () -> new SystemMap(0, 0x1000, 0x1000));
    assertThrows(IllegalArgumentException.class, () -> new SystemMap(0, 0x1000, 0x2001));
    assertEquals(0x2000, new SystemMap(0, 0x1000, 0x2000).end());
  }
}
