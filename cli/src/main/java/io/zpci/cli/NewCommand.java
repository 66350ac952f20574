package io.zpci.cli;

import io.zpci.catalogue.Catalogue;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.vmm.QemuVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci new}: a scenario to begin with. */
@Command(
    name = "new",
    description = {
      "Writes a scenario to begin with.",
      "Its comments say what else can stand there. It runs as it is, and meets what it expects. A file that is there is not overwritten."
    },
    footer = {
      "",
      "Examples:",
      "  zpci new mine",
      "  zpci new mine --device memory -o tests/mine.yaml",
      "  zpci new mine --from g.2"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class NewCommand implements Callable<Integer> {
  private static final String ENDING = ".yaml";
  private static final String STANDARD_OUTPUT = "-";

  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NAME", description = "The scenario's name.")
  private String name = "";

  @Option(
      names = "--device",
      paramLabel = "ism|memory",
      converter = Converters.Device.class,
      description = "The device; default ism.")
  private @Nullable DeviceModel device;

  @Option(
      names = "--from",
      paramLabel = "ID",
      completionCandidates = ScenarioFiles.Ids.class,
      description = "Begin with a scenario of the catalogue instead.")
  private @Nullable String from;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write it there, or to standard output (-); default NAME.yaml.")
  private @Nullable String output;

  NewCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw wrong("NAME: letters, digits, points and dashes were expected, got '" + name + "'");
    }
    String text = text();
    if (STANDARD_OUTPUT.equals(output)) {
      top.surroundings().out().print(text);
      return Exit.FINE;
    }
    Path file = new Converters.Output().convert(output == null ? name + ENDING : output);
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw wrong("'" + file + "' is there already; -o names another file");
    } catch (IOException e) {
      throw wrong("'" + file + "' cannot be written (" + e + ")");
    }
    top.page().line(file.toString());
    top.say("zpci: run it with: zpci run " + file);
    return Exit.FINE;
  }

  private String text() {
    String id = from;
    if (id == null) {
      return skeleton(device == null ? DeviceModel.ISM : device);
    }
    if (device != null) {
      throw wrong("--from and --device: one of them was expected");
    }
    // Finds out whether it is one, and how the catalogue spells it.
    String known = ScenarioFiles.entry(id, spec.commandLine()).id();
    return Catalogue.source(known)
        .orElseThrow(() -> wrong("--from: " + known + " is not modelled"))
        // The id is the catalogue's own.
        .replaceFirst("(?m)^id: .*\\R", "");
  }

  private String skeleton(DeviceModel model) {
    return resource("skeleton-" + model.word() + ENDING)
        .replace("@NAME@", name)
        .replace("@QEMU@", list(QemuVersion.all().stream().map(QemuVersion::name).toList()))
        .replace("@LINUX@", list(LinuxVersion.all().stream().map(LinuxVersion::name).toList()))
        .replace("@ROUTES@", list(Routes.all().stream().map(Route::name).toList()));
  }

  /** Lines of a comment. */
  private static String list(List<String> words) {
    return Wrapped.lines(String.join(", ", words), 88).stream()
        .collect(Collectors.joining("\n#   "));
  }

  private static String resource(String file) {
    try (InputStream in = NewCommand.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
