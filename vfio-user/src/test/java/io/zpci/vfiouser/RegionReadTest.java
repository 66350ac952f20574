package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code REGION_READ}: raw bytes in, raw bytes out. */
class RegionReadTest extends ProtocolTest {
  private static final String RANGE = "it is not inside a region";

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void dataComeBehindTheRange() throws Exception {
    System.arraycopy(bytes("a1a2a3a4a5"), 0, device.memory, 0x21, 5);
    exchange(
        "0100 0900 20000000 00000000 00000000 2100000000000000 00000000 05000000",
        "0100 0900 25000000 01000000 00000000 2100000000000000 00000000 05000000 a1a2a3a4a5");
    assertEquals("read 0 21+5", device.call());
  }

  @Test
  void aRegionOf256TebibytesIsReadAtItsEnd() throws Exception {
    exchange(
        "0100 0900 20000000 00000000 00000000 fcffffffffff0000 02000000 04000000",
        "0100 0900 24000000 01000000 00000000 fcffffffffff0000 02000000 04000000 fcfdfeff");
    assertEquals("read 2 fffffffffffc+4", device.call());
  }

  @Test
  void theLargestReadArrivesWhole() throws Exception {
    new Random(2).nextBytes(device.memory);
    send("0100 0900 20000000 00000000 00000000 0100000000000000 00000000 00001000");
    byte[] reply = receiveBytes();
    assertArrayEquals(
        bytes("0100 0900 20001000 01000000 00000000 0100000000000000 00000000 00001000"),
        Arrays.copyOf(reply, 32));
    assertArrayEquals(
        Arrays.copyOfRange(device.memory, 1, 1 + Message.MAX_TRANSFER),
        Arrays.copyOfRange(reply, 32, reply.length));
  }

  @Test
  void noByteHasNoPayload() throws Exception {
    exchange(
        "0100 0900 20000000 00000000 00000000 0000000000000000 00000000 00000000",
        "0100 0900 10000000 01000000 00000000");
    assertNull(device.calls.poll());
  }

  @Test
  void aCountBeyondTheLimitIsRefused() throws Exception {
    String front = "0100 0900 20000000 00000000 00000000 0000000000000000 00000000 ";
    String limit = "it is larger than the server has said it takes";
    refused(front + "01001000", Errno.EINVAL, limit);
    refused(front + "ffffffff", Errno.EINVAL, limit);
    refused(front + "00000080", Errno.EINVAL, limit);
    assertNull(device.calls.poll());
  }

  @Test
  void theRangeHasToBeInsideARegion() throws Exception {
    String front = "0100 0900 20000000 00000000 00000000 ";
    refused(front + "fdff1f0000000000 00000000 04000000", Errno.EINVAL, RANGE);
    refused(front + "fdffffffffffffff 00000000 04000000", Errno.EINVAL, RANGE);
    refused(front + "fdffffffffff0000 02000000 04000000", Errno.EINVAL, RANGE);
    refused(front + "ffffffffffffff7f 02000000 01000000", Errno.EINVAL, RANGE);
    refused(front + "0000000000000000 06000000 01000000", Errno.EINVAL, RANGE);
    refused(front + "0000000000000000 0a000000 01000000", Errno.EINVAL, RANGE);
    refused(front + "0000000000000000 00000080 01000000", Errno.EINVAL, RANGE);
    assertNull(device.calls.poll());
  }

  @Test
  void aShortMessageIsRefused() throws Exception {
    refused(
        "0100 0900 1f000000 00000000 00000000 0000000000000000 00000000 010000",
        Errno.EINVAL,
        "the message is too short");
  }

  @Test
  void whatTheDeviceAnswersIsTheErrno() throws Exception {
    String message = "0300 0900 20000000 00000000 00000000 0000000000000000 00000000 08000000";
    device.answer = -Errno.EIO;
    refused(message, Errno.EIO, "the device refuses it");
    device.answer = 0;
    device.missing = 8;
    refused(message, Errno.EINVAL, "the device refuses it");
  }

  @Test
  void oneThatWantsNoReplyGetsNone() throws Exception {
    send("0100 0900 20000000 10000000 00000000 0000000000000000 00000000 01000000");
    exchange(
        "0200 0900 20000000 00000000 00000000 0000000000000000 00000000 01000000",
        "0200 0900 21000000 01000000 00000000 0000000000000000 00000000 01000000 00");
    assertEquals("read 0 0+1", device.call());
    assertEquals("read 0 0+1", device.call());
  }
}
