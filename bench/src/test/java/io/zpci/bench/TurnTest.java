package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One benchmark at a time; and what is missing for one of them is said. */
class TurnTest {
  @TempDir private Path directory;

  @Test
  void oneIsRefusedWhileAnotherRuns() throws IOException {
    Path file = directory.resolve("jmh.lock");
    try (Turn _ = Turn.take(file)) {
      CommandException second = assertThrows(CommandException.class, () -> Turn.take(file));
      assertEquals(CommandException.BUSY, CommandException.exit(second));
      assertEquals(
          "another benchmark is running on this machine; wait until it is over (it holds "
              + file
              + ")",
          CommandException.line(second));
    }
    Turn.take(file).close();
  }

  @Test
  void aLockThatCannotBeOpenedIsOneLine() {
    Path file = directory.resolve("absent/jmh.lock");
    CommandException refused = assertThrows(CommandException.class, () -> Turn.take(file));
    assertEquals(CommandException.UNUSABLE, CommandException.exit(refused));
    assertEquals(
        file + ": the lock that keeps two benchmarks apart cannot be opened: there is no such file",
        refused.getMessage());
  }

  @Test
  void aServerNeedsACompiler() {
    assertEquals(
        "--libvfio-user: " + CCompiler.ABSENT,
        assertThrows(CommandException.class, () -> LibvfioUser.checkCompiler(Optional.empty()))
            .getMessage());
  }

  @Test
  void whatIsNobodysFaultIsAnInternalError() {
    IllegalStateException broken = new IllegalStateException("1 of 4 vectors had\na signal");
    assertEquals(CommandException.BROKEN, CommandException.exit(broken));
    assertEquals(
        "internal error: java.lang.IllegalStateException: 1 of 4 vectors had a signal",
        CommandException.line(broken));
  }
}
