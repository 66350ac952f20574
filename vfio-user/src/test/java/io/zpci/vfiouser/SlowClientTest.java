package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not answer or do not read: their connection ends, and nobody waits for ever. */
class SlowClientTest extends ProtocolTest {
  private static final int LIMIT = 50;

  @Override
  ServerSettings settings() {
    return new ServerSettings(DmaMessages.PROTOCOL, LIMIT, LIMIT);
  }

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  private MessageDma dma() {
    return Objects.requireNonNull(device.client, "no client").messages();
  }

  @Test
  void aReplyThatDoesNotComeEnds() throws Exception {
    MessageDma messages = dma();
    assertFalse(messages.read(0, MemorySegment.ofArray(new byte[1]), 0, 1));
    receive();
    ended("it did not answer a DMA message in time");
    assertEquals("detach", device.call());
    assertFalse(messages.write(0, MemorySegment.ofArray(new byte[1]), 0, 1));
    another();
  }

  @Test
  void aReplyThatDoesNotComeEndsTheCommandThatWaits() throws Exception {
    device.during =
        none -> {
          if (!dma().write(0, MemorySegment.ofArray(new byte[1]), 0, 1)) {
            device.calls.add("refused");
          }
        };
    send("0100 0a00 21000000 00000000 00000000 0000000000000000 00000000 01000000 11");
    assertEquals("write 0 0+1 11", device.call());
    assertEquals("refused", device.call());
    receive();
    ended("it did not answer a DMA message in time");
    assertEquals("detach", device.call());
    device.during = none -> {};
    another();
  }

  @Test
  void aReplyThatStopsInTheMiddleEndsToo() throws Exception {
    // Before it is asked for, since the time for it is short: it counts when it is whole.
    send("0100 0b00 28000000 01000000 00000000 0000000000000000");
    assertFalse(dma().read(0, MemorySegment.ofArray(new byte[8]), 0, 8));
    receive();
    ended("it did not answer a DMA message in time");
    another();
  }

  @Test
  void aReplyThatDoesNotComeEndsWhileACommandIsHeldUp() throws Exception {
    Gate gate = new Gate();
    device.during = none -> gate.pass();
    send("0100 0a00 21000000 00000000 00000000 0000000000000000 00000000 01000000 11");
    gate.awaitSomebody();
    assertFalse(dma().read(0, MemorySegment.ofArray(new byte[1]), 0, 1));
    gate.open();
    assertEquals("disconnected: it did not answer a DMA message in time", events.next());
    device.during = none -> {};
    device.call();
    assertEquals("detach", device.call());
    another();
  }

  @Test
  void aClientThatNeverReadsEnds() throws Exception {
    byte[] read = bytes("0100 0900 20000000 00000000 00000000 0000000000000000 00000000 00001000");
    // A megabyte for each: no socket keeps that many of them. It goes on until it cannot.
    assertThrows(
        IOException.class,
        () -> {
          for (int i = 0; i < 1_000_000; i++) {
            send(read);
          }
        });
    assertEquals("disconnected: it does not read what is sent to it", events.next());
    another();
  }
}
