package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DEVICE_GET_INFO}: raw bytes in, raw bytes out. */
class GetInfoTest extends ProtocolTest {
  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void regionsAndInterruptsAreCounted() throws Exception {
    // Capabilities would not fit into this message, so they are not announced.
    exchange(
        "0100 0400 20000000 00000000 00000000 10000000 00000000 00000000 00000000",
        "0100 0400 20000000 01000000 00000000 10000000 03000000 0a000000 05000000");
  }

  @Test
  void moreRoomIsNotUsed() throws Exception {
    exchange(
        "0100 0400 20000000 00000000 00000000 00100000 00000000 00000000 00000000",
        "0100 0400 20000000 01000000 00000000 10000000 03000000 0a000000 05000000");
  }

  @Test
  void theStructureHasToBeThere() throws Exception {
    String shorter = "the message or its argsz is too short";
    refused("0100 0400 10000000 00000000 00000000", Errno.EINVAL, shorter);
    refused(
        "0100 0400 1c000000 00000000 00000000 10000000 00000000 00000000", Errno.EINVAL, shorter);
    refused(
        "0100 0400 20000000 00000000 00000000 0f000000 00000000 00000000 00000000",
        Errno.EINVAL,
        shorter);
  }
}
