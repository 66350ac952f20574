package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Request;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.UnixSocket;
import io.zpci.vfiouser.Leaks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw bytes in, raw bytes out. */
class PluginBlocksTest {
  private static final int FIRST = 0x8002_0000;
  private static final int SECOND = 0x8002_0001;
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  @TempDir Path folder;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final Function first = new Function(FIRST);
  private final Function second = new Function(SECOND);
  private PluginBlocks server;
  private Path socket;

  /** A function: keeps the last block, and ends it as the test says. */
  private static final class Function implements GuestBlocks {
    private final int handle;
    private final List<String> blocks = new ArrayList<>();
    private byte[] data = {};
    private int outcome = Outcome.OK;
    private Runnable then = () -> {};

    private Function(int handle) {
      this.handle = handle;
    }

    @Override
    public boolean serves(int asked) {
      return asked == handle;
    }

    @Override
    public int storeBlock(long request, long offset, long address, MemorySegment bytes, long at) {
      blocks.add("%x %x %x".formatted(request, offset, address));
      data = bytes.asSlice(at, Request.length(request)).toArray(ValueLayout.JAVA_BYTE);
      then.run();
      return outcome;
    }

    @Override
    public boolean read(long address, MemorySegment target, long at, int length) {
      return false;
    }
  }

  /** A plugin, byte by byte. */
  private static final class Plugin implements AutoCloseable {
    private final UnixSocket connection;
    private final Received received = new Received();

    private Plugin(Path socket) throws IOException {
      connection = UnixSocket.connect(socket);
    }

    private void send(byte[] bytes, Descriptor... descriptors) throws IOException {
      connection.send(MemorySegment.ofArray(bytes), 0, bytes.length, List.of(descriptors));
    }

    private byte[] receive(int length) throws IOException {
      byte[] bytes = new byte[length];
      connection.receiveAll(MemorySegment.ofArray(bytes), 0, length, received);
      return bytes;
    }

    private void expectEnd() throws IOException {
      int length;
      try {
        length = connection.receive(MemorySegment.ofArray(new byte[1]), 0, 1, received);
      } catch (PosixException e) {
        // What it had not read yet is gone with it: the peer is told so.
        assertEquals("recvmsg", e.call());
        length = 0;
      }
      assertEquals(0, length);
    }

    @Override
    public void close() {
      received.close();
      connection.close();
    }
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
  }

  private static byte[] greeting(int magic, int version, int vcpu, int zero) {
    return buffer(16).putInt(magic).putInt(version).putInt(vcpu).putInt(zero).array();
  }

  private static byte[] greeting(int vcpu) {
    return greeting(0x7a70_6362, 1, vcpu, 0);
  }

  private static byte[] header(long request, long offset, long address, int vcpu, int length) {
    return buffer(32)
        .putLong(request)
        .putLong(offset)
        .putLong(address)
        .putInt(vcpu)
        .putInt(length)
        .array();
  }

  private static byte[] block(long request, int vcpu, byte[] data) {
    return concat(header(request, 0x1234_5678_9abcL, 0xfff, vcpu, data.length), data);
  }

  private static byte[] concat(byte[] one, byte[] two) {
    return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() throws Exception {
    socket = folder.resolve("blocks.sock");
    PluginEvents events =
        new PluginEvents() {
          @Override
          public void connected(int vcpu) {
            said.add("connected " + vcpu);
          }

          @Override
          public void disconnected(int vcpu, String why) {
            said.add("disconnected " + vcpu + ": " + why);
          }
        };
    server = new PluginBlocks(socket, List.of(first, second), events);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String event() throws Exception {
    return String.valueOf(said.poll(60, TimeUnit.SECONDS));
  }

  private Plugin greeted(int vcpu) throws Exception {
    Plugin plugin = new Plugin(socket);
    plugin.send(greeting(vcpu));
    assertArrayEquals(greeting(vcpu), plugin.receive(16));
    assertEquals("connected " + vcpu, event());
    return plugin;
  }

  @Test
  void onlyTheOwnerMayConnectAndTheFileGoesWithTheServer() throws Exception {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    assertEquals(socket, server.socket());
    PluginBlocks other = new PluginBlocks(socket, List.of(), PluginEvents.NONE);
    assertThrows(PosixException.class, other::start);
    assertThrows(IllegalStateException.class, server::start);
    server.close();
    assertFalse(Files.exists(socket));
    assertThrows(IllegalStateException.class, server::start);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 4095, 4096})
  void aBlockGoesToTheFunctionItIsFor(int length) throws Exception {
    try (Plugin plugin = greeted(3)) {
      byte[] data = bytes(length, length);
      long request = Request.of(SECOND, 2, length) | 0xff00_0000L;
      plugin.send(block(request, 3, data));
      assertArrayEquals(new byte[4], plugin.receive(4));
      assertEquals(List.of("%x 123456789abc fff".formatted(request)), second.blocks);
      assertArrayEquals(data, second.data);
      assertEquals(List.of(), first.blocks);
    }
    assertEquals("disconnected 3: the plugin closed it", event());
  }

  @ParameterizedTest
  @CsvSource({"0, 00000000", "1, 00010000", "2, 00020000", "3, 00030000", "10241, 00012800"})
  void howItEndsIsFourBytes(int outcome, String answer) throws Exception {
    first.outcome = outcome;
    try (Plugin plugin = greeted(0)) {
      plugin.send(block(Request.of(FIRST, 0, 8), 0, bytes(8, 1)));
      assertArrayEquals(HexFormat.of().parseHex(answer), plugin.receive(4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SPECIFICATION", "OPERAND", "ADDRESSING"})
  void aProgramInterruptionIsAnAnswerToo(String interruption) throws Exception {
    first.outcome = Outcome.exception(ProgramInterruption.valueOf(interruption));
    try (Plugin plugin = greeted(0)) {
      plugin.send(block(Request.of(FIRST, 0, 8), 0, bytes(8, 1)));
      assertArrayEquals(new byte[] {2, 0, 0, 0}, plugin.receive(4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8002_0002, 0x0002_0000, 0, -1})
  void aFunctionThatIsNotServedIsTheVmms(int handle) throws Exception {
    try (Plugin plugin = greeted(0)) {
      plugin.send(block(Request.of(handle, 0, 16), 0, bytes(16, 1)));
      assertArrayEquals(new byte[] {1, 0, 0, 0}, plugin.receive(4));
      plugin.send(block(Request.of(FIRST, 0, 16), 0, bytes(16, 2)));
      assertArrayEquals(new byte[] {0, 0, 0, 0}, plugin.receive(4));
    }
    assertEquals(1, first.blocks.size());
  }

  @Test
  void aBlockMayComeInPieces() throws Exception {
    byte[] data = bytes(200, 7);
    byte[] message = block(Request.of(FIRST, 0, 200), 0, data);
    try (Plugin plugin = greeted(0)) {
      for (byte each : message) {
        plugin.send(new byte[] {each});
      }
      assertArrayEquals(new byte[4], plugin.receive(4));
    }
    assertArrayEquals(data, first.data);
  }

  @Test
  void aGreetingMayComeInPieces() throws Exception {
    try (Plugin plugin = new Plugin(socket)) {
      for (byte each : greeting(1)) {
        plugin.send(new byte[] {each});
      }
      assertArrayEquals(greeting(1), plugin.receive(16));
    }
  }

  @Test
  void eachVcpuHasAConnection() throws Exception {
    try (Plugin zero = greeted(0);
        Plugin one = greeted(1)) {
      one.send(block(Request.of(FIRST, 0, 8), 1, bytes(8, 1)));
      assertArrayEquals(new byte[4], one.receive(4));
      zero.send(block(Request.of(FIRST, 0, 8), 0, bytes(8, 2)));
      assertArrayEquals(new byte[4], zero.receive(4));
    }
    assertEquals(2, first.blocks.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7a706363 1 0 0|a greeting 0x7a706362 was expected, this is 0x7a706363",
        "6263707a 1 0 0|a greeting 0x7a706362 was expected, this is 0x6263707a",
        "7a706362 2 0 0|version 1 of the plugin was expected, this is 2; build it again with zpci"
            + " plugin",
        "7a706362 1 ffffffff 0|a vCPU and 0 were expected in the greeting, these are 0xffffffff"
            + " and 0x0",
        "7a706362 1 0 1|a vCPU and 0 were expected in the greeting, these are 0x0 and 0x1",
      })
  void whoDoesNotGreetIsSentAway(String words, String why) throws Exception {
    try (Plugin plugin = new Plugin(socket)) {
      ByteBuffer greeting = buffer(16);
      for (String word : words.split(" ")) {
        greeting.putInt(Integer.parseUnsignedInt(word, 16));
      }
      plugin.send(greeting.array());
      plugin.expectEnd();
    }
    assertEquals("disconnected -1: " + why, event());
    aBlockGoesToTheFunctionItIsFor(8);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 1001, 1001",
    "0, ffffffff, ffff",
    "0, 80000000, 0",
    "0, 10, 11",
    "1, 10, 10",
    "ffffffff, 10, 10"
  })
  void aBlockThatCannotBeEndsTheConnection(String vcpu, String length, String inRequest)
      throws Exception {
    int wrong = Integer.parseUnsignedInt(vcpu, 16);
    int bytes = Integer.parseUnsignedInt(length, 16);
    long request = Request.of(FIRST, 0, Integer.parseInt(inRequest, 16));
    try (Plugin plugin = greeted(0)) {
      plugin.send(header(request, 0, 0, wrong, bytes));
      plugin.expectEnd();
    }
    assertEquals(
        "disconnected 0: a block of 1 to 4096 bytes of its own vCPU was expected, this is of vCPU"
            + " %d, has %d, and 0x%x in its request".formatted(wrong, bytes, request),
        event());
    assertEquals(List.of(), first.blocks);
    aBlockGoesToTheFunctionItIsFor(8);
  }

  @Test
  void whatComesBeforeTheAnswerEndsTheConnection() throws Exception {
    byte[] one = block(Request.of(FIRST, 0, 8), 0, bytes(8, 1));
    try (Plugin plugin = greeted(0)) {
      plugin.send(concat(one, one));
      plugin.expectEnd();
    }
    assertEquals(
        "disconnected 0: something came along with a block, or before its answer", event());
    assertEquals(List.of(), first.blocks);
    try (Plugin plugin = greeted(0)) {
      plugin.send(concat(block(Request.of(FIRST, 0, 4096), 0, bytes(4096, 1)), one));
      plugin.expectEnd();
    }
    assertEquals(
        "disconnected 0: something came along with a block, or before its answer", event());
  }

  @Test
  void aDescriptorEndsTheConnectionAndIsClosed() throws Exception {
    try (Plugin plugin = greeted(0);
        EventFd passed = EventFd.create()) {
      plugin.send(block(Request.of(FIRST, 0, 8), 0, bytes(8, 1)), passed.descriptor());
      plugin.expectEnd();
    }
    assertEquals(
        "disconnected 0: something came along with a block, or before its answer", event());
    assertEquals(List.of(), first.blocks);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15})
  void aGreetingThatStopsIsAnEnd(int length) throws Exception {
    try (Plugin plugin = new Plugin(socket)) {
      plugin.send(Arrays.copyOf(greeting(0), length));
    }
    assertEquals(
        "disconnected -1: the plugin ended after %d of 16 bytes".formatted(length), event());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 39})
  void aBlockThatStopsIsAnEnd(int length) throws Exception {
    try (Plugin plugin = greeted(0)) {
      byte[] whole = block(Request.of(FIRST, 0, 8), 0, bytes(8, 1));
      plugin.send(Arrays.copyOf(whole, length));
    }
    assertEquals(
        "disconnected 0: the plugin ended after %d of %d bytes"
            .formatted(length, length < 32 ? 32 : 40),
        event());
    assertEquals(List.of(), first.blocks);
  }

  /** What a file that was cut gives, and what a bug gives: that connection, and nothing else. */
  @Test
  void aFunctionThatFailsEndsTheConnectionOnly() throws Exception {
    try (Plugin other = greeted(1)) {
      for (Throwable each :
          List.of(new InternalError("a fault"), new IllegalStateException("a bug"))) {
        first.then =
            () -> {
              if (each instanceof InternalError error) {
                throw error;
              }
              throw (IllegalStateException) each;
            };
        try (Plugin plugin = greeted(0)) {
          plugin.send(block(Request.of(FIRST, 0, 8), 0, bytes(8, 1)));
          plugin.expectEnd();
        }
        assertEquals("disconnected 0: " + each.getMessage(), event());
      }
      first.then = () -> {};
      other.send(block(Request.of(FIRST, 0, 8), 1, bytes(8, 2)));
      assertArrayEquals(new byte[4], other.receive(4));
    }
  }

  @Test
  void closingEndsWhoIsConnected() throws Exception {
    try (Plugin plugin = greeted(0);
        Plugin silent = new Plugin(socket)) {
      silent.send(new byte[3]);
      server.close();
      plugin.expectEnd();
      silent.expectEnd();
    }
    server.close();
  }

  @Test
  void moreConnectionsThanVcpusAreSentAway() throws Exception {
    List<Plugin> plugins = new ArrayList<>();
    for (int vcpu = 0; vcpu < PluginBlocks.MAX_CONNECTIONS; vcpu++) {
      plugins.add(greeted(vcpu));
    }
    try (Plugin more = new Plugin(socket)) {
      more.expectEnd();
    }
    assertEquals("disconnected -1: there are 256 connections", event());
    plugins.getFirst().close();
    assertEquals("disconnected 0: the plugin closed it", event());
    plugins.set(0, greetedAtLast(0));
    plugins.forEach(Plugin::close);
  }

  /** The thread that told the end may not have left yet: then one more is sent away. */
  private Plugin greetedAtLast(int vcpu) throws Exception {
    while (true) {
      Plugin plugin = new Plugin(socket);
      try {
        plugin.send(greeting(vcpu));
      } catch (PosixException e) {
        assertEquals("sendmsg", e.call());
      }
      String event = event();
      if (event.equals("connected " + vcpu)) {
        assertArrayEquals(greeting(vcpu), plugin.receive(16));
        return plugin;
      }
      assertEquals("disconnected -1: there are 256 connections", event);
      plugin.close();
    }
  }

  /** 500 rounds: as many descriptors and threads as before. */
  @Test
  void whoComesAndGoesLeavesNothing() throws Exception {
    round(0);
    long before = Leaks.descriptors();
    for (int i = 0; i < 500; i++) {
      round(i);
    }
    server.close();
    long after = Leaks.descriptors();
    assertTrue(after <= before, before + " then " + after);
  }

  private void round(int vcpu) throws Exception {
    try (Plugin plugin = greeted(vcpu)) {
      plugin.send(block(Request.of(FIRST, 0, 8), vcpu, bytes(8, vcpu)));
      assertArrayEquals(new byte[4], plugin.receive(4));
    }
    assertEquals("disconnected " + vcpu + ": the plugin closed it", event());
  }

  /**
   * Whatever bytes come: a greeting or block that is none ends the connection, and nothing hangs.
   */
  @Test
  void randomBytesEndTheConnection() throws Exception {
    long seed = Long.getLong("zpci.seed", 20_261_121L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      boolean greet = random.nextBoolean();
      try (Plugin plugin = greet ? greeted(0) : new Plugin(socket)) {
        byte[] message = block(Request.of(FIRST, 0, 64), 0, bytes(64, i));
        int changed = random.nextInt(32);
        message[greet ? 24 + changed % 8 : changed % 16] ^= (byte) (1 + random.nextInt(255));
        plugin.send(Arrays.copyOf(message, greet ? 32 : 16));
        plugin.expectEnd();
      }
      assertTrue(event().startsWith("disconnected " + (greet ? 0 : -1)), "round " + i);
    }
    assertEquals(List.of(), first.blocks);
  }

  /**
   * Of 500 times 1,000 blocks one time nothing. The JDK makes a slice of the place for errno at
   * each downcall, which goes when the code around it is compiled for good: that is waited for,
   * longer where compilers are starved.
   */
  @Test
  void aBlockAllocatesNothing() throws Exception {
    Counting counting = new Counting();
    Path path = folder.resolve("counted.sock");
    try (PluginBlocks counted = new PluginBlocks(path, List.of(counting), PluginEvents.NONE)) {
      counted.start();
      try (Plugin plugin = new Plugin(path);
          Arena arena = Arena.ofConfined()) {
        plugin.send(greeting(0));
        plugin.receive(16);
        byte[] block = block(Request.of(FIRST, 0, 64), 0, bytes(64, 1));
        MemorySegment message = arena.allocate(block.length, 8);
        MemorySegment.copy(block, 0, message, ValueLayout.JAVA_BYTE, 0, block.length);
        MemorySegment answer = arena.allocate(4, 8);
        long begin = System.nanoTime();
        for (int i = 0;
            counting.least > 0 && (i < 500_000 || System.nanoTime() - begin < PATIENCE_NANOS);
            i++) {
          plugin.connection.send(message, 0, block.length, List.of());
          plugin.connection.receiveAll(answer, 0, 4, plugin.received);
        }
      }
    }
    assertEquals(0, counting.least, "bytes in the best 1,000 blocks");
  }

  /** Counts what its thread allocates between a block and the thousandth after it. */
  private static final class Counting implements GuestBlocks {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private volatile long least = Long.MAX_VALUE;
    private long begin;
    private int count;

    @Override
    public boolean serves(int handle) {
      return true;
    }

    @Override
    public int storeBlock(long request, long offset, long address, MemorySegment data, long at) {
      if (count % 1000 == 0) {
        long now = threads.getCurrentThreadAllocatedBytes();
        if (count > 0) {
          least = Math.min(least, now - begin);
        }
        begin = threads.getCurrentThreadAllocatedBytes();
      }
      count++;
      return Outcome.OK;
    }

    @Override
    public boolean read(long address, MemorySegment target, long at, int length) {
      return false;
    }
  }
}
