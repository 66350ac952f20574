package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.arch.Outcome;
import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured does what it is measured for: each once, without a clock. */
class SuitesTest {
  @Test
  void eachHasANameOfItsOwn() {
    List<String> names = Suites.all(null).stream().map(Suite::name).toList();
    Set<String> different = new HashSet<>(names);
    assertEquals(names.size(), different.size());
    assertTrue(different.containsAll(List.of("split", "routes", "taps", "lookup", "start")));
  }

  @ParameterizedTest
  @CsvSource({
    "lpar, ism, none",
    "interpretation, ism, ring",
    "ism-vfio-pci-process, ism, counting",
    "zpci-io-region, ism, jfr",
    "relaxed-pwrite, ism, jfr-recording",
    "ism-vfio-pci, ism, none",
    "bar-rw, memory, ring",
  })
  void aRouteDeliversItsBlock(String route, String device, String tap) {
    RouteBenchmark benchmark = route(route, device, 128, tap);
    // It looks at what arrived.
    benchmark.open();
    try {
      assertEquals(Outcome.OK, benchmark.move());
      assertEquals(128, benchmark.copy() & 0xff);
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bar-rw | ism | 32 | the outcome is OK, and 32 bytes did not arrive",
        "ism-vfio-pci | ism | 136 | specification exception",
      })
  void aBlockThatDoesNotArriveIsNotMeasured(String route, String device, int length, String why) {
    RouteBenchmark benchmark = route(route, device, length, "none");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, benchmark::open);
    assertEquals(
        "route " + route + " does not deliver a block of " + length + " to " + device + ": " + why,
        refused.getMessage());
  }

  private static RouteBenchmark route(String route, String device, int length, String tap) {
    RouteBenchmark benchmark = new RouteBenchmark();
    benchmark.route = route;
    benchmark.device = device;
    benchmark.length = length;
    benchmark.tap = tap;
    return benchmark;
  }

  @Test
  void whatDidNotArriveIsCounted() {
    assertEquals(0, Contents.missing(new byte[] {1, 2, 3}));
    assertEquals(2, Contents.missing(new byte[] {0, 2, 4}));
    assertEquals(3, Contents.missing(new byte[] {2, 3, 4}));
    byte[] page = new byte[4096];
    Contents.fill(MemorySegment.ofArray(page));
    assertEquals(0, Contents.missing(page));
    for (byte each : page) {
      assertNotEquals(0, each);
    }
  }

  @Test
  void aRecordingHasEachCrossingAndNothingElse() throws IOException {
    try (JfrRecording recording = new JfrRecording()) {
      RouteBenchmark benchmark = route("lpar", "ism", 128, "jfr");
      benchmark.open();
      try {
        assertEquals(List.of("io.zpci.Crossing"), recording.types().stream().distinct().toList());
      } finally {
        benchmark.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 4096})
  void aFunctionIsFoundAmongMany(int functions) {
    LookupBenchmark benchmark = new LookupBenchmark();
    benchmark.functions = functions;
    benchmark.plug();
    assertEquals(Outcome.OK, benchmark.load());
    assertEquals(Outcome.OK, benchmark.loadInTurn());
    benchmark.check();
  }

  @Test
  void aRegisterFileDoesWhatTheHandDoes() {
    RegisterBenchmark benchmark = new RegisterBenchmark();
    try {
      assertEquals(0, benchmark.writeByHand());
      assertEquals(0, benchmark.writeByFile());
      assertEquals(1, benchmark.readByHand());
      assertEquals(1, benchmark.readByFile());
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "128, 128", "4096, 80"})
  void theKernelCopies(int length, int last) {
    KernelBenchmark benchmark = new KernelBenchmark();
    benchmark.length = length;
    // It looks at what arrived.
    benchmark.map();
    try {
      assertEquals(0, benchmark.memcpyToIo());
      assertEquals(last, benchmark.copy() & 0xff);
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallFromCDoesWhatOneFromJavaDoes(UpcallBenchmark.Call call) throws IOException {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    for (UpcallBenchmark.Caller caller : UpcallBenchmark.Caller.values()) {
      UpcallBenchmark benchmark = new UpcallBenchmark();
      benchmark.call = call;
      benchmark.caller = caller;
      try {
        // It looks at what arrived.
        benchmark.prepare();
        ThreadCounters counters = new ThreadCounters();
        benchmark.calls(counters);
        assertEquals(1000, counters.operations);
      } finally {
        benchmark.end();
      }
    }
  }

  @Test
  void aMoveLeavesItsBytesInTheDmb() {
    MoveBenchmark benchmark = new MoveBenchmark();
    benchmark.length = 64;
    benchmark.signal = true;
    try {
      // It looks at what arrived.
      benchmark.prepare();
      assertEquals(Outcome.OK, benchmark.move(new ThreadCounters()));
    } finally {
      benchmark.end();
    }
  }
}
