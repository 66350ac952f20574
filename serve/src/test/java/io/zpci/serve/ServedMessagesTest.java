package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.MoveOffset;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.Message;
import io.zpci.vfiouser.Payload;
import io.zpci.vfiouser.ServedFunction;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserCommand;
import io.zpci.vfiouser.VfioUserServer;
import io.zpci.workload.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two guests whose memory the server reaches by messages alone, each of them written by the thread
 * of the other, while both VMMs go on accessing: nobody waits for somebody who waits for him.
 */
class ServedMessagesTest {
  private static final long IO = 0x1_1fff_0000L;
  private static final int ROUNDS = 200;
  private static final HexFormat HEX = HexFormat.of();

  @TempDir Path folder;
  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
  private Seat a;
  private Seat b;

  private final class Seat implements AutoCloseable {
    final ServedFunction function;
    final VfioUserServer server;
    final TranscriptClient client;
    private int id;

    Seat(long gid) throws IOException, InterruptedException {
      function = machine.ism(gid, OptionalInt.empty(), FunctionEvents.NONE);
      server =
          VfioUserServer.listen(
              folder.resolve("s" + gid), function, ServerEvents.NONE, Patience.SERVER);
      server.start();
      client = new TranscriptClient(server.path(), Guest.PAGE);
      byte[] text = "\0\0\0\0{}\0".getBytes(StandardCharsets.US_ASCII);
      ask(VfioUserCommand.VERSION, HEX.formatHex(text), 0);
      MemorySegment map = MemorySegment.ofArray(new byte[Payload.DmaMap.SIZE]);
      map.set(Message.INT, 0, Payload.DmaMap.SIZE);
      map.set(Message.INT, 4, 3);
      map.set(Message.LONG, Payload.DmaMap.ADDRESS, IO);
      map.set(Message.LONG, Payload.DmaMap.LENGTH, 16L * Guest.PAGE);
      ask(VfioUserCommand.DMA_MAP, HEX.formatHex(map.toArray(Layouts.BYTE)), 0);
      ask(VfioUserCommand.DEVICE_SET_IRQS, "1400000024000000010000000000000001000000", 1);
    }

    /** Sends a command and takes its reply, which is no error: the payload. */
    String ask(VfioUserCommand command, String payload, int descriptors)
        throws IOException, InterruptedException {
      byte[] bytes = HEX.parseHex("00".repeat(Message.HEADER) + payload);
      MemorySegment message = MemorySegment.ofArray(bytes);
      Message.putHeader(message, 0, id++, command.code(), bytes.length, Message.TYPE_COMMAND, 0);
      client.send(Bytes.of(bytes), descriptors);
      Bytes answer = client.answer();
      assertNotNull(answer, command + " is answered");
      assertEquals(1, Message.flags(MemorySegment.ofArray(answer.toArray()), 0), "a reply");
      return answer.toHex().substring(2 * Message.HEADER);
    }

    void block(int space, long offset, String hex) {
      byte[] bytes = HEX.parseHex(hex);
      long request = Request.of(0x8002_0000, space, bytes.length);
      int outcome = function.storeBlock(request, offset, 0, MemorySegment.ofArray(bytes), 0);
      assertEquals(Outcome.OK, outcome);
    }

    void command(String header, String payload) throws IOException, InterruptedException {
      block(2, 8, payload);
      block(2, 0, header);
      assertEquals(header.substring(0, 8) + "0000", bar(0).substring(0, 12));
    }

    String bar(long offset) throws IOException, InterruptedException {
      String place = "%02x00000000000000".formatted(offset);
      return ask(VfioUserCommand.REGION_READ, place + "0200000008000000", 0)
          .substring(2 * Payload.Region.SIZE);
    }

    String vendor() throws IOException, InterruptedException {
      return ask(VfioUserCommand.REGION_READ, "0000000000000000" + "0700000004000000", 0)
          .substring(2 * Payload.Region.SIZE);
    }

    /** SBA, and a DMB that {@code user} may write; its token. */
    long dmb(long user) throws IOException, InterruptedException {
      command("0000000100000010", "%016x".formatted(IO));
      command(
          "0000000a00000028",
          "%016x%08x%08x%016x%016x".formatted(IO + Guest.PAGE, Guest.PAGE, 32, 0L, user));
      return Long.parseUnsignedLong(bar(8), 16);
    }

    /** What the function finds at {@code address}. */
    String memory(long address, int length) {
      byte[] bytes = new byte[length];
      assertEquals(0, function.dma().read(address, MemorySegment.ofArray(bytes), 0, length));
      return HEX.formatHex(bytes);
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  @BeforeEach
  void connect() throws IOException, InterruptedException {
    a = new Seat(1);
    b = new Seat(2);
  }

  @AfterEach
  void disconnect() throws IOException {
    a.close();
    b.close();
  }

  private static void send(Seat from, long token) {
    for (int i = 1; i <= ROUNDS; i++) {
      from.block(0, MoveOffset.of(token, 0, true, 16), "%016x".formatted(i).repeat(40));
    }
  }

  @Test
  void bothAreWrittenWhileBothAccess()
      throws IOException, InterruptedException, ExecutionException {
    long toB = b.dmb(1);
    long toA = a.dmb(2);
    try (ExecutorService cpus = Executors.newFixedThreadPool(2)) {
      List<Future<?>> senders =
          List.of(cpus.submit(() -> send(a, toB)), cpus.submit(() -> send(b, toA)));
      while (!senders.stream().allMatch(Future::isDone)) {
        assertEquals("1410ed04", a.vendor());
        assertEquals("1410ed04", b.vendor());
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
    }
    String last = "%016x".formatted(ROUNDS).repeat(40);
    for (Seat seat : List.of(a, b)) {
      assertEquals("00".repeat(16) + last + "0000", seat.memory(IO + Guest.PAGE, 16 + 320 + 2));
      assertEquals("800000000000000080000000", seat.memory(IO, 12), "summary, bit");
    }
  }

  @Test
  void aClientThatIsGoneIsOneThatIsReset()
      throws IOException, InterruptedException, ExecutionException {
    long toB = b.dmb(1);
    a.command("0000000100000010", "%016x".formatted(IO));
    b.close();
    byte[] bytes = new byte[8];
    long request = Request.of(0x8002_0000, 0, 8);
    int outcome = a.function.storeBlock(request, toB, 0, MemorySegment.ofArray(bytes), 0);
    assertEquals("cc 1 status 40", Outcome.describe(outcome));
    assertEquals("1410ed04", a.vendor());
  }
}
