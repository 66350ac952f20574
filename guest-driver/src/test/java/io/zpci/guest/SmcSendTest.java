package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sending stores: pieces of both rings, then the message. Offsets are those of the DMB. */
class SmcSendTest {
  private final SmcEnd end = SmcEnd.connected();

  @Test
  void messageIsLaidOutAsRecorded() {
    end.memory().putLong(FakeIsm.START, 0);
    SmcCdcMessage.store(
        end.memory(), FakeIsm.START, SmcCursor.of(1, 0x29d9), SmcCursor.of(0, 0x50), 0x80, 0);
    assertEquals(0xfe00_0000_0000_0000L, end.memory().getLong(FakeIsm.START));
    assertEquals(0x0001_0000_29d9_0000L, end.memory().getLong(FakeIsm.START + 8));
    assertEquals(0x0000_0000_0050_8000L, end.memory().getLong(FakeIsm.START + 16));
    assertEquals(0, end.memory().getLong(FakeIsm.START + 24));
  }

  @Test
  void flagsStandBehindTheConsumerCursor() {
    assertEquals(SmcCursor.of(0x12, 0x571), SmcCdcMessage.cursor(0x0012_0000_0571_80c0L));
    assertEquals(0x80, SmcCdcMessage.producerFlags(0x0012_0000_0571_80c0L));
    assertEquals(0xc0, SmcCdcMessage.stateFlags(0x0012_0000_0571_80c0L));
    assertEquals(SmcCursor.of(0xffff, 1), SmcCdcMessage.cursor(0xffff_0000_0001_0000L));
  }

  @Test
  void fewBytesAreOneMoveAndOneMessage() {
    assertEquals(5, end.send(5));
    assertEquals(List.of("32:5", "0000000000050000 0000000000000000"), end.moves());
    assertEquals(16384, end.connection.writable());
  }

  @Test
  void fullRingIsFourMovesAndOneMessageThatSaysBlocked() {
    assertEquals(16352, end.send(16352));
    assertEquals(
        List.of(
            "32:4064", "4096:4096", "8192:4096", "12288:4096", "0001000000000000 0000000000008000"),
        end.moves());
  }

  @Test
  void oneByteLessThanTheRingDoesNotSayBlocked() {
    assertEquals(16351, end.send(16351));
    assertEquals("000000003fdf0000 0000000000000000", end.moves().getLast());
  }

  /** As two Linux guests were recorded, from ring position 10,713 on. */
  @Test
  void bothRingsWrapEachWhereItEnds() {
    end.send(10713);
    end.peerWrites(0, 10713, 0, 0);
    end.moves();
    assertEquals(20004, end.send(20004));
    assertEquals(
        List.of(
            "10745:1543",
            "12288:4096",
            "32:32",
            "64:4032",
            "4096:4096",
            "8192:2553",
            "0001000029d90000 0000000000008000"),
        end.moves());
    assertEquals(3652, end.connection.unsent());
    assertEquals(16384 - 3652, end.connection.writable());
  }

  @Test
  void whatThePeerHasNoRoomForWaitsInTheSendBuffer() {
    assertEquals(16352 + 16384, end.send(65004));
    assertEquals(5, end.moves().size());
    assertEquals(0, end.send(100));
    assertEquals(List.of(), end.moves());
    assertEquals(0, end.connection.writable());
  }

  @Test
  void peersConsumptionSendsTheRest() {
    end.send(65004);
    end.moves();
    end.store(0, 0, 1, 0, 0, 0);
    end.signal();
    assertEquals(
        List.of(
            "32:32",
            "64:4032",
            "4096:4096",
            "8192:4096",
            "12288:4096",
            "0002000000000000 0000000000008000"),
        end.moves());
    assertEquals(32, end.connection.unsent());
  }

  /** The tasklet comes before the blocked writer, so 32 bytes go alone and nobody is blocked. */
  @Test
  void blockedIsTakenBackWithTheNextMove() {
    end.send(16384);
    end.moves();
    end.store(0, 0, 1, 0, 0, 0);
    end.signal();
    assertEquals(List.of("32:32", "0001000000200000 0000000000000000"), end.moves());
  }

  @Test
  void peersSmallerRingDecides() {
    SmcEnd large = new SmcEnd();
    SmcConnection connection = new SmcConnection(large.device, 1);
    assertEquals(0, connection.connect(large.peer(0)));
    large.moves();
    assertEquals(20000, connection.send(large.device.allocate(1 << 16), 20000));
    assertEquals("0001000000000000 0000000000008000", large.moves().getLast());
    assertEquals(20000 - 16352, connection.unsent());
  }

  @Test
  void nothingIsSentBeforeTheFactsAreKnown() {
    SmcEnd unconnected = new SmcEnd();
    assertEquals(-Errno.ENOTCONN, unconnected.send(1));
    assertEquals(-Errno.ENOTCONN, unconnected.receive(1));
    assertEquals(List.of(), unconnected.moves());
  }

  @Test
  void failedMoveAbortsAndSendsNoMessage() {
    end.ism.fail("stb 0+2000001000");
    assertEquals(10000, end.send(10000));
    assertEquals(List.of("32:4064", "4096:4096"), end.moves());
    assertTrue(end.connection.aborted());
    assertEquals(10000, end.connection.unsent());
  }

  @Test
  void failedMessageAborts() {
    end.ism.fail("stb 0+2000800000");
    end.send(1);
    assertTrue(end.connection.aborted());
    assertEquals(16383, end.connection.writable());
  }

  @Test
  void elementOfThePeerIsInEachMove() {
    SmcEnd other = new SmcEnd();
    ClcFacts third =
        new ClcFacts(SmcEnd.PEER, SmcEnd.PEER_TOKEN, 3, 0, 0, FakeIsm.PCHID, SmcEnd.EID);
    assertEquals(0, other.connection.connect(third));
    other.ism.taken();
    other.send(1);
    List<String> log = other.ism.taken();
    assertTrue(log.stream().anyMatch(line -> line.startsWith("stb 0+200300c020 ")), log::toString);
    assertTrue(
        log.stream().anyMatch(line -> line.startsWith("stb 0+200380c000 fe")), log::toString);
    assertFalse(other.connection.aborted());
  }
}
