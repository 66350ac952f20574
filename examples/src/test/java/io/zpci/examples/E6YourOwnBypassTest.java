package io.zpci.examples;

import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.ContractRun;
import io.zpci.examples.bypass.InlineRoute;
import io.zpci.examples.bypass.InlineRouteContractTest;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.route.Route;
import io.zpci.testkit.EveryRoute;
import io.zpci.trace.Cost;
import io.zpci.trace.Operation;
import io.zpci.verdict.TraceRecorder;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn -pl examples -am test -Dtest=E6YourOwnBypassTest
 * -Dsurefire.failIfNoSpecifiedTests=false}
 *
 * <p>A bypass of one's own, {@link InlineRoute}: found, held to its promises, compared with every
 * other route, and run by the tests that run every route.
 */
class E6YourOwnBypassTest {
  private static final String NAME = "inline-region";
  private static final int LINES = 120;
  private static final long MEMORY = 0x10000;
  private static final int MIB = 1 << 20;

  @Test
  void theServiceLineMakesItAppearBehindTheShippedRoutes() {
    assertEquals(NAME, Routes.all().getLast().name());
    assertEquals(InlineRoute.class, own().getClass());
  }

  @Test
  void regionAndBothHalvesAreShort() throws IOException {
    Path folder = Path.of(System.getProperty("basedir", "")).resolve("src/test/java");
    int lines = 0;
    for (String name : List.of("InlineRoute", "InlineRegion", "InlineRequests")) {
      Path file = folder.resolve("io/zpci/examples/bypass/" + name + ".java");
      lines += (int) Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count();
    }
    assertTrue(lines < LINES, "lines that are not blank: " + lines);
  }

  /** {@link InlineRouteContractTest} tells more where this fails. */
  @Test
  void itHoldsTheContract() {
    ContractRun.check(InlineRouteContractTest::new);
  }

  @Test
  void itIsComparedWithEveryOtherRoute() {
    List<Issued> issued =
        List.of(
            store(Operation.PCISTB, 2, 0, "0000000300000008"),
            store(Operation.PCISTB, 0, 0x1_0000_0000L, "41".repeat(4096)),
            store(Operation.PCISTB, 0, 0x1_0000_0123L, "42".repeat(5)),
            store(Operation.PCISTB, 0, 0x1_0000_0ffcL, "43".repeat(8)),
            new Issued(Operation.PCILG, 2, 0, 8, Bytes.NONE, MEMORY, false));
    StringBuilder table =
        new StringBuilder(row("route", "header", "4 KiB", "5 bytes", "over 4 KiB", "load"));
    for (Route route : Routes.all()) {
      table.append(row(route.name(), verdicts(route, issued)));
    }
    assertEquals(
        """
        route                 header     4 KiB      5 bytes    over 4 KiB load
        lpar                  delivered  delivered  delivered  refused    delivered
        interpretation        delivered  delivered  delivered  refused    delivered
        bar-rw                refused    refused    refused    refused    lost
        ism-vfio-pci          refused    refused    refused    refused    delivered
        ism-vfio-pci-process  delivered  delivered  delivered  refused    delivered
        zpci-io-region        delivered  delivered  delivered  refused    delivered
        relaxed-pwrite        delivered  delivered  delivered  refused    delivered
        inline-region         delivered  delivered  delivered  refused    delivered
        """,
        table.toString());
  }

  private static String[] verdicts(Route route, List<Issued> issued) {
    Explainer explainer = new Explainer(List.of(route));
    return issued.stream()
        .map(each -> explainer.explain(Stack.newest(), DeviceModel.ISM, each).getFirst())
        .map(explanation -> explanation.judgement().verdict().word())
        .toArray(String[]::new);
  }

  private static String row(String first, String... others) {
    StringBuilder row = new StringBuilder("%-21s".formatted(first));
    for (String other : others) {
      row.append(" %-10s".formatted(other));
    }
    return row.toString().stripTrailing() + "\n";
  }

  @Test
  void aMebibyteArrivesByteForByte() {
    TalkPlan plan = new TalkPlan(MIB, 1, TalkPlan.MOST, 2, 1, IsmDriverVersion.newest(), 1);
    TalkResult talk = Talk.run(own(), Stack.newest(), plan, _ -> {});
    assertEquals(Verdict.DELIVERED, talk.verdict());
    assertEquals(MIB, talk.bytes());
    TalkResult posted = Talk.run(named("zpci-io-region"), Stack.newest(), plan, _ -> {});
    assertEquals(posted.blocks(), talk.blocks());
    assertEquals(posted.cost(Cost.SIE_EXIT), talk.cost(Cost.SIE_EXIT));
    assertTrue(
        posted.cost(Cost.SYSCALL) < talk.cost(Cost.SYSCALL), "a load is two calls here, one there");
  }

  /** Nothing here names the new route: what runs every route runs it too. */
  @EveryRoute(except = {"bar-rw", "ism-vfio-pci"})
  void aMoveArrivesWholeOnEveryRoute(
      PciDev dev, IsmFunction function, IsmPeer peer, TraceRecorder trace, Route route) {
    IsmPeer.Dmb dmb = peer.register(4096, function.gid());
    long data = dev.allocate(4096);
    dev.memory().putLong(data, 0x1122_3344_5566_7788L);
    assertEquals(0, new IsmWritePath(dev).move(dmb.token(), 0x18, data, 8), route.name());
    assertThat(trace).wholeBlocksOnly().delivered();
    assertEquals(Bytes.ofHex("1122334455667788"), peer.read(dmb, 0x18, 8));
  }

  private static Route own() {
    return named(NAME);
  }

  private static Route named(String name) {
    return Routes.named(name).orElseThrow();
  }

  private static Issued store(Operation operation, int space, long offset, String hex) {
    Bytes data = Bytes.ofHex(hex);
    return new Issued(operation, space, offset, data.size(), data, MEMORY, false);
  }
}
