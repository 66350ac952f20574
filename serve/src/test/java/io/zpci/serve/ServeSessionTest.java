package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.DeviceModel;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import io.zpci.recording.Comparison;
import io.zpci.recording.FunctionOperationsReplayer;
import io.zpci.recording.Recording;
import io.zpci.storage.Layouts;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions on real sockets, with clients of this process. */
@Timeout(60)
class ServeSessionTest {
  private static final long GID_A = 0xa1;
  private static final long GID_B = 0xb2;
  private static final String GONE = ": the client is gone: it closed the connection";

  @TempDir private Path folder;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> toSay = new LinkedBlockingQueue<>();
  private Path a = Path.of("");
  private Path b = Path.of("");

  @BeforeEach
  void places() {
    a = folder.resolve("a");
    b = folder.resolve("b");
  }

  private void listen(long nanos, ServeEvent event) {
    String function = event.function();
    String line = (function == null ? "" : function + ": ") + event.text();
    said.add(line);
    toSay.add(line);
  }

  /** Waits until this has been said. */
  private void untilSaid(String line) throws InterruptedException {
    String next = toSay.take();
    while (!next.equals(line)) {
      next = toSay.take();
    }
  }

  private ServeSettings ism() {
    return ServeSettings.of(
        DeviceModel.ISM, SocketSettings.at(a).withGid(GID_A), SocketSettings.at(b).withGid(GID_B));
  }

  private ServeSession open(ServeSettings settings) throws ServeException {
    return ServeSession.open(settings, this::listen);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** What was said but for how each guest is started. */
  private List<String> events() {
    return said.stream().filter(line -> !line.contains("start its guest with")).toList();
  }

  @Test
  void twoGuestsReachEachOtherAndIsToldWhatIsWorthALine() throws Exception {
    try (ServeSession session = open(ism().withBlocks(BlockWay.PLUGIN))) {
      try (SocketGuest one = new SocketGuest(a);
          SocketGuest other = new SocketGuest(b)) {
        one.probe();
        other.probe();
        long token = one.dmb(GID_B);
        other.move(token, 0x123, "0102030405");
        assertEquals(0, other.device.flush());
        assertEquals("000102030405" + "00", one.ram(SocketGuest.DMB + 0x122, 7));
        assertEquals(1, one.interruptsSoFar());
        assertEquals(0, other.interruptsSoFar());
        // header and payload of each command, and the move
        assertEquals(
            List.of(
                new ServedCounts("a", true, 6, 16 + 24 + 40, 1, 0),
                new ServedCounts("b", true, 5, 16 + 24 + 5, 0, 0)),
            session.counts());
      }
      // In whatever order: a session that ends before would say something else.
      Set<String> gone = new HashSet<>(Set.of("a" + GONE, "b" + GONE));
      while (!gone.isEmpty()) {
        gone.remove(toSay.take());
      }
    }
    List<String> told =
        events().stream()
            .filter(line -> line.startsWith("a: "))
            .map(line -> line.substring(3))
            .toList();
    assertEquals(
        List.of(
            "serves ism at " + a + " with gid a1, blocks by plugin",
            "a client connected",
            "the guest enabled it",
            "REG_SBA at 0x11ff00000",
            "REG_IEQ at 0x11ff01000, 512 bytes",
            "REG_DMB at 0x11ff02000, 4096 bytes, token 0x100000000",
            "the client is gone: it closed the connection"),
        told);
    assertEquals("ended, sockets removed", said.getLast());
    assertEquals(List.of(), files());
  }

  @Test
  void whoComesBackFindsAFunctionAsNewAndTheOtherStays() throws Exception {
    try (ServeSession session = open(ism());
        SocketGuest other = new SocketGuest(b)) {
      other.probe();
      for (int round = 1; round <= 3; round++) {
        try (SocketGuest one = new SocketGuest(a)) {
          assertEquals("00000000ffff0008", one.read(2, 0, 8), "no command was answered yet");
          one.probe();
          long token = one.dmb(GID_B);
          other.move(token, 0, "55");
          assertEquals(0, other.device.flush());
          assertEquals(1, one.interruptsSoFar());
        }
        untilSaid("a" + GONE);
        // what used a DMB of it is told, once each time that the summary was clear
        assertEquals(round, session.counts().get(1).events());
      }
      assertTrue(session.counts().get(1).connected());
      assertFalse(session.counts().get(0).connected());
    }
  }

  @Test
  void aClientThatSpeaksNonsenseIsRefusedAndTheNextIsServed() throws Exception {
    try (ServeSession _ = open(ism())) {
      try (UnixSocket client = UnixSocket.connect(a)) {
        client.send(MemorySegment.ofArray(new byte[16]), 0, 16, List.of());
        untilSaid("a: a client connected");
      }
      String gone = toSay.take();
      while (!gone.startsWith("a: the client is gone: ")) {
        gone = toSay.take();
      }
      try (SocketGuest guest = new SocketGuest(a)) {
        guest.probe();
      }
    }
  }

  @Test
  void aRuleThatIsBrokenOftenIsSaidByPowersOfTen() throws Exception {
    try (ServeSession _ = open(ism());
        VfioUserDevice client = VfioUserDevice.connect(a, Patience.CLIENT)) {
      MemorySegment bytes = MemorySegment.ofArray(new byte[8]);
      bytes.set(Layouts.BYTE, 0, (byte) 2);
      client.region(7).pwrite(4, bytes, 0, 2);
      for (int i = 0; i < 123; i++) {
        client.region(2).pwrite(0, bytes, 0, 8);
      }
    }
    String rule = ": A BAR is written with PCISTB; a PCISTG does not stand in for it.";
    assertEquals(
        List.of(
            "a: R-02 broken at the device by pcistg 2+0x0 8" + rule,
            "a: R-02 broken at the device by pcistg 2+0x0 8 for the 10th time" + rule,
            "a: R-02 broken at the device by pcistg 2+0x0 8 for the 100th time" + rule),
        said.stream().filter(line -> line.contains(" broken ")).toList());
  }

  @Test
  void aSignalThatGoesNowhereIsSaid() throws Exception {
    try (ServeSession _ = open(ism());
        SocketGuest guest = new SocketGuest(a)) {
      assertEquals(0, guest.command("0000000100000010", "%016x".formatted(SocketGuest.IO)));
      String queue = "%016x".formatted(SocketGuest.IO + SocketGuest.QUEUE) + "0000000000000200";
      assertEquals(0, guest.command("0000000200000018", queue));
      // SIGNAL_IEQ to itself
      String signal = "%016x%08x%08x%016x".formatted(GID_A, 1, 7, 0L);
      assertEquals(0, guest.command("0000000e00000020", signal));
    }
    assertEquals(
        List.of("a: a signal is lost: the guest has set up no interrupt"),
        said.stream().filter(line -> line.contains("signal")).toList());
  }

  @Test
  void aCommandThatFailsAndAResetAreSaid() throws Exception {
    try (ServeSession _ = open(ism())) {
      try (SocketGuest guest = new SocketGuest(a)) {
        guest.probe();
        assertNotEquals(0, guest.command("0000000900000018", "00000000000000990000000000000000"));
        assertEquals(0, guest.device.reset());
        assertEquals(0, guest.device.reset());
      }
      untilSaid("a" + GONE);
    }
    List<String> told = events().stream().filter(line -> line.startsWith("a: ")).toList();
    assertEquals("a: QUERY_RGID: failed with 2", told.get(6).replaceFirst("\\d+$", "2"));
    assertEquals("a: reset", told.get(7));
    assertEquals("a" + GONE, told.get(8));
  }

  @Test
  void whatIsRecordedReplaysAndWhatIsTracedIsThere() throws Exception {
    Path record = folder.resolve("r.jsonl");
    Path trace = folder.resolve("t.jsonl");
    try (ServeSession _ = open(ism().withRecord(record).withTrace(trace))) {
      try (SocketGuest one = new SocketGuest(a);
          SocketGuest other = new SocketGuest(b)) {
        one.probe();
        other.probe();
        other.move(one.dmb(GID_B), 8, "0102030405060708");
        assertEquals(0, other.device.flush());
      }
      try (SocketGuest again = new SocketGuest(a)) {
        again.probe();
      }
    }
    assertEquals(
        "ended, sockets removed; written: [" + record + ", " + trace + "]", said.getLast());
    Recording recording = Recording.read(record);
    Comparison comparison = new FunctionOperationsReplayer().replay(recording);
    assertEquals(List.of(), comparison.differences());
    assertEquals(recording.lines().size(), comparison.operations());
    long probes =
        Files.readAllLines(record).stream().filter(line -> line.contains("\"REG_SBA\"")).count();
    assertEquals(3, probes);
    Recording transcript = Recording.read(trace);
    Comparison replayed = new TranscriptReplayer().replay(transcript);
    assertEquals(List.of(), replayed.differences());
    assertTrue(replayed.operations() > 40, "messages: " + replayed.operations());
  }

  @Test
  void splitSaysWhyTheDriverWillFail() throws Exception {
    try (ServeSession _ = open(ServeSettings.of(DeviceModel.ISM, SocketSettings.at(a)))) {
      untilSaid(
          "a: the guest's ism driver will fail: QEMU refuses the blocks of 8 bytes that its"
              + " commands begin with, and cuts others (qemu.pcistb.7: A block is longer than 8"
              + " bytes and a multiple of 8 long.)");
    }
  }

  @Test
  void piecesThatWereReversedAreTurnedRound() throws Exception {
    ServeSettings memory = ServeSettings.of(DeviceModel.MEMORY, SocketSettings.at(a));
    for (boolean undo : new boolean[] {false, true}) {
      try (ServeSession _ = open(undo ? memory.undoingReversal() : memory);
          VfioUserDevice client = VfioUserDevice.connect(a, Patience.CLIENT)) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[] {2, 0, 0, 0, 0, 0, 0, 0});
        client.region(7).pwrite(4, bytes, 0, 2);
        byte[] piece = {7, 6, 5, 4, 3, 2, 1, 0};
        client.region(0).pwrite(16, MemorySegment.ofArray(piece), 0, 8);
        client.region(0).pwrite(24, MemorySegment.ofArray(piece), 0, 4);
        byte[] read = new byte[16];
        assertEquals(8, client.region(0).pread(16, MemorySegment.ofArray(read), 0, 8));
        assertEquals(4, client.region(0).pread(24, MemorySegment.ofArray(read), 8, 4));
        byte[] expected =
            undo
                ? new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 0, 0, 0, 0}
                : new byte[] {7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 0, 0, 0, 0};
        assertArrayEquals(expected, read);
      }
    }
  }

  @Test
  void socketsAreTheOwnersAlone() throws Exception {
    try (ServeSession _ = open(ism().withBlocks(BlockWay.PLUGIN))) {
      for (String each : List.of("a", "a.plugin", "b", "b.plugin")) {
        assertEquals(
            PosixFilePermissions.fromString("rw-------"),
            Files.getPosixFilePermissions(folder.resolve(each)),
            each);
      }
    }
    assertEquals(List.of(), files());
  }

  @Test
  void aPluginThatSpeaksNonsenseIsSaid() throws Exception {
    try (ServeSession _ = open(ism().withBlocks(BlockWay.PLUGIN));
        UnixSocket plugin = UnixSocket.connect(folder.resolve("a.plugin"))) {
      plugin.send(MemorySegment.ofArray(new byte[64]), 0, 64, List.of());
      String line = toSay.take();
      while (!line.startsWith("a: plugin: the plugin is gone: ")) {
        line = toSay.take();
      }
    }
  }

  @Test
  void aGdbstubThatNeverComesKeepsNothing() throws Exception {
    try (ServeSession session = open(ism().withBlocks(BlockWay.GDBSTUB));
        SocketGuest guest = new SocketGuest(a)) {
      guest.probe();
      assertEquals(BlockWay.GDBSTUB, session.plan().functions().getFirst().way());
    }
    assertEquals(List.of(), files());
  }

  private String refused(ServeSettings settings) {
    ServeException refused = assertThrows(ServeException.class, () -> open(settings));
    assertEquals(List.of(), said);
    return refused.option() + ": " + refused.getMessage();
  }

  @Test
  void whereOneSocketCannotBeNoneIs() throws Exception {
    Path record = folder.resolve("r");
    try (UnixServer _ = UnixServer.listen(b)) {
      assertEquals(
          "--socket: " + b + ": somebody serves there already; a free path was expected",
          refused(ism().withRecord(record)));
      assertEquals(List.of(b), files());
    }
    Path plugin = folder.resolve("b.plugin");
    Files.writeString(plugin, "");
    assertEquals(
        "--socket: " + plugin + ": a file is there that is no socket; a free path was expected",
        refused(ism().withBlocks(BlockWay.PLUGIN)));
    assertEquals(List.of(plugin), files());
  }

  /** Only when the second is made it shows that both are one. */
  @Test
  void whereTwoPathsAreOneFileNothingIsLeft() throws Exception {
    Path other = Files.createSymbolicLink(folder.resolve("other"), folder).resolve("a");
    Path there = Files.writeString(folder.resolve("there"), "text");
    ServeSettings settings =
        ServeSettings.of(DeviceModel.ISM, SocketSettings.at(a), SocketSettings.at(other))
            .withRecord(folder.resolve("r"))
            .withTrace(there);
    assertEquals(
        "--socket: " + other + ": somebody serves there already; a free path was expected",
        refused(settings));
    assertEquals(List.of(folder.resolve("other"), there), files());
  }

  @Test
  void whereAFileCannotBeWrittenNothingIs() throws Exception {
    assertEquals(
        "--record: " + folder + " cannot be written; a file to write was expected",
        refused(ism().withRecord(folder)));
    Path none = folder.resolve("none/t");
    assertEquals(
        "--trace: " + none + " cannot be written; a file to write was expected",
        refused(ism().withRecord(folder.resolve("r")).withTrace(none)));
    assertEquals(
        "--trace: " + folder.resolve("r") + " is that of --record; another was expected",
        refused(ism().withRecord(folder.resolve("r")).withTrace(folder.resolve("r"))));
    assertEquals(List.of(), files());
  }

  @Test
  void whereTheSystemMapIsNoneNothingIs() throws Exception {
    Path map = folder.resolve("map");
    ServeSettings settings = ism().withBlocks(BlockWay.GDBSTUB).withSystemMap(map);
    assertTrue(
        refused(settings).startsWith("--system-map: " + map + ": cannot be read: "),
        refused(settings));
    Files.writeString(map, "0000000000100000 T something\n");
    assertEquals(
        "--system-map: "
            + map
            + ": no symbol pgm_check_handler; the System.map of the guest's kernel was expected",
        refused(settings));
    assertEquals(List.of(map), files());
  }
}
