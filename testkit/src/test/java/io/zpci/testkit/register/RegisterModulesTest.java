package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Interfaces of other modules: a user's module is compiled against the test kit as a named module,
 * and runs in a layer with a second copy of it. What the module exports and opens is what a user
 * may have written.
 */
class RegisterModulesTest {
  private static final String PROGRAM =
      """
      package user;

      import io.zpci.arch.PciInstruction;
      import io.zpci.arch.PciInstructions;
      import io.zpci.arch.Register;
      import io.zpci.storage.GuestStorage;
      import io.zpci.testkit.register.*;
      import java.lang.invoke.MethodHandles;

      public final class Program implements PciInstructions {
        @Space(0)
        public interface Open {
          @Offset(8)
          int status();
        }

        @Space(0)
        interface Hidden {
          @Offset(8)
          int status();
        }

        public static String shown(String which) {
          try {
            return switch (which) {
              case "public" -> text(Registers.of(Open.class, port()).status(), Open.class);
              case "hidden" -> text(Registers.of(Hidden.class, port()).status(), Hidden.class);
              case "lookup" -> made(Registers.of(MethodHandles.lookup(), Hidden.class, port()));
              case "made" -> {
                String first = made(Registers.of(Open.class, port()));
                String second = made(Registers.of(Open.class, port()));
                yield first.equals(second) ? first : first + second;
              }
              case "weak" ->
                  made(Registers.of(MethodHandles.publicLookup(), Open.class, port()));
              case "foreign" ->
                  made(Registers.of(user.other.Other.lookup(), Hidden.class, port()));
              case "beside" ->
                  made(Registers.of(user.other.Other.lookup(), Open.class, port()));
              default -> throw new AssertionError(which);
            };
          } catch (RegisterDeclarationException refused) {
            return refused.getMessage();
          }
        }

        private static String text(int status, Class<?> type) {
          return type.getSimpleName() + " 0x" + Integer.toHexString(status);
        }

        private static String made(Object registers) {
          int status =
              registers instanceof Open open ? open.status() : ((Hidden) registers).status();
          Class<?> made = registers.getClass();
          return "0x" + Integer.toHexString(status)
              + (made.isHidden() ? " hidden in " : " loaded in ")
              + (made.getModule().isNamed() ? made.getModule().getName() : "no module")
              + " " + made.getPackageName();
        }

        private static Binding port() {
          return Binding.byHandle(new Program(), 1);
        }

        @Override
        public int load(int issue, long request, long address, Register loaded) {
          loaded.set(address << 24 | request & 0xff);
          return 0;
        }

        @Override
        public int store(int issue, long request, long address, long value) {
          return 1;
        }

        @Override
        public int storeBlock(
            int issue, long request, long address, GuestStorage storage, long from) {
          return 1;
        }

        @Override
        public int execute(PciInstruction instruction) {
          return 1;
        }
      }
      """;

  private static final String OTHER =
      """
      package user.other;

      import java.lang.invoke.MethodHandles;

      public final class Other {
        public static MethodHandles.Lookup lookup() {
          return MethodHandles.lookup();
        }
      }
      """;

  @TempDir static Path folder;
  private final List<Path> kit = new ArrayList<>();

  @BeforeEach
  void findTheKit() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      boolean module =
          !entry.endsWith("test-classes")
              && ModuleFinder.of(path).findAll().stream()
                  .anyMatch(found -> !found.descriptor().isAutomatic());
      if (module) {
        kit.add(path);
      }
    }
    assertTrue(kit.size() > 6, kit.toString());
  }

  /** Compiles the user's classes, and says what {@code Program.shown} says. */
  private String shown(String directives, String which) throws Exception {
    Path classes = compiled(directives);
    List<Path> all = new ArrayList<>(kit);
    all.add(classes);
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(all.toArray(Path[]::new)), ModuleFinder.of(), Set.of("user"));
    ModuleLayer.Controller layer =
        ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader());
    Module user = layer.layer().findModule("user").orElseThrow();
    // For this test alone: it opens nothing to the test kit.
    layer.addExports(user, "user", RegisterModulesTest.class.getModule());
    Class<?> loaded = Class.forName(user, "user.Program");
    ClassLoader loader = loaded.getClassLoader();
    assertNotEquals(Registers.class, loader.loadClass(Registers.class.getName()));
    return (String) loaded.getMethod("shown", String.class).invoke(null, which);
  }

  /** Where the user's classes are, with these directives in their module's descriptor. */
  private Path compiled(String directives) throws Exception {
    Path home = folder.resolve("user-" + Integer.toHexString(directives.hashCode()));
    Path classes = home.resolve("classes");
    if (Files.exists(classes)) {
      return classes;
    }
    Path sources = Files.createDirectories(home.resolve("sources"));
    Path module = sources.resolve("module-info.java");
    Path program = Files.createDirectories(sources.resolve("user")).resolve("Program.java");
    Path other = Files.createDirectories(sources.resolve("user/other")).resolve("Other.java");
    Files.writeString(module, "module user { requires io.zpci.testkit; %s }".formatted(directives));
    Files.writeString(program, PROGRAM);
    Files.writeString(other, OTHER);
    compile(
        List.of(module, program, other),
        List.of("--module-path", path(kit), "-d", classes.toString()));
    return classes;
  }

  private static void compile(List<Path> sources, List<String> options) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      StringBuilder said = new StringBuilder();
      boolean done =
          compiler
              .getTask(
                  null,
                  files,
                  message -> said.append(message).append('\n'),
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertTrue(done, said.toString());
    }
  }

  private static String path(List<Path> entries) {
    return String.join(
        File.pathSeparator, entries.stream().map(Path::toString).toArray(String[]::new));
  }

  @Test
  void publicAndExportedNeedsNothing() throws Exception {
    assertEquals("Open 0x4000008", shown("exports user;", "public"));
    assertEquals("0x4000008 loaded in no module user", shown("exports user;", "made"));
  }

  @Test
  void notExportedIsRefusedWithWhatWouldHelp() throws Exception {
    assertEquals(
        "Program.Open: neither public and exported by module user nor opened to"
            + " io.zpci.testkit; expected one of these, or MethodHandles.lookup() as first"
            + " argument",
        shown("", "public"));
    assertEquals(
        "Program.Hidden: neither public and exported by module user nor opened to"
            + " io.zpci.testkit; expected one of these, or MethodHandles.lookup() as first"
            + " argument",
        shown("exports user;", "hidden"));
  }

  @Test
  void openedPackageMayHideItsInterface() throws Exception {
    assertEquals("Hidden 0x4000008", shown("opens user to io.zpci.testkit;", "hidden"));
    assertEquals("0x4000008 hidden in user user", shown("opens user to io.zpci.testkit;", "made"));
  }

  @Test
  void lookupNeedsNeitherExportNorPublic() throws Exception {
    assertEquals("0x4000008 hidden in user user", shown("", "lookup"));
  }

  @Test
  void lookupOfAnotherPackageServesWhatItCanAccess() throws Exception {
    assertEquals("0x4000008 hidden in user user.other", shown("", "beside"));
    assertEquals(
        "Program.Hidden: a lookup of user.other.Other, which cannot access it; expected a lookup of"
            + " a class in its package",
        shown("", "foreign"));
  }

  @Test
  void weakLookupIsRefused() throws Exception {
    assertEquals(
        "Program.Open: a lookup without full privilege access; expected MethodHandles.lookup()",
        shown("exports user;", "weak"));
  }
}
