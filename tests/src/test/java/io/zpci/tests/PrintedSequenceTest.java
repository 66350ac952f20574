package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Between;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Fuzz;
import io.zpci.machine.IssuedOperations;
import io.zpci.machine.Replayers;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.Routes;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.SequenceTestSource;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.workload.Issued;
import io.zpci.workload.SequenceSettings;
import io.zpci.workload.Shrinker;
import io.zpci.workload.Shrunk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * A sequence that failed, printed as a test and as a recording: the test compiles and fails in the
 * same way, and so does the recording; both hold where the failure is gone.
 */
class PrintedSequenceTest {
  @TempDir Path folder;

  private static SequenceRunner runner(String route, DeviceModel device) {
    return new SequenceRunner(Routes.named(route).orElseThrow(), Stack.newest(), device);
  }

  private static Fuzz.Found found(SequenceRunner runner, int wrong, long seed) {
    SequenceSettings settings = SequenceSettings.of(1000).withWrong(wrong);
    Fuzz.Result result =
        Fuzz.run(runner, runner.sequences(settings), seed, 5, Shrinker.RUNS, done -> {});
    return Objects.requireNonNull(result.found(), "nothing failed from seed " + seed);
  }

  @ParameterizedTest
  @CsvSource({
    "lpar,                 ISM,    2, 2, R-23",
    "interpretation,       ISM,    2, 7, R-19",
    "ism-vfio-pci-process, ISM,    2, 7, R-19",
    "bar-rw,               ISM,    0, 1, qemu.pcistb.7",
    "bar-rw,               MEMORY, 0, 1, cut by qemu",
    "lpar,                 MEMORY, 1, 3, refused"
  })
  void theTestFailsAsTheSequenceDid(
      String route, DeviceModel device, int wrong, long seed, String named) throws Exception {
    SequenceRunner runner = runner(route, device);
    Fuzz.Found found = found(runner, wrong, seed);
    String said = found.failure().describe();
    assertTrue(said.contains(named), said);
    TestExecutionSummary summary =
        PrintedTest.run(folder, SequenceTestSource.of(runner, found, "PrintedTest"));
    assertEquals(1, summary.getTestsFailedCount());
    String message = String.valueOf(summary.getFailures().getFirst().getException().getMessage());
    assertTrue(message.contains(said), message);
  }

  /** The page docs/shrinking.md shows that file. */
  @Test
  void theTestInThePagesIsTheOnePrinted() throws Exception {
    SequenceRunner runner = runner("lpar", DeviceModel.ISM);
    assertEquals(
        Files.readString(Pages.page("tests/src/test/resources/Seed7Test.java")),
        SequenceTestSource.of(runner, found(runner, 2, 7), "Seed7Test"));
  }

  @Test
  void theTestHoldsWhereTheFailureIsGone() throws Exception {
    SequenceRunner runner = runner("bar-rw", DeviceModel.MEMORY);
    String source = SequenceTestSource.of(runner, found(runner, 0, 1), "PrintedTest");
    String mended = source.replace("\"bar-rw\"", "\"interpretation\"");
    TestExecutionSummary summary = PrintedTest.run(folder, mended);
    assertEquals(1, summary.getTestsSucceededCount());
    assertEquals(0, summary.getTestsFailedCount());
  }

  /** Its cause stood between the ports, which no test source brings: it compiles and holds. */
  @Test
  void aWrongEndIsATestToo() throws Exception {
    SequenceRunner crooked =
        runner("lpar", DeviceModel.ISM).with(() -> Between.NOTHING).comparingEndState();
    Fuzz.Found left = found(runner("lpar", DeviceModel.ISM), 2, 2);
    List<Issued> moves =
        left.shrunk().elements().stream().filter(each -> each.space() == 0).toList();
    Fuzz.Found wrongEnd =
        new Fuzz.Found(
            2,
            left.first(),
            new Shrunk<>(moves, 1, true),
            new SequenceFailure.OfEndState(
                1, "DMB 0x1001", 0, moves.getFirst().data(), moves.getFirst().data()));
    String source = SequenceTestSource.of(crooked, wrongEnd, "PrintedTest");
    assertTrue(source.contains("comparingEndState()"), source);
    assertEquals(1, PrintedTest.run(folder, source).getTestsSucceededCount());
  }

  @ParameterizedTest
  @CsvSource({"lpar, ISM, 2, 2", "bar-rw, MEMORY, 0, 4", "ism-vfio-pci-process, ISM, 2, 7"})
  void theRecordingFailsAsTheSequenceDid(String route, DeviceModel device, int wrong, long seed)
      throws Exception {
    SequenceRunner runner = runner(route, device);
    Fuzz.Found found = found(runner, wrong, seed);
    Path file = folder.resolve("found.jsonl");
    Files.write(file, IssuedOperations.record(runner, found.shrunk().elements()));
    Recording recording = Recording.read(file);
    assertEquals(List.of(), Replayers.replay(recording).differences());
    RouteSummary summary =
        new RouteReplay(List.of(runner.route())).replay(recording, Stack.newest()).getFirst();
    assertEquals(found.shrunk().elements().size(), summary.operations());
    RouteSummary.Reason reason = summary.reasons().getFirst();
    assertEquals(found.failure().signature().rule(), reason.rule());
    assertEquals(found.failure().signature().verdict(), reason.verdict().word());
  }
}
