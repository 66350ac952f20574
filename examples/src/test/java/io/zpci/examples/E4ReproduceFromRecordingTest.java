package io.zpci.examples;

import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import io.zpci.machine.RecordingShrink;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.testkit.PassthroughTest;
import io.zpci.trace.Hand;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.TraceRecorder;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Shrinker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mvn -pl examples -am test -Dtest=E4ReproduceFromRecordingTest
 * -Dsurefire.failIfNoSpecifiedTests=false}
 *
 * <p>A failure from a recording: somebody's driver stops in its probe, and sends what its function
 * saw. It is sent through a route, the operation that fails is named with hand and rule, the
 * recording is shrunk to what the failure needs, and that becomes a test.
 */
class E4ReproduceFromRecordingTest {
  private static final int REG_SBA = 0x01;
  private static final int PAGE = 4096;

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void unpack() throws IOException {
    String name = "ism-probe-unmapped-sba.jsonl";
    file = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/" + name)) {
      Files.copy(Objects.requireNonNull(in, name), file);
    }
  }

  private static Route interpretation() {
    return Routes.named("interpretation").orElseThrow();
  }

  @Test
  void recordingFailsAtTheHeaderOfRegSba() {
    RouteSummary summary =
        new RouteReplay(List.of(interpretation()))
            .replay(Recording.read(file), Stack.newest())
            .getFirst();
    assertEquals(37, summary.operations());
    assertEquals(1, summary.delivered());
    RouteSummary.FirstBreak first = summary.firstBreak();
    assertNotNull(first);
    assertEquals(6, first.line());
    assertEquals("pcistb 2 0x0 8", first.operation());
    assertEquals(Verdict.REFUSED, first.verdict());
    assertEquals("device", first.brokenBy());
    assertEquals("R-24", first.rule());
  }

  /** Of 41 lines two are needed: the payload with the address, and the header. */
  @Test
  void twoOperationsAreEnough() {
    RecordingShrink shrink =
        new RecordingShrink(interpretation(), Stack.newest(), Recording.read(file));
    FailureSignature failure = new FailureSignature("refused", "device", "R-24");
    RecordingShrink.Shortest shortest = shrink.shrink(failure, Shrinker.RUNS);
    List<String> operations = shortest.lines().subList(1, shortest.lines().size());
    assertEquals(
        List.of(
            """
            {"fn":"a","op":"pcistb","bar":2,"offset":8,"len":8,"data":"000000011ffff000",\
            "memory":"0x37fe0003aa8"}\
            """,
            """
            {"fn":"a","op":"pcistb","bar":2,"offset":0,"len":8,"data":"0000000100000010",\
            "memory":"0x37fe0003aa0"}\
            """),
        operations);
    assertEquals(6, shortest.failed().line());
  }

  /** The two as a test, which fails no more once the memory is mapped. */
  @PassthroughTest(route = "interpretation")
  void sbaMustBeMapped(PciDev dev, TraceRecorder trace) {
    long sba = dev.map(dev.allocate(PAGE), PAGE);
    assertEquals(0, dev.unmap(sba, PAGE));
    assertEquals(-Errno.EIO, new IsmWritePath(dev).command(REG_SBA, sba));
    assertThat(trace).ruleBroken("R-24", Hand.DEVICE);
  }

  @PassthroughTest(route = "interpretation")
  void mappedSbaIsTaken(PciDev dev, TraceRecorder trace) {
    long sba = dev.map(dev.allocate(PAGE), PAGE);
    assertEquals(0, new IsmWritePath(dev).command(REG_SBA, sba));
    assertThat(trace).delivered().noRuleBroken();
  }
}
