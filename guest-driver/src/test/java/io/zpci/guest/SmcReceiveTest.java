package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What arrives, and when the peer is told that it was taken. The ring has 16,352 bytes. */
class SmcReceiveTest {
  private final SmcEnd end = SmcEnd.connected();

  @Test
  void nothingIsReadableBeforeTheSignal() {
    end.store(0, 5, 0, 0, 0, 0);
    assertEquals(0, end.connection.readable());
    assertEquals(-Errno.EAGAIN, end.receive(5));
  }

  @Test
  void secondSignalBeforeTheTaskletAddsNothing() {
    end.store(0, 5, 0, 0, 0, 0);
    end.device.handleIrq(32, 0x1000);
    end.store(0, 9, 0, 0, 0, 0);
    end.device.handleIrq(32, 0x1000);
    assertEquals(1, end.device.poll());
    assertEquals(9, end.connection.readable());
  }

  @Test
  void signalOfAnotherDmbIsNobodys() {
    end.store(0, 5, 0, 0, 0, 0);
    end.device.handleIrq(33, 0x1000);
    assertEquals(0, end.device.poll());
  }

  @Test
  void bytesAreTakenAcrossTheEndOfTheRing() {
    end.peerWrites(16351, 0, 0, 0);
    end.receive(16351);
    end.memory().putByte(end.ring(16351), 0x11);
    end.memory().putByte(end.ring(0), 0x22);
    end.memory().putByte(end.ring(1), 0x33);
    end.store(1, 2, 0, 0, 0, 0);
    end.signal();
    long to = end.device.allocate(4096);
    assertEquals(3, end.connection.receive(to, 100));
    assertEquals(0x112233, end.memory().getInt(to) >>> 8);
    assertEquals(-Errno.EAGAIN, end.connection.receive(to, 100));
  }

  @Test
  void lessThanIsThereCanBeTaken() {
    end.peerWrites(10, 0, 0, 0);
    assertEquals(4, end.receive(4));
    assertEquals(6, end.connection.readable());
    assertEquals(0, end.receive(0));
  }

  @Test
  void smallReadsTellNobody() {
    end.peerWrites(2304, 0, 0x80, 0);
    end.receive(2304);
    assertEquals(List.of(), end.moves());
  }

  @Test
  void blockedPeerIsToldOfMoreThanHalfTheLeastSendBuffer() {
    end.peerWrites(2305, 0, 0x80, 0);
    end.receive(2304);
    assertEquals(List.of(), end.moves());
    end.receive(1);
    assertEquals(List.of("0000000000000000 0000000009010000"), end.moves());
  }

  @Test
  void peerWithAtMostHalfTheRingFreeIsTold() {
    end.peerWrites(8175, 0, 0, 0);
    end.receive(8175);
    assertEquals(List.of(), end.moves());
    end.peerWrites(8176, 0, 0, 0);
    end.receive(1);
    assertEquals(List.of("0000000000000000 000000001ff00000"), end.moves());
  }

  @Test
  void tenthOfALargeRingIsTheLimit() {
    SmcReceiver large = new SmcReceiver(end.memory(), end.ring(-32), 0x10000);
    end.store(0, 6550, 0, 0, 0x80, 0);
    large.look(16352);
    large.take(end.device.allocate(1 << 16), 6550);
    assertEquals(false, large.updateDue());
    end.store(0, 6551, 0, 0, 0x80, 0);
    large.look(16352);
    large.take(end.device.allocate(4096), 1);
    assertEquals(true, large.updateDue());
  }

  @Test
  void blockedIsForgottenWithTheLastByte() {
    end.peerWrites(100, 0, 0x80, 0);
    end.receive(100);
    end.store(0, 2400, 0, 0, 0, 0);
    end.signal();
    end.receive(2300);
    assertEquals(List.of(), end.moves());
  }

  @Test
  void peerThatAsksIsToldWithTheNextRead() {
    end.peerWrites(1, 0, 0x10, 0);
    assertEquals(List.of(), end.moves());
    end.receive(1);
    assertEquals(List.of("0000000000000000 0000000000010000"), end.moves());
    end.peerWrites(2, 0, 0, 0);
    end.receive(1);
    assertEquals(List.of(), end.moves());
  }

  @Test
  void everyMessageConfirmsWhatWasTaken() {
    end.peerWrites(8000, 0, 0, 0);
    end.receive(8000);
    end.send(1);
    assertEquals(List.of("32:1", "0000000000010000 000000001f400000"), end.moves());
    end.peerWrites(8200, 0, 0, 0);
    end.receive(200);
    assertEquals(List.of(), end.moves());
  }

  @Test
  void tornCursorsStayInsideTheRings() {
    end.store(1, 16351, 1, 16351, 0, 0);
    end.signal();
    assertEquals(16352, end.connection.readable());
    assertEquals(16352, end.receive(1 << 16));
    assertEquals(16352, end.connection.sender().peerSpace());
  }

  @Test
  void countsBeyondEveryRingStayInsideTheRings() {
    end.store(1, 50, 0, 0, 0, 0);
    end.signal();
    end.store(1, Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 0, 0);
    end.signal();
    assertEquals(16352, end.connection.readable());
    assertEquals(16352, end.connection.sender().peerSpace());
  }

  @Test
  void whatThePeerAskedForIsToldOnce() {
    end.peerWrites(2, 0, 0x10, 0);
    end.receive(1);
    assertEquals(List.of("0000000000000000 0000000000010000"), end.moves());
    end.receive(1);
    assertEquals(List.of(), end.moves());
  }
}
