package io.zpci.cli;

import io.zpci.machine.DeviceModel;
import io.zpci.serve.BlockWay;
import io.zpci.serve.ServeException;
import io.zpci.serve.ServeSession;
import io.zpci.serve.ServeSettings;
import io.zpci.serve.SocketSettings;
import io.zpci.vmm.QemuVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code zpci serve}: functions on sockets, for the QEMU of real guests. */
@Command(
    name = "serve",
    description = {
      "Serves functions on vfio-user sockets, to the QEMUs of real guests.",
      "QEMU 10.1 is the first that can. ISM functions of one command reach each other. How QEMU is started is printed for each"
          + " guest; then a line for everything that is worth one, until an interrupt or SIGTERM."
    },
    footer = {
      "",
      "Examples:",
      "  zpci serve --socket /tmp/a.sock,gdb=/tmp/a.gdb --socket /tmp/b.sock,gdb=/tmp/b.gdb",
      "  zpci serve --blocks plugin --socket /tmp/a.sock --record a.jsonl",
      "  zpci serve --device memory --socket /tmp/m.sock --undo-reversal"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--device",
      paramLabel = "ism|memory",
      converter = Converters.Device.class,
      description = "The device behind each socket; default ism.")
  private DeviceModel device = DeviceModel.ISM;

  @Option(
      names = "--socket",
      required = true,
      paramLabel = "PATH[,gid=HEX][,gdb=PATH][,plugin=PATH][,fh=HEX]",
      converter = ServeConverters.Socket.class,
      description = {
        "Serve a function at PATH; once for each function.",
        "gid: its GID. gdb: the socket of its QEMU's gdbstub. plugin: the socket for its QEMU's"
            + " plugin. fh: its handle in the guest, where that has several functions."
      })
  private List<SocketSettings> sockets = List.of();

  @Option(
      names = "--blocks",
      paramLabel = "gdbstub|plugin|split",
      converter = ServeConverters.Way.class,
      description = {
        "How a guest's blocks come, which QEMU refuses or cuts: by its gdbstub, by a plugin (see"
            + " zpci plugin), or as QEMU cuts them.",
        "Default: gdbstub where gdb= is given, else split. Where gdb= or plugin= is not given it is"
            + " PATH.gdb or PATH.plugin."
      })
  private @Nullable BlockWay blocks;

  @Option(
      names = "--pcistb",
      paramLabel = "ADDRESS",
      converter = ServeConverters.Address.class,
      description = "The guest's address of its kernel's PCISTB, in hex; default: it is found.")
  private @Nullable Long pcistb;

  @Option(
      names = "--system-map",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "The guest kernel's System.map, which helps to find its PCISTB.")
  private @Nullable Path systemMap;

  @Option(
      names = "--undo-reversal",
      description =
          "Turn the 8 bytes of each write to a BAR round: QEMU from 10.0 on reverses those of a"
              + " block on a little-endian host. For --blocks split.")
  private boolean undoReversal;

  @Option(
      names = "--qemu",
      paramLabel = "VERSION",
      converter = ServeConverters.Qemu.class,
      description =
          "The QEMU that connects, qemu-10.2 or qemu-11.1 (the default): the older one lays out"
              + " messages for DMA another way. 10.1 is like 10.2.")
  private QemuVersion qemu = QemuVersion.newest();

  @Option(
      names = "--record",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write what the functions see as a recording that zpci replay takes.")
  private @Nullable Path record;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write every message of every socket.")
  private @Nullable Path trace;

  @Option(names = "--json", description = "One JSON object a line for each event.")
  private boolean json;

  ServeCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    ServeSettings settings =
        new ServeSettings(
            device, sockets, blocks, pcistb, systemMap, undoReversal, qemu, record, trace);
    ServeReport report =
        json
            ? new ServeReport.Json(top.surroundings().out())
            : new ServeReport.Lines(top.page(), top.surroundings());
    try (RequestedEnd end = RequestedEnd.of(top.surroundings().err());
        ServeSession session = ServeSession.open(settings, report);
        StatusLine _ = status(session, report)) {
      end.await();
    } catch (ServeException e) {
      throw new ParameterException(spec.commandLine(), e.option() + ": " + e.getMessage());
    }
    return Exit.FINE;
  }

  private StatusLine status(ServeSession session, ServeReport report) {
    boolean shown = top.surroundings().terminal() && !top.quiet() && !json;
    return StatusLine.of(session::counts, report, shown);
  }
}
