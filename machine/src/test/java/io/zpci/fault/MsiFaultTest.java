package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.function.Msi;
import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.ism.MoveOffset;
import io.zpci.machine.Between;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.trace.Tap;
import io.zpci.verdict.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts that are lost, late or too many. */
class MsiFaultTest {
  private final Faults faults = new Faults(3);

  /** A driver with a DMB that a peer writes and signals. */
  private record Owner(FaultBench bench, NoClient client, IsmDmb dmb, IsmPeer peer) {
    static Owner of(String route, Faults faults) {
      FaultBench bench = FaultBench.ism(route, faults);
      NoClient client = new NoClient();
      IsmDriver driver =
          new IsmDriver(IsmDriverVersion.newest(), bench.passthrough().dev(), client);
      assertEquals(0, driver.probe());
      IsmPeer peer = bench.peer();
      IsmDmb dmb = new IsmDmb(4096, 0, false, 0);
      assertEquals(0, driver.registerDmb(dmb, peer.gid()));
      return new Owner(bench, client, dmb, peer);
    }

    void signal() {
      MemorySegment data = MemorySegment.ofArray(new byte[8]);
      assertEquals(
          Outcome.OK,
          peer.function().storeBlock(0, MoveOffset.of(dmb.token(), 0, true, 0), data, 0, 8));
    }

    /** How often the driver's client was called for what is pending now. */
    int taken() {
      int before = client.signalled().size();
      int _ = bench.passthrough().takeInterruptions();
      return client.signalled().size() - before;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lpar", "interpretation", "relaxed-pwrite", "ism-vfio-pci-process"})
  void aDroppedInterruptIsNeverTaken(String route) {
    faults.atMsi().vector(0).nth(2).dropped();
    Owner owner = Owner.of(route, faults);
    try (FaultBench bench = owner.bench()) {
      owner.signal();
      assertEquals(1, owner.taken());
      owner.signal();
      assertEquals(0, owner.taken());
      assertEquals("vector 0", faults.fired().getFirst().what());
      // The SBA's summary is on: the function makes no interrupt until the handler has cleared it.
      owner.signal();
      assertEquals(0, owner.taken());
      assertTrue(bench.passthrough().hasKernel() || route.endsWith("process"));
    }
  }

  @Test
  void aHeldInterruptWaitsForItsRelease() {
    faults.atMsi().held();
    Owner owner = Owner.of("relaxed-pwrite", faults);
    try (FaultBench bench = owner.bench()) {
      owner.signal();
      assertEquals(0, owner.taken());
      assertEquals(1, faults.held());
      assertEquals(1, faults.release());
      assertEquals(0, faults.held());
      assertEquals(1, owner.taken());
      assertEquals(0, faults.release());
      assertEquals(0, bench.passthrough().takeInterruptions());
    }
  }

  @Test
  void aDelayedInterruptComesWhenSoManyAccessesHaveEnded() {
    faults.atMsi().delayed(2);
    Owner owner = Owner.of("lpar", faults);
    try (FaultBench bench = owner.bench()) {
      owner.signal();
      assertEquals(0, owner.taken());
      assertEquals(Outcome.OK, bench.load(2, 0, 8));
      assertEquals(0, owner.taken());
      assertEquals(Outcome.OK, bench.load(2, 0, 8));
      assertEquals(0, faults.held());
      assertEquals(1, owner.taken());
    }
  }

  @Test
  void aDoubledInterruptIsTwoMessagesAndOneInterruption() {
    List<Integer> vectors = new ArrayList<>();
    faults.atMsi().vector(3).doubled();
    Msi msi = faults.msi(vectors::add, Tap.NONE);
    msi.signal(1);
    msi.signal(3);
    msi.signal(3);
    assertEquals(List.of(1, 3, 3, 3), vectors);
    Faults others = new Faults(1);
    others.atMsi().doubled();
    Owner owner = Owner.of("lpar", others);
    try (FaultBench bench = owner.bench()) {
      owner.signal();
      // The indicator is on already, and a summary that is on makes no interruption.
      assertEquals(1, bench.passthrough().takeInterruptions());
      others.assertAllFired();
    }
  }

  private static final TalkPlan PLAN =
      new TalkPlan(512 << 10, 1, TalkPlan.MOST, 2, 1, IsmDriverVersion.newest(), 1);

  private TalkResult talk(Faults ofSecond) {
    return Talk.run(
        Routes.named("relaxed-pwrite").orElseThrow(),
        Stack.newest(),
        PLAN,
        guest -> guest == 1 ? ofSecond : Between.NOTHING,
        _ -> {});
  }

  @Test
  void aTalkStandsStillWhenAnInterruptIsGone() {
    faults.atMsi().nth(9).dropped();
    TalkResult stopped = talk(faults);
    faults.assertAllFired();
    assertNull(stopped.verdict());
    assertEquals(
        "standstill: nobody is interrupted, nothing can be sent or received", stopped.why());
    assertTrue(stopped.bytes() < PLAN.bytes(), "bytes " + stopped.bytes());
  }

  @Test
  void aTalkGoesOnWhenAnInterruptIsLate() {
    faults.atMsi().nth(9).delayed(1);
    TalkResult delivered = talk(faults);
    faults.assertAllFired();
    assertEquals(0, faults.held());
    assertEquals(Verdict.DELIVERED, delivered.verdict());
    assertEquals(PLAN.bytes(), delivered.bytes());
    assertNull(delivered.why());
    assertNotNull(delivered.route());
  }
}
