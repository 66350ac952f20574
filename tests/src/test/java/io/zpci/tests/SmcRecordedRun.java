package io.zpci.tests;

import io.zpci.guest.SmcConnection;
import io.zpci.ism.Fabric;
import io.zpci.linux.Errno;
import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The workload of the two-guest recording, run by the model in the recording's order of who acts
 * next: two guests connect, one sends messages of growing sizes, the other answers each with 8
 * bytes. What both did, and what was recorded, stands side by side for each message.
 *
 * <p>The recording decides only what the real kernels' timing decided: which guest acts, whether
 * its tasklet or its process (the low 12 bits of the address from which a CDC message was stored
 * tell them apart: each has its place on its stack), and whether a blocked writer woke up before
 * the next tasklet (then that tasklet moved what the writer had added).
 */
final class SmcRecordedRun {
  /** What was recorded and what the model did between two marks. */
  record Phase(List<String> recorded, List<String> seen) {}

  /** One store block or load, or an interrupt, of a guest; the recording's and the model's. */
  private record Act(
      String guest, String text, int length, boolean move, boolean signal, int page) {}

  /** Frames in which Linux 7.2.12 built CDC messages: the low 12 bits of their address. */
  private static final int TASKLET = 0xc48;

  private static final int SEND = 0xb28;
  private static final int SHUTDOWN = 0xc60;
  private static final int CLOSE = 0xc30;

  private static final int[] SIZES = {
    1, 4, 12, 60, 124, 128, 252, 1000, 4092, 5000, 20000, 65000, 200000
  };
  private static final int HEADER = 4;
  private static final int ANSWER = 8;
  private static final long SIGNAL = 1L << 23;

  private final List<Act> recorded = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private final Map<String, Phase> phases = new LinkedHashMap<>();
  private final SmcGuest server;
  private final SmcGuest client;
  private final Fabric fabric = new Fabric(0);
  private final SmcConnection serverEnd;
  private final SmcConnection clientEnd;
  private final long serverBuffer;
  private final long clientBuffer;
  private final long serverAnswer;
  private final long clientAnswer;
  private int phaseStart;
  private int message;
  private int written;
  private int read;
  private boolean answered;
  private int compared;

  private SmcRecordedRun(Recording recording, Arena arena) {
    for (Line line : recording.lines()) {
      add(line);
    }
    SmcGuest.Watch watch = new Watch();
    server = new SmcGuest("a", arena, 1 << 20, fabric, 0xa1a1_a1a1_0000_0001L, watch);
    client = new SmcGuest("b", arena, 1 << 20, fabric, 0xb2b2_b2b2_0000_0002L, watch);
    serverEnd = new SmcConnection(server.smc(), 0);
    clientEnd = new SmcConnection(client.smc(), 0);
    serverBuffer = server.allocate(1 << 18);
    clientBuffer = client.allocate(1 << 18);
    serverAnswer = server.allocate(ANSWER);
    clientAnswer = client.allocate(ANSWER);
  }

  /** Runs it all; by phase, in order. A difference ends the run, and its phase shows it. */
  static Map<String, Phase> of(Recording recording) {
    try (Arena arena = Arena.ofConfined()) {
      SmcRecordedRun run = new SmcRecordedRun(recording, arena);
      run.connect();
      if (run.same()) {
        run.messages();
      }
      if (run.same()) {
        run.end();
      }
      return run.phases;
    }
  }

  private void add(Line line) {
    String op = line.text("op");
    String fn = line.text("fn");
    switch (op) {
      case "pcistb" -> {
        long offset = line.number("offset");
        int bytes = (int) line.number("len");
        int page = (int) line.number("memory") & 0xfff;
        boolean move = line.number("bar") == 0;
        boolean signal = move && (offset & SIGNAL) != 0;
        String text = store(fn, (int) line.number("bar"), offset, line.text("data"));
        recorded.add(new Act(fn, text, bytes, move, signal, page));
      }
      case "pcilg" ->
          recorded.add(
              new Act(
                  fn,
                  load(fn, line.number("bar"), line.number("offset"), line.text("data")),
                  0,
                  false,
                  false,
                  0));
      case "irq" -> recorded.add(new Act(fn, fn + " irq", 0, false, false, 0));
      default -> {}
    }
  }

  private static String store(String fn, int bar, long offset, String data) {
    return "%s pcistb %d 0x%x %s".formatted(fn, bar, offset, data);
  }

  /** What QUERY_INFO says beyond the GID is the recording device's own. */
  private static String load(String fn, long bar, long offset, String data) {
    boolean own =
        offset == 16 && data.equals("0000000000000001")
            || offset == 8 && data.equals("0000000100001000");
    return "%s pcilg %d 0x%x %s".formatted(fn, bar, offset, own ? "-" : data);
  }

  private void connect() {
    check(server.smc().probe());
    check(client.smc().probe());
    mark("probe");
    fabric.nextToken(0x10);
    check(serverEnd.accept(client.function().gid()));
    fabric.nextToken(0x20);
    check(clientEnd.connect(serverEnd.facts()));
    serverEnd.confirm(clientEnd.facts());
    mark("connect");
  }

  private static void check(int result) {
    if (result != 0) {
      throw new IllegalStateException(Errno.name(result));
    }
  }

  private void messages() {
    for (int size : SIZES) {
      begin(size);
      while (!answered && same()) {
        act();
      }
      mark("message of " + size);
      if (!same()) {
        return;
      }
      checkMessage(size);
    }
  }

  private void begin(int size) {
    GuestStorage memory = client.memory();
    memory.putInt(clientBuffer, size);
    for (int i = 0; i < size; i++) {
      memory.putByte(clientBuffer + HEADER + i, pattern(size, i));
    }
    message = size == 0 ? HEADER : HEADER + size;
    written = 0;
    read = 0;
    answered = false;
  }

  private static int pattern(int size, int i) {
    return size * 7 + i * 13 + (i >> 8) & 0xff;
  }

  private void checkMessage(int size) {
    for (int i = 0; i < size; i++) {
      if (server.memory().getByte(serverBuffer + HEADER + i) != pattern(size, i)) {
        throw new IllegalStateException("byte %d of %d arrived wrong".formatted(i, size));
      }
    }
  }

  /** Whoever the recording names does what it names. */
  private void act() {
    int before = seen.size();
    Act next = recorded.get(before);
    if (next.guest().equals("b")) {
      clientActs();
    } else {
      serverActs();
    }
    if (seen.size() == before) {
      throw new IllegalStateException("the model does nothing where the recording has " + next);
    }
  }

  private void clientActs() {
    if (context() == TASKLET) {
      if (bytesOfNext() != clientEnd.unsent()) {
        write();
      }
      client.poll();
    } else {
      client.poll();
      takeAnswer();
      write();
    }
  }

  private void takeAnswer() {
    if (clientEnd.readable() > 0) {
      require(clientEnd.receive(clientAnswer, ANSWER), ANSWER);
      require((int) client.memory().getLong(clientAnswer), 0);
    }
  }

  private void write() {
    int sent = 1;
    while (written < message && sent != 0) {
      sent = clientEnd.send(clientBuffer + written, message - written);
      check(Math.min(sent, 0));
      written += sent;
    }
  }

  private void serverActs() {
    server.poll();
    while (serverEnd.readable() > 0) {
      int want =
          read < HEADER ? HEADER - read : server.memory().getInt(serverBuffer) + HEADER - read;
      int got = serverEnd.receive(serverBuffer + read, want);
      check(Math.min(got, 0));
      read += got;
    }
    boolean named = recorded.get(seen.size()).guest().equals("a") && context() == SEND;
    if (read == message && named) {
      require(serverEnd.send(serverAnswer, ANSWER), ANSWER);
      answered = true;
    }
  }

  /** The client says that it is done, both close, and the server's guest goes down. */
  private void end() {
    begin(0);
    clientActs();
    server.poll();
    require(serverEnd.receive(serverBuffer, HEADER), HEADER);
    require(context(), SHUTDOWN);
    check(serverEnd.shutdownWrite());
    require(context(), CLOSE);
    check(serverEnd.close());
    client.poll();
    require(clientEnd.receive(clientAnswer, ANSWER), 0);
    require(context(), CLOSE);
    check(clientEnd.close());
    server.poll();
    mark("close");
    server.smc().terminateAll();
    client.poll();
    mark("shutdown");
  }

  private static void require(int got, int expected) {
    if (got != expected) {
      throw new IllegalStateException("%d where %d was expected".formatted(got, expected));
    }
  }

  /** Where the next recorded CDC message was built. */
  private int context() {
    for (int i = seen.size(); i < recorded.size(); i++) {
      if (recorded.get(i).signal()) {
        return recorded.get(i).page();
      }
    }
    return 0;
  }

  /** Bytes of user data before the next recorded CDC message. */
  private int bytesOfNext() {
    int bytes = 0;
    for (int i = seen.size(); i < recorded.size() && !recorded.get(i).signal(); i++) {
      bytes += recorded.get(i).length();
    }
    return bytes;
  }

  /** Whether all that was seen is what was recorded. */
  private boolean same() {
    while (compared < seen.size() && compared < recorded.size()) {
      if (!recorded.get(compared).text().equals(seen.get(compared))) {
        return false;
      }
      compared++;
    }
    return compared == seen.size();
  }

  private void mark(String name) {
    int to = Math.min(seen.size(), recorded.size());
    phases.put(
        name,
        new Phase(
            recorded.subList(phaseStart, to).stream().map(Act::text).toList(),
            List.copyOf(seen.subList(phaseStart, seen.size()))));
    phaseStart = seen.size();
  }

  private final class Watch implements SmcGuest.Watch {
    @Override
    public void block(SmcGuest guest, int space, long offset, int length, long address) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) guest.memory().getByte(address + i);
      }
      seen.add(store(guest.name(), space, offset, HexFormat.of().formatHex(bytes)));
    }

    @Override
    public void load(SmcGuest guest, int space, long offset, int length, long value) {
      seen.add(SmcRecordedRun.load(guest.name(), space, offset, "%016x".formatted(value)));
    }

    @Override
    public void interrupt(SmcGuest guest) {
      seen.add(guest.name() + " irq");
      guest.takeInterrupt();
    }
  }
}
