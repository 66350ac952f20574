package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Request;
import io.zpci.blocks.GuestBlocks;
import io.zpci.blocks.PluginBlocks;
import io.zpci.blocks.PluginEvents;
import io.zpci.nativedriver.CCompiler;
import io.zpci.posix.Received;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin as {@code zpci plugin} builds it, between a QEMU's calls and a real server. */
class PluginTest {
  private static final int HANDLE = 0x8002_0000;
  private static final long CODE = 0x4000;

  /** PCISTB r6,r8,0(r10). */
  private static final String PCISTB = "eb68a00000d0";

  /** 64-bit addressing, DAT, supervisor state, cc 3. */
  private static final long PSW = 0x0404_3001_8000_0000L;

  private static final long CC_BITS = 0x3000_0000_0000L;

  @TempDir static Path folder;
  private static Path program;
  private static Path plugin;

  private final Path socket = folder.resolve("blocks.sock");
  private final Taken taken = new Taken();
  private PluginBlocks server;
  private FakeQemu qemu;

  /** A block that arrived. */
  private record Block(long request, long offset, long address, List<Byte> data) {
    static Block of(long request, long offset, long address, byte[] data) {
      List<Byte> bytes = new ArrayList<>();
      for (byte each : data) {
        bytes.add(each);
      }
      return new Block(request, offset, address, bytes);
    }
  }

  /** The function with {@link #HANDLE}: keeps what arrives, and ends it as the test says. */
  private static final class Taken implements GuestBlocks {
    private final ConcurrentLinkedQueue<Block> blocks = new ConcurrentLinkedQueue<>();
    private volatile ToIntFunction<Long> outcome = request -> Outcome.OK;

    @Override
    public boolean serves(int handle) {
      return handle == HANDLE;
    }

    @Override
    public int storeBlock(long request, long offset, long address, MemorySegment data, long at) {
      byte[] bytes = data.asSlice(at, Request.length(request)).toArray(ValueLayout.JAVA_BYTE);
      blocks.add(Block.of(request, offset, address, bytes));
      return outcome.applyAsInt(request);
    }

    @Override
    public boolean read(long address, MemorySegment target, long at, int length) {
      return false;
    }
  }

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    program = FakeQemu.compile(folder);
    Ran built = Ran.zpci("plugin", folder.toString());
    plugin = folder.resolve("zpci-pcistb.so").toAbsolutePath();
    assertEquals(new Ran(0, "-plugin " + plugin + ",socket=PATH\n", ""), built);
  }

  @BeforeEach
  void start() throws Exception {
    serve();
    qemu = new FakeQemu(program, plugin, 4, "socket=" + socket);
    qemu.come(0);
    assertEquals(1, qemu.translate(CODE, PCISTB));
    qemu.set(0, "pswm", PSW);
    qemu.set(0, "r10", 0x10000);
  }

  private void serve() throws Exception {
    server = new PluginBlocks(socket, List.of(taken), PluginEvents.NONE);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    qemu.close();
    server.close();
  }

  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private int cc() {
    return (int) ((qemu.get(0, "pswm") & CC_BITS) >>> 44);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 128, 129, 1000, 4095, 4096})
  void aBlockArrivesWhole(int length) {
    byte[] data = bytes(length, length);
    long request = Request.of(HANDLE, 2, length) | 0xab00_0000L;
    qemu.memory(0x10003, data);
    qemu.set(0, "r6", request);
    qemu.set(0, "r8", 0x8000_0000_0080_0005L);
    qemu.set(0, "r10", 0x10003);
    assertEquals("pc 4006", qemu.run(0, CODE));
    assertEquals(
        List.of(Block.of(request, 0x8000_0000_0080_0005L, 0x10003, data)),
        List.copyOf(taken.blocks));
    assertEquals(PSW & ~CC_BITS, qemu.get(0, "pswm"));
    assertEquals(request, qemu.get(0, "r6"));
    assertEquals("", qemu.said());
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,40", "1,255", "2,0", "3,0"})
  void howItEndsIsToldToTheProgram(int cc, int status) {
    taken.outcome = request -> cc == 1 ? Outcome.error(status) : cc;
    long request = Request.of(HANDLE, 0, 16) | 0x7700_0000L;
    qemu.set(0, "r6", request);
    assertEquals("pc 4006", qemu.run(0, CODE));
    assertEquals(cc, cc());
    assertEquals(PSW & ~CC_BITS, qemu.get(0, "pswm") & ~CC_BITS);
    assertEquals(cc == 1 ? Request.withStatus(request, status) : request, qemu.get(0, "r6"));
  }

  /** QEMU would execute it in pieces, so its length is made one that QEMU refuses. */
  @Test
  void aProgramInterruptionIsForQemuToRaise() {
    taken.outcome = request -> Outcome.exception(ProgramInterruption.OPERAND);
    qemu.set(0, "r6", Request.of(HANDLE, 0, 16));
    assertEquals("left", qemu.run(0, CODE));
    assertEquals(1, taken.blocks.size());
    assertEquals(Request.of(HANDLE, 0, 0), qemu.get(0, "r6"));
    assertEquals(PSW, qemu.get(0, "pswm"));
  }

  @Test
  void anotherFunctionsBlockIsLeft() {
    long request = Request.of(HANDLE + 1, 0, 16);
    qemu.set(0, "r6", request);
    assertEquals("left", qemu.run(0, CODE));
    assertEquals(request, qemu.get(0, "r6"));
    assertEquals(PSW, qemu.get(0, "pswm"));
    assertEquals(0, taken.blocks.size());
    qemu.set(0, "r6", Request.of(HANDLE, 0, 16));
    assertEquals("pc 4006", qemu.run(0, CODE));
  }

  @ParameterizedTest
  @CsvSource({
    "problem state, 0405300180000000, 10, 10000",
    "access registers, 0404700180000000, 10, 10000",
    "no length, 0404300180000000, 0, 10000",
    "too long, 0404300180000000, 1001, 10000",
    "no memory, 0404300180000000, 10, ffff",
    "memory ends, 0404300180000000, 10, 1fff1",
  })
  void whatAPcistbMayNotDoIsLeft(String what, String psw, String length, String address) {
    qemu.set(0, "pswm", Long.parseUnsignedLong(psw, 16));
    qemu.set(0, "r6", Request.of(HANDLE, 0, Integer.parseInt(length, 16)));
    qemu.set(0, "r10", Long.parseLong(address, 16));
    assertEquals("left", qemu.run(0, CODE), what);
    assertEquals(0, taken.blocks.size(), what);
  }

  /** Base 0 is no register, a displacement has a sign, and addresses wrap by the PSW. */
  @ParameterizedTest
  @CsvSource({
    "eb68000010d0, 0404300180000000, 8000, 0, 10000, 4006",
    "eb68a00000d0, 0404300180000000, 8000, 10010, 10010, 4006",
    "eb68afff00d0, 0404300180000000, 8000, 10010, 1100f, 4006",
    "eb68a00080d0, 0404300180000000, 8000, 90010, 10010, 4006",
    "eb68afffffd0, 0404300180000000, 8000, 10001, 10000, 4006",
    "eb68a00000d0, 0404300080000000, 80000000, ffff000080010010, 10010, 4006",
    "eb68a00000d0, 0404300000000000, 80000000, ffff000080010010, 10010, 4006",
  })
  void theAddressIsTheSecondOperands(
      String text, String psw, String offset, String base, String address, String next) {
    qemu.translate(CODE, text);
    qemu.set(0, "r0", 0x12345);
    qemu.set(0, "pswm", Long.parseUnsignedLong(psw, 16));
    qemu.set(0, "r6", Request.of(HANDLE, 0, 24));
    qemu.set(0, "r8", Long.parseLong(offset, 16));
    qemu.set(0, "r10", Long.parseUnsignedLong(base, 16));
    assertEquals("pc " + next, qemu.run(0, CODE));
    Block block = taken.blocks.element();
    assertEquals(Long.parseLong(address, 16), block.address());
    assertEquals(Long.parseLong(offset, 16), block.offset());
  }

  @Test
  void theNextInstructionIsWhereAddressesWrap() {
    qemu.translate(0x7fff_fffcL, PCISTB);
    qemu.set(0, "r6", Request.of(HANDLE, 0, 24));
    qemu.set(0, "pswm", PSW & ~0x1_0000_0000L);
    assertEquals("pc 2", qemu.run(0, 0x7fff_fffcL));
    qemu.set(0, "pswm", PSW);
    assertEquals("pc 80000002", qemu.run(0, 0x7fff_fffcL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eb68a00000d1", "e368a00000d0", "eb68", "eb68a0d0", "ebd0d0d0d04e"})
  void otherInstructionsAreNotTouched(String text) {
    assertEquals(0, qemu.translate(0x5000, text));
    assertEquals("left", qemu.run(0, 0x5000));
  }

  @Test
  void whereNobodyServesItIsLeftAndSaidOnce() throws Exception {
    server.close();
    qemu.set(0, "r6", Request.of(HANDLE, 0, 16));
    assertEquals("left", qemu.run(0, CODE));
    assertEquals("left", qemu.tell("run 0 %x 3e8", CODE));
    assertEquals(
        "zpci-pcistb: no server, PCISTB is left to QEMU: No such file or directory\n", qemu.said());
    serve();
    assertEquals("pc 4006", runUntilTaken());
    assertEquals(1, taken.blocks.size());
    assertTrue(qemu.said().endsWith("zpci-pcistb: the server is there\n"), qemu.said());
  }

  @Test
  void aServerThatIsLostIsFoundAgain() throws Exception {
    qemu.set(0, "r6", Request.of(HANDLE, 0, 16));
    assertEquals("pc 4006", qemu.run(0, CODE));
    server.close();
    assertEquals("left", qemu.run(0, CODE));
    serve();
    assertEquals("pc 4006", runUntilTaken());
    assertEquals(2, taken.blocks.size());
    assertEquals(2, qemu.said().lines().count(), qemu.said());
  }

  /** The plugin does not ask a server again at once that it has just lost. */
  private String runUntilTaken() {
    String answer;
    do {
      answer = qemu.run(0, CODE);
    } while (answer.equals("left"));
    return answer;
  }

  /** Whatever a server says: the block is left, and the connection is over. */
  @ParameterizedTest
  @ValueSource(strings = {"03000000", "00040000", "00000001", "01000001", ""})
  void anAnswerThatIsNoneEndsTheConnection(String answer) throws Exception {
    server.close();
    try (UnixServer odd = UnixServer.listen(socket)) {
      Thread asker = Thread.ofPlatform().start(() -> askOnce());
      try (UnixSocket client = odd.accept(60_000);
          Received received = new Received();
          Arena arena = Arena.ofConfined()) {
        MemorySegment message = arena.allocate(64, 8);
        client.receiveAll(message, 0, 16, received);
        client.send(message, 0, 16, List.of());
        client.receiveAll(message, 0, 48, received);
        byte[] said = HexFormat.of().parseHex(answer);
        client.send(MemorySegment.ofArray(said), 0, said.length, List.of());
        if (said.length == 0) {
          client.shutdown();
        } else {
          assertEquals(0, client.receive(message, 0, 64, received));
        }
      }
      asker.join();
    }
    assertEquals("left", asked);
    assertEquals(PSW, qemu.get(0, "pswm"));
    serve();
    assertEquals("pc 4006", runUntilTaken());
  }

  private volatile String asked = "";

  private void askOnce() {
    qemu.set(0, "r6", Request.of(HANDLE, 0, 16));
    asked = qemu.run(0, CODE);
  }

  @Test
  void tenThousandBlocksHoldNoMoreThanOne() {
    qemu.set(0, "r6", Request.of(HANDLE, 0, 4096));
    taken.outcome = request -> Outcome.error(4);
    assertEquals("pc 4006", qemu.run(0, CODE));
    // Two arrays of the vCPU; registers are read into one and never pile up.
    assertEquals("2 1000", qemu.tell("arrays"));
    assertEquals("pc 4006", qemu.tell("run 0 %x 2710", CODE));
    assertEquals("2 1000", qemu.tell("arrays"));
    assertEquals("gone", qemu.tell("go 0"));
    assertEquals("0 1000", qemu.tell("arrays"));
    qemu.come(0);
    assertEquals("pc 4006", qemu.run(0, CODE));
    assertEquals(10_002, taken.blocks.size());
  }

  @Test
  void eachVcpuHasItsOwnWay() {
    for (int vcpu = 0; vcpu < 4; vcpu++) {
      if (vcpu > 0) {
        qemu.come(vcpu);
      }
      qemu.memory(0x10000 + 0x1000L * vcpu, bytes(512, vcpu));
      qemu.set(vcpu, "pswm", PSW);
      qemu.set(vcpu, "r6", Request.of(HANDLE, vcpu, 512));
      qemu.set(vcpu, "r8", vcpu);
      qemu.set(vcpu, "r10", 0x10000 + 0x1000L * vcpu);
    }
    taken.outcome = Request::space;
    assertEquals("fa0", qemu.tell("race 3 %x 3e8", CODE));
    int[] count = new int[4];
    for (Block block : taken.blocks) {
      int vcpu = (int) block.offset();
      count[vcpu]++;
      assertEquals(
          Block.of(Request.of(HANDLE, vcpu, 512), vcpu, 0x10000 + 0x1000L * vcpu, bytes(512, vcpu)),
          block);
    }
    assertArrayEquals(new int[] {1000, 1000, 1000, 1000}, count);
    for (int vcpu = 0; vcpu < 4; vcpu++) {
      assertEquals(vcpu, (qemu.get(vcpu, "pswm") & CC_BITS) >>> 44);
    }
  }

  @Test
  void aGuestThatMakesMoreAndMoreOfThemGetsNoMoreMemory() {
    for (int i = 0; i < 1000; i++) {
      assertEquals(1, qemu.translate(CODE, PCISTB));
    }
    int callbacks = 0;
    for (int i = 1; i <= 4200; i++) {
      callbacks += qemu.translate(CODE + 8L * i, PCISTB);
    }
    assertEquals(4095, callbacks);
    assertEquals(
        "zpci-pcistb: too many PCISTB in this guest: further ones are left to QEMU\n", qemu.said());
    qemu.set(0, "r6", Request.of(HANDLE, 0, 16));
    assertEquals("left", qemu.run(0, CODE + 8 * 4200));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|socket=PATH is missing",
        "socket=a path=b|socket=PATH was expected, not: path=b",
        "socket=|socket: a path of 1 to 107 bytes was expected",
      })
  void whatQemuIsToldWrongIsOneLine(@Nullable String arguments, String line) throws Exception {
    String[] given = arguments == null ? new String[0] : arguments.split(" ");
    try (FakeQemu refused = new FakeQemu(program, plugin, 4, given)) {
      assertEquals(1, refused.end());
      assertEquals("zpci-pcistb: " + line + "\n", refused.said());
    }
  }
}
