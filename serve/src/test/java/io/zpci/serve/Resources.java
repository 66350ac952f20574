package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this process holds on to.
 *
 * @param descriptors open ones, by what they lead to
 * @param files mappings of files in memory, which is what clients pass
 * @param mappings all mappings
 * @param heap bytes that are used after the garbage was collected
 */
record Resources(Map<String, Integer> descriptors, long files, long mappings, long heap) {
  /**
   * Compilers, collectors and the allocator map and unmap areas of their own meanwhile. A leak of
   * one mapping in each of thousands of rounds is far more.
   */
  private static final long MAPPINGS_SLACK = 300;

  /**
   * The least of some counts is what is held on to: a thread of the JVM's own, a compiler say, may
   * read a file meanwhile.
   */
  private static final int LISTINGS = 5;

  /** What compiled code and caches of the libraries take: a leak of 1 KiB a round is more. */
  private static final long HEAP_SLACK = 6 << 20;

  static Resources now() throws IOException {
    // First: the collector's threads begin with it, as many as there are CPUs, and have stacks.
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < LISTINGS; i++) {
      System.gc();
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    Map<String, Integer> descriptors = listed();
    for (int i = 1; i < LISTINGS; i++) {
      Map<String, Integer> again = listed();
      descriptors.replaceAll((what, count) -> Math.min(count, again.getOrDefault(what, 0)));
    }
    List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
    long files = maps.stream().filter(line -> line.contains("/memfd:")).count();
    return new Resources(descriptors, files, maps.size(), heap);
  }

  private static Map<String, Integer> listed() throws IOException {
    Map<String, Integer> descriptors = new TreeMap<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : open.toList()) {
        descriptors.merge(target(each), 1, Integer::sum);
      }
    }
    return descriptors;
  }

  /** Without the numbers that tell one socket from another; the listing's own is not there. */
  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().replaceAll("\\[\\d+]", "");
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Asserts that nothing of {@code before} has grown since. */
  void isNoMoreThan(Resources before) {
    Map<String, Integer> more = new TreeMap<>(descriptors);
    before.descriptors.forEach((what, count) -> more.merge(what, -count, Integer::sum));
    more.values().removeIf(count -> count <= 0);
    assertEquals(Map.of(), more, "descriptors more than before");
    assertEquals(before.files, files, "mappings of files in memory");
    assertTrue(
        mappings <= before.mappings + MAPPINGS_SLACK, more("mappings", before.mappings, mappings));
    assertTrue(heap <= before.heap + HEAP_SLACK, more("bytes of heap", before.heap, heap));
  }

  private static String more(String what, long before, long now) {
    return "%s: %d before, %d now".formatted(what, before, now);
  }
}
