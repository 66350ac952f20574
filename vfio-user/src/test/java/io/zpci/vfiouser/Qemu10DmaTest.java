package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages for DMA as QEMU 10.1 and 10.2 lay them out. */
class Qemu10DmaTest extends ProtocolTest {
  @Override
  ServerSettings settings() {
    return Patience.SERVER.withDma(DmaMessages.QEMU_10);
  }

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  private MessageDma dma() {
    return Objects.requireNonNull(device.client, "no client").messages();
  }

  @Test
  void dataOfAReadFollowTheShortCount() throws Exception {
    byte[] data = new byte[3];
    CompletableFuture<Boolean> read =
        CompletableFuture.supplyAsync(
            () -> dma().read(0x1_0000_0008L, MemorySegment.ofArray(data), 0, 3));
    assertEquals(
        "0100 0b00 20000000 00000000 00000000 08000000010000000300000000000000", receive());
    send("0100 0b00 23000000 01000000 00000000 0800000001000000 03000000 a1a2a3 00000000");
    assertTrue(read.get(20, TimeUnit.SECONDS));
    assertArrayEquals(bytes("a1a2a3"), data);
  }

  @Test
  void dataOfAWriteFollowTheShortCountAndItsReplyIsAHeader() throws Exception {
    byte[] data = bytes("0102030405");
    CompletableFuture<Boolean> write =
        CompletableFuture.supplyAsync(() -> dma().write(0x2000, MemorySegment.ofArray(data), 0, 5));
    byte[] message = receiveBytes();
    assertEquals(37, message.length);
    assertTrue(
        wire(message)
            .startsWith("0100 0c00 25000000 00000000 00000000 0020000000000000050000000102030405"),
        wire(message));
    send("0100 0c00 10000000 01000000 00000000");
    assertTrue(write.get(20, TimeUnit.SECONDS));
  }
}
