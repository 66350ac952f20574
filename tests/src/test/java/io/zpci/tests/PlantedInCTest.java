package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.machine.Passthrough;
import io.zpci.nativedriver.CCompiler;
import io.zpci.nativedriver.NativeDriver;
import io.zpci.testkit.PassthroughTest;
import io.zpci.testkit.TraceAssert;
import io.zpci.testkit.agent.DriverWatch;
import io.zpci.testkit.agent.Finding;
import io.zpci.tests.planted.HeaderBeforePayloadInC;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A planted bug in C: the watch names the line that called C, the trace the hand. */
class PlantedInCTest {
  @TempDir static Path folder;
  private static Path library;

  @BeforeAll
  static void compile() {
    Optional<CCompiler> compiler = CCompiler.find();
    assumeTrue(compiler.isPresent(), CCompiler.ABSENT);
    Path source = Pages.page("tests/src/test/planted/add_vlan.c");
    library = compiler.orElseThrow().compile(source, folder);
  }

  @PassthroughTest
  void headerBeforePayload(Passthrough guest, TraceRecorder trace) throws Exception {
    try (NativeDriver driver = NativeDriver.load(library, guest);
        DriverWatch watch = DriverWatch.attach("io.zpci.tests.planted")) {
      assertEquals(0, HeaderBeforePayloadInC.planted(driver));
      assertEquals(1, watch.findings().size(), watch.report());
      Finding finding = watch.findings().getFirst();
      assertEquals("R-08", finding.rule().id());
      assertEquals(
          PlantedBugsTest.line(HeaderBeforePayloadInC.class, "the bug"),
          finding.line().getLineNumber(),
          watch.report());
    }
    TraceAssert.assertThat(trace).ruleBroken("R-08", Hand.GUEST);
  }

  @PassthroughTest
  void payloadFirst(Passthrough guest, TraceRecorder trace) {
    try (NativeDriver driver = NativeDriver.load(library, guest);
        DriverWatch watch = DriverWatch.attach("io.zpci.tests.planted")) {
      assertEquals(0, HeaderBeforePayloadInC.repaired(driver));
      watch.assertClean();
      assertEquals(2, watch.calls());
    }
    TraceAssert.assertThat(trace).noRuleBroken().payloadBeforeHeader();
  }
}
