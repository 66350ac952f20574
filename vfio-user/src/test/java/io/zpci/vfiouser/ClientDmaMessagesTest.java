package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.posix.SharedFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DMA_READ} and {@code DMA_WRITE} of a server that reaches memory by messages. */
class ClientDmaMessagesTest extends ClientTest {
  private static final long IO = 0x1_0000_0000L;
  private static final String RESET = "0400 0d00 10000000 00000000 00000000";
  private static final String DONE = "0400 0d00 10000000 01000000 00000000";
  private final Arena arena = Arena.ofShared();
  private SharedFile file;
  private MemorySegment memory;

  @BeforeEach
  void create() throws IOException {
    file = SharedFile.create("guest", 0x4000);
    memory = file.map(arena, 0, 0x4000, true);
    for (int i = 0; i < 0x4000; i++) {
      memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) i);
    }
  }

  @AfterEach
  void release() {
    arena.close();
    file.close();
  }

  /**
   * A page at offset 0x1000 that may be written, and behind it the one at offset 0 that may not;
   * then the script asks, while the client waits for the answer to a reset.
   */
  private VfioUserDevice mapped(DmaMessages layout, UnaryOperator<ScriptedServer> asks)
      throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT.withMessageMemory(file, layout),
            script ->
                asks.apply(
                    script
                        .expectAny(2)
                        .send("0200 0200 10000000 01000000 00000000")
                        .expectAny(2)
                        .send("0300 0200 10000000 01000000 00000000")
                        .expect(RESET)));
    assertEquals(0, device.dmaMap(IO, 0x1000, 0x1000, true));
    assertEquals(0, device.dmaMap(IO + 0x1000, 0, 0x1000, false));
    return device;
  }

  @Test
  void aReadAcrossTwoMappingsWhileAReplyIsAwaited() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send("8877 0b00 20000000 00000000 00000000 fe0f000001000000 0400000000000000")
                    .expect(
                        "8877 0b00 24000000 01000000 00000000 fe0f000001000000 0400000000000000"
                            + "feff0001")
                    .send(DONE));
    assertEquals(0, device.reset());
    finish();
  }

  @Test
  void aWriteIsInTheMemoryBeforeItIsAnswered() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send(
                        "0100 0c00 23000000 00000000 00000000 1000000001000000 0300000000000000"
                            + "aabbcc")
                    .expect(
                        "0100 0c00 20000000 01000000 00000000 1000000001000000 0300000000000000")
                    .then(() -> assertBytes("0f aabbcc 13", memory, 0x100f))
                    .send(DONE));
    assertEquals(0, device.reset());
    finish();
  }

  @Test
  void theOlderLayout() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.QEMU_10,
            script ->
                script
                    .send("0100 0b00 20000000 00000000 00000000 1000000001000000 02000000 00000000")
                    .expect(
                        "0100 0b00 22000000 01000000 00000000 1000000001000000 02000000 1011"
                            + "00000000")
                    .send(
                        "0200 0c00 22000000 00000000 00000000 2000000001000000 02000000 aabb"
                            + "00000000")
                    .expect("0200 0c00 10000000 01000000 00000000")
                    .then(() -> assertBytes("1f aabb 22", memory, 0x101f))
                    .send(DONE));
    assertEquals(0, device.reset());
    finish();
  }

  @Test
  void whatIsNotMappedOrNoRequestIsRefused() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    // behind the mappings
                    .send("0100 0b00 20000000 00000000 00000000 fe1f000001000000 0400000000000000")
                    .expect("0100 0b00 10000000 21000000 0e000000")
                    // into the page that may only be read
                    .send(
                        "0200 0c00 21000000 00000000 00000000 0010000001000000 0100000000000000 ff")
                    .expect("0200 0c00 10000000 21000000 0e000000")
                    // around the end of all addresses
                    .send("0300 0b00 20000000 00000000 00000000 ffffffffffffffff 0200000000000000")
                    .expect("0300 0b00 10000000 21000000 0e000000")
                    // nothing; more than a message may carry; a length that is not that of the data
                    .send("0400 0b00 20000000 00000000 00000000 0000000001000000 0000000000000000")
                    .expect("0400 0b00 10000000 21000000 16000000")
                    .send("0500 0b00 20000000 00000000 00000000 0000000001000000 ffffffffffffffff")
                    .expect("0500 0b00 10000000 21000000 16000000")
                    .send(
                        "0600 0c00 21000000 00000000 00000000 0000000001000000 0200000000000000 ff")
                    .expect("0600 0c00 10000000 21000000 16000000")
                    .send("0700 0b00 18000000 00000000 00000000 0000000001000000")
                    .expect("0700 0b00 10000000 21000000 16000000")
                    // the older layout; a command that servers do not have
                    .send("0800 0b00 1c000000 00000000 00000000 1000000001000000 02000000")
                    .expect("0800 0b00 10000000 21000000 16000000")
                    .send("0900 0d00 10000000 00000000 00000000")
                    .expect("0900 0d00 10000000 21000000 26000000")
                    .send(DONE));
    assertEquals(0, device.reset());
    assertBytes("00010203", memory, 0);
    finish();
  }

  @Test
  void aRequestWithAFileIsRefusedAndTheFileClosed() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send(
                        "0100 0b00 20000000 00000000 00000000 0000000001000000 0400000000000000",
                        file.descriptor())
                    .expect("0100 0b00 10000000 21000000 16000000")
                    .send(DONE));
    assertEquals(0, device.reset());
    finish();
  }

  @Test
  void aRequestThatWantsNoAnswerGetsNone() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send("0100 0b00 20000000 10000000 00000000 0000000001000000 0400000000000000")
                    .send(DONE)
                    .expectEnd());
    assertEquals(0, device.reset());
    device.close();
    finish();
  }

  @Test
  void severalRequestsInOnePieceAndOneInSeveral() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send(
                        "0100 0b00 20000000 00000000 00000000 0000000001000000 0100000000000000"
                            + "0200 0b00 20000000 00000000 00000000 0100000001000000"
                            + "0100000000000000 0300 0b00 2000")
                    .expect(
                        "0100 0b00 21000000 01000000 00000000 0000000001000000 0100000000000000 00"
                            + "0200 0b00 21000000 01000000 00000000 0100000001000000"
                            + "0100000000000000 01")
                    .send("0000 00000000 00000000 0200000001000000 0100000000000000")
                    .expect(
                        "0300 0b00 21000000 01000000 00000000 0200000001000000 0100000000000000 02")
                    .send(DONE));
    assertEquals(0, device.reset());
    finish();
  }

  @Test
  void requestsBetweenTwoCallsAreAnsweredWhereInterruptsAreTaken() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send(DONE)
                    .send("0100 0b00 20000000 00000000 00000000 0000000001000000 0100000000000000")
                    .then(asked::countDown)
                    .expect(
                        "0100 0b00 21000000 01000000 00000000 0000000001000000 0100000000000000 00")
                    .expectEnd());
    assertEquals(0, device.reset());
    asked.await();
    assertEquals(0, device.takeInterrupts(200));
    device.close();
    finish();
  }

  @Test
  void aFileThatWasCutRefuses() throws IOException {
    VfioUserDevice device =
        mapped(
            DmaMessages.PROTOCOL,
            script ->
                script
                    .send("0100 0b00 20000000 00000000 00000000 0000000001000000 0100000000000000")
                    .expect(
                        "0100 0b00 21000000 01000000 00000000 0000000001000000 0100000000000000 00")
                    .then(this::cut)
                    .send("0200 0b00 20000000 00000000 00000000 0000000001000000 0800000000000000")
                    .expect("0200 0b00 10000000 21000000 0e000000")
                    .send(DONE));
    assertEquals(0, device.reset());
    finish();
  }

  private void cut() {
    try {
      file.resize(0x1000);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
