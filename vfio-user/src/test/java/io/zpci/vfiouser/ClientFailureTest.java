package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.SharedFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DEVICE_RESET}, and everything that can end a connection instead of its answer. */
class ClientFailureTest extends ClientTest {
  private static final String RESET = "0200 0d00 10000000 00000000 00000000";

  /** How long a client waits that waits in vain, in milliseconds. */
  private int hasty = 50;

  @Test
  void aResetIsAskedForAndAnswered() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(RESET)
                .send("0200 0d00 10000000 01000000 00000000")
                .expect("0300 0d00 10000000 00000000 00000000")
                .send("0300 0d00 10000000 21000000 19000000"));
    assertEquals(0, device.reset());
    assertEquals(-25, device.reset());
    assertNull(device.failure());
    finish();
  }

  @Test
  void idsBeginAgainAfterAllWereUsed() throws IOException {
    int rounds = 0x10001;
    VfioUserDevice device =
        connect(script -> {
          for (int i = 0; i < rounds; i++) {
            int id = Integer.reverseBytes(2 + i) >>> 16;
            script.expect("%04x 0d00 10000000 00000000 00000000".formatted(id));
            script.send("%04x 0d00 10000000 01000000 00000000".formatted(id));
          }
          return script;
        });
    for (int i = 0; i < rounds; i++) {
      assertEquals(0, device.reset());
    }
    finish();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0300 0d00 10000000 01000000 00000000 | the server answered message 3 (command 13) where 2 (command 13) was sent
          0200 0c00 10000000 01000000 00000000 | the server answered message 2 (command 12) where 2 (command 13) was sent
          0200 0d00 10000000 02000000 00000000 | the server answered message 2 (command 13) where 2 (command 13) was sent
          0200 0d00 0f000000 01000000 00000000 | the server sent a message of 15 bytes
          0200 0d00 00000000 01000000 00000000 | the server sent a message of 0 bytes
          0200 0d00 ffffffff 01000000 00000000 | the server sent a message of 4294967295 bytes
          0200 0d00 21001000 01000000 00000000 | the server sent a message of 1048609 bytes
          """)
  void whatTheProtocolDoesNotHaveEndsIt(String answer, String why) throws IOException {
    VfioUserDevice device = connect(script -> script.expect(RESET).send(answer).expectEnd());
    assertEquals(-107, device.reset());
    assertEquals(why, failure());
    finish();
  }

  @Test
  void filesWithAnAnswerThatHasNoneEndIt() throws IOException {
    try (SharedFile file = SharedFile.create("file", 4096)) {
      VfioUserDevice device =
          connect(script ->
              script
                  .expect(RESET)
                  .send("0200 0d00 10000000 01000000 00000000", file.descriptor())
                  .expectEnd());
      assertEquals(-107, device.reset());
      assertEquals("the server sent 1 descriptors with its answer to DEVICE_RESET", failure());
      finish();
    }
  }

  @Test
  void anAnswerThatNobodyWaitsForEndsIt() throws IOException {
    CountDownLatch sent = new CountDownLatch(1);
    VfioUserDevice device =
        connect(script ->
            script.send("0100 0d00 10000000 01000000 00000000").then(sent::countDown).expectEnd());
    IOException ended = assertThrows(IOException.class, () -> device.takeInterrupts(-1));
    assertEquals("the server answered message 1, which nobody waits for", ended.getMessage());
    finish();
  }

  @Test
  void aServerThatClosesEndsEveryCall() throws IOException {
    VfioUserDevice device = connect(script -> script.expect(RESET).send("0200 0d00 1000"));
    assertEquals(-107, device.reset());
    assertEquals("the server closed the connection", failure());
    MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
    assertEquals(-107, device.region(0).pread(0, buffer, 0, 8));
    assertEquals(-107, device.region(0).pwrite(0, buffer, 0, 8));
    assertEquals(-107, device.file().pread(0, buffer, 0, 8));
    assertEquals(-107, device.setIrqs(IrqSet.eventfd(1, 0, () -> {})));
    assertEquals(-107, device.dmaUnmap(0, 4096));
    assertEquals(107, assertThrows(VfioException.class, () -> device.regionInfo(0)).errno());
    assertEquals(107, assertThrows(VfioException.class, () -> device.irqInfo(0)).errno());
    assertThrows(IOException.class, () -> device.takeInterrupts(0));
    finish();
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftAfterTheTime() throws IOException {
    VfioUserDevice device =
        connectHasty(ClientOptions.DEFAULT, script -> script.expect(RESET).expectEnd());
    assertEquals(-107, device.reset());
    assertEquals("the server did not answer DEVICE_RESET within " + hasty + " ms", failure());
    finish();
  }

  @Test
  void aServerThatDoesNotReadIsLeftAfterTheTime() throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    VfioUserDevice device =
        connectHasty(
            ClientOptions.DEFAULT.withPostedWrites(), script -> script.then(() -> await(gone)));
    MemorySegment block = MemorySegment.ofArray(new byte[4096]);
    long result = 4096;
    for (int i = 0; i < 10_000 && result == 4096; i++) {
      result = device.region(0).pwrite(0, block, 0, 4096);
    }
    assertEquals(-107, result);
    assertEquals("the server did not take REGION_WRITE within " + hasty + " ms", failure());
    gone.countDown();
    finish();
  }

  /** A server that asks and asks is answered, but the time for the answer runs. */
  @Test
  void requestsDoNotMakeTheTimeLonger() throws IOException {
    VfioUserDevice device =
        connectHasty(
            ClientOptions.DEFAULT,
            script ->
                script
                    .expect(RESET)
                    .askUntilTheEnd(
                        "0100 0b00 20000000 00000000 00000000 0000000001000000 0100000000000000"));
    assertEquals(-107, device.reset());
    assertEquals("the server did not answer DEVICE_RESET within " + hasty + " ms", failure());
    finish();
  }

  /**
   * Connects a client that is about to wait in vain, and therefore not for long. Connecting has no
   * more time than that, too: a busy machine that needs more gets it.
   */
  private VfioUserDevice connectHasty(ClientOptions options, UnaryOperator<ScriptedServer> script)
      throws IOException {
    while (true) {
      try {
        return connect(options.withTimeout(hasty), script);
      } catch (IOException e) {
        close();
        hasty *= 2;
        assertTrue(hasty < 60_000, e::toString);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
