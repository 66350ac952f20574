package io.zpci.cli;

import io.zpci.blocks.PluginSource;
import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code zpci plugin}: the plugin by which QEMU has whole blocks executed by a server. */
@Command(
    name = "plugin",
    description = {
      "Builds the plugin by which QEMU hands whole blocks to a server.",
      "Writes its source into a directory and compiles it there, by the C compiler that CC names,"
          + " else gcc or clang.",
      "Prints the option by which QEMU loads it; PATH is the server's socket for blocks."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class PluginCommand extends UnpackCommand {
  private final ZpciCommand top;

  PluginCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  int unpack(Path directory, boolean replace) throws IOException {
    Optional<CCompiler> compiler = CCompiler.find();
    if (compiler.isEmpty()) {
      return failed(CCompiler.ABSENT);
    }
    Path source = PluginSource.unpack(directory, replace);
    Path library = directory.resolve(PluginSource.LIBRARY);
    // A QEMU that runs has the old one mapped: it must not change under it.
    Path fresh = directory.resolve(PluginSource.LIBRARY + ".new");
    try {
      compiler.get().compile(source, fresh, PluginSource.OPTIONS);
      Files.move(fresh, library, StandardCopyOption.REPLACE_EXISTING);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return failed(String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(fresh);
    }
    top.page().line(option(library));
    return Exit.FINE;
  }

  /** QEMU's option; a comma in a value is two. */
  private static String option(Path library) {
    String path = library.toAbsolutePath().normalize().toString();
    return "-plugin " + path.replace(",", ",,") + ",socket=PATH";
  }

  /** One line; the rest of what a compiler says is for who asks for more. */
  private int failed(String why) {
    String shown = top.verbose() ? why : why.lines().findFirst().orElse("").replaceFirst(":$", "");
    top.surroundings().err().print("zpci plugin: " + shown + "\n");
    return Exit.UNREADABLE;
  }
}
