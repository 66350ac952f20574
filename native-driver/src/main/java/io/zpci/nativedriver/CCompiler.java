package io.zpci.nativedriver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A C compiler of this machine, for tests that compile their driver, and for what else is built
 * where it runs. {@code CC} of the environment comes first, then gcc and clang on the PATH. A test
 * that finds none is skipped with {@link #ABSENT}.
 */
public final class CCompiler {
  /** Why a test that needs one is skipped. */
  public static final String ABSENT =
      "no C compiler: $CC is not set, no gcc and no clang on the PATH";

  /** As kernel code is compiled, as far as it changes what code means. */
  private static final List<String> OPTIONS =
      List.of(
          "-std=gnu11",
          "-O2",
          "-g",
          "-Wall",
          "-Wextra",
          "-fno-strict-aliasing",
          "-fno-strict-overflow",
          "-fno-delete-null-pointer-checks",
          "-Werror=implicit-function-declaration",
          // A function that nobody defines is found out here.
          "-Wl,-z,defs");

  private final List<String> command;

  private CCompiler(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** The compiler of this machine; empty where there is none. */
  public static Optional<CCompiler> find() {
    return find(System.getenv("CC"), System.getenv("PATH"));
  }

  /** The same with these values of {@code CC} and {@code PATH}; null is not set. */
  static Optional<CCompiler> find(@Nullable String cc, @Nullable String path) {
    if (cc != null && !cc.isBlank()) {
      return Optional.of(new CCompiler(List.of(cc.strip().split("\\s+", -1))));
    }
    for (String name : List.of("gcc", "clang")) {
      for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
        Path file = Path.of(directory, name);
        if (!directory.isEmpty() && Files.isExecutable(file)) {
          return Optional.of(new CCompiler(List.of(file.toString())));
        }
      }
    }
    return Optional.empty();
  }

  /** Its command: a path, or what {@code CC} says. */
  public String command() {
    return String.join(" ", command);
  }

  /**
   * Whether structs behind the header are big-endian, so that kernel code works unchanged: GCC's
   * are, clang's are not. See docs/c-drivers.md.
   *
   * @throws UncheckedIOException where the compiler cannot be run
   */
  public boolean hasBigEndianStructs() {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("-E", "-dM", "-x", "c", "/dev/null"));
    try {
      String macros = run(line).said();
      return macros.contains("#define __GNUC__ ") && !macros.contains("#define __clang__ ");
    } catch (IOException e) {
      throw new UncheckedIOException(command() + ": cannot be run: " + e.getMessage(), e);
    }
  }

  /** What a compiler said, and its exit code. */
  private record Ran(int exit, String said) {}

  private static Ran run(List<String> line) throws IOException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Ran(process.waitFor(), said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the compiler ran", e);
    }
  }

  /**
   * Compiles {@code source} to a shared library in {@code directory}, with the header from {@link
   * CHeader} there too.
   *
   * @param options more options and sources for the compiler
   * @return the library
   * @throws IllegalArgumentException with all that the compiler says, where it does not compile
   * @throws UncheckedIOException where the compiler cannot be run or a file not be written
   */
  public Path compile(Path source, Path directory, String... options) {
    String name = String.valueOf(source.getFileName()).replaceFirst("\\.c$", "");
    Path library = directory.resolve("lib" + name + ".so");
    List<String> all = new ArrayList<>(OPTIONS);
    all.addAll(List.of("-I", directory.toString()));
    all.addAll(List.of(options));
    try {
      Path _ = CHeader.unpack(directory, true);
    } catch (IOException e) {
      throw cannot(source, e);
    }
    compile(source, library, all);
    return library;
  }

  /**
   * Compiles {@code source}, which needs no header of ours, to the shared library {@code library}.
   *
   * @param options more options and sources for the compiler
   * @throws IllegalArgumentException with all that the compiler says, where it does not compile
   * @throws UncheckedIOException where the compiler cannot be run
   */
  public void compile(Path source, Path library, List<String> options) {
    compile(List.of("-shared", "-fPIC"), source, library, options);
  }

  /**
   * Compiles {@code source}, which needs no header of ours, to the program {@code program}.
   *
   * @param options more options, sources and libraries for the compiler
   * @throws IllegalArgumentException with all that the compiler says, where it does not compile
   * @throws UncheckedIOException where the compiler cannot be run
   */
  public void compileProgram(Path source, Path program, List<String> options) {
    compile(List.of(), source, program, options);
  }

  private void compile(List<String> kind, Path source, Path result, List<String> options) {
    List<String> line = new ArrayList<>(command);
    line.addAll(kind);
    line.addAll(List.of("-o", result.toString(), source.toString()));
    line.addAll(options);
    try {
      Ran ran = run(line);
      if (ran.exit() != 0) {
        throw new IllegalArgumentException(
            "%s: does not compile with %s (exit code %d):%n%s"
                .formatted(source, command(), ran.exit(), ran.said().strip()));
      }
    } catch (IOException e) {
      throw cannot(source, e);
    }
  }

  private UncheckedIOException cannot(Path source, IOException e) {
    return new UncheckedIOException(
        source + ": cannot be compiled with " + command() + ": " + e.getMessage(), e);
  }
}
