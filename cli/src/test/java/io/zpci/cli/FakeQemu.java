package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.nativedriver.CCompiler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that has loaded a plugin and does with it what a test says: {@code
 * src/test/c/fake_qemu.c}.
 */
final class FakeQemu implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Path said;

  /** Loads {@code plugin} with {@code arguments}, for a guest of {@code vcpus}. */
  FakeQemu(Path program, Path plugin, int vcpus, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(program.toString(), plugin.toString(), "s390x", Integer.toString(vcpus)));
    line.addAll(List.of(arguments));
    said = Files.createTempFile(plugin.toAbsolutePath().getParent(), "said", ".txt");
    process = new ProcessBuilder(line).redirectError(said.toFile()).start();
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** The program, compiled into {@code folder}; the test is skipped without a compiler. */
  static Path compile(Path folder) throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Path program = folder.resolve("fake_qemu");
    List<String> line =
        new ArrayList<>(List.of(CCompiler.find().orElseThrow().command().split(" ")));
    line.addAll(List.of("-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-rdynamic"));
    line.addAll(List.of("-pthread", "-o", program.toString()));
    line.add(
        Path.of(System.getProperty("basedir", ""), "src/test/c/fake_qemu.c")
            .toAbsolutePath()
            .toString());
    line.add("-ldl");
    Process compiler = new ProcessBuilder(line).redirectErrorStream(true).start();
    String errors = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, compiler.waitFor(), errors);
    return program;
  }

  /** One line, and its answer. */
  String tell(String line, Object... values) {
    try {
      process.outputWriter().write(line.formatted(values) + "\n");
      process.outputWriter().flush();
      String answer = answers.readLine();
      assertNotNull(answer, line + ": " + said());
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(line + ": " + said(), e);
    }
  }

  void come(int vcpu) {
    assertEquals("here", tell("come %x", vcpu));
  }

  void set(int vcpu, String register, long value) {
    assertEquals("set", tell("set %x %s %x", vcpu, register, value));
  }

  long get(int vcpu, String register) {
    return Long.parseUnsignedLong(tell("get %x %s", vcpu, register), 16);
  }

  void memory(long address, byte[] bytes) {
    assertEquals(
        Integer.toHexString(bytes.length),
        tell("memory %x %s", address, HexFormat.of().formatHex(bytes)));
  }

  /** How many callbacks an instruction has. */
  int translate(long address, String instruction) {
    return Integer.parseInt(tell("translate %x %s", address, instruction));
  }

  /** Executes it once: {@code pc ADDRESS}, or {@code left}. */
  String run(int vcpu, long address) {
    return tell("run %x %x 1", vcpu, address);
  }

  /** What it has said on its standard error up to now. */
  String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit code, once nothing more is asked of it. */
  int end() throws Exception {
    process.outputWriter().close();
    assertEquals(true, process.waitFor(60, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
