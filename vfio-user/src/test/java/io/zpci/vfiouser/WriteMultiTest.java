package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code REGION_WRITE_MULTI}: raw bytes in, raw bytes out. */
class WriteMultiTest extends ProtocolTest {
  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void writesAreDoneInOrder() throws Exception {
    send(
        "0100 0f00 60000000 10000000 00000000 0300000000000000"
            + "0800000000000000 00000000 08000000 0102030405060708"
            + "0000000000000000 02000000 01000000 ff00000000000000"
            + "0800000000000000 00000000 03000000 aabbcc0000000000");
    assertEquals("write 0 8+8 0102030405060708", device.call());
    assertEquals("write 2 0+1 ff", device.call());
    assertEquals("write 0 8+3 aabbcc", device.call());
    exchange("0200 0d00 10000000 00000000 00000000", "0200 0d00 10000000 01000000 00000000");
  }

  @Test
  void theReplyToOneThatWantsItIsTheCount() throws Exception {
    exchange(
        "0100 0f00 30000000 00000000 00000000 0100000000000000"
            + "0000000000000000 00000000 02000000 0102000000000000",
        "0100 0f00 18000000 01000000 00000000 0100000000000000");
    assertEquals("write 0 0+2 0102", device.call());
  }

  @Test
  void twoHundredWritesFit() throws Exception {
    ByteBuffer message =
        ByteBuffer.allocate(24 + 200 * 24)
            .order(ByteOrder.nativeOrder())
            .put(bytes("0100 0f00 d8120000 00000000 00000000 c800000000000000"));
    for (int i = 0; i < 200; i++) {
      message.putLong(i).putInt(0).putInt(1).put((byte) i).put(new byte[7]);
    }
    send(message.array());
    assertEquals("0100 0f00 18000000 01000000 00000000 c800000000000000", receive());
    for (int i = 0; i < 200; i++) {
      assertEquals("write 0 %x+1 %02x".formatted(i, i), device.call());
    }
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthersFromBeingDone() throws Exception {
    refused(
        "0100 0f00 48000000 00000000 00000000 0200000000000000"
            + "0000200000000000 00000000 01000000 0100000000000000"
            + "0000000000000000 00000000 01000000 0200000000000000",
        Errno.EINVAL,
        "it is not inside a region");
    assertEquals("write 0 0+1 02", device.call());
    device.answer = -Errno.EIO;
    refused(
        "0100 0f00 30000000 00000000 00000000 0100000000000000"
            + "0000000000000000 00000000 01000000 0100000000000000",
        Errno.EIO,
        "the device refuses it");
  }

  @Test
  void aPostedOneThatFailsIsToldToTheServerAlone() throws Exception {
    send(
        "0100 0f00 30000000 10000000 00000000 0100000000000000"
            + "0000000000000000 01000000 01000000 0100000000000000");
    assertEquals("refused 22: REGION_WRITE_MULTI, id 1: it is not inside a region", events.next());
    exchange("0200 0d00 10000000 00000000 00000000", "0200 0d00 10000000 01000000 00000000");
  }

  @Test
  void countsHaveBounds() throws Exception {
    String writes = "1 to 200 writes were expected";
    refused("0100 0f00 18000000 00000000 00000000 0000000000000000", Errno.EINVAL, writes);
    refused("0100 0f00 18000000 00000000 00000000 c900000000000000", Errno.EINVAL, writes);
    refused("0100 0f00 18000000 00000000 00000000 0100000000000080", Errno.EINVAL, writes);
    refused("0100 0f00 18000000 00000000 00000000 0000000001000000", Errno.EINVAL, writes);
    refused("0100 0f00 10000000 00000000 00000000", Errno.EINVAL, "the message is too short");
    String entry = "0000000000000000 00000000 ";
    String bytes = "a write of 1 to 8 bytes was expected";
    String one = "0100 0f00 30000000 00000000 00000000 0100000000000000" + entry;
    refused(one + "00000000 0000000000000000", Errno.EINVAL, bytes);
    refused(one + "09000000 0000000000000000", Errno.EINVAL, bytes);
    refused(one + "ffffffff 0000000000000000", Errno.EINVAL, bytes);
    assertNull(device.calls.poll());
  }

  @Test
  void theMessageHasAsManyWritesAsItSays() throws Exception {
    String many = "it does not have as many writes as it says";
    String entry = "0000000000000000 00000000 01000000 0000000000000000";
    refused("0100 0f00 30000000 00000000 00000000 0200000000000000" + entry, Errno.EINVAL, many);
    refused(
        "0100 0f00 48000000 00000000 00000000 0100000000000000" + entry + entry,
        Errno.EINVAL,
        many);
    refused(
        "0100 0f00 31000000 00000000 00000000 0100000000000000" + entry + "00", Errno.EINVAL, many);
    assertNull(device.calls.poll());
  }
}
