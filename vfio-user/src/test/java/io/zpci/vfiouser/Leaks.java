package io.zpci.vfiouser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process holds now. */
public final class Leaks {
  private static final int LISTINGS = 5;

  private Leaks() {}

  /**
   * Open file descriptors: the least of some listings, since a thread of the JVM's own, a compiler
   * say, may read a file meanwhile. What is held on to is in each of them.
   */
  public static long descriptors() throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < LISTINGS; i++) {
      try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
        least = Math.min(least, files.count());
      }
    }
    return least;
  }

  /** Mappings of files without a name whose name was {@code name}. */
  static long mappings(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("/memfd:" + name)).count();
    }
  }
}
