package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DEVICE_GET_IRQ_INFO}: raw bytes in, raw bytes out. */
class GetIrqInfoTest extends ProtocolTest {
  private static final String FRONT = "0100 0700 20000000 00000000 00000000 ";
  private static final String REPLY = "0100 0700 20000000 01000000 00000000 10000000 ";

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void vectorsAreCounted() throws Exception {
    exchange(FRONT + "10000000 00000000 01000000 00000000", REPLY + "09000000 01000000 08000000");
    exchange(FRONT + "10000000 00000000 02000000 00000000", REPLY + "09000000 02000000 04000000");
    exchange(FRONT + "10000000 00000000 03000000 00000000", REPLY + "00000000 03000000 00000000");
  }

  @Test
  void anIndexBeyondTheKindsIsRefused() throws Exception {
    String none = "there is no such kind of interrupt";
    refused(FRONT + "10000000 00000000 05000000 00000000", Errno.EINVAL, none);
    refused(FRONT + "10000000 00000000 ffffffff 00000000", Errno.EINVAL, none);
  }

  @Test
  void theStructureHasToBeThere() throws Exception {
    String shorter = "the message or its argsz is too short";
    refused(FRONT + "0c000000 00000000 01000000 00000000", Errno.EINVAL, shorter);
    refused(
        "0100 0700 1c000000 00000000 00000000 10000000 00000000 01000000", Errno.EINVAL, shorter);
  }
}
