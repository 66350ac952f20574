package io.zpci.machine;

import io.zpci.guest.ClcFacts;
import io.zpci.guest.GuestKernelCrash;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.SmcConnection;
import io.zpci.guest.SmcDevice;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.linux.Errno;
import io.zpci.linux.KernelOops;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.verdict.Verdict;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Guests stream checked data to each other through a route: each with an ISM function in one
 * fabric, a machine of its own, the ISM driver and SMC-D. It is deterministic, starts no thread and
 * reads no clock. Where the route cannot carry it, it says where it stopped; it always ends.
 */
public final class Talk {
  private static final int PCHID = 0x100;
  private static final long FIRST_GID = 0xa1a1_a1a1_0000_0001L;
  private static final long NEXT_GID = 0x1111_1111_0000_0001L;

  /** Bytes of a guest's storage: many times what two connections take. */
  private static final long STORAGE = 4 << 20;

  /** The guests' system EID: that of some z15, one machine for all. */
  private static final String EID = ClcFacts.systemEid(0x1234, 0x8561);

  /** SMC's buffers: 64 KiB, Linux's default. */
  private static final int SIZE_EXPONENT = 2;

  /** So many turns of everybody without anything done are a standstill. */
  private static final int STANDSTILL = 100;

  private final Route route;
  private final Stack stack;
  private final TalkPlan plan;
  private final LongConsumer progress;
  private final IntFunction<Between> between;
  private final Witness witness;
  private final List<Passthrough> seats = new ArrayList<>();
  private final List<OtherCpu> devs = new ArrayList<>();
  private final List<SmcDevice> devices = new ArrayList<>();
  private final List<SmcConnection> ends = new ArrayList<>();
  private final List<TalkStream> streams = new ArrayList<>();
  private long interrupts;

  private Talk(
      Route route,
      Stack stack,
      TalkPlan plan,
      IntFunction<Between> between,
      LongConsumer progress) {
    this.route = route;
    this.stack = stack;
    this.plan = plan;
    this.between = between;
    this.progress = progress;
    this.witness = new Witness(route.name(), IsmFacts.plain(PCHID));
  }

  /**
   * Talks.
   *
   * @param progress told, now and then, how many bytes have been received and are right
   */
  public static TalkResult run(Route route, Stack stack, TalkPlan plan, LongConsumer progress) {
    return run(route, stack, plan, _ -> Between.NOTHING, progress);
  }

  /**
   * Talks, with something between.
   *
   * @param between what stands between the ports of a guest, by its number from 0
   * @param progress told, now and then, how many bytes have been received and are right
   */
  public static TalkResult run(
      Route route,
      Stack stack,
      TalkPlan plan,
      IntFunction<Between> between,
      LongConsumer progress) {
    Facts facts = new HostMachine(stack, Tap.NONE).facts(IsmFacts.plain(PCHID));
    String plug = route.plug(facts);
    String unavailable = route.unavailable(facts);
    if (unavailable != null) {
      return new TalkResult(
          route.name(),
          plug,
          Verdict.UNAVAILABLE,
          0,
          0,
          0,
          0,
          Map.of(),
          null,
          unavailable,
          List.of());
    }
    return new Talk(route, stack, plan, between, progress).run(plug);
  }

  private TalkResult run(@Nullable String plug) {
    String stopped;
    try (Arena arena = Arena.ofConfined()) {
      try {
        stopped = talk(arena);
      } catch (GuestKernelCrash | KernelOops e) {
        stopped = e.getMessage();
      } finally {
        seats.forEach(Passthrough::close);
      }
    }
    return new TalkResult(
        route.name(),
        plug,
        verdict(stopped),
        received(),
        witness.arrivals().blocks(),
        witness.arrivals().stores(),
        interrupts,
        witness.costs(),
        witness.firstBreak(),
        stopped,
        witness.unverified());
  }

  private @Nullable Verdict verdict(@Nullable String stopped) {
    if (streams.stream().anyMatch(stream -> !stream.right())) {
      return Verdict.CORRUPTED;
    }
    if (stopped != null) {
      return null;
    }
    return witness.worst() == Verdict.CUT ? Verdict.CUT : Verdict.DELIVERED;
  }

  private long received() {
    return streams.stream().mapToLong(TalkStream::received).sum();
  }

  /** Null where everything was said; else where and why it stopped. */
  private @Nullable String talk(Arena arena) {
    Fabric fabric = new Fabric(PCHID);
    for (int i = 0; i < plan.functions(); i++) {
      long gid = FIRST_GID + i * NEXT_GID;
      IsmFunction function = fabric.add(gid, IsmFacts.plain(PCHID), Reactions.DEFAULT, witness);
      Passthrough seat =
          Passthrough.open(route, stack, function, arena, STORAGE, between.apply(i), witness);
      seats.add(seat);
      devs.add(new OtherCpu(seat.dev(), function));
    }
    String stopped = probe();
    if (stopped == null) {
      stopped = connect();
    }
    if (stopped == null) {
      stopped = stream();
    }
    if (stopped == null) {
      stopped = close();
    }
    return stopped;
  }

  /** Both ends close, the one that connected first; then the drivers are removed. */
  private @Nullable String close() {
    for (int i = 0; i < ends.size(); i++) {
      int result = ends.get(i).close();
      if (result != 0) {
        return "end " + i + ": close: -" + Errno.name(-result);
      }
      for (int turn = 0; turn < STANDSTILL && takeTurns() > 0; turn++) {
        // what the close made due
      }
    }
    // What the talk cost and what became of it is known; the drivers go after that.
    witness.rest();
    devices.forEach(SmcDevice::remove);
    return null;
  }

  private @Nullable String probe() {
    for (int i = 0; i < seats.size(); i++) {
      Passthrough seat = seats.get(i);
      int result = seat.boot();
      if (result != 0) {
        return failed(i, "DMA", result);
      }
      SmcDevice device = new SmcDevice(plan.driver(), devs.get(i), EID);
      result = device.probe();
      if (result != 0) {
        return failed(i, "probe", result);
      }
      devices.add(device);
    }
    return null;
  }

  private @Nullable String connect() {
    if (plan.cpus() > 1 && !plan.driver().commandLock()) {
      for (int i = 0; i < devs.size(); i++) {
        IsmDriver driver = devices.get(i).driver();
        long peer = devices.get((i + 1) % devices.size()).driver().gid();
        devs.get(i).issues(() -> driver.queryRemoteGid(peer, false, 0));
      }
    }
    String stopped = connections();
    devs.forEach(dev -> dev.issues(() -> {}));
    return stopped;
  }

  private @Nullable String connections() {
    int connections = plan.functions() == 2 ? 1 : plan.functions();
    for (int i = 0; i < connections; i++) {
      int to = (i + 1) % plan.functions();
      SmcConnection client = new SmcConnection(devices.get(i), SIZE_EXPONENT);
      SmcConnection server = new SmcConnection(devices.get(to), SIZE_EXPONENT);
      int result = server.accept(devices.get(i).driver().gid());
      if (result != 0) {
        return failed(to, "accept", result);
      }
      result = client.connect(server.facts());
      if (result != 0) {
        return failed(i, "connect", result);
      }
      server.confirm(client.facts());
      ends.addAll(List.of(client, server));
      add(connections, client, i, server, to);
      add(connections, server, to, client, i);
    }
    return streams.stream().allMatch(TalkStream::hasMemory) ? null : "no memory for the streams";
  }

  private void add(int connections, SmcConnection from, int writer, SmcConnection to, int reader) {
    int number = streams.size();
    int all = 2 * connections;
    long total = plan.bytes() / all + (number < plan.bytes() % all ? 1 : 0);
    streams.add(
        new TalkStream(
            plan, number, total, from, seats.get(writer).dev(), to, seats.get(reader).dev()));
  }

  private @Nullable String stream() {
    int idle = 0;
    while (!streams.stream().allMatch(TalkStream::ended)) {
      int done = takeTurns();
      for (int i = 0; i < streams.size(); i++) {
        int result = streams.get(i).turn();
        if (result < 0) {
          return "stream " + i + ": -" + Errno.name(-result);
        }
        if (streams.get(i).aborted()) {
          return "stream " + i + ": the connection was aborted";
        }
        if (!streams.get(i).right()) {
          return "stream " + i + ": wrong data at byte " + streams.get(i).received();
        }
        done += result;
      }
      idle = done == 0 ? idle + 1 : 0;
      if (idle == STANDSTILL) {
        return "standstill: nobody is interrupted, nothing can be sent or received";
      }
      progress.accept(received());
    }
    return null;
  }

  /** Interruptions and what they make due, of every guest. */
  private int takeTurns() {
    int done = 0;
    for (int i = 0; i < seats.size(); i++) {
      int taken = seats.get(i).takeInterruptions();
      interrupts += taken;
      done += taken + devices.get(i).poll();
    }
    return done;
  }

  private static String failed(int guest, String what, int result) {
    String how = result < 0 ? "-" + Errno.name(-result) : "return code " + result;
    return "guest " + guest + ": " + what + ": " + how;
  }
}
