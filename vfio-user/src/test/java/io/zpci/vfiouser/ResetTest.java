package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DEVICE_RESET}: raw bytes in, raw bytes out. */
class ResetTest extends ProtocolTest {
  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void theDeviceIsReset() throws Exception {
    exchange("ffff 0d00 10000000 00000000 00000000", "ffff 0d00 10000000 01000000 00000000");
    assertEquals("reset", device.call());
  }

  @Test
  void whatTheDeviceRefusesIsTheErrno() throws Exception {
    device.answer = -Errno.ENOTTY;
    refused("0100 0d00 10000000 00000000 00000000", Errno.ENOTTY, "the device refuses it");
  }

  @Test
  void itHasNoPayload() throws Exception {
    refused("0100 0d00 11000000 00000000 00000000 00", Errno.EINVAL, "it has no payload");
    assertNull(device.calls.poll());
  }
}
