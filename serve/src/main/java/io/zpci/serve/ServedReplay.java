package io.zpci.serve;

import io.zpci.posix.PosixException;
import io.zpci.recording.Comparison;
import io.zpci.recording.FunctionOperation;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.Recording;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Replays a recording of functions through vfio-user: each function is what a running server has at
 * a socket, and gets from a client what the recorded one got.
 *
 * <p>Compared is what a client can see: data of loads, interrupts, what stands in the guest's
 * memory after a move, the bits of the SBA, the event queue. Left out and counted by the
 * recording's name for it is what happens inside ({@code ism-command}, which the loads of its
 * response show), and what no client can do: an event from outside ({@code ieq-event}) with all
 * that it causes, and a single store ({@code pcistg}) to a BAR of a server that takes every write
 * as a block. Tokens and refusals are the server's own, as in {@link
 * io.zpci.recording.FunctionOperationsReplayer}.
 */
public final class ServedReplay {
  private static final long PAGE = 4096;

  /** A file in memory can be that large; it has the pages that are used. */
  private static final long MOST_MEMORY = 1L << 42;

  private ServedReplay() {}

  /**
   * Replays {@code recording}.
   *
   * @param sockets where the servers listen, by the functions' names in the recording; each of them
   * @param notes gets a sentence for each thing that is not as it should be and is no difference
   * @throws IOException where a server cannot be spoken to
   * @throws io.zpci.recording.RecordingException where the recording is of another kind, or says
   *     what cannot be replayed
   */
  public static Comparison replay(
      Recording recording, Map<String, Path> sockets, Consumer<String> notes) throws IOException {
    if (!recording.kind().equals(FunctionOperations.KIND)) {
      throw recording
          .header()
          .bad(
              "\"kind\": %s was expected, which alone can be replayed on servers, got \"%s\""
                  .formatted(FunctionOperations.KIND, recording.kind()));
    }
    FunctionOperations operations = FunctionOperations.parse(recording);
    Map<String, Long> sizes = memory(operations);
    Map<String, ReplayedFunction> functions = new TreeMap<>();
    List<AutoCloseable> open = new ArrayList<>();
    try {
      for (String name : operations.gids().keySet()) {
        Path socket = sockets.get(name);
        if (socket == null) {
          throw new IllegalArgumentException("no socket for function " + name);
        }
        ReplayedMemory memory = new ReplayedMemory("guest " + name, sizes.getOrDefault(name, PAGE));
        open.addFirst(memory);
        VfioUserDevice device = connect(socket, memory, notes);
        open.addFirst(device);
        functions.put(name, new ReplayedFunction(name, device, memory));
      }
      Comparison.Builder comparison = new Comparison.Builder(recording);
      new ServedReplayRun(operations, functions, comparison).run();
      return comparison.build();
    } finally {
      open.forEach(ServedReplay::close);
    }
  }

  private static VfioUserDevice connect(Path socket, ReplayedMemory memory, Consumer<String> notes)
      throws IOException {
    VfioUserDevice device;
    try {
      device =
          VfioUserDevice.connect(
              socket, ClientOptions.DEFAULT.withWholeBlocks().withMemory(memory.file()));
    } catch (PosixException e) {
      throw e; // nobody listens: that names the socket already
    } catch (IOException e) {
      throw new IOException(socket + ": " + e.getMessage(), e);
    }
    if (!device.agreement().wholeBlocks()) {
      notes.accept(
          socket
              + ": this server does not know whole blocks; it takes those of 1, 2, 4 and 8 bytes"
              + " for stores, and may cut or refuse the others");
    }
    return device;
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException(e); // none of them throws
    }
  }

  /** How much memory each function's guest has: up to the end of what is mapped. */
  private static Map<String, Long> memory(FunctionOperations operations) {
    Map<String, Long> sizes = new TreeMap<>();
    for (FunctionOperations.Step step : operations.steps()) {
      if (step.input() instanceof FunctionOperation.Map map) {
        long end = map.offset() + map.size();
        if (map.offset() < 0 || map.size() < 0 || end < 0 || end > MOST_MEMORY) {
          throw map.line()
              .bad(
                  "memory up to 0x%x was expected, got 0x%x and 0x%x bytes"
                      .formatted(MOST_MEMORY, map.offset(), map.size()));
        }
        sizes.merge(map.function(), (end + PAGE - 1) & -PAGE, Math::max);
      }
    }
    return sizes;
  }
}
