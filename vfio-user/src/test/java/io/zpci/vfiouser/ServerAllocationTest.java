package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.zpci.posix.Received;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the server's thread allocates for a message on the hot path: nothing. */
@Tag("allocation")
class ServerAllocationTest extends ProtocolTest {
  private static final int OPERATIONS = 200;
  private static final int ROUNDS = 1000;

  /** Where compilers are starved: more rounds, as many as are done in that time. */
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private interface Exchange {
    void run() throws IOException;
  }

  @BeforeEach
  void version() throws Exception {
    negotiate();
    device.quiet = true;
    events.deaf = true;
  }

  private long serverThread() {
    String name = "vfio-user " + server.path();
    return Arrays.stream(threads.dumpAllThreads(false, false))
        .filter(thread -> thread.getThreadName().equals(name))
        .findFirst()
        .orElseThrow()
        .getThreadId();
  }

  private long allocated(Exchange exchange) throws IOException {
    return allocated(exchange, ROUNDS, PATIENCE_NANOS);
  }

  /**
   * The least of many rounds; what each operation allocates is in all. The JDK makes a slice of the
   * place for errno at each downcall, which goes when the code around it is compiled for good: that
   * takes a while, and is waited for.
   */
  private long allocated(Exchange exchange, int rounds, long nanos) throws IOException {
    long thread = serverThread();
    long least = Long.MAX_VALUE;
    long begin = System.nanoTime();
    for (int round = 0;
        least > 0 && (round < rounds || System.nanoTime() - begin < nanos);
        round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < OPERATIONS; i++) {
        exchange.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }

  private Exchange exchange(String request, int reply) {
    MemorySegment out = MemorySegment.ofArray(bytes(request));
    MemorySegment in = MemorySegment.ofArray(new byte[reply]);
    Received none = new Received();
    return () -> {
      client.send(out, 0, (int) out.byteSize(), List.of());
      client.receiveAll(in, 0, reply, none);
    };
  }

  @Test
  void aRefusalIsSeen() throws IOException {
    Exchange refused = exchange("0100 1300 10000000 00000000 00000000", 16);
    assertTrue(allocated(refused, 10, 0) >= OPERATIONS * 16L);
  }

  @Test
  void aReadAllocatesNothing() throws IOException {
    assertEquals(
        0,
        allocated(
            exchange(
                "0100 0900 20000000 00000000 00000000 0000000000000000 00000000 08000000", 40)));
  }

  @Test
  void aWriteAllocatesNothing() throws IOException {
    assertEquals(
        0,
        allocated(
            exchange(
                "0100 0a00 28000000 00000000 00000000 0000000000000000 00000000 08000000"
                    + "0102030405060708",
                32)));
  }

  @Test
  void postedWritesAllocateNothing() throws IOException {
    String posted =
        "0100 0a00 28000000 10000000 00000000 0000000000000000 00000000 08000000"
            + "0102030405060708";
    String multi =
        "0100 0f00 30000000 10000000 00000000 0100000000000000"
            + "0000000000000000 00000000 02000000 0102000000000000";
    assertEquals(
        0,
        allocated(
            exchange(
                posted
                    + posted
                    + multi
                    + "0100 0900 20000000 00000000 00000000 0000000000000000 00000000 08000000",
                40)));
  }

  @Test
  void messagesForDmaAllocateNothing() throws IOException {
    MessageDma dma = Objects.requireNonNull(device.client).messages();
    MemorySegment data = MemorySegment.ofArray(new byte[8]);
    device.during =
        none -> {
          if (!dma.write(0x1000, data, 0, 8) || !dma.read(0x1000, data, 0, 8)) {
            throw new IllegalStateException("refused");
          }
        };
    Exchange start =
        exchange("0100 0900 20000000 00000000 00000000 0000000000000000 00000000 01000000", 40);
    MemorySegment message = MemorySegment.ofArray(new byte[40]);
    Received none = new Received();
    assertEquals(
        0,
        allocated(() -> {
          start.run();
          // The write came in place of the reply; it is answered, and then the read.
          for (int i = 0; i < 2; i++) {
            int size = i == 0 ? 32 : 40;
            if (i == 1) {
              client.receiveAll(message, 0, 32, none);
            }
            message.set(Message.SHORT, Message.ID, (short) ++ids);
            message.set(Message.SHORT, Message.COMMAND, (short) (i == 0 ? 12 : 11));
            message.set(Message.INT, Message.SIZE, size);
            message.set(Message.INT, Message.FLAGS, Message.TYPE_REPLY);
            message.set(Message.LONG, 16, 0x1000);
            message.set(Message.LONG, 24, 8);
            client.send(message, 0, size, List.of());
          }
          client.receiveAll(message, 0, 33, none);
        }));
  }

  private int ids;
}
