package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that this server has not, or that are none. */
class OtherCommandsTest extends ProtocolTest {
  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000", "1100", "1200"})
  void featuresAndMigrationAreNotThere(String command) throws Exception {
    refused(
        "0100 " + command + " 18000000 00000000 00000000 08000000 01000500",
        Errno.ENOTTY,
        "the device has no features");
    assertNull(device.calls.poll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0b00", "0c00", "0e00"})
  void theClientsOwnCommandsAreRefused(String command) throws Exception {
    refused(
        "0100 " + command + " 20000000 00000000 00000000 0000000000000000 0400000000000000",
        Errno.EINVAL,
        "no command for a server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000", "1300", "ff00"})
  void whatIsNoCommandIsRefused(String command) throws Exception {
    refused(
        "0100 " + command + " 10000000 00000000 00000000",
        Errno.EINVAL,
        "there is no such command");
  }

  @Test
  void theConnectionGoesOn() throws Exception {
    refused("0100 1300 10000000 00000000 00000000", Errno.EINVAL, "there is no such command");
    exchange("0200 0d00 10000000 00000000 00000000", "0200 0d00 10000000 01000000 00000000");
  }
}
