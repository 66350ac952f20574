package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import io.zpci.posix.EventFd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code REGION_WRITE}: raw bytes in, raw bytes out. */
class RegionWriteTest extends ProtocolTest {
  private static final String RANGE = "it is not inside a region";

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void dataGoToTheDeviceAndTheReplyEchoesTheRange() throws Exception {
    exchange(
        "0100 0a00 24000000 00000000 00000000 1000000000000000 00000000 04000000 01020304",
        "0100 0a00 20000000 01000000 00000000 1000000000000000 00000000 04000000");
    assertEquals("write 0 10+4 01020304", device.call());
    assertArrayEquals(new byte[] {1, 2, 3, 4}, Arrays.copyOfRange(device.memory, 0x10, 0x14));
  }

  @Test
  void aPostedWriteHasNoReply() throws Exception {
    send("0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 55");
    exchange(
        "0200 0a00 21000000 00000000 00000000 0100000000000000 00000000 01000000 66",
        "0200 0a00 20000000 01000000 00000000 0100000000000000 00000000 01000000");
    assertEquals("write 0 0+1 55", device.call());
    assertEquals("write 0 1+1 66", device.call());
  }

  @Test
  void aPostedWriteThatFailsIsToldToTheServerAlone() throws Exception {
    device.answer = -Errno.EIO;
    send("0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 55");
    assertEquals("refused 5: REGION_WRITE, id 1: the device refuses it", events.next());
    device.answer = 0;
    exchange(
        "0200 0a00 21000000 00000000 00000000 0100000000000000 00000000 01000000 66",
        "0200 0a00 20000000 01000000 00000000 0100000000000000 00000000 01000000");
  }

  @Test
  void theLargestWriteArrivesWhole() throws Exception {
    byte[] data = new byte[Message.MAX_TRANSFER];
    new Random(1).nextBytes(data);
    ByteBuffer message = ByteBuffer.allocate(32 + data.length).order(ByteOrder.nativeOrder());
    message.put(bytes("0100 0a00 20001000 00000000 00000000 0001000000000000 00000000 00001000"));
    message.put(data);
    send(message.array());
    assertEquals(
        wire(bytes("0100 0a00 20000000 01000000 00000000 0001000000000000 00000000 00001000")),
        receive());
    assertArrayEquals(data, Arrays.copyOfRange(device.memory, 0x100, 0x100 + data.length));
  }

  @Test
  void noByteIsDoneWithoutTheDevice() throws Exception {
    exchange(
        "0100 0a00 20000000 00000000 00000000 0000200000000000 00000000 00000000",
        "0100 0a00 10000000 01000000 00000000");
    assertNull(device.calls.poll());
  }

  @Test
  void theRangeHasToBeInsideARegion() throws Exception {
    String front = "0100 0a00 24000000 00000000 00000000 ";
    // The last four bytes of a region, then one further.
    exchange(
        front + "fcff1f0000000000 00000000 04000000 01020304",
        "0100 0a00 20000000 01000000 00000000 fcff1f0000000000 00000000 04000000");
    refused(front + "fdff1f0000000000 00000000 04000000 01020304", Errno.EINVAL, RANGE);
    refused(front + "0000200000000000 00000000 04000000 01020304", Errno.EINVAL, RANGE);
    // The end is beyond 2 to the 64th.
    refused(front + "ffffffffffffffff 00000000 04000000 01020304", Errno.EINVAL, RANGE);
    refused(front + "ffffffffffffff7f 00000000 04000000 01020304", Errno.EINVAL, RANGE);
    // A region without size, one that is not there, and one below none.
    refused(front + "0000000000000000 01000000 04000000 01020304", Errno.EINVAL, RANGE);
    refused(front + "0000000000000000 0a000000 04000000 01020304", Errno.EINVAL, RANGE);
    refused(front + "0000000000000000 ffffffff 04000000 01020304", Errno.EINVAL, RANGE);
    assertEquals("write 0 1ffffc+4 01020304", device.call());
    assertNull(device.calls.poll());
  }

  @Test
  void aRegionOf256TebibytesIsWrittenAtItsEnd() throws Exception {
    exchange(
        "0100 0a00 28000000 00000000 00000000 f8ffffffffff0000 02000000 08000000 0102030405060708",
        "0100 0a00 20000000 01000000 00000000 f8ffffffffff0000 02000000 08000000");
    assertEquals("write 2 fffffffffff8+8 0102030405060708", device.call());
  }

  @Test
  void theDataHaveToBeAsManyAsItSays() throws Exception {
    String says = "it does not have as much data as it says";
    refused(
        "0100 0a00 24000000 00000000 00000000 0000000000000000 00000000 05000000 01020304",
        Errno.EINVAL,
        says);
    refused(
        "0100 0a00 24000000 00000000 00000000 0000000000000000 00000000 03000000 01020304",
        Errno.EINVAL,
        says);
    refused(
        "0100 0a00 24000000 00000000 00000000 0000000000000000 00000000 04000080 01020304",
        Errno.EINVAL,
        says);
    refused(
        "0100 0a00 1c000000 00000000 00000000 0000000000000000 00000000",
        Errno.EINVAL,
        "the message is too short");
    refused("0100 0a00 10000000 00000000 00000000", Errno.EINVAL, "the message is too short");
    assertNull(device.calls.poll());
  }

  @Test
  void whatTheDeviceAnswersIsTheErrno() throws Exception {
    String message =
        "0700 0a00 24000000 00000000 00000000 0000000000000000 00000000 04000000 01020304";
    device.answer = -Errno.ENXIO;
    refused(message, Errno.ENXIO, "the device refuses it");
    device.answer = 0;
    device.missing = 1;
    refused(message, Errno.EINVAL, "the device refuses it");
  }

  @Test
  void descriptorsAreRefusedAndClosed() throws Exception {
    try (EventFd event = EventFd.create()) {
      long before = Leaks.descriptors();
      refused(
          "0100 0a00 24000000 00000000 00000000 0000000000000000 00000000 04000000 01020304",
          Errno.EINVAL,
          "it takes no descriptors",
          event.descriptor(),
          event.descriptor());
      assertEquals(before, Leaks.descriptors());
    }
  }
}
