package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CCompilerTest {
  @TempDir Path folder;

  private Path tool(String directory, String name) throws Exception {
    Path file = Files.createDirectories(folder.resolve(directory)).resolve(name);
    Files.writeString(file, "#!/bin/sh\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  @Test
  void ccComesFirstThenGccThenClang() throws Exception {
    Path clang = tool("a", "clang");
    Path gcc = tool("b", "gcc");
    String path = clang.getParent() + File.pathSeparator + gcc.getParent();
    assertEquals(
        "ccache cc -m64", CCompiler.find(" ccache cc  -m64", path).orElseThrow().command());
    assertEquals(gcc.toString(), CCompiler.find(null, path).orElseThrow().command());
    assertEquals(gcc.toString(), CCompiler.find(" ", path).orElseThrow().command());
    assertEquals(
        clang.toString(),
        CCompiler.find(null, clang.getParent().toString()).orElseThrow().command());
    assertEquals(Optional.empty(), CCompiler.find(null, folder.toString()).map(CCompiler::command));
    assertFalse(CCompiler.find(null, null).isPresent());
  }

  @Test
  void aCompilerThatCannotBeRunIsNamed() throws Exception {
    Path source = Files.writeString(folder.resolve("x.c"), "");
    CCompiler none = CCompiler.find(folder.resolve("none").toString(), null).orElseThrow();
    UncheckedIOException error =
        assertThrows(UncheckedIOException.class, () -> none.compile(source, folder));
    assertTrue(
        error.getMessage().startsWith(source + ": cannot be compiled with " + none.command()),
        error.getMessage());
  }

  @Test
  void onlyGccHasBigEndianStructs() throws Exception {
    assertTrue(macros("#define __GNUC__ 12\n").hasBigEndianStructs());
    assertFalse(macros("#define __GNUC__ 4\n#define __clang__ 1\n").hasBigEndianStructs());
    assertFalse(macros("").hasBigEndianStructs());
    CCompiler none = CCompiler.find(folder.resolve("none").toString(), null).orElseThrow();
    assertThrows(UncheckedIOException.class, none::hasBigEndianStructs);
  }

  /** A compiler that prints {@code text}. */
  private CCompiler macros(String text) throws Exception {
    Path tool = tool("macros", "cc");
    Files.writeString(tool, "#!/bin/sh\ncat <<'END'\n" + text + "END\n");
    return CCompiler.find(tool.toString(), null).orElseThrow();
  }

  @Test
  void aProgramRuns() throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Path source = Files.writeString(folder.resolve("seven.c"), "int main(void) { return CODE; }\n");
    Path program = folder.resolve("seven");
    CCompiler.find().orElseThrow().compileProgram(source, program, List.of("-DCODE=7"));
    assertEquals(7, new ProcessBuilder(program.toString()).start().waitFor());
  }

  @Test
  void anErrorSaysWhatTheCompilerSays() throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Path source = Files.writeString(folder.resolve("x.c"), "int x = missing;\n");
    CCompiler compiler = CCompiler.find().orElseThrow();
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> compiler.compile(source, folder));
    assertTrue(
        error.getMessage().startsWith(source + ": does not compile with " + compiler.command()),
        error.getMessage());
    assertTrue(error.getMessage().contains("missing"), error.getMessage());
  }

  /**
   * The header compiles without a word, by any compiler, in either byte order, from two sources.
   */
  @ParameterizedTest
  @ValueSource(strings = {"gcc", "gcc -O0 -DZPCI_HOST_ORDER", "clang", "clang -O0"})
  void theHeaderGivesNoWarnings(String command) throws Exception {
    String name = command.split(" ")[0];
    CCompiler found = CCompiler.find(null, System.getenv("PATH")).orElse(null);
    assumeTrue(found != null, CCompiler.ABSENT);
    assumeTrue(onPath(name), "no " + name + " on the PATH");
    CCompiler compiler = CCompiler.find(command, null).orElseThrow();
    Path one =
        Files.writeString(
            folder.resolve("one.c"),
            """
            #include "zpci_driver.h"
            struct plain { u64 value; };
            int one(struct pci_dev *pdev);
            int one(struct pci_dev *pdev)
            {
            	struct plain *plain = kzalloc(sizeof(*plain), GFP_KERNEL);
            	plain->value = to_zpci(pdev)->fh;
            	pr_err("%llx\\n", plain->value);
            	kfree(plain);
            	return 0;
            }
            """);
    Path two =
        Files.writeString(
            folder.resolve("two.c"),
            """
            #include "zpci_driver.h"
            #include "zpci_driver.h"
            u32 two(void);
            u32 two(void) { return zpci_driver_pdev.zdev->fh; }
            """);
    Path library =
        compiler.compile(
            one,
            folder,
            two.toString(),
            "-Wpedantic",
            "-Wmissing-prototypes",
            "-Wshadow",
            "-Werror");
    assertTrue(Files.size(library) > 0);
  }

  private static boolean onPath(String name) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theHeaderIsUnpackedOnceAndNeverOverAnotherText() throws Exception {
    Path directory = folder.resolve("new/directory");
    Path header = CHeader.unpack(directory, false);
    assertEquals(directory.resolve("zpci_driver.h"), header);
    String text = Files.readString(header);
    assertTrue(text.contains("#define ZPCI_DRIVER_H"));
    assertEquals(header, CHeader.unpack(directory, false));
    Files.writeString(header, "mine");
    FileAlreadyExistsException error =
        assertThrows(FileAlreadyExistsException.class, () -> CHeader.unpack(directory, false));
    assertEquals(header.toString(), error.getFile());
    assertEquals("mine", Files.readString(header));
    CHeader.unpack(directory, true);
    assertEquals(text, Files.readString(header));
  }
}
