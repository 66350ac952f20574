package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.Received;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets as bytes on the socket, both ways. */
class GdbPacketsTest {
  @TempDir Path folder;
  private UnixServer server;
  private UnixSocket client;
  private UnixSocket stub;
  private GdbPackets packets;

  @BeforeEach
  void connect() throws IOException {
    server = UnixServer.listen(folder.resolve("gdb"));
    client = UnixSocket.connect(server.path());
    stub = Objects.requireNonNull(server.accept(1000));
    packets = new GdbPackets(client, GdbstubEvents.NONE);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    stub.close();
    server.close();
  }

  private void say(String bytes) throws IOException {
    byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
    stub.send(MemorySegment.ofArray(raw), 0, raw.length, List.of());
  }

  private String heard(int length) throws IOException {
    byte[] raw = new byte[length];
    try (Received none = new Received()) {
      stub.receiveAll(MemorySegment.ofArray(raw), 0, length, none);
    }
    return new String(raw, StandardCharsets.ISO_8859_1);
  }

  private String received(String bytes) throws IOException {
    say(bytes);
    int length = packets.receive();
    assertEquals(length, packets.length());
    return packets.text();
  }

  private String refused(String bytes) throws IOException {
    say(bytes);
    return assertThrows(IOException.class, packets::receive).getMessage();
  }

  @Test
  void packetsOfABlockGoInOneWrite() throws IOException {
    packets.begin().put('P').hex(1).put('=').hex(0x3ff_e012_8ab6L, 16).end();
    packets.begin().put("P0=").hex(0x0704_c001_8000_0000L, 16).end();
    packets.begin().put("vCont;c").end().send();
    String sent = "$P1=000003ffe0128ab6#d6$P0=0704c00180000000#04$vCont;c#a8";
    assertEquals(sent, heard(sent.length()));
    assertFalse(stub.readable(0));
  }

  @Test
  void numbersHaveTheDigitsThatTheyNeed() throws IOException {
    packets.begin().hex(0).put(',').hex(0xf).put(',').hex(0x10).put(',').hex(-1).end().send();
    assertEquals("$0,f,10,ffffffffffffffff#", heard(26).substring(0, 25));
  }

  @Test
  void theByteThatStopsStandsAlone() throws IOException {
    packets.interrupt();
    packets.begin().put('?').end().send();
    assertEquals("\u0003$?#3f", heard(6));
  }

  @Test
  void theChecksumIsTheSumOfTheData() throws IOException {
    assertEquals("OK", received("$OK#9a"));
    assertEquals("", received("$#00"));
    assertEquals("T05thread:p01.01;", received("+$T05thread:p01.01;#06"));
    assertEquals("a packet with checksum 9a, it says 9b", refused("$OK#9b"));
    assertEquals("'x' where a hexadecimal digit stands", refused("$OK#9x"));
  }

  @Test
  void acknowledgementsAndNoiseBetweenPacketsArePassedOver() throws IOException {
    assertEquals("OK", received("++-\u0000#9a+$OK#9a"));
  }

  @Test
  void packetsOfOneWriteAreOneAfterTheOther() throws IOException {
    assertFalse(packets.buffered());
    say("+$OK#9a+$OK#9a+");
    packets.receive();
    assertTrue(packets.buffered());
    packets.receive();
    assertTrue(packets.is("OK"));
    assertFalse(packets.buffered());
    say("+");
    packets.fill();
    assertFalse(packets.buffered());
  }

  @Test
  void escapesAreUndone() throws IOException {
    // } # $ * as a stub writes them.
    assertEquals("a}b#c$d*", received("$a}]b}\u0003c}\u0004d}\n#ec"));
  }

  @Test
  void repetitionsAreUndone() throws IOException {
    assertEquals("0000", received("$0* #7a"));
    String most = received("$10*~2#3b");
    assertEquals("1" + "0".repeat(79), most);
    assertEquals(100, packets.length());
    assertEquals('0', packets.at(98));
    assertEquals('2', packets.at(99));
    // What stands for one more would be a control character.
    assertEquals("a packet that repeats nothing", refused("$0*\u001d#77"));
  }

  @Test
  void aRepetitionOfNothingIsRefused() throws IOException {
    assertEquals("a packet that repeats nothing", refused("$* #4a"));
  }

  @Test
  void aPacketIsNotEndless() throws Exception {
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                say("$" + "0".repeat(GdbPackets.MAX_LENGTH + 1) + "#00");
              } catch (IOException e) {
                // The reader has had enough.
              }
            });
    assertEquals(
        "a packet of more than 262144 bytes",
        assertThrows(IOException.class, packets::receive).getMessage());
    client.shutdown();
    assertTrue(writer.join(Duration.ofSeconds(20)));
  }

  @Test
  void theEndInsideAPacketIsAnEnd() throws IOException {
    say("$T05th");
    stub.shutdown();
    assertThrows(EOFException.class, packets::receive);
  }

  @Test
  void digitsAreLookedForInsideThePacket() throws IOException {
    assertEquals("0704d00180000000", received("$0704d00180000000#48"));
    assertEquals(0x0704_d001_8000_0000L, packets.hexAt(0, 16));
    assertEquals(0xd001, packets.hexAt(4, 4));
    assertEquals(
        "a packet of 16 bytes, digits end at 17",
        assertThrows(IOException.class, () -> packets.hexAt(1, 16)).getMessage());
  }

  @Test
  void whatFollowsATextIsFound() throws IOException {
    assertEquals("T05thread:02;", received("$T05thread:02;#08"));
    assertEquals(10, packets.after("thread:"));
    assertEquals(-1, packets.after("core:"));
    assertTrue(packets.starts("T05"));
    assertFalse(packets.is("T05"));
    assertEquals('0', packets.at(10));
  }
}
