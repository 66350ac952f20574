package io.zpci.serve;

import io.zpci.arch.Outcome;
import io.zpci.ism.IsmEvents;
import io.zpci.recording.Comparison;
import io.zpci.recording.Line;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.Message;
import io.zpci.vfiouser.Payload;
import io.zpci.vfiouser.ServedDevice;
import io.zpci.vfiouser.ServedFunction;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserCommand;
import io.zpci.vfiouser.VfioUserServer;
import io.zpci.workload.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One replay of a {@link Transcript}, with its sockets and all its state. */
final class TranscriptRun implements AutoCloseable {
  /** The guest's memory in a file: as large as its maps say, with an end. */
  private static final long MOST_MEMORY = 1L << 40;

  private static final long PAGE = 4096;

  private final Transcript transcript;
  private final Comparison.Builder comparison;
  private final Path folder;
  private final ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
  private final Map<String, Seat> seats = new LinkedHashMap<>();
  private final TranscriptChoices choices;

  /** A function with its server, and its client where one is there. */
  private final class Seat implements ServerEvents {
    private final ServedFunction function;
    private final VfioUserServer server;
    private final long memory;
    private @Nullable TranscriptClient client;

    /** Commands that were sent and want an answer, in order. */
    private final Deque<Transcript.Sent> unanswered = new ArrayDeque<>();

    /** One for each client whose function is detached. */
    private final Semaphore detached = new Semaphore(0);

    private Seat(String name, Path path) throws IOException {
      function =
          transcript.memory()
              ? machine.memory(OptionalInt.empty(), FunctionEvents.NONE)
              : machine.ism(
                  transcript.gids().getOrDefault(name, 0L),
                  OptionalInt.empty(),
                  FunctionEvents.NONE);
      memory = memoryOf(name);
      boolean reversed = transcript.reversed().contains(name);
      ServedDevice device = reversed ? new UndoneReversal(function) : function;
      server = VfioUserServer.listen(path, device, this);
      server.start();
    }

    private TranscriptClient client() throws IOException {
      TranscriptClient there = client;
      if (there == null) {
        there = new TranscriptClient(server.path(), memory);
        client = there;
      }
      return there;
    }

    /** The reply to the command that was sent first; null where none comes any more. */
    private @Nullable Bytes answer() throws IOException {
      try {
        Bytes answer = client().answer();
        if (answer == null) {
          unanswered.clear();
        }
        return answer;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    /** Until here every command was to be answered. */
    private void leave() throws IOException {
      while (!unanswered.isEmpty()) {
        more(unanswered.remove());
      }
      close();
    }

    /** A reply to {@code sent} of which the recording has nothing. */
    private void more(Transcript.Sent sent) throws IOException {
      Bytes answer = answer();
      if (answer != null) {
        comparison.differ(sent.line(), "reply", Comparison.Builder.NOTHING, answer.toHex());
      }
    }

    private void close() {
      if (client != null) {
        client.close();
        client = null;
        detached.acquireUninterruptibly();
      }
    }

    @Override
    public void disconnected(String why) {
      detached.release();
    }
  }

  TranscriptRun(Transcript transcript, Comparison.Builder comparison) throws IOException {
    this.transcript = transcript;
    this.comparison = comparison;
    this.choices = new TranscriptChoices(transcript);
    this.folder = Files.createTempDirectory("zpci");
    try {
      for (String name : transcript.gids().keySet()) {
        seats.put(name, new Seat(name, folder.resolve(Integer.toString(seats.size()))));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** How much memory the maps of {@code function} reach into. */
  private long memoryOf(String function) {
    long most = PAGE;
    for (Transcript.Step step : transcript.steps()) {
      if (step instanceof Transcript.Sent sent
          && sent.function().equals(function)
          && sent.message().size() >= Message.HEADER + Payload.DmaMap.SIZE) {
        MemorySegment message = MemorySegment.ofArray(sent.message().toArray());
        if (Message.command(message, 0) == VfioUserCommand.DMA_MAP.code()) {
          long at = Message.HEADER;
          long offset = message.get(Message.LONG, at + Payload.DmaMap.OFFSET);
          long end = offset + message.get(Message.LONG, at + Payload.DmaMap.LENGTH);
          most = Math.max(most, offset >= 0 && end <= MOST_MEMORY ? end : 0);
        }
      }
    }
    return most;
  }

  void run() throws IOException {
    for (int i = 0; i < transcript.steps().size(); i++) {
      Transcript.Step step = transcript.steps().get(i);
      Seat seat = seats.get(step.function());
      if (seat == null) {
        throw new IllegalStateException("no function " + step.function());
      }
      switch (step) {
        case Transcript.Sent sent -> send(seat, sent);
        case Transcript.Received received -> receive(seat, received);
        case Transcript.Block block -> block(seat, block, i);
        case Transcript.Gone gone -> {
          comparison.operation();
          seat.leave();
          choices.left(gone.function());
        }
      }
    }
    for (Seat seat : seats.values()) {
      seat.leave();
    }
  }

  private void send(Seat seat, Transcript.Sent sent) throws IOException {
    MemorySegment message = MemorySegment.ofArray(sent.message().toArray());
    if ((Message.flags(message, 0) & Message.TYPE) == Message.TYPE_REPLY) {
      comparison.leaveOut("dma");
      return;
    }
    comparison.operation();
    if (Message.command(message, 0) == VfioUserCommand.VERSION.code()) {
      seat.leave(); // one that comes again: nothing was told of how it went
      choices.left(sent.function());
    }
    if ((Message.flags(message, 0) & Message.NO_REPLY) == 0) {
      seat.unanswered.add(sent);
    }
    try {
      seat.client().send(sent.message(), sent.descriptors());
    } catch (IOException e) {
      comparison.differ(
          sent.line(), "message", "taken", "the connection has ended: " + e.getMessage());
    }
  }

  private void receive(Seat seat, Transcript.Received received) throws IOException {
    MemorySegment message = MemorySegment.ofArray(received.message().toArray());
    if ((Message.flags(message, 0) & Message.TYPE) != Message.TYPE_REPLY) {
      comparison.leaveOut("dma");
      return;
    }
    comparison.operation();
    Bytes answer = null;
    while (answer == null && !seat.unanswered.isEmpty()) {
      Transcript.Sent sent = seat.unanswered.remove();
      if (id(sent.message()) == Message.id(message, 0)) {
        answer = seat.answer();
      } else {
        seat.more(sent);
      }
    }
    Line line = received.line();
    String what = "reply to " + spell(Message.command(message, 0));
    if (answer == null) {
      comparison.differ(line, what, received.message().toHex(), Comparison.Builder.NOTHING);
      return;
    }
    Bytes theirs = choices.adopt(received.function(), received.message(), answer);
    comparison.compare(line, what, received.message().toHex(), theirs.toHex());
  }

  private static int id(Bytes message) {
    return Message.id(MemorySegment.ofArray(message.toArray()), 0);
  }

  private static String spell(int command) {
    VfioUserCommand known = VfioUserCommand.of(command);
    return known == null ? "command " + command : known.name();
  }

  private void block(Seat seat, Transcript.Block block, int at) {
    comparison.operation();
    Transcript.Block ours = choices.block(block, at);
    MemorySegment data = MemorySegment.ofArray(ours.data().toArray());
    int outcome = seat.function.storeBlock(ours.request(), ours.offset(), ours.address(), data, 0);
    choices.executed(block);
    if (block.cc() != Transcript.Block.UNTOLD) {
      comparison.compare(
          block.line(), "cc", block.cc(), Outcome.isException(outcome) ? -1 : Outcome.cc(outcome));
    }
  }

  /** Ends clients and servers, and removes the sockets. */
  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (Seat seat : seats.values()) {
      seat.close();
      try {
        seat.server.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    Files.deleteIfExists(folder);
    if (failed != null) {
      throw failed;
    }
  }
}
