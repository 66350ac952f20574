package io.zpci.serve;

import io.zpci.arch.FunctionHandle;
import io.zpci.machine.DeviceModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings with everything chosen that was left open, and found consistent; no file has been looked
 * at. The same settings give the same plan, GIDs included.
 *
 * @param settings what was asked for
 * @param functions in the order of the sockets
 */
public record ServePlan(ServeSettings settings, List<PlannedFunction> functions) {
  /** The longest path of a socket, in bytes: {@code sun_path} without its NUL. */
  static final int LONGEST_PATH = 107;

  /** What a GID that nobody asked for is counted from: "zpci" and the function's number. */
  private static final long FIRST_GID = 0x7a70_6369_0000_0000L;

  private static final String SOCKET = "--socket";
  private static final String BLOCKS = "--blocks";
  private static final int LETTERS = 26;

  public ServePlan {
    functions = List.copyOf(functions);
  }

  /**
   * The plan of {@code settings}.
   *
   * @throws ServeException where two of them contradict each other
   */
  public static ServePlan of(ServeSettings settings) throws ServeException {
    if (settings.sockets().isEmpty()) {
      throw new ServeException(SOCKET, "a path to serve a function on was expected");
    }
    Set<Path> paths = new HashSet<>();
    Set<Long> gids = givenGids(settings);
    List<PlannedFunction> functions = new ArrayList<>();
    for (SocketSettings socket : settings.sockets()) {
      Path path = path(SOCKET, socket.path());
      if (!paths.add(path)) {
        throw new ServeException(SOCKET, path + " is given twice; a path of its own was expected");
      }
      int number = functions.size() + 1;
      BlockWay way = way(settings, socket);
      functions.add(
          new PlannedFunction(
              name(number),
              number,
              path,
              gid(settings, socket, number, gids),
              way,
              blocksAt(way, socket, path),
              socket.handle()));
    }
    checkApart(functions, paths);
    checkHandles(functions);
    checkUsed(settings, functions);
    return new ServePlan(settings, functions);
  }

  /** Whether bytes of the writes to {@code function} are turned round. */
  boolean undoesReversal(PlannedFunction function) {
    return settings.undoReversal() && function.way() == BlockWay.SPLIT;
  }

  private static Path path(String option, Path given) throws ServeException {
    Path path = given.toAbsolutePath().normalize();
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new ServeException(
          option,
          "%s has %d bytes; a path of at most %d was expected"
              .formatted(path, length, LONGEST_PATH));
    }
    return path;
  }

  private static Set<Long> givenGids(ServeSettings settings) throws ServeException {
    Set<Long> gids = new HashSet<>();
    for (SocketSettings socket : settings.sockets()) {
      Long gid = socket.gid();
      if (gid == null) {
        continue;
      }
      if (settings.device() != DeviceModel.ISM) {
        throw new ServeException(
            SOCKET,
            "%s: gid= was given, but device %s has none; ism has"
                .formatted(socket.path(), settings.device().word()));
      }
      if (gid == 0) {
        throw new ServeException(SOCKET, socket.path() + ": a gid other than 0 was expected");
      }
      if (!gids.add(gid)) {
        throw new ServeException(
            SOCKET, "%s: gid %x is taken; another was expected".formatted(socket.path(), gid));
      }
    }
    return gids;
  }

  private static long gid(
      ServeSettings settings, SocketSettings socket, int number, Set<Long> taken) {
    Long given = socket.gid();
    if (given != null || settings.device() != DeviceModel.ISM) {
      return given == null ? 0 : given;
    }
    long gid = FIRST_GID + number;
    while (!taken.add(gid)) {
      gid++;
    }
    return gid;
  }

  private static BlockWay way(ServeSettings settings, SocketSettings socket) throws ServeException {
    BlockWay way = settings.blocks();
    if (way == null) {
      if (socket.gdb() == null && socket.plugin() != null) {
        return BlockWay.PLUGIN;
      }
      way = socket.gdb() == null ? BlockWay.SPLIT : BlockWay.GDBSTUB;
    }
    refuse(socket, "gdb=", socket.gdb(), way, BlockWay.GDBSTUB);
    refuse(socket, "plugin=", socket.plugin(), way, BlockWay.PLUGIN);
    return way;
  }

  private static void refuse(
      SocketSettings socket, String key, @Nullable Path given, BlockWay way, BlockWay needed)
      throws ServeException {
    if (given != null && way != needed) {
      throw new ServeException(
          SOCKET,
          "%s: %s is for %s %s; the way is %s"
              .formatted(socket.path(), key, BLOCKS, needed.word(), way.word()));
    }
  }

  /** Where the gdbstub or the plugin is; beside the function's socket where nothing was said. */
  private static @Nullable Path blocksAt(BlockWay way, SocketSettings socket, Path path)
      throws ServeException {
    Path given =
        switch (way) {
          case GDBSTUB -> socket.gdb() == null ? Path.of(path + ".gdb") : socket.gdb();
          case PLUGIN -> socket.plugin() == null ? Path.of(path + ".plugin") : socket.plugin();
          case SPLIT -> null;
        };
    return given == null ? null : path(SOCKET, given);
  }

  private static void checkApart(List<PlannedFunction> functions, Set<Path> paths)
      throws ServeException {
    for (PlannedFunction each : functions) {
      Path blocks = each.blocksAt();
      if (blocks != null && paths.contains(blocks)) {
        throw new ServeException(
            SOCKET,
            "%s serves a function; another path was expected for the %s of %s"
                .formatted(blocks, each.way().word(), each.path()));
      }
    }
  }

  /** Functions of one guest are told apart by their handles. */
  private static void checkHandles(List<PlannedFunction> functions) throws ServeException {
    for (List<PlannedFunction> guest : byGuest(functions)) {
      if (guest.size() == 1) {
        continue;
      }
      Map<Integer, PlannedFunction> handles = new HashMap<>();
      for (PlannedFunction each : guest) {
        Integer handle = each.handle();
        if (handle == null) {
          throw new ServeException(
              SOCKET,
              "%s: fh=, the function's handle in its guest, was expected: %s is that of %d functions"
                  .formatted(each.path(), each.blocksAt(), guest.size()));
        }
        PlannedFunction other = handles.put(handle | FunctionHandle.ENABLE, each);
        if (other != null) {
          throw new ServeException(
              SOCKET,
              "%s: fh %x is that of %s; another was expected"
                  .formatted(each.path(), handle, other.path()));
        }
      }
    }
  }

  private static void checkUsed(ServeSettings settings, List<PlannedFunction> functions)
      throws ServeException {
    if (settings.pcistb() != null && !any(functions, BlockWay.GDBSTUB)) {
      throw new ServeException("--pcistb", "no socket has a gdbstub; gdb= was expected");
    }
    if (settings.systemMap() != null && !any(functions, BlockWay.GDBSTUB)) {
      throw new ServeException("--system-map", "no socket has a gdbstub; gdb= was expected");
    }
    if (settings.undoReversal() && !any(functions, BlockWay.SPLIT)) {
      throw new ServeException(
          "--undo-reversal", "no function's blocks come in pieces; --blocks split was expected");
    }
  }

  private static boolean any(List<PlannedFunction> functions, BlockWay way) {
    return functions.stream().anyMatch(each -> each.way() == way);
  }

  /** a to z, then aa, ab and so on; {@code number} counts from 1. */
  private static String name(int number) {
    StringBuilder name = new StringBuilder();
    for (int left = number; left > 0; left = (left - 1) / LETTERS) {
      name.append((char) ('a' + (left - 1) % LETTERS));
    }
    return name.reverse().toString();
  }

  /**
   * The functions by guest: those that share a gdbstub or a plugin; each without one is taken for a
   * guest of its own.
   */
  public List<List<PlannedFunction>> guests() {
    return byGuest(functions);
  }

  private static List<List<PlannedFunction>> byGuest(List<PlannedFunction> functions) {
    Map<Path, List<PlannedFunction>> guests = new LinkedHashMap<>();
    for (PlannedFunction each : functions) {
      Path guest = each.blocksAt() == null ? each.path() : each.blocksAt();
      guests.computeIfAbsent(guest, path -> new ArrayList<>()).add(each);
    }
    return guests.values().stream().map(List::copyOf).toList();
  }
}
