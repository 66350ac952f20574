package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.MoveOffset;
import io.zpci.ism.PeerNotices;
import io.zpci.recording.Comparison;
import io.zpci.recording.FunctionOperationsReplayer;
import io.zpci.recording.FunctionOperationsWriter;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingFile;
import io.zpci.trace.Tap;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ServedFunction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to served functions is recorded, and what was recorded replays. */
class ServedRecordingTest {
  private static final long SEED = Long.getLong("zpci.seed", 5);
  private static final int OPERATIONS = 3000;
  private static final long A = 0xa1a1_a1a1_0000_0001L;
  private static final long B = 0xb2b2_b2b2_0000_0002L;

  @TempDir private Path folder;
  private final List<String> complaints = new ArrayList<>();

  /** Two guests on a machine that is recorded. */
  private final class Session implements AutoCloseable {
    final Path file = folder.resolve("session.jsonl");
    final FunctionOperationsWriter writer;
    final RecordedGuest a;
    final RecordedGuest b;

    Session() throws IOException {
      Map<String, Long> gids = new LinkedHashMap<>();
      gids.put("a", A);
      gids.put("b", B);
      writer =
          new FunctionOperationsWriter(
              RecordingFile.create(
                  file,
                  FunctionOperationsWriter.header(IsmFacts.served(0), gids, PeerNotices.DEVICE),
                  complaints::add),
              gids);
      ServedMachine machine = new ServedMachine(Tap.NONE, writer, () -> 0);
      a = new RecordedGuest(machine.ism(A, OptionalInt.empty(), new RecordingEvents(writer, "a")));
      b = new RecordedGuest(machine.ism(B, OptionalInt.empty(), new RecordingEvents(writer, "b")));
    }

    @Override
    public void close() {
      writer.close();
      a.close();
      b.close();
    }
  }

  private Comparison replay(Path file) {
    assertEquals(List.of(), complaints);
    Recording recording = Recording.read(file);
    Comparison comparison = new FunctionOperationsReplayer().replay(recording);
    assertEquals(recording.lines().size(), comparison.operations());
    return comparison;
  }

  @Test
  void aGuestThatIsKilledIsInterruptsOffNothingMappedAndAReset() throws IOException {
    Path file;
    try (Session session = new Session()) {
      file = session.file;
      session.a.come();
      session.b.come();
      long shape = (long) RecordedGuest.DMB_SIZE << 32 | 33;
      long token = session.a.command(IsmCommand.REG_DMB, RecordedGuest.DMB, shape, 0, B);
      byte[] data = {1, 2, 3};
      assertEquals(0, session.b.block(0, MoveOffset.of(token, 0, true, 5), data));
      assertEquals(0, session.b.block(0, MoveOffset.of(token, 0, true, 8), data));
      assertEquals(1, session.a.interrupts.get());
      session.a.go();
      assertEquals(1, session.b.interrupts.get()); // it is told that its peer is gone
      assertTrue(session.b.block(0, MoveOffset.of(token, 0, true, 5), data) != 0);
      session.a.come();
    }
    assertEquals(List.of(), replay(file).differences());
    List<String> lines = Files.readAllLines(file);
    int gone =
        lines.indexOf(
            "{\"fn\":\"a\",\"op\":\"dma_unmap\",\"flags\":2,\"addr\":\"0x0\",\"size\":\"0x0\"}");
    assertEquals(
        List.of(
            "{\"fn\":\"a\",\"op\":\"set_irqs\",\"flags\":\"0x21\",\"index\":1,\"start\":0,\"count\":0,\"nfds\":0}",
            "{\"fn\":\"a\",\"op\":\"set_irqs\",\"flags\":\"0x21\",\"index\":2,\"start\":0,\"count\":0,\"nfds\":0}"),
        lines.subList(gone - 2, gone));
    assertEquals(
        List.of(
            "{\"fn\":\"a\",\"op\":\"reset\"}",
            "{\"fn\":\"b\",\"op\":\"ieq-event\",\"idx\":1,\"type\":1,\"code\":7,\"tok\":\"0xa1a1a1a100000001\",\"info\":\"0x0\"}",
            "{\"fn\":\"b\",\"op\":\"irq\",\"index\":1,\"vector\":0}"),
        lines.subList(gone + 1, gone + 4));
    assertTrue(
        lines.contains(
            "{\"fn\":\"b\",\"op\":\"dmb-move\",\"tok\":\"0x100000000\",\"dmbe\":0,\"sf\":1,\"off\":8,\"len\":3,\"s\":\"0x80\"}"),
        () -> String.join("\n", lines));
    assertTrue(
        lines.contains(
            "{\"fn\":\"a\",\"op\":\"pcistb\",\"bar\":2,\"offset\":8,\"len\":8,\"data\":\"000000011ffff000\",\"memory\":\"0xaa8\"}"),
        () -> String.join("\n", lines));
  }

  /** Nothing here waits for anything: guests, and who clears their bits, run as they like. */
  @Test
  @Timeout(120)
  void guestsOnThreadsOfTheirOwnReplayWithoutADifference() throws Exception {
    Path file;
    ConcurrentLinkedQueue<Long> tokens = new ConcurrentLinkedQueue<>();
    tokens.add(0x7fff_0000_0000L);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(3);
        Session session = new Session()) {
      file = session.file;
      Random random = new Random(SEED);
      Future<?> one = threads.submit(() -> drive(session.a, B, random.nextLong(), tokens));
      Future<?> two = threads.submit(() -> drive(session.b, A, random.nextLong(), tokens));
      Future<?> handlers =
          threads.submit(() -> {
            while (!done.get()) {
              session.a.clearSummary();
              Thread.onSpinWait();
              session.b.clearSummary();
            }
          });
      try {
        one.get();
        two.get();
      } finally {
        done.set(true);
      }
      handlers.get();
      signalTwice(session);
    }
    assertEquals(List.of(), replay(file).differences(), "-Dzpci.seed=" + SEED);
    String all = Files.readString(file);
    String without = all.replace(",\"s\":\"0x80\"", "");
    Recording changed = Recording.parse("changed", without.lines().toList());
    assertFalse(new FunctionOperationsReplayer().replay(changed).same());
    for (String seen : List.of("\"s\":\"0x80\"", "\"irq\"", "\"ieq-event\"", "\"flags\":2,")) {
      assertTrue(all.contains(seen), () -> seen + " never came");
    }
  }

  /**
   * One interrupt for two signals: how often a free thread finds a bit set is the scheduler's, so
   * once nobody clears it between them.
   */
  private static void signalTwice(Session session) throws IOException {
    session.a.go();
    session.a.come();
    long shape = (long) RecordedGuest.DMB_SIZE << 32 | 33;
    long token = session.a.command(IsmCommand.REG_DMB, RecordedGuest.DMB, shape, 0, B);
    int before = session.a.interrupts.get();
    session.a.clearSummary();
    byte[] data = {1, 2, 3};
    assertEquals(0, session.b.block(0, MoveOffset.of(token, 0, true, 5), data));
    assertEquals(0, session.b.block(0, MoveOffset.of(token, 0, true, 8), data));
    assertEquals(before + 1, session.a.interrupts.get());
  }

  private static Object drive(
      RecordedGuest guest, long peer, long seed, ConcurrentLinkedQueue<Long> tokens)
      throws IOException {
    Random random = new Random(seed);
    guest.come();
    for (int i = 0; i < OPERATIONS; i++) {
      List<Long> known = List.copyOf(tokens);
      long token = known.get(random.nextInt(known.size()));
      switch (random.nextInt(60)) {
        case 0 -> {
          guest.go();
          guest.come();
        }
        case 1 -> {
          guest.unmap(0, 0x1_2000_0000L); // as QEMU does it where a guest reboots
          guest.go();
          guest.come();
        }
        case 2, 3, 4, 5, 6, 7, 8 -> {
          long shape = (long) RecordedGuest.DMB_SIZE << 32 | random.nextInt(40);
          long made = guest.command(IsmCommand.REG_DMB, RecordedGuest.DMB, shape, 0, peer);
          if (made > 0) {
            tokens.add(made);
          }
        }
        case 9, 10 -> guest.command(IsmCommand.UNREG_DMB, token);
        case 11, 12, 13 ->
            guest.command(IsmCommand.SIGNAL_IEQ, peer, 1L << 32 | 0x80, random.nextLong());
        case 14 -> guest.command(IsmCommand.QUERY_INFO);
        case 15 -> guest.write(0, token, new byte[8]);
        case 16 -> guest.read(random.nextInt(6), 8L * random.nextInt(8));
        default -> {
          byte[] data = new byte[1 + random.nextInt(200)];
          random.nextBytes(data);
          guest.block(
              0, MoveOffset.of(token, 0, random.nextBoolean(), random.nextInt(0x1f80)), data);
        }
      }
    }
    return guest;
  }

  @Test
  void aMemoryDeviceIsRecordedToo() throws IOException {
    Path file = folder.resolve("memory.jsonl");
    Map<String, Long> functions = Map.of("a", 0L);
    FunctionFacts facts = MemoryFunction.memory().facts();
    Random random = new Random(SEED);
    try (FunctionOperationsWriter writer =
        new FunctionOperationsWriter(
            RecordingFile.create(
                file,
                FunctionOperationsWriter.header(facts, functions, PeerNotices.NONE),
                complaints::add),
            functions)) {
      ServedFunction served =
          new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0)
              .memory(OptionalInt.empty(), new RecordingEvents(writer, "a"));
      byte[] bytes = new byte[64];
      for (int i = 0; i < OPERATIONS; i++) {
        RegionAccess region = served.region(random.nextInt(8));
        long position =
            random.nextInt(4) == 0 ? 0x2000 + random.nextInt(0x40) : random.nextInt(200);
        int count = 1 + random.nextInt(random.nextBoolean() ? 8 : 64);
        random.nextBytes(bytes);
        switch (random.nextInt(50)) {
          case 0 -> served.reset();
          case 1 -> served.setIrqs(IrqSet.eventfd(DeviceFile.IRQ_MSIX, random.nextInt(4), null));
          case 2 -> served.setIrqs(IrqSet.disable(DeviceFile.IRQ_MSIX));
          default -> {
            MemorySegment data = MemorySegment.ofArray(bytes);
            long _ =
                random.nextBoolean()
                    ? region.pread(position, data, 0, count)
                    : region.pwrite(position, data, 0, count);
          }
        }
      }
    }
    assertEquals(List.of(), replay(file).differences(), "-Dzpci.seed=" + SEED);
    String all = Files.readString(file);
    for (String seen : List.of("\"pcilg\",\"bar\":4", "\"pcistg\"", "\"reset\"", "set_irqs")) {
      assertTrue(all.contains(seen), () -> seen + " never came");
    }
    List<String> lines = new ArrayList<>(all.lines().toList());
    lines.removeIf(line -> line.contains("\"pcistg\""));
    Recording changed = Recording.parse("changed", lines);
    assertFalse(new FunctionOperationsReplayer().replay(changed).same());
  }

  @Test
  void memoryWithoutAFileHasAPlaceOfItsOwn() throws IOException {
    Path file = folder.resolve("places.jsonl");
    Map<String, Long> gids = Map.of("a", A);
    try (FunctionOperationsWriter writer =
        new FunctionOperationsWriter(
            RecordingFile.create(
                file,
                FunctionOperationsWriter.header(IsmFacts.served(0), gids, PeerNotices.DEVICE),
                complaints::add),
            gids)) {
      RecordingEvents events = new RecordingEvents(writer, "a");
      events.mapped(0x1000, 0x2000, 3, 0);
      events.mapped(0x8000, 0x1000, 3, 0x7000);
      events.mapped(0x3000, 0x1000, 1, 0);
      events.mapped(0x10_0000, -0x20_0000, 3, 0);
      events.unmapped(0x10_0000, -0x20_0000, true);
      events.mapped(0x10_0000, 1L << 39, 3, 0);
      events.mapped(0x4000, 0x1000, 3, 0);
    }
    assertEquals(
        List.of("8000000000", "7000", "8000002000", "8000000000", "8000000000", "8000000000"),
        Recording.read(file).lines().stream()
            .filter(line -> line.text("op").equals("dma_map"))
            .map(line -> Long.toHexString(line.number("offset")))
            .toList());
    assertEquals(List.of(), replay(file).differences());
  }
}
