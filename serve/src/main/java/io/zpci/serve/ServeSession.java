package io.zpci.serve;

import io.zpci.blocks.GuestBlocks;
import io.zpci.blocks.SystemMap;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.DeviceModel;
import io.zpci.vfiouser.DmaMessages;
import io.zpci.vfiouser.ServedDevice;
import io.zpci.vfiouser.ServedFunction;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.ServerSettings;
import io.zpci.vfiouser.VfioUserServer;
import io.zpci.vmm.QemuRules;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Functions that are served to the VMMs of real guests, each on a socket of its own, until it is
 * closed: one machine, the ways of the guests' blocks, a recording and a transcript where they are
 * wanted.
 *
 * <p>A client may come and go, reset, end badly: its function is as new for the next one, and the
 * other functions learn what a fabric tells them. Threads: one for each socket, those of the ways
 * of blocks, one that hands out events; all have ended when {@link #close} returns.
 */
public final class ServeSession implements AutoCloseable {
  private static final String SYSTEM_MAP = "--system-map";

  /** The last QEMU that lays out messages for DMA its own way; the first that connects is 10.1. */
  private static final String OLD_MESSAGES = "qemu-10.2";

  private final ServePlan plan;
  private final EventStream stream;
  private final RuleWatch rules = new RuleWatch();
  private final List<FunctionWatch> watches = new ArrayList<>();
  private final List<GuestBlockWay> ways = new ArrayList<>();
  private final List<VfioUserServer> servers = new ArrayList<>();
  private @Nullable SessionFiles files;
  private boolean closed;

  private ServeSession(ServePlan plan, ServeListener listener) {
    this.plan = plan;
    this.stream = new EventStream(listener);
  }

  /**
   * Serves what {@code settings} say.
   *
   * @param listener told what happens, from the start on
   * @throws ServeException where that cannot be: nothing has been said to the listener then, and no
   *     file is left
   */
  public static ServeSession open(ServeSettings settings, ServeListener listener)
      throws ServeException {
    ServePlan plan = ServePlan.of(settings);
    SystemMap map = systemMap(settings.systemMap());
    for (PlannedFunction each : plan.functions()) {
      SocketFile.check(each.path());
      Path plugin = each.way() == BlockWay.PLUGIN ? each.blocksAt() : null;
      if (plugin != null) {
        SocketFile.check(plugin);
      }
    }
    SessionFiles.check(settings);
    ServeSession session = new ServeSession(plan, listener);
    boolean open = false;
    try {
      session.start(map);
      open = true;
    } finally {
      if (!open) {
        session.end(SessionFiles::discard);
      }
    }
    return session;
  }

  private static @Nullable SystemMap systemMap(@Nullable Path file) throws ServeException {
    if (file == null) {
      return null;
    }
    try {
      return SystemMap.read(file);
    } catch (IOException e) {
      throw new ServeException(
          SYSTEM_MAP, e.getMessage() + "; the System.map of the guest's kernel was expected");
    }
  }

  private void start(@Nullable SystemMap map) throws ServeException {
    SessionFiles written =
        new SessionFiles(plan, (file, why) -> stream.post(new ServeEvent.FileFailed(file, why)));
    files = written;
    TranscriptWriter transcript = written.transcript();
    FabricWatch fabric = new FabricWatch(written.events());
    ServedMachine machine = new ServedMachine(rules, fabric, System::nanoTime);
    Map<PlannedFunction, GuestBlocks> blocks = new HashMap<>();
    for (PlannedFunction each : plan.functions()) {
      FunctionWatch watch = new FunctionWatch(each.name(), stream, rules, written.of(each.name()));
      watches.add(watch);
      ServedFunction function = add(machine, each, watch);
      IsmFunction ism = machine.fabric().function(each.gid());
      if (ism != null) {
        fabric.add(ism, watch);
      }
      blocks.put(
          each,
          transcript == null ? function : new TracedBlocks(function, each.name(), transcript));
      servers.add(server(each, function, watch, transcript));
    }
    for (List<PlannedFunction> guest : plan.guests()) {
      GuestBlockWay way = way(guest, guest.stream().map(blocks::get).toList(), map, transcript);
      if (way != null) {
        ways.add(way);
        way.start();
        guest.forEach(each -> watches.get(each.number() - 1).use(way.use()));
      }
    }
    sayWhatIsServed();
    stream.start();
    servers.forEach(VfioUserServer::start);
  }

  private ServedFunction add(ServedMachine machine, PlannedFunction planned, FunctionWatch watch) {
    Integer handle = planned.handle();
    OptionalInt known = handle == null ? OptionalInt.empty() : OptionalInt.of(handle);
    return switch (plan.settings().device()) {
      case ISM -> machine.ism(planned.gid(), known, watch);
      case MEMORY -> machine.memory(known, watch);
    };
  }

  private VfioUserServer server(
      PlannedFunction planned,
      ServedFunction function,
      FunctionWatch watch,
      @Nullable TranscriptWriter transcript)
      throws ServeException {
    ServedDevice device =
        switch (planned.way()) {
          case GDBSTUB -> new HeldAnswers(function, watch);
          case PLUGIN -> function;
          case SPLIT -> plan.undoesReversal(planned) ? new UndoneReversal(function) : function;
        };
    ServerEvents events = new SocketWatch(planned.name(), stream, transcript);
    SocketFile.free(planned.path());
    try {
      return VfioUserServer.listen(planned.path(), device, events, messages());
    } catch (IOException e) {
      throw SocketFile.cannot(planned.path(), e);
    }
  }

  private ServerSettings messages() {
    boolean old = plan.settings().qemu().name().equals(OLD_MESSAGES);
    return ServerSettings.DEFAULT.withDma(old ? DmaMessages.QEMU_10 : DmaMessages.PROTOCOL);
  }

  private @Nullable GuestBlockWay way(
      List<PlannedFunction> guest,
      List<GuestBlocks> blocks,
      @Nullable SystemMap map,
      @Nullable TranscriptWriter transcript) {
    PlannedFunction first = guest.getFirst();
    Path at = first.blocksAt();
    if (at == null) {
      return null;
    }
    GuestBlockWay.Lines lines = new GuestBlockWay.Lines(first.name(), first.way(), stream);
    return switch (first.way()) {
      case GDBSTUB ->
          new GuestBlockWay.Gdbstub(at, blocks, plan.settings(), map, lines, transcript);
      case PLUGIN -> new GuestBlockWay.Plugin(at, blocks, lines);
      case SPLIT -> null;
    };
  }

  private void sayWhatIsServed() {
    DeviceModel device = plan.settings().device();
    for (List<PlannedFunction> guest : plan.guests()) {
      for (PlannedFunction each : guest) {
        stream.post(
            new ServeEvent.Serving(
                each.name(), device.word(), each.path(), each.gid(), each.way()));
        if (each.way() == BlockWay.SPLIT && device == DeviceModel.ISM) {
          stream.post(
              new ServeEvent.Warned(
                  each.name(),
                  "the guest's ism driver will fail: QEMU refuses the blocks of 8 bytes that its"
                      + " commands begin with, and cuts others",
                  QemuRules.PCISTB_LENGTH));
        }
      }
      stream.post(new ServeEvent.Start(guest.getFirst().name(), QemuCommand.of(device, guest)));
    }
  }

  /** What was chosen where nothing was said. */
  public ServePlan plan() {
    return plan;
  }

  /** What each function has done so far, in the order of the sockets; any thread may ask. */
  public List<ServedCounts> counts() {
    return watches.stream().map(FunctionWatch::counts).toList();
  }

  /**
   * Ends everything: no more blocks, then every connection as if its client had gone, and the
   * sockets' files; then the recording is complete, and the listener has been told everything.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    // An interrupt asks for the end at most: it does not shorten it.
    boolean interrupted = Thread.interrupted();
    SessionFiles written = files;
    end(SessionFiles::close);
    stream.post(new ServeEvent.Ended(written == null ? List.of() : written.paths()));
    stream.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Consumer<SessionFiles> last) {
    closed = true;
    ways.forEach(way -> close(way::close, way.socket()));
    servers.forEach(server -> close(server::close, server.path()));
    if (files != null) {
      last.accept(files);
    }
  }

  private void close(Closeable part, Path socket) {
    try {
      part.close();
    } catch (IOException e) {
      stream.post(new ServeEvent.Left(socket, String.valueOf(e.getMessage())));
    }
  }
}
