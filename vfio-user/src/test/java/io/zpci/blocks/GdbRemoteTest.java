package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.Received;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What QEMU 11.1.2 answered for a guest whose ism driver stored the payload and the header of its
 * first command, packet by packet.
 */
class GdbRemoteTest {
  @TempDir Path folder;
  private UnixServer server;
  private UnixSocket client;
  private UnixSocket stub;
  private GdbRemote gdb;

  @BeforeEach
  void connect() throws IOException {
    server = UnixServer.listen(folder.resolve("gdb"));
    client = UnixSocket.connect(server.path());
    stub = Objects.requireNonNull(server.accept(1000));
    gdb = new GdbRemote(new GdbPackets(client, GdbstubEvents.NONE));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    stub.close();
    server.close();
  }

  /** The stub's answers, which wait in the socket for their questions. */
  private void answers(String... packets) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String each : packets) {
      int sum = 0;
      for (int i = 0; i < each.length(); i++) {
        sum += each.charAt(i);
      }
      all.append("+$").append(each).append("#%02x".formatted(sum & 0xff));
    }
    byte[] raw = all.toString().getBytes(StandardCharsets.ISO_8859_1);
    stub.send(MemorySegment.ofArray(raw), 0, raw.length, List.of());
  }

  /** The questions so far, without frames. */
  private List<String> questions() throws IOException {
    byte[] raw = new byte[4096];
    int length;
    try (Received none = new Received()) {
      length = stub.receive(MemorySegment.ofArray(raw), 0, raw.length, none);
    }
    String all = new String(raw, 0, length, StandardCharsets.ISO_8859_1);
    return List.of(all.substring(1, all.length() - 3).split("#..\\$"));
  }

  private static final String FIRST_BLOCK =
      "0704d00180000000000003ffe0128ab0000000000000000000000000000000010000037fe0003aa8"
          + "800200000002000800000000000000080000000001013448000000000000000180020000000200080000037f"
          + "e0003aa8000000000000000800000000013d8a00800200000002000800000000010fb300000000000000000000"
          + "00037fe00039800000037fe0003908";

  @Test
  void aConversationBegins() throws IOException {
    answers("PacketSize=20020;qXfer:features:read+;vContSupported+;multiprocess+", "T05core:01;");
    gdb.hello();
    assertEquals(0x1_0000, gdb.readable());
    assertEquals(List.of("qSupported:vContSupported+", "?"), questions());
  }

  @Test
  void aMachineThatRanIsStoppedByTheConnection() throws IOException {
    answers("T02thread:02;", "", "T05core:02;");
    gdb.hello();
    assertEquals(0x800, gdb.readable());
  }

  @Test
  void registersOfTheFirstBlock() throws IOException {
    answers("T05thread:p01.01;", FIRST_BLOCK, "000000011ffff000");
    assertEquals(GdbRemote.TRAP, gdb.awaitStop());
    gdb.readRegisters();
    assertEquals(0x0704_d001_8000_0000L, gdb.register(GdbRemote.PSW_MASK));
    assertEquals(0x3ff_e012_8ab0L, gdb.register(GdbRemote.PSW_ADDRESS));
    byte[] code = HexFormat.of().parseHex("ebb9800000d0");
    Pcistb pcistb = Objects.requireNonNull(Pcistb.decode(0x3ff_e012_8ab0L, code, 0));
    assertEquals(0x8002_0000_0002_0008L, gdb.register(GdbRemote.GENERAL_0 + pcistb.r1()));
    assertEquals(8, gdb.register(GdbRemote.GENERAL_0 + pcistb.r3()));
    assertEquals(0x37f_e000_3aa8L, gdb.register(GdbRemote.GENERAL_0 + pcistb.base()));
    byte[] data = new byte[8];
    assertTrue(gdb.read(0x37f_e000_3aa8L, MemorySegment.ofArray(data), 0, 8));
    assertEquals("000000011ffff000", HexFormat.of().formatHex(data));
    assertEquals(List.of("g", "m37fe0003aa8,8"), questions());
  }

  @Test
  void aBlockIsAnsweredAndTheNextStopComes() throws IOException {
    gdb.setRegister(GdbRemote.PSW_ADDRESS, 0x3ff_e012_8ab6L);
    gdb.setRegister(GdbRemote.PSW_MASK, 0x0704_c001_8000_0000L);
    gdb.resume();
    assertEquals(List.of("P1=000003ffe0128ab6", "P0=0704c00180000000", "vCont;c"), questions());
    answers("OK", "OK", "T05thread:p01.02;", "T05thread:p01.02;");
    assertEquals(GdbRemote.RUNNING, gdb.stop());
    assertEquals(GdbRemote.RUNNING, gdb.stop());
    assertEquals(GdbRemote.TRAP, gdb.stop());
    gdb.step();
    assertEquals(List.of("vCont;s:p01.02"), questions());
  }

  @Test
  void aRegisterThatIsNotWrittenIsAnError() throws IOException {
    gdb.setRegister(GdbRemote.PSW_ADDRESS, 0);
    answers("E22");
    assertEquals(
        "'E22' is the answer to P",
        assertThrows(IOException.class, gdb::writeRegisters).getMessage());
  }

  @Test
  void fewerRegistersThanThereAreIsAnError() throws IOException {
    answers(FIRST_BLOCK.substring(0, 280));
    assertEquals(
        "a packet of 280 bytes, digits end at 288",
        assertThrows(IOException.class, gdb::readRegisters).getMessage());
    answers("x".repeat(288));
    assertEquals(
        "'x' where a hexadecimal digit stands",
        assertThrows(IOException.class, gdb::readRegisters).getMessage());
  }

  @Test
  void storageIsReadInPiecesThatThePacketsHold() throws IOException {
    answers("PacketSize=80", "T05core:01;");
    gdb.hello();
    List<String> _ = questions();
    answers("01".repeat(64), "02".repeat(64), "0304");
    byte[] data = new byte[131];
    assertTrue(gdb.read(0xffff_ffff_ffff_fff0L, MemorySegment.ofArray(data), 1, 130));
    assertEquals(List.of("mfffffffffffffff0,40", "m30,40", "m70,2"), questions());
    MemorySegment read = MemorySegment.ofArray(data);
    assertEquals(0, read.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(1, read.get(ValueLayout.JAVA_BYTE, 64));
    assertEquals(2, read.get(ValueLayout.JAVA_BYTE, 65));
    assertEquals(4, read.get(ValueLayout.JAVA_BYTE, 130));
  }

  @Test
  void aStepNeedsAThread() throws IOException {
    answers("T05core:01;");
    assertEquals(GdbRemote.TRAP, gdb.awaitStop());
    assertEquals(
        "a stop that names no vCPU", assertThrows(IOException.class, gdb::step).getMessage());
  }
}
