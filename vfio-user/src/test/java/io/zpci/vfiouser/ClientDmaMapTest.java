package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.posix.SharedFile;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DMA_MAP} and {@code DMA_UNMAP}. */
class ClientDmaMapTest extends ClientTest {
  private SharedFile memory;

  @BeforeEach
  void create() throws IOException {
    memory = SharedFile.create("guest", 0x10000);
  }

  @AfterEach
  void release() {
    memory.close();
  }

  private static String map(int id, int flags, String offset, String address, String size) {
    return "%02x00 0200 30000000 00000000 00000000 20000000 %02x000000 %s %s %s"
        .formatted(id, flags, offset, address, size);
  }

  private static String unmap(int id, String address, String size) {
    return "%02x00 0300 28000000 00000000 00000000 18000000 00000000 %s %s"
        .formatted(id, address, size);
  }

  private static String unmapped(int id, String address, String size) {
    return "%02x00 0300 28000000 01000000 00000000 18000000 00000000 %s %s"
        .formatted(id, address, size);
  }

  @Test
  void aMappingSendsTheFileAlong() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withMemory(memory),
            script ->
                script
                    .expect(
                        map(2, 3, "0030000000000000", "00f0ff1f01000000", "0010000000000000"), 1)
                    .send("0200 0200 10000000 01000000 00000000")
                    .expect(
                        map(3, 1, "0000000000000000", "0000000002000000", "0000010000000000"), 1)
                    .send("0300 0200 10000000 01000000 00000000"));
    assertEquals(0, device.dmaMap(0x1_1fff_f000L, 0x3000, 0x1000, true));
    assertEquals(0, device.dmaMap(0x2_0000_0000L, 0, 0x10000, false));
    finish();
  }

  @Test
  void aMappingForMessagesSendsNoFile() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withMessageMemory(memory, DmaMessages.PROTOCOL),
            script ->
                script
                    .expect(map(2, 3, "0010000000000000", "0000000001000000", "0010000000000000"))
                    .send("0200 0200 10000000 01000000 00000000"));
    assertEquals(0, device.dmaMap(0x1_0000_0000L, 0x1000, 0x1000, true));
    finish();
  }

  @Test
  void whatTheServerSaysAndWhatIsNotAskedFor() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withMemory(memory),
            script ->
                script
                    .expect(
                        map(2, 3, "0000000000000000", "0000000001000000", "0010000000000000"), 1)
                    .send("0200 0200 10000000 21000000 11000000")
                    .expectEnd());
    assertEquals(-17, device.dmaMap(0x1_0000_0000L, 0, 0x1000, true));
    assertEquals(-22, device.dmaMap(0x1_0000_0000L, 0x10000, 0x1000, true), "behind the memory");
    assertEquals(-22, device.dmaMap(0x1_0000_0000L, 0, 0x11000, true), "longer than it");
    assertEquals(-22, device.dmaMap(0x1_0000_0000L, 0x800, 0x1000, true), "no page");
    assertEquals(-22, device.dmaMap(0x1_0000_0000L, 0, 0, true), "nothing");
    assertEquals(-22, device.dmaMap(0x1_0000_0000L, -0x1000, 0x1000, true));
    device.close();
    finish();
  }

  @Test
  void withoutMemoryNothingIsMapped() throws IOException {
    VfioUserDevice device = connect(ScriptedServer::expectEnd);
    assertEquals(-22, device.dmaMap(0x1_0000_0000L, 0, 0x1000, true));
    device.close();
    finish();
  }

  @Test
  void anUnmapSaysHowMuchItEnded() throws IOException {
    String page = "0010000000000000";
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withMemory(memory),
            script ->
                script
                    .expect(map(2, 3, "0000000000000000", "0000000001000000", page), 1)
                    .send("0200 0200 10000000 01000000 00000000")
                    .expect(map(3, 3, "0000000000000000", "0010000001000000", page), 1)
                    .send("0300 0200 10000000 01000000 00000000")
                    .expect(unmap(4, "0000000000000000", "0000002001000000"))
                    .send(unmapped(4, "0000000000000000", "0000002001000000"))
                    .expect(unmap(5, "0000000000000000", "0000002001000000"))
                    .send(unmapped(5, "0000000000000000", "0000002001000000"))
                    .expect(unmap(6, "0100000000000000", page))
                    .send("0600 0300 10000000 21000000 16000000"));
    assertEquals(0, device.dmaMap(0x1_0000_0000L, 0, 0x1000, true));
    assertEquals(0, device.dmaMap(0x1_0000_1000L, 0, 0x1000, true));
    assertEquals(0x2000, device.dmaUnmap(0, 0x1_2000_0000L), "wider than what is mapped");
    assertEquals(0, device.dmaUnmap(0, 0x1_2000_0000L), "nothing left");
    assertEquals(-22, device.dmaUnmap(1, 0x1000));
    finish();
  }
}
