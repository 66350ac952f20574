package io.zpci.scenario;

import io.zpci.function.Dma;
import io.zpci.workload.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One DMA of a function behind a vfio-user server into its client's memory, to which no file leads:
 * the server asks by messages as the protocol lays them out, and the run's QEMU answers as it lays
 * them out. Source: spec passthrough f.2, f.4, g.20.
 *
 * @param write whether the function writes; else it reads
 * @param data what it writes, or what stands there
 */
record VfioUserDmaStep(boolean write, Bytes data) implements Step {
  private static final long ADDRESS = 0x1_0000_0000L;

  /** How long the client waits for the server's question at once, in milliseconds. */
  private static final int PATIENCE = 10;

  /** {@code vfio-user-dma}. */
  static final class Kind implements StepKind {
    private static final List<String> DIRECTIONS = List.of("write", "read");

    @Override
    public String word() {
      return "vfio-user-dma";
    }

    @Override
    public String says() {
      return "A function behind a vfio-user server writes or reads the memory of its client, which"
          + " the server reaches by messages.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.word("direction", DIRECTIONS, "Default write."),
          new Parameter(
              "data",
              Parameter.Type.BYTES,
              true,
              List.of(),
              "What the function writes, or what stands in memory where it reads."));
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.flag("reached", "Whether the server took the access for done."),
          Fact.bytes("memory", "What stands in the client's memory then, as many bytes."),
          Fact.bytes("loaded", "Of a read that was done: what the function got."),
          Fact.text("ended", "Why the server ended the connection; no where it did not."));
    }

    @Override
    public Step read(Fields fields) {
      boolean write =
          fields
              .maybe("direction")
              .map(one -> one.oneOf(DIRECTIONS, word -> word).equals("write"))
              .orElse(true);
      return new VfioUserDmaStep(write, fields.required("data").bytes());
    }
  }

  @Override
  public String describe() {
    return "vfio-user dma %s of %d bytes".formatted(write ? "write" : "read", data.size());
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    String missing = VfioUserGuest.missing(machine);
    if (missing != null) {
      seen.notDone(missing);
      return;
    }
    try (VfioUserGuest guest = new VfioUserGuest(machine, true)) {
      int mapped = guest.client().dmaMap(ADDRESS, 0, VfioUserGuest.MEMORY, true);
      if (mapped != 0) {
        throw new IOException("the memory cannot be mapped: " + mapped);
      }
      byte[] bytes = new byte[data.size()];
      if (write) {
        data.copyTo(MemorySegment.ofArray(bytes), 0);
      } else {
        data.copyTo(guest.memory(), 0);
      }
      boolean reached = access(guest, MemorySegment.ofArray(bytes)) == 0;
      seen.fact("reached", reached);
      seen.fact("memory", Bytes.of(first(guest.memory(), data.size())).toHex());
      if (!write && reached) {
        seen.fact("loaded", Bytes.of(bytes).toHex());
      }
      seen.fact("ended", guest.settle() ? "no" : guest.seat().ended());
    } catch (IOException e) {
      seen.notDone("the socket: " + e.getMessage());
    }
  }

  /** The function's access, on a thread of its own; this one answers for the client meanwhile. */
  private int access(VfioUserGuest guest, MemorySegment bytes) throws IOException {
    Dma dma = guest.seat().served().dma();
    CompletableFuture<Integer> access =
        CompletableFuture.supplyAsync(() ->
            write
                ? dma.write(ADDRESS, bytes, 0, bytes.byteSize())
                : dma.read(ADDRESS, bytes, 0, bytes.byteSize()));
    while (!access.isDone()) {
      answer(guest);
    }
    try {
      return access.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Where the server has ended the connection there is nothing left to answer. */
  private static void answer(VfioUserGuest guest) {
    try {
      int _ = guest.client().takeInterrupts(PATIENCE);
    } catch (IOException e) {
      Thread.onSpinWait();
    }
  }

  private static byte[] first(MemorySegment memory, int size) {
    byte[] copy = new byte[size];
    MemorySegment.copy(memory, 0, MemorySegment.ofArray(copy), 0, size);
    return copy;
  }
}
