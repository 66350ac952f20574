package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages begin and end, and which descriptors are whose. */
class FramingTest extends ProtocolTest {
  private static final String RESET = "0900 0d00 10000000 00000000 00000000";
  private static final String RESET_DONE = "0900 0d00 10000000 01000000 00000000";
  private static final String SET =
      "0100 0800 24000000 00000000 00000000 14000000 24000000 01000000 0%d000000 0%d000000";

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void aMessageMayComeByteByByte() throws Exception {
    byte[] message =
        bytes("0100 0a00 24000000 00000000 00000000 1000000000000000 00000000 04000000 01020304");
    for (byte each : message) {
      send(new byte[] {each});
    }
    assertEquals("0100 0a00", receive().substring(0, 9));
    assertEquals("write 0 10+4 01020304", device.call());
  }

  @Test
  void manyMessagesMayComeAtOnce() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      all.append("0100 0a00 21000000 10000000 00000000 ")
          .append("%02x%02x000000000000 00000000 01000000 55".formatted(i & 0xff, i >> 8));
    }
    send(all + RESET);
    assertEquals(RESET_DONE, receive());
    for (int i = 0; i < 3000; i++) {
      assertEquals("write 0 %x+1 55".formatted(i), device.call());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "0f000000", "21001000", "00000080", "ffffffff"})
  void aSizeThatIsNoneEndsAfterWhatCameBefore(String size) throws Exception {
    send(RESET + "0100 0a00 " + size + " 00000000 00000000" + RESET);
    assertEquals(RESET_DONE, receive());
    assertEquals("0100 0a00 10000000 21000000 16000000", receive());
    String reason =
        "REGION_WRITE, id 1: a message of %s bytes"
            .formatted(
                Integer.toUnsignedString(Integer.reverseBytes(Integer.parseUnsignedInt(size, 16))));
    assertEquals("refused 22: " + reason, events.next());
    ended(reason);
    assertEquals("reset", device.call());
    assertEquals("detach", device.call());
    another();
  }

  @Test
  void aPostedMessageWhoseSizeIsNoneEndsWithoutAReply() throws Exception {
    send("0100 0a00 00000000 10000000 00000000");
    assertEquals("refused 22: REGION_WRITE, id 1: a message of 0 bytes", events.next());
    ended("REGION_WRITE, id 1: a message of 0 bytes");
  }

  @Test
  void whatIsNeitherCommandNorReplyEnds() throws Exception {
    send("0100 0d00 10000000 02000000 00000000");
    assertEquals("0100 0d00 10000000 21000000 16000000", receive());
    String reason = "DEVICE_RESET, id 1: it is neither a command nor a reply";
    assertEquals("refused 22: " + reason, events.next());
    ended(reason);
  }

  @Test
  void aMessageThatStopsInTheMiddleIsNotExecuted() throws Exception {
    send("0100 0a00 24000000 00000000 00000000 1000000000000000 00000000 04000000 0102");
    client.close();
    assertEquals("disconnected: it closed within a message", events.next());
    assertEquals("detach", device.call());
    another();
  }

  @Test
  void whatCameWholeBeforeTheEndIsExecuted() throws Exception {
    send(
        "0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 55"
            + "0200 0a00 21000000 10000000 00000000 0100000000000000 00000000 01000000 66");
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals("write 0 0+1 55", device.call());
    assertEquals("write 0 1+1 66", device.call());
    assertEquals("detach", device.call());
  }

  @Test
  void descriptorsBelongToTheMessageThatTheyCameWith() throws Exception {
    try (EventFd first = EventFd.create();
        EventFd second = EventFd.create();
        SharedFile file = SharedFile.create("framing", 4096)) {
      // All of it is there before the server looks: a message holds it up.
      Gate gate = new Gate();
      device.during = none -> gate.pass();
      send("0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 55");
      device.call();
      send(RESET);
      send(SET.formatted(0, 1), first.descriptor());
      send(RESET);
      send(SET.formatted(1, 1), second.descriptor());
      send(
          "0200 0200 30000000 00000000 00000000 20000000 03000000"
              + "0000000000000000 0000000001000000 0010000000000000",
          file.descriptor());
      send(RESET);
      gate.open();
      assertEquals(RESET_DONE, receive());
      assertEquals("0100 0800 10000000 01000000 00000000", receive());
      assertEquals(RESET_DONE, receive());
      assertEquals("0100 0800 10000000 01000000 00000000", receive());
      assertEquals("0200 0200 10000000 01000000 00000000", receive());
      assertEquals(RESET_DONE, receive());
      assertEquals("reset", device.call());
      assertEquals("irqs 24 1 0+1 [] 1", device.call());
      assertEquals("reset", device.call());
      assertEquals("irqs 24 1 1+1 [] 1", device.call());
      Objects.requireNonNull(device.set).triggers().get(0).signal();
      assertEquals(0, first.take());
      assertEquals(1, second.take());
      assertEquals("map 100000000+1000 3 0 file", device.call());
    }
  }

  @Test
  void descriptorsThatComeWithAPartBelongToTheWhole() throws Exception {
    try (EventFd event = EventFd.create()) {
      byte[] message = bytes(SET.formatted(0, 1));
      send(Arrays.copyOf(message, 7));
      send(Arrays.copyOfRange(message, 7, 20), event.descriptor());
      send(Arrays.copyOfRange(message, 20, 36));
      assertEquals("0100 0800 10000000 01000000 00000000", receive());
      assertEquals("irqs 24 1 0+1 [] 1", device.call());
    }
  }

  @Test
  void aFloodOfDescriptorsEndsAndAllAreClosed() throws Exception {
    try (EventFd event = EventFd.create()) {
      Descriptor[] most = most(event);
      long before = Leaks.descriptors();
      refused(
          "0100 0800 24000000 00000000 00000000 14000000 24000000 01000000 00000000 01000000",
          Errno.EINVAL,
          "more descriptors than the server has said it takes",
          most);
      assertEquals(before, Leaks.descriptors());
      // A message that never ends, and descriptors with each byte of it.
      assertThrows(
          PosixException.class,
          () -> {
            send(bytes("0100 0a00 20001000 00000000 00000000"));
            for (int i = 0; i < 1_000_000; i++) {
              send(new byte[1], most);
            }
          });
      assertEquals("disconnected: it sent more than 253 descriptors", events.next());
      another();
      assertEquals(before, Leaks.descriptors());
    }
  }

  private static Descriptor[] most(EventFd event) {
    List<Descriptor> most = Collections.nCopies(253, event.descriptor());
    return most.toArray(Descriptor[]::new);
  }

  @Test
  void aClientThatGoesWithoutAVersionLeavesNothing() throws Exception {
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals("detach", device.call());
    client = connect();
    assertEquals("connected", events.next());
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals(0, device.calls.size());
  }

  @Test
  void tooMuchThatComesInPlaceOfAReplyEnds() throws Exception {
    Attachment attached = Objects.requireNonNull(device.client);
    boolean[] answered = {true};
    device.during =
        none -> answered[0] = attached.messages().read(0, MemorySegment.ofArray(new byte[1]), 0, 1);
    send("0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 55");
    assertEquals("0100 0b00", receive().substring(0, 9));
    byte[] posted = new byte[1 << 20];
    System.arraycopy(
        bytes("0200 0a00 00001000 10000000 00000000 0000000000000000 00000000 e0ff0f00"),
        0,
        posted,
        0,
        32);
    assertThrows(
        IOException.class,
        () -> {
          for (int i = 0; i < 100; i++) {
            send(posted);
          }
        });
    String why = events.next();
    assertTrue(why.matches("disconnected: it sent \\d+ bytes and no answer to a DMA message"), why);
    assertEquals(false, answered[0]);
  }
}
