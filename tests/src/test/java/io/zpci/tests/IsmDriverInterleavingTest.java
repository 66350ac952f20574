package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.IsmEvent;
import io.zpci.guest.PassingDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.IsmReturnCode;
import io.zpci.ism.IsmRules;
import io.zpci.ism.Reactions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two CPUs of one guest each send a command through the same driver, in every order of their blocks
 * and loads: without a lock the sequences mix, with one they never do.
 */
class IsmDriverInterleavingTest {
  private static final int PCHID = 0x100;

  /** More steps than two commands of three accesses have, so that every order is there. */
  private static final int STEPS = 8;

  /** A function whose accesses wait for their CPU's turn and say whose they are. */
  private static final class Scheduled extends PassingDev {
    private final IsmFunction function;
    private final List<Integer> order = new ArrayList<>();
    private @Nullable TurnTaking turns;

    Scheduled(IsmFunction function) {
      super(new DirectPciDev(function));
      this.function = function;
    }

    private void step() {
      TurnTaking now = turns;
      if (now != null) {
        now.yield();
        function.issuer(now.cpu());
        order.add(now.cpu());
      }
    }

    void spin() {
      TurnTaking now = turns;
      if (now != null) {
        now.yield();
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

  private static final IsmClient NOBODY =
      new IsmClient() {
        @Override
        public void handleIrq(int index, int dmbeMask) {}

        @Override
        public void handleEvent(IsmEvent event) {}
      };

  /** One run: VLAN 5 is added on CPU 0 and VLAN 6 on CPU 1. */
  private static final class Run {
    final Crossings crossings = new Crossings();
    final Scheduled dev;
    final IsmDriver driver;
    final int[] results = new int[2];

    Run(String version, List<Integer> schedule) throws InterruptedException {
      Fabric fabric = new Fabric(PCHID);
      IsmFunction function = fabric.add(0xa1, IsmFacts.plain(PCHID), Reactions.DEFAULT, crossings);
      dev = new Scheduled(function);
      driver =
          new IsmDriver(
              IsmDriverVersion.named(version).orElseThrow(), dev, NOBODY, () -> dev.spin());
      assertEquals(0, driver.probe());
      TurnTaking turns = new TurnTaking(2, schedule);
      dev.turns = turns;
      turns.run(
          List.of(() -> results[0] = driver.addVlan(5), () -> results[1] = driver.addVlan(6)));
      dev.turns = null;
      function.issuer(0);
    }

    boolean isMixed() {
      return dev.order.subList(0, 3).stream().distinct().count() > 1;
    }
  }

  /** Every order of {@link #STEPS} steps. */
  private static List<List<Integer>> schedules() {
    return IntStream.range(0, 1 << STEPS)
        .mapToObj(bits -> IntStream.range(0, STEPS).mapToObj(i -> bits >> i & 1).toList())
        .toList();
  }

  @Test
  void withoutALockTheSequencesMixAndTheReportNamesIt() throws InterruptedException {
    int mixed = 0;
    for (List<Integer> schedule : schedules()) {
      Run run = new Run("5.10", schedule);
      assertEquals(6, run.dev.order.size());
      assertEquals(
          run.isMixed(),
          run.crossings.broken().contains(IsmRules.R_17.id()),
          schedule + " ran " + run.dev.order);
      mixed += run.isMixed() ? 1 : 0;
    }
    assertTrue(mixed > 100, mixed + " schedules mixed the sequences");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "7.2"})
  void withALockTheyNeverDo(String version) throws InterruptedException {
    for (List<Integer> schedule : schedules()) {
      Run run = new Run(version, schedule);
      assertEquals(false, run.isMixed(), schedule + " ran " + run.dev.order);
      assertEquals(List.of(), run.crossings.broken(), schedule.toString());
      assertEquals(List.of(0, 0), List.of(run.results[0], run.results[1]));
      assertEquals(0, run.driver.delVlan(5));
      assertEquals(0, run.driver.delVlan(6));
    }
  }

  @Test
  void onesPayloadUnderTheOthersHeader() throws InterruptedException {
    Run run = new Run("5.10", List.of(0, 0, 1, 1, 0, 0, 0, 1, 1));
    assertEquals(List.of(0, 1, 0, 0, 1, 1), run.dev.order);
    assertEquals(List.of("R-17", "R-17"), run.crossings.broken().subList(0, 2));
    assertEquals(0, run.results[0]);
    assertEquals(0, run.driver.delVlan(6));
    assertEquals(IsmReturnCode.UNKNOWN_VLAN, run.driver.delVlan(5));
  }
}
