package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DEVICE_GET_REGION_IO_FDS}: raw bytes in, raw bytes out. */
class GetRegionIoFdsTest extends ProtocolTest {
  private static final String FRONT = "0100 0600 20000000 00000000 00000000 ";

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void noPartOfARegionIsSignalled() throws Exception {
    exchange(
        FRONT + "40000000 00000000 02000000 00000000",
        "0100 0600 20000000 01000000 00000000 10000000 00000000 02000000 00000000");
  }

  @Test
  void aRegionThatIsNotThereIsRefused() throws Exception {
    refused(FRONT + "10000000 00000000 01000000 00000000", Errno.EINVAL, "the region is not there");
    refused(FRONT + "10000000 00000000 0a000000 00000000", Errno.EINVAL, "there is no such region");
  }

  @Test
  void operandsAreChecked() throws Exception {
    refused(
        FRONT + "10000000 01000000 00000000 00000000", Errno.EINVAL, "flags and count are not 0");
    refused(
        FRONT + "10000000 00000000 00000000 01000000", Errno.EINVAL, "flags and count are not 0");
    refused(
        FRONT + "0f000000 00000000 00000000 00000000",
        Errno.EINVAL,
        "the message or its argsz is too short");
    refused(
        "0100 0600 18000000 00000000 00000000 10000000 00000000",
        Errno.EINVAL,
        "the message or its argsz is too short");
  }
}
