package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.route.LparRoute;
import io.zpci.route.Route;
import io.zpci.trace.Cost;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that talk through each route. */
class TalkTest {
  private static final long BYTES = 300_001;

  private static TalkPlan plan(String driver, int functions, long seed) {
    IsmDriverVersion version = IsmDriverVersion.named(driver).orElseThrow();
    return new TalkPlan(BYTES, 1, TalkPlan.MOST, functions, seed, version, 1);
  }

  private static TalkResult talk(String route) {
    return Talk.run(
        Routes.named(route).orElseThrow(), Stack.newest(), plan("7.2", 2, 1), done -> {});
  }

  private static TalkResult talk(Route route) {
    return Talk.run(route, Stack.newest(), plan("7.2", 2, 1), done -> {});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpar",
        "interpretation",
        "ism-vfio-pci-process",
        "zpci-io-region",
        "relaxed-pwrite"
      })
  void everyByteComesThrough(String route) {
    TalkResult result = talk(route);
    assertEquals("delivered", result.outcome(), result.why());
    assertEquals(BYTES, result.bytes());
    assertNull(result.firstBreak());
    assertNull(result.why());
    assertEquals(talk("lpar").blocks(), result.blocks(), "the same blocks on every route");
    assertEquals(talk("lpar").interrupts(), result.interrupts());
  }

  @ParameterizedTest
  @CsvSource({"bar-rw, qemu, qemu.pcistb.7", "ism-vfio-pci, qemu, qemu.pcistb.7"})
  void whatCannotCarryItStopsAtTheFirstCommand(String route, String brokenBy, String rule) {
    TalkResult result = talk(route);
    assertEquals("stopped", result.outcome());
    assertNull(result.verdict());
    assertEquals(0, result.bytes());
    assertEquals("guest 0: probe: -EIO", result.why());
    TalkResult.Break first = result.firstBreak();
    assertNotNull(first);
    assertEquals("pcistb 2 0x8 8", first.operation());
    assertEquals(Verdict.REFUSED, first.verdict());
    assertEquals(brokenBy, first.brokenBy());
    assertEquals(rule, first.rule());
  }

  @Test
  void anUnavailableRouteSaysWhy() {
    Stack old =
        new Stack(
            Stack.newest().qemu(),
            LinuxVersion.named("linux-5.10").orElseThrow(),
            Stack.newest().guest(),
            Stack.newest().hostOrder(),
            true,
            false);
    TalkResult result =
        Talk.run(
            Routes.named("ism-vfio-pci-process").orElseThrow(), old, plan("7.2", 2, 1), done -> {});
    assertEquals("unavailable", result.outcome());
    assertEquals("linux-5.10 has no ism-vfio-pci; Linux 7.1 is the first", result.why());
  }

  @ParameterizedTest
  @CsvSource({"5.10, linux-5.10", "6.1, linux-6.1", "7.2, linux-6.12", "7.2, linux-7.2"})
  void everyDriverAndEveryGuestTalks(String driver, String guest) {
    Stack newest = Stack.newest();
    Stack stack =
        new Stack(
            newest.qemu(),
            newest.host(),
            LinuxVersion.named(guest).orElseThrow(),
            newest.hostOrder(),
            newest.mio(),
            newest.nullMappingSucceeds());
    for (String route : List.of("lpar", "relaxed-pwrite")) {
      TalkResult result =
          Talk.run(Routes.named(route).orElseThrow(), stack, plan(driver, 2, 1), done -> {});
      assertEquals("delivered", result.outcome(), route + ": " + result.why());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8})
  void moreGuestsTalkInARing(int functions) {
    TalkResult result =
        Talk.run(new LparRoute(), Stack.newest(), plan("7.2", functions, 1), done -> {});
    assertEquals("delivered", result.outcome(), result.why());
    assertEquals(BYTES, result.bytes());
  }

  @Test
  void theSeedDecidesEverything() {
    Route lpar = new LparRoute();
    TalkResult one = Talk.run(lpar, Stack.newest(), plan("7.2", 2, 5), done -> {});
    assertEquals(one, Talk.run(lpar, Stack.newest(), plan("7.2", 2, 5), done -> {}));
    TalkResult other = Talk.run(lpar, Stack.newest(), plan("7.2", 2, 6), done -> {});
    assertEquals(BYTES, other.bytes());
    assertTrue(one.blocks() != other.blocks() || one.interrupts() != other.interrupts());
  }

  @Test
  void progressRisesToTheEnd() {
    List<Long> seen = new ArrayList<>();
    Talk.run(new LparRoute(), Stack.newest(), plan("7.2", 2, 1), seen::add);
    assertEquals(seen.stream().sorted().toList(), seen);
    assertEquals(BYTES, seen.getLast());
  }

  @Test
  void anLparHasNoCrossingsButInterruptions() {
    TalkResult result = talk("lpar");
    assertEquals(0, result.cost(Cost.SIE_EXIT));
    assertEquals(0, result.cost(Cost.SYSCALL));
    assertEquals(0, result.cost(Cost.CONTEXT_SWITCH));
    assertEquals(0, result.cost(Cost.KICK));
    assertEquals(result.interrupts(), result.cost(Cost.PSW_SWAP));
  }

  @Test
  void aProcessPaysASyscallForEachBlock() {
    TalkResult result = talk("ism-vfio-pci-process");
    assertEquals(0, result.cost(Cost.SIE_EXIT));
    assertTrue(result.cost(Cost.SYSCALL) > result.blocks(), "blocks, loads, maps");
    assertEquals(result.interrupts(), result.cost(Cost.KICK));
  }

  @Test
  void anInterceptedBlockCostsAnExit() {
    TalkResult result = talk("relaxed-pwrite");
    assertTrue(result.cost(Cost.SIE_EXIT) > result.blocks());
    assertTrue(result.cost(Cost.SIE_EXIT) > talk("interpretation").cost(Cost.SIE_EXIT));
  }

  @Test
  void twoCpusWithoutALockMixTheirCommands() {
    IsmDriverVersion old = IsmDriverVersion.named("5.10").orElseThrow();
    TalkPlan plan = new TalkPlan(BYTES, 1, TalkPlan.MOST, 2, 1, old, 2);
    TalkResult result = Talk.run(new LparRoute(), Stack.newest(), plan, done -> {});
    TalkResult.Break first = result.firstBreak();
    assertNotNull(first);
    assertEquals("R-17", first.rule());
    assertEquals("guest", first.brokenBy());
    assertEquals("stopped", result.outcome());
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "7.2"})
  void aLockKeepsTwoCpusApart(String driver) {
    IsmDriverVersion locked = IsmDriverVersion.named(driver).orElseThrow();
    TalkPlan plan = new TalkPlan(BYTES, 1, TalkPlan.MOST, 2, 1, locked, 2);
    TalkResult result = Talk.run(new LparRoute(), Stack.newest(), plan, done -> {});
    assertEquals("delivered", result.outcome());
    assertNull(result.firstBreak());
  }

  @Test
  void aPlanHasLimits() {
    IsmDriverVersion newest = IsmDriverVersion.newest();
    assertThrows(IllegalArgumentException.class, () -> new TalkPlan(0, 1, 1, 2, 1, newest, 1));
    assertThrows(IllegalArgumentException.class, () -> new TalkPlan(1, 0, 1, 2, 1, newest, 1));
    assertThrows(IllegalArgumentException.class, () -> new TalkPlan(1, 2, 1, 2, 1, newest, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TalkPlan(1, 1, TalkPlan.MOST + 1, 2, 1, newest, 1));
    assertThrows(IllegalArgumentException.class, () -> new TalkPlan(1, 1, 1, 1, 1, newest, 1));
    assertThrows(IllegalArgumentException.class, () -> new TalkPlan(1, 1, 1, 65, 1, newest, 1));
    assertThrows(IllegalArgumentException.class, () -> new TalkPlan(1, 1, 1, 2, 1, newest, 3));
  }

  @Test
  void theSmallestTalkIsAByteEachWay() {
    TalkPlan plan = new TalkPlan(2, 1, 1, 2, 1, IsmDriverVersion.newest(), 1);
    TalkResult result = Talk.run(new LparRoute(), Stack.newest(), plan, done -> {});
    assertEquals("delivered", result.outcome());
    assertEquals(2, result.bytes());
  }
}
