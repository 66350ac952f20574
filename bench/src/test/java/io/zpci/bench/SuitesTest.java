package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    "relaxed-pwrite, ism, ring",
    "bar-rw, memory, ring",
  })
  void aRouteTakesItsBlock(String route, String device, String tap) {
    RouteBenchmark benchmark = new RouteBenchmark();
    benchmark.route = route;
    benchmark.device = device;
    benchmark.length = 128;
    benchmark.tap = tap;
    benchmark.open();
    try {
      assertEquals(Outcome.OK, benchmark.move());
      assertEquals(0, benchmark.copy());
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 4096})
  void aFunctionIsFoundAmongMany(int functions) {
    LookupBenchmark benchmark = new LookupBenchmark();
    benchmark.functions = functions;
    benchmark.plug();
    assertEquals(Outcome.OK, benchmark.load());
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
  @ValueSource(ints = {8, 128, 4096})
  void theKernelCopies(int length) {
    KernelBenchmark benchmark = new KernelBenchmark();
    benchmark.length = length;
    benchmark.map();
    try {
      assertEquals(0, benchmark.memcpyToIo());
      assertEquals(0, benchmark.copy());
    } finally {
      benchmark.close();
    }
  }
}
