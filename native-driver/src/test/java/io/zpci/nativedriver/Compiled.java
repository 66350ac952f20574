package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** The C sources of these tests, compiled. */
final class Compiled {
  private Compiled() {}

  /**
   * A library of {@code src/test/c/NAME.c} in {@code directory}; the test is skipped without a
   * compiler.
   */
  static Path library(String name, Path directory, String... options) {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    return CCompiler.find().orElseThrow().compile(source(name), directory, options);
  }

  /**
   * The same of a source whose structs are big-endian by the compiler; else the test is skipped.
   */
  static Path kernelCode(String name, Path directory, String... options) {
    assumeTrue(
        CCompiler.find().map(CCompiler::hasBigEndianStructs).orElse(true),
        "the C compiler has no big-endian structs");
    return library(name, directory, options);
  }

  /** The source. */
  static Path source(String name) {
    return Path.of(System.getProperty("basedir", ""), "src/test/c", name + ".c").toAbsolutePath();
  }
}
