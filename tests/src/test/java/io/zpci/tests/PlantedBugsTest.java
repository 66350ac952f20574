package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.testkit.PassthroughTest;
import io.zpci.testkit.TraceAssert;
import io.zpci.testkit.agent.DriverWatch;
import io.zpci.testkit.agent.Finding;
import io.zpci.tests.planted.Ground;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each planted bug is found by the kit: the watch names the rule and the line, the trace the rule
 * and the hand. The same path without the bug is blamed for nothing, and where a route breaks it,
 * the route's hand is blamed and not the path.
 */
@PassthroughTest
class PlantedBugsTest {
  private static final String PATHS = "io.zpci.tests.planted";

  /** Payloads of both CPUs, then headers and answers of both. */
  private static final List<Integer> MIXED = List.of(0, 0, 1, 1, 0, 1, 0, 1);

  private final Passthrough passthrough;
  private final IsmFunction function;
  private final IsmPeer peer;
  private final TraceRecorder trace;
  private DriverWatch watch;

  PlantedBugsTest(
      Passthrough passthrough, IsmFunction function, IsmPeer peer, TraceRecorder trace) {
    this.passthrough = passthrough;
    this.function = function;
    this.peer = peer;
    this.trace = trace;
  }

  @BeforeEach
  void attach() {
    watch = DriverWatch.attach(PATHS, passthrough);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  /**
   * One function, used by two CPUs that take turns; outside of a program it is used by the first.
   */
  private final class TurnTakingCpus extends PassingDev implements Ground.TwoCpus {
    private @Nullable TurnTaking turns;

    TurnTakingCpus(PciDev below) {
      super(below);
    }

    @Override
    public void run(Runnable first, Runnable second) {
      TurnTaking taking = new TurnTaking(2, MIXED);
      turns = taking;
      try {
        taking.run(List.of(first, second));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      turns = null;
      function.issuer(0);
    }

    @Override
    public void spin() {
      step();
    }

    private void step() {
      TurnTaking now = turns;
      if (now != null) {
        now.yield();
        function.issuer(now.cpu());
      }
    }

    @Override
    public int load(int space, long offset, int length, Register loaded) {
      step();
      return super.load(space, offset, length, loaded);
    }

    @Override
    public int storeBlock(int space, long offset, int length, long address) {
      step();
      return super.storeBlock(space, offset, length, address);
    }
  }

  private Ground ground() {
    TurnTakingCpus cpus = new TurnTakingCpus(passthrough.dev());
    IsmPeer.Dmb dmb = peer.register(1 << 16, function.gid());
    return new Ground(passthrough, cpus, dmb.token(), cpus);
  }

  @ParameterizedTest
  @EnumSource
  void watchNamesRuleAndLine(PlantedBug bug) throws Exception {
    bug.planted(ground());
    assertEquals(1, watch.findings().size(), watch.report());
    Finding finding = watch.findings().getFirst();
    assertEquals(bug.rule(), finding.rule().id(), watch.report());
    assertEquals(bug.path().getName(), finding.line().getClassName());
    assertEquals(line(bug.path(), bug.mark()), finding.line().getLineNumber(), watch.report());
  }

  @ParameterizedTest
  @EnumSource
  void repairedPathIsBlamedForNothing(PlantedBug bug) {
    bug.repaired(ground());
    watch.assertClean();
    TraceAssert.assertThat(trace).noRuleBroken().delivered();
  }

  @ParameterizedTest
  @EnumSource
  void traceNamesRuleAndHand(PlantedBug bug) {
    bug.planted(ground());
    Hand hand = bug.hand();
    if (hand == null) {
      // Whoever looks at instructions alone finds nothing wrong with any of them.
      TraceAssert.assertThat(trace).noRuleBroken().delivered();
    } else if (bug == PlantedBug.SIGNAL_ON_EVERY_PIECE) {
      // Each block is right, their order is not.
      AssertionError error =
          assertThrows(AssertionError.class, () -> TraceAssert.assertThat(trace).signalAfterData());
      assertTrue(error.getMessage().contains("R-22 by " + hand.name()), error.getMessage());
    } else {
      TraceAssert.assertThat(trace).ruleBroken(bug.rule(), hand);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SBA_UNMAPPED"})
  void unmappedSbaTakesTheFunctionDownWhenItIsWrittenTo(PlantedBug bug) {
    Ground ground = ground();
    long token = dmb();
    bug.planted(ground);
    assertFalse(function.inError());
    MemorySegment data = MemorySegment.ofArray(new byte[8]);
    int outcome = peer.function().storeBlock(0, MoveOffset.of(token, 0, true, 0), data, 0, 8);
    assertEquals(Outcome.error(Status.FUNC_NOT_AVAIL), outcome);
    assertTrue(function.inError());
  }

  /** A DMB of the function under test, which the peer may write. */
  private long dmb() {
    PciDev dev = passthrough.dev();
    long buffer = dev.allocate(4096);
    long request = dev.allocate(4096);
    dev.memory().putInt(request, 0x0a);
    dev.memory().putShort(request + 6, 40);
    dev.memory().putLong(request + 8, dev.map(buffer, 4096));
    dev.memory().putInt(request + 16, 4096);
    dev.memory().putInt(request + 20, 32);
    dev.memory().putLong(request + 24, 0);
    dev.memory().putLong(request + 32, peer.gid());
    Register word = new Register();
    assertEquals(0, dev.storeBlock(2, 8, 32, request + 8));
    assertEquals(0, dev.storeBlock(2, 0, 8, request));
    assertEquals(0, dev.load(2, 0, 8, word));
    assertEquals(0x0000_000a_0000_0010L, word.get());
    assertEquals(0, dev.load(2, 8, 8, word));
    return word.get();
  }

  @PassthroughTest(route = "bar-rw")
  void routeThatBreaksARightPathIsBlamedInItsPlace() {
    PlantedBug.HEADER_BEFORE_PAYLOAD.repaired(ground());
    watch.assertClean();
    TraceAssert.assertThat(trace).ruleBroken("qemu.pcistb.7", new Hand("qemu"));
  }

  @PassthroughTest(route = "bar-rw")
  void wrongPathIsBlamedOnAnyRoute() {
    PlantedBug.HEADER_BEFORE_PAYLOAD.planted(ground());
    assertEquals(1, watch.findings().size(), watch.report());
    assertEquals("R-08", watch.findings().getFirst().rule().id());
  }

  static int line(Class<?> path, String mark) throws Exception {
    Path file =
        Pages.root()
            .resolve("tests/src/test/java")
            .resolve(path.getName().replace('.', '/') + ".java");
    List<String> lines = Files.readAllLines(file);
    List<Integer> marked =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).endsWith("// " + mark))
            .mapToObj(i -> i + 1)
            .toList();
    assertEquals(1, marked.size(), file + ": lines that end with // " + mark);
    return marked.getFirst();
  }

  private static final IsmClient NOBODY =
      new IsmClient() {
        @Override
        public void handleIrq(int index, int dmbeMask) {}

        @Override
        public void handleEvent(IsmEvent event) {}
      };

  private boolean mixes(String version) {
    try (DriverWatch linux = DriverWatch.attach("io.zpci.guest.IsmCommands")) {
      TurnTakingCpus cpus = new TurnTakingCpus(passthrough.dev());
      IsmDriver driver =
          new IsmDriver(IsmDriverVersion.named(version).orElseThrow(), cpus, NOBODY, cpus::spin);
      assertEquals(0, driver.probe());
      cpus.run(() -> driver.addVlan(5), () -> driver.addVlan(6));
      driver.remove();
      List<String> rules = linux.findings().stream().map(each -> each.rule().id()).toList();
      assertTrue(rules.isEmpty() || rules.equals(List.of("R-17")), linux.report());
      return !rules.isEmpty();
    }
  }

  @Test
  void linuxHadThisBugAndRepairedIt() {
    assertTrue(mixes("5.10"));
    passthrough.machine().reset(function);
    assertFalse(mixes("6.1"));
  }
}
