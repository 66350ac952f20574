package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DEVICE_GET_REGION_INFO}: raw bytes in, raw bytes out. */
class GetRegionInfoTest extends ProtocolTest {
  private static final String FRONT = "0100 0500 30000000 00000000 00000000 ";
  private static final String REST = " 00000000 0000000000000000 0000000000000000";

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @Test
  void aRegionIsToldWithoutAMapping() throws Exception {
    exchange(
        FRONT + "20000000 00000000 00000000" + REST,
        "0100 0500 30000000 01000000 00000000 20000000 03000000 00000000 00000000"
            + "0000200000000000 0000000000000000");
    exchange(
        FRONT + "20000000 00000000 02000000" + REST,
        "0100 0500 30000000 01000000 00000000 20000000 03000000 02000000 00000000"
            + "0000000000000100 0000000000000200");
  }

  @Test
  void aRegionThatIsNotThereHasNoSize() throws Exception {
    exchange(
        FRONT + "20000000 00000000 06000000" + REST,
        "0100 0500 30000000 01000000 00000000 20000000 00000000 06000000 00000000"
            + "0000000000000000 0000000000000000");
  }

  @Test
  void capabilitiesAreToldWhereThereIsRoom() throws Exception {
    String fixed = "09000000 %s 0010000000000000 0000000000000900";
    // 32 bytes of room: the reply says that 64 are needed.
    exchange(
        FRONT + "20000000 00000000 09000000" + REST,
        "0100 0500 30000000 01000000 00000000 40000000 0b000000" + fixed.formatted("00000000"));
    exchange(
        FRONT + "3f000000 00000000 09000000" + REST,
        "0100 0500 30000000 01000000 00000000 40000000 0b000000" + fixed.formatted("00000000"));
    exchange(
        FRONT + "40000000 00000000 09000000" + REST,
        "0100 0500 50000000 01000000 00000000 40000000 0b000000"
            + fixed.formatted("20000000")
            + "0200 0100 30000000 14100080 03000000"
            + "0200 0100 00000000 05000000 06000000");
    // The payload need not have the room that argsz speaks of.
    exchange(
        FRONT + "ffffffff 00000000 09000000" + REST,
        "0100 0500 50000000 01000000 00000000 40000000 0b000000"
            + fixed.formatted("20000000")
            + "0200 0100 30000000 14100080 03000000"
            + "0200 0100 00000000 05000000 06000000");
  }

  @Test
  void anIndexBeyondTheRegionsIsRefused() throws Exception {
    refused(FRONT + "20000000 00000000 0a000000" + REST, Errno.EINVAL, "there is no such region");
    refused(FRONT + "20000000 00000000 ffffffff" + REST, Errno.EINVAL, "there is no such region");
  }

  @Test
  void theStructureHasToBeThere() throws Exception {
    String shorter = "the message or its argsz is too short";
    refused(FRONT + "1f000000 00000000 00000000" + REST, Errno.EINVAL, shorter);
    refused(
        "0100 0500 20000000 00000000 00000000 20000000 00000000 00000000 00000000",
        Errno.EINVAL,
        shorter);
  }
}
