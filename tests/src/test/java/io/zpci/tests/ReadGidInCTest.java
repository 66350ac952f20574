package io.zpci.tests;

import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.ism.IsmFunction;
import io.zpci.machine.Passthrough;
import io.zpci.nativedriver.CCompiler;
import io.zpci.nativedriver.NativeDriver;
import io.zpci.nativedriver.NativeFunction;
import io.zpci.testkit.PassthroughTest;
import io.zpci.trace.Hand;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ReadGidInCTest {
  interface Driver {
    @NativeFunction("read_gid")
    long readGid(MemorySegment pdev);
  }

  @TempDir Path folder;
  private Path library;

  @BeforeEach
  void compile() {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    CCompiler compiler = CCompiler.find().orElseThrow();
    assumeTrue(compiler.hasBigEndianStructs(), "structs as on s390 need GCC");
    library = compiler.compile(Pages.page("tests/src/test/c/read_gid.c"), folder);
  }

  @PassthroughTest
  void theFunctionAnswers(Passthrough guest, IsmFunction function, TraceRecorder trace) {
    try (NativeDriver driver = NativeDriver.load(library, guest)) {
      assertEquals(function.gid(), driver.as(Driver.class).readGid(driver.pdev()));
    }
    assertThat(trace).delivered().noRuleBroken();
  }

  @PassthroughTest(route = "bar-rw")
  void qemuRefusesTheHeader(Passthrough guest, TraceRecorder trace) {
    try (NativeDriver driver = NativeDriver.load(library, guest)) {
      assertEquals(0, driver.as(Driver.class).readGid(driver.pdev()));
      assertEquals(List.of("<3>the header is refused"), driver.log());
    }
    assertThat(trace).ruleBroken("qemu.pcistb.7", Hand.QEMU).nothingReachedDevice();
  }
}
