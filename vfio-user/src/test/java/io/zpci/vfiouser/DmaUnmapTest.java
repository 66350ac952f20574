package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DMA_UNMAP}: raw bytes in, raw bytes out. */
class DmaUnmapTest extends ProtocolTest {
  private static final String FRONT = "0100 0300 28000000 00000000 00000000 ";
  private static final String REPLY = "0100 0300 28000000 01000000 00000000 ";

  @BeforeEach
  void version() throws Exception {
    negotiate();
    for (int page = 0; page < 4; page++) {
      exchange(
          "0100 0200 30000000 00000000 00000000 20000000 03000000 0000000000000000 00%d0000001000000 0010000000000000"
              .formatted(page),
          "0100 0200 10000000 01000000 00000000");
    }
    assertEquals(4, device.guest().ranges());
    device.calls.clear();
  }

  private void unmapped(String payload, int left) throws Exception {
    exchange(FRONT + payload, REPLY + payload);
    assertEquals(left, device.guest().ranges());
  }

  @Test
  void oneRangeGoesAndTheRequestIsEchoed() throws Exception {
    unmapped("18000000 00000000 0010000001000000 0010000000000000", 3);
    assertEquals("unmap 100001000+1000", device.call());
  }

  @Test
  void aRangeMayCoverSeveralOrNone() throws Exception {
    unmapped("18000000 00000000 0000000000000000 0000002001000000", 0);
    unmapped("18000000 00000000 0000000000000000 0000002001000000", 0);
  }

  @Test
  void allOfThemGoAtOnce() throws Exception {
    unmapped("18000000 02000000 0000000000000000 0000000000000000", 0);
    assertEquals("unmap all", device.call());
    String both = "all of it, and a range";
    refused(FRONT + "18000000 02000000 0010000000000000 0000000000000000", Errno.EINVAL, both);
    refused(FRONT + "18000000 02000000 0000000000000000 0010000000000000", Errno.EINVAL, both);
    assertNull(device.calls.poll());
  }

  @Test
  void aBitmapOfWrittenPagesIsRefused() throws Exception {
    refused(
        "0100 0300 38000000 00000000 00000000 28000000 01000000 0000000001000000 0010000000000000"
            + " 0010000000000000 0800000000000000",
        Errno.EINVAL,
        "written pages are not kept account of");
    refused(
        FRONT + "18000000 04000000 0000000001000000 0010000000000000",
        Errno.EINVAL,
        "flags that are not known");
    assertEquals(4, device.guest().ranges());
    assertNull(device.calls.poll());
  }

  @Test
  void whatTheDeviceRefusesIsTheErrno() throws Exception {
    refused(
        FRONT + "18000000 00000000 0000000001000000 0100000000000000",
        Errno.EINVAL,
        "the range cannot be unmapped");
    device.answer = -Errno.ENOENT;
    refused(
        FRONT + "18000000 00000000 0000000001000000 0010000000000000",
        Errno.ENOENT,
        "the range cannot be unmapped");
    assertEquals(4, device.guest().ranges());
  }

  @Test
  void theStructureHasToBeThere() throws Exception {
    String shorter = "the message or its argsz is too short";
    refused(
        "0100 0300 20000000 00000000 00000000 18000000 00000000 0000000001000000",
        Errno.EINVAL,
        shorter);
    refused(FRONT + "17000000 00000000 0000000001000000 0010000000000000", Errno.EINVAL, shorter);
  }
}
