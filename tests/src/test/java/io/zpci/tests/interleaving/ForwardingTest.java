package io.zpci.tests.interleaving;

import io.zpci.arch.InterruptionControls;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.EventCounter;
import io.zpci.interrupt.FloatingHandler;
import io.zpci.interrupt.ForwardedIndicators;
import io.zpci.interrupt.ForwardingHandler;
import io.zpci.interrupt.Gait;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.KvmIrqfd;
import io.zpci.interrupt.SummaryTest;
import io.zpci.tests.interleaving.Explorer.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two passed-through functions signal three times into a guest. Three ways lead there: the host's
 * handler forwards (GISA), the machine forwards by itself, or KVM listens to an eventfd. Above them
 * runs the guest's handler. Nothing that was signalled stays unhandled, on any of them.
 */
class ForwardingTest {
  private static final int ISC = 2;
  private static final int GUEST_ISC = 3;

  /** Storage: the host's summary, the guest's, the guest's vectors. */
  private static final int HOST_SUMMARY = 0;

  private static final int SUMMARY = 4;
  private static final int VECTORS = 8;
  private static final int WORDS = 4;

  /** Counters. */
  private static final int HOST_INJECTED = 0;

  private static final int INJECTED = 1;
  private static final int HOST = 2;
  private static final int GUEST = 3;
  private static final int SENT = 4;
  private static final int SEEN = 6;
  private static final int EVENTS = 8;
  private static final int COUNTERS = 10;

  private static final TwoFunctions FUNCTIONS = new TwoFunctions(SENT, SEEN);

  /** How a function's message goes. */
  @FunctionalInterface
  private interface Way {
    void signal(Ports ports, int function);
  }

  private static AdapterInterruption host(Ports ports) {
    return new PortFacility(ports, "host:", HOST, HOST_INJECTED);
  }

  private static AdapterInterruption guest(Ports ports) {
    return new PortFacility(ports, "guest:", GUEST, INJECTED);
  }

  private static long vector(int function) {
    return VECTORS + 4L * function;
  }

  private static Gait gait(Ports ports, int function) {
    return new Gait(guest(ports), GUEST_ISC, SUMMARY, function);
  }

  /** The function's vector is the guest's, its summary the host's. */
  private static void toHost(Ports ports, int function) {
    InterruptRegistration registration =
        new InterruptRegistration(ISC, 1, true, vector(function), 0, HOST_SUMMARY, function);
    new AdapterIndicators(ports, registration, SummaryTest.BIT, host(ports), _ -> {}).signal(0);
  }

  private static void byTheMachine(Ports ports, int function) {
    InterruptRegistration registration =
        new InterruptRegistration(ISC, 1, true, vector(function), 0, HOST_SUMMARY, function);
    new ForwardedIndicators(ports, registration, gait(ports, function), _ -> {}).signal(0);
  }

  private static void toEventfd(Ports ports, int function) {
    ports.act(
        "eventfd " + function + " + 1",
        world -> {
          world.counters[EVENTS + function]++;
          return 0;
        });
  }

  /** KVM wakes up, reads what the counter holds - that is the world's - and sends one message. */
  private static Actor.Activity listening(int function) {
    return ports -> {
      EventCounter counter = new EventCounter();
      counter.add(readEventfd(ports, function));
      KvmIrqfd unused = new KvmIrqfd(counter, route(ports, function), 0);
    };
  }

  /** It sends first and reads then. */
  private static Actor.Activity readingLast(int function) {
    return ports -> {
      ports.await("KVM wakes up", world -> world.counters[EVENTS + function] != 0, world -> 0);
      route(ports, function).signal(0);
      readEventfd(ports, function);
    };
  }

  private static long readEventfd(Ports ports, int function) {
    return ports.await(
        "KVM reads eventfd " + function,
        world -> world.counters[EVENTS + function] != 0,
        world -> {
          long held = world.counters[EVENTS + function];
          world.counters[EVENTS + function] = 0;
          return held;
        });
  }

  private static Msi route(Ports ports, int function) {
    InterruptRegistration registration =
        new InterruptRegistration(GUEST_ISC, 1, true, vector(function), 0, SUMMARY, function);
    return new AdapterIndicators(ports, registration, SummaryTest.BIT, guest(ports), _ -> {});
  }

  /** The host's kernel; with one pass it finds nothing after SIC. */
  private static final class HostKernel implements ForwardingHandler.Kernel {
    private final Ports ports;
    private final boolean onePass;
    private int end = 2;

    HostKernel(Ports ports, boolean onePass) {
      this.ports = ports;
      this.onePass = onePass;
    }

    @Override
    public long summary() {
      return HOST_SUMMARY;
    }

    @Override
    public int summaryEnd() {
      return end;
    }

    @Override
    public Gait gait(int bit) {
      return ForwardingTest.gait(ports, bit);
    }

    @Override
    public void enableSingle() {
      host(ports).control(InterruptionControls.SINGLE, ISC);
      end = onePass ? 0 : end;
    }
  }

  private static Actor.Activity hostCpu(boolean onePass) {
    return ports -> {
      host(ports).take(0xff);
      new ForwardingHandler(ports, new HostKernel(ports, onePass)).handle();
    };
  }

  private static final Actor.Activity GUEST_CPU =
      ports -> {
        guest(ports).take(0xff);
        new FloatingHandler(
                ports,
                new FloatingKernel(ports, guest(ports), GUEST_ISC, SUMMARY, VECTORS, FUNCTIONS))
            .handle();
      };

  private static @Nullable String complaint(World world) {
    String lost = FUNCTIONS.lost(world);
    boolean tooMany = world.counters[HOST_INJECTED] > 3 || world.counters[INJECTED] > 3;
    return lost == null && tooMany ? "an interruption without a signal" : lost;
  }

  private static Finding explore(Way first, Way second, Actor... cpus) {
    World world = new World(Words.fromZero(WORDS), COUNTERS, 2 + cpus.length);
    world.counters[HOST] = 0x80 >> ISC << 8;
    world.counters[GUEST] = 0x80 >> GUEST_ISC << 8;
    List<Actor> actors = new ArrayList<>();
    Actor.Activity signal = ports -> first.signal(ports, 0);
    actors.add(FUNCTIONS.function(0, signal, signal));
    actors.add(FUNCTIONS.function(1, ports -> second.signal(ports, 1)));
    actors.addAll(List.of(cpus));
    return new Explorer(actors, ForwardingTest::complaint).explore(world);
  }

  private static Actor[] hostAndGuest(boolean onePass) {
    return new Actor[] {
      Actor.again("host cpu", hostCpu(onePass)), Actor.again("guest cpu", GUEST_CPU)
    };
  }

  private static Actor[] guestCpus() {
    return new Actor[] {
      Actor.again("guest cpu 0", GUEST_CPU), Actor.again("guest cpu 1", GUEST_CPU)
    };
  }

  @Test
  void theHostsTwoPassesLoseNothing() {
    explore(ForwardingTest::toHost, ForwardingTest::toHost, hostAndGuest(false)).assertRight();
  }

  @Test
  void onePassInTheHostLosesAnInterrupt() {
    explore(ForwardingTest::toHost, ForwardingTest::toHost, hostAndGuest(true))
        .assertWrong(
            "an interrupt of function 1 is lost",
            "host cpu: host: takes an interruption -> 2",
            "host cpu: load [0x0] -> 00000000",
            "function 1: [0x0] |= 40000000 -> 00000000",
            "function 1: host: interruption of subclass 2",
            "host cpu: host: SIC 1 -> 1");
  }

  @Test
  void machineAndHostTogetherLoseNothing() {
    explore(ForwardingTest::byTheMachine, ForwardingTest::toHost, hostAndGuest(false))
        .assertRight();
  }

  @Test
  void theMachineAloneLosesNothing() {
    explore(ForwardingTest::byTheMachine, ForwardingTest::byTheMachine, guestCpus()).assertRight();
  }

  @Test
  void eventfdsLoseNothing() {
    eventfds(listening(0), listening(1)).assertRight();
  }

  @Test
  void anEventfdThatIsReadAfterTheMessageLosesAnInterrupt() {
    eventfds(readingLast(0), readingLast(1))
        .assertWrong(
            "an interrupt of function 0 is lost",
            "irqfd 0: KVM wakes up",
            "irqfd 0: guest: interruption of subclass 3 -> 1",
            "guest cpu 0: handler of function 0 -> 1",
            "function 0: eventfd 0 + 1",
            "irqfd 0: KVM reads eventfd 0 -> 2");
  }

  private static Finding eventfds(Actor.Activity first, Actor.Activity second) {
    return explore(
        ForwardingTest::toEventfd,
        ForwardingTest::toEventfd,
        Actor.again("irqfd 0", first),
        Actor.again("irqfd 1", second),
        Actor.again("guest cpu 0", GUEST_CPU),
        Actor.again("guest cpu 1", GUEST_CPU));
  }
}
