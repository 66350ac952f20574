package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.VfioException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code DEVICE_GET_INFO} and {@code DEVICE_GET_IRQ_INFO}. */
class ClientInfoTest extends ClientTest {
  private static final String ASKED =
      "0100 0400 20000000 00000000 00000000 10000000 00000000 00000000 00000000";

  private String refusal(String reply) throws IOException {
    try (ScriptedServer server =
        ScriptedServer.in(folder)
            .expectAny(1)
            .send(ScriptedServer.version(0, ""))
            .expect(ASKED)
            .send(reply)
            .expectEnd()
            .start()) {
      IOException refusal =
          assertThrows(
              IOException.class,
              () -> VfioUserDevice.connect(server.path(), Patience.CLIENT).close());
      server.finish();
      return String.valueOf(refusal.getMessage());
    }
  }

  @Test
  void theDeviceIsWhatTheServerSays() throws IOException {
    VfioUserDevice device = connect(script -> script);
    assertEquals(
        new DeviceInfo(DeviceInfo.FLAG_RESET | DeviceInfo.FLAG_PCI, 9, 5, List.of()),
        device.info());
    finish();
  }

  @Test
  void moreRegionsOrInterruptsThanQemuTakesAreRefused() throws IOException {
    assertEquals(
        "the server's device has 101 regions and 5 interrupts, at most 100 and 50 were expected",
        refusal("0100 0400 20000000 01000000 00000000 10000000 02000000 65000000 05000000"));
    assertEquals(
        "the server's device has 9 regions and -1 interrupts, at most 100 and 50 were expected",
        refusal("0100 0400 20000000 01000000 00000000 10000000 02000000 09000000 ffffffff"));
  }

  @Test
  void anErrorOrATooShortAnswerEndsIt() throws IOException {
    assertEquals(
        "the server refused DEVICE_GET_INFO: ENODEV",
        refusal("0100 0400 10000000 21000000 13000000"));
    assertEquals(
        "the server's answer to DEVICE_GET_INFO has 12 bytes, 16 were expected",
        refusal("0100 0400 1c000000 01000000 00000000 10000000 02000000 09000000"));
  }

  @Test
  void interruptsOfAnIndex() throws IOException, VfioException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect("0200 0700 20000000 00000000 00000000 10000000 00000000 01000000 00000000")
                .send("0200 0700 20000000 01000000 00000000 10000000 09000000 01000000 20000000"));
    assertEquals(new IrqInfo(1, 9, 32), device.irqInfo(1));
    finish();
  }

  @Test
  void anIndexThatTheServerRefuses() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect("0200 0700 20000000 00000000 00000000 10000000 00000000 ffffffff 00000000")
                .send("0200 0700 10000000 21000000 16000000"));
    assertEquals(22, assertThrows(VfioException.class, () -> device.irqInfo(-1)).errno());
    finish();
  }
}
