package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.MoveOffset;
import io.zpci.recording.Recording;
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
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real guests on two recorded functions, put on served ones: every reply has the recorded
 * bytes, but for what the recorded server chose by itself, which is told byte for byte here; every
 * block ends as it did, and stands in its receiver's memory.
 */
class ServedTranscriptTest {
  private static final Path RECORDING =
      Path.of("../tests/recordings/vfio-user-smcd-two-guests.jsonl");
  private static final int CONFIG = 7;
  private static final int COMMANDS = 2;
  private static final int DATA = Message.HEADER + Payload.Region.SIZE;
  private static final int PAGE = 4096;
  private static final long MEMORY = 512L << 20;

  @TempDir Path folder;
  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
  private final Map<String, Seat> seats = new HashMap<>();

  /** The tokens that the recorded device gave, in order: ours are made to be the same. */
  private final Deque<Integer> tokens = new ArrayDeque<>(List.of(0x10, 0x20));

  private final Map<Long, Dmb> dmbs = new HashMap<>();
  private int replies;
  private int moves;

  private record Dmb(Seat owner, long address) {}

  private final class Seat {
    final ServedFunction function;
    final VfioUserServer server;
    final TranscriptClient client;
    final Map<Long, Long> pages = new HashMap<>();
    MemorySegment payload = MemorySegment.ofArray(new byte[0]);
    int command;

    Seat(String name, long gid) throws IOException {
      function = machine.ism(gid, OptionalInt.empty(), FunctionEvents.NONE);
      server =
          VfioUserServer.listen(folder.resolve(name), function, ServerEvents.NONE, Patience.SERVER);
      server.start();
      client = new TranscriptClient(server.path(), MEMORY);
    }
  }

  @Test
  void twoRealGuestsWouldNotNotice() throws IOException, InterruptedException {
    Transcript transcript = Transcript.parse(Recording.read(RECORDING));
    for (Map.Entry<String, Long> gid : transcript.gids().entrySet()) {
      seats.put(gid.getKey(), new Seat(gid.getKey(), gid.getValue()));
    }
    try {
      for (Transcript.Step step : transcript.steps()) {
        Seat seat = Objects.requireNonNull(seats.get(step.function()));
        String where = "line " + step.line().number();
        switch (step) {
          case Transcript.Sent sent -> send(seat, sent);
          case Transcript.Received received -> receive(seat, received.message(), where);
          case Transcript.Block block -> execute(seat, block, where);
          case Transcript.Gone _ -> throw new AssertionError(where);
        }
      }
    } finally {
      for (Seat seat : seats.values()) {
        seat.client.close();
        seat.server.close();
      }
    }
    assertEquals(296, replies);
    assertEquals(18, moves);
  }

  private void send(Seat seat, Transcript.Sent sent) throws IOException {
    MemorySegment message = MemorySegment.ofArray(sent.message().toArray());
    if (isConfig(message)) {
      message.set(Message.LONG, Message.HEADER + Payload.Region.OFFSET, ours(offset(message)));
    }
    if (Message.command(message, 0) == VfioUserCommand.DMA_MAP.code()) {
      long at = Message.HEADER;
      assertEquals(PAGE, message.get(Message.LONG, at + Payload.DmaMap.LENGTH));
      seat.pages.put(
          message.get(Message.LONG, at + Payload.DmaMap.ADDRESS),
          message.get(Message.LONG, at + Payload.DmaMap.OFFSET));
    }
    seat.client.send(Bytes.of(message.toArray(Layouts.BYTE)), sent.descriptors());
  }

  private void receive(Seat seat, Bytes recorded, String where)
      throws IOException, InterruptedException {
    replies++;
    MemorySegment expected = MemorySegment.ofArray(recorded.toArray());
    Bytes got = Objects.requireNonNull(seat.client.answer(), where);
    if (Message.command(expected, 0) == VfioUserCommand.VERSION.code()) {
      assertTrue(got.size() <= 214, where + ": QEMU has no room for more");
      assertEquals(recorded.toHex().substring(24, 40), got.toHex().substring(24, 40), where);
      return;
    }
    if (isConfig(expected)) {
      adaptConfig(expected);
    }
    if (Message.command(expected, 0) == VfioUserCommand.REGION_READ.code()
        && expected.get(Message.INT, Message.HEADER + Payload.Region.INDEX) == COMMANDS
        && seat.command == IsmCommand.QUERY_INFO.code()) {
      adaptInfo(expected, MemorySegment.ofArray(got.toArray()));
    }
    assertEquals(Bytes.of(expected.toArray(Layouts.BYTE)).toHex(), got.toHex(), where);
  }

  private static boolean isConfig(MemorySegment message) {
    int command = Message.command(message, 0);
    return (command == VfioUserCommand.REGION_READ.code()
            || command == VfioUserCommand.REGION_WRITE.code())
        && message.get(Message.INT, Message.HEADER + Payload.Region.INDEX) == CONFIG;
  }

  private static long offset(MemorySegment message) {
    return message.get(Message.LONG, Message.HEADER + Payload.Region.OFFSET);
  }

  /**
   * Where here stands what stood at {@code recorded}: MSI, first there at 0x40, and MSI-X, second
   * at 0x58, have changed places.
   */
  private static long ours(long recorded) {
    if (recorded >= 0x40 && recorded < 0x4e) {
      return recorded + 0x10;
    }
    return recorded >= 0x58 && recorded < 0x64 ? recorded - 0x18 : recorded;
  }

  /**
   * A byte at {@code recorded} as it has to be here. The list of capabilities has its own order;
   * BAR 4 is prefetchable as every 64-bit one; subsystem ids are not known; the register of a ROM
   * that is not there cannot be written.
   */
  private static byte ours(long recorded, byte value) {
    return switch ((int) recorded) {
      case 0x20 -> (byte) (value | 0x08);
      case 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x41 -> 0;
      case 0x59 -> 0x50;
      default -> value;
    };
  }

  private static void adaptConfig(MemorySegment reply) {
    long from = offset(reply);
    MemorySegment data = reply.asSlice(DATA);
    MemorySegment recorded = MemorySegment.ofArray(data.toArray(Layouts.BYTE));
    boolean all = data.byteSize() == 256;
    if (all) {
      data.asSlice(0x40).fill((byte) 0);
    } else {
      reply.set(Message.LONG, Message.HEADER + Payload.Region.OFFSET, ours(from));
    }
    for (long i = 0; i < data.byteSize(); i++) {
      byte value = ours(from + i, recorded.get(Layouts.BYTE, i));
      if (!all || from + i < 0x40 || ours(from + i) != from + i) {
        data.set(Layouts.BYTE, all ? ours(i) : i, value);
      }
    }
  }

  /** QUERY_INFO from 60 on, which nobody has a word on. */
  private static void adaptInfo(MemorySegment expected, MemorySegment got) {
    for (long at = DATA; at < expected.byteSize(); at++) {
      if (offset(expected) + at - DATA >= 60) {
        expected.set(Layouts.BYTE, at, got.get(Layouts.BYTE, at));
      }
    }
  }

  private void execute(Seat seat, Transcript.Block block, String where) {
    MemorySegment data = MemorySegment.ofArray(block.data().toArray());
    boolean move = Request.space(block.request()) == 0;
    if (!move && block.offset() == 0) {
      seat.command = data.get(Layouts.INT, 0);
      if (seat.command == IsmCommand.REG_DMB.code()) {
        int token = tokens.removeFirst();
        machine.fabric().nextToken(token);
        dmbs.put((long) token << 32, new Dmb(seat, seat.payload.get(Layouts.LONG, 0)));
      }
    } else if (!move) {
      seat.payload = data;
    }
    int outcome =
        seat.function.storeBlock(block.request(), block.offset(), block.address(), data, 0);
    assertEquals(Outcome.OK, outcome, where);
    assertEquals(0, block.cc(), where);
    if (move) {
      moves++;
      Dmb dmb = Objects.requireNonNull(dmbs.get(MoveOffset.token(block.offset())), where);
      long address = dmb.address() + MoveOffset.inDmb(block.offset());
      assertEquals(block.data(), memory(dmb.owner(), address, block.data().size()), where);
    }
  }

  private static Bytes memory(Seat owner, long address, int length) {
    byte[] there = new byte[length];
    for (int i = 0; i < length; i++) {
      long page = Objects.requireNonNull(owner.pages.get((address + i) & -PAGE));
      long at = page + ((address + i) & (PAGE - 1));
      assertTrue(owner.function.read(at, MemorySegment.ofArray(there), i, 1));
    }
    return Bytes.of(there);
  }
}
