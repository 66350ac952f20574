package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How connections end, by the flags of the messages: 80 done writing, 40 closed, 20 aborted. */
class SmcClosingTest {
  private static final int DONE = 0x80;
  private static final int CLOSED = 0x40;
  private static final int ABORTED = 0x20;

  private final SmcEnd end = SmcEnd.connected();
  private final SmcConnection connection = end.connection;

  private void assertSaid(String... flags) {
    List<String> said =
        end.moves().stream().map(move -> move.substring(move.length() - 2)).toList();
    assertEquals(List.of(flags), said);
  }

  @Test
  void shutdownAndCloseAsTheRecordedServer() {
    assertEquals(0, connection.shutdownWrite());
    assertSaid("80");
    assertEquals(SmcState.PEERCLOSEWAIT1, connection.state());
    assertEquals(0, connection.close());
    assertSaid("c0");
    end.peerWrites(0, 0, 0, CLOSED);
    assertEquals(SmcState.CLOSED, connection.state());
    assertSaid();
  }

  @Test
  void peersShutdownAndCloseAsTheRecordedClient() {
    end.peerWrites(0, 0, 0, DONE);
    assertEquals(SmcState.APPCLOSEWAIT1, connection.state());
    assertEquals(0, end.receive(8));
    end.peerWrites(0, 0, 0, DONE | CLOSED);
    assertEquals(SmcState.APPCLOSEWAIT1, connection.state());
    assertEquals(0, connection.close());
    assertSaid("40");
    assertEquals(SmcState.CLOSED, connection.state());
  }

  @Test
  void bytesBeforeThePeersEndAreStillReadable() {
    end.peerWrites(3, 0, 0, DONE);
    assertEquals(3, end.receive(8));
    assertEquals(0, end.receive(8));
  }

  @Test
  void sendingGoesOnAfterThePeersShutdownAndEndsWithItsClose() {
    end.peerWrites(0, 0, 0, DONE);
    assertEquals(4, end.send(4));
    end.peerWrites(0, 0, 0, DONE | CLOSED);
    assertEquals(-Errno.ECONNRESET, end.send(4));
  }

  @Test
  void nothingIsSentAfterShutdown() {
    connection.shutdownWrite();
    assertEquals(-Errno.EPIPE, end.send(1));
    assertEquals(0, connection.writable());
    assertEquals(0, connection.shutdownWrite());
    assertSaid("80");
  }

  @Test
  void closeAfterThePeersShutdownWaitsForItsClose() {
    end.peerWrites(0, 0, 0, DONE);
    connection.close();
    assertSaid("40");
    assertEquals(SmcState.PEERFINCLOSEWAIT, connection.state());
    end.peerWrites(0, 0, 0, DONE | CLOSED);
    assertEquals(SmcState.CLOSED, connection.state());
  }

  @Test
  void bothShutDownThenClose() {
    connection.shutdownWrite();
    end.peerWrites(0, 0, 0, DONE);
    assertEquals(SmcState.PEERCLOSEWAIT2, connection.state());
    end.peerWrites(0, 0, 0, DONE | CLOSED);
    assertEquals(SmcState.APPFINCLOSEWAIT, connection.state());
    connection.close();
    assertSaid("80", "c0");
    assertEquals(SmcState.CLOSED, connection.state());
  }

  @Test
  void shutdownAfterThePeersIsAnswered() {
    end.peerWrites(0, 0, 0, DONE);
    assertEquals(0, connection.shutdownWrite());
    assertEquals(SmcState.APPCLOSEWAIT2, connection.state());
    connection.close();
    assertSaid("80", "c0");
    assertEquals(SmcState.PEERFINCLOSEWAIT, connection.state());
  }

  @Test
  void unreadBytesMakeTheCloseAnAbort() {
    end.peerWrites(7, 0, 0, 0);
    connection.close();
    assertSaid("20");
  }

  @Test
  void unsentBytesHoldShutdownAndCloseUp() {
    end.send(16353);
    assertEquals(-Errno.EAGAIN, connection.shutdownWrite());
    assertEquals(-Errno.EAGAIN, connection.close());
    end.moves();
    end.store(0, 0, 1, 0, 0, 0);
    end.signal();
    assertEquals(0, connection.close());
    assertEquals("40", end.moves().getLast().substring(31));
  }

  @Test
  void bytesThatCannotGoHoldNothingUp() {
    end.ism.fail("stb 0+2000000020");
    end.send(1);
    end.moves();
    assertEquals(0, connection.close());
    assertSaid("60");
  }

  @Test
  void peersAbortEndsSendingAndReceiving() {
    end.peerWrites(0, 0, 0, ABORTED);
    assertEquals(SmcState.PROCESSABORT, connection.state());
    assertTrue(connection.aborted());
    assertEquals(-Errno.EPIPE, end.send(1));
    assertEquals(0, end.receive(1));
    assertEquals(-Errno.ENOTCONN, connection.shutdownWrite());
    connection.close();
    assertSaid("20");
    assertEquals(SmcState.CLOSED, connection.state());
  }

  @Test
  void peersAbortAfterTheCloseEndsIt() {
    connection.close();
    end.peerWrites(0, 0, 0, ABORTED);
    assertEquals(SmcState.CLOSED, connection.state());
    assertEquals(0, connection.close());
  }

  @Test
  void peersAbortAfterTheShutdownIsAnsweredByTheClose() {
    connection.shutdownWrite();
    end.peerWrites(0, 0, 0, ABORTED);
    assertEquals(SmcState.PROCESSABORT, connection.state());
    connection.close();
    assertSaid("80", "a0");
  }

  @Test
  void unconnectedEndJustCloses() {
    SmcConnection other = new SmcConnection(end.device, 0);
    assertEquals(-Errno.ENOTCONN, other.shutdownWrite());
    assertEquals(0, other.close());
    assertEquals(SmcState.CLOSED, other.state());
    assertEquals(0, other.receive(FakeIsm.START, 1));
    assertEquals(-Errno.EPIPE, other.send(FakeIsm.START, 1));
  }

  @Test
  void peersCloseBeforeItsFactsAreKnownEndsTheServer() {
    SmcEnd server = new SmcEnd();
    assertEquals(0, server.connection.accept(SmcEnd.PEER));
    server.registered();
    server.peerWrites(2, 0, 0, CLOSED);
    assertEquals(SmcState.APPCLOSEWAIT1, server.connection.state());
    server.connection.confirm(server.peer(0));
    assertEquals(SmcState.APPCLOSEWAIT1, server.connection.state());
    assertEquals(2, server.receive(8));
    SmcEnd empty = new SmcEnd();
    assertEquals(0, empty.connection.accept(SmcEnd.PEER));
    empty.registered();
    empty.peerWrites(0, 0, 0, CLOSED);
    assertEquals(SmcState.CLOSED, empty.connection.state());
  }

  @Test
  void nextConnectionTakesTheClearedBuffers() {
    end.peerWrites(3, 0, 0, DONE | CLOSED);
    end.receive(3);
    connection.close();
    end.ism.taken();
    assertEquals(0, end.memory().getLong(end.ring(-32)));
    SmcConnection next = new SmcConnection(end.device, 0);
    assertEquals(0, next.connect(end.peer(0)));
    assertEquals(List.of(), end.ism.taken());
    end.peerWrites(5, 0, 0, 0);
    assertEquals(5, next.readable());
    assertFalse(next.aborted());
  }

  @Test
  void thePeersAbortIsPassedBack() {
    SmcEnd aborted = SmcEnd.connected();
    aborted.peerWrites(0, 0, 0, SmcCdcMessage.ABORTED);
    assertEquals(true, aborted.connection.sender().raised(SmcCdcMessage.ABORTED));
  }

  @Test
  void buffersAreKeptUntilTheOwnerCloses() {
    SmcEnd kept = SmcEnd.connected();
    assertEquals(0, kept.connection.shutdownWrite());
    kept.peerWrites(0, 0, 0, SmcCdcMessage.CLOSED);
    assertEquals(SmcState.APPFINCLOSEWAIT, kept.connection.state());
    kept.peerWrites(0, 0, 0, SmcCdcMessage.ABORTED);
    assertEquals(SmcState.CLOSED, kept.connection.state());
    kept.ism.taken();
    assertEquals(0, new SmcConnection(kept.device, 0).connect(kept.peer(0)));
    assertEquals(1, registrations(kept), "a DMB of its own");
    assertEquals(0, kept.connection.close());
    assertEquals(0, new SmcConnection(kept.device, 0).connect(kept.peer(0)));
    assertEquals(0, registrations(kept), "the one that was given back");
  }

  private static long registrations(SmcEnd end) {
    return end.ism.taken().stream().filter(line -> line.startsWith("stb 2+0 0000000a")).count();
  }

  @Test
  void withoutADmbTheSendBufferGoesBack() {
    SmcEnd full = SmcEnd.connected();
    int held = full.ism.live.size();
    full.ism.answer(0x0a, "0000000a00010008");
    assertEquals(-Errno.ENOMEM, new SmcConnection(full.device, 0).connect(full.peer(0)));
    assertEquals(held, full.ism.live.size());
  }
}
