package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a core that is named; none of its threads leaves it. */
final class ServerProcess implements AutoCloseable {
  private static final int START_SECONDS = 20;

  private final Process process;
  private final Path socket;

  private ServerProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /** {@link RoundTripServer}, as this JVM runs; its socket is in {@code folder}. */
  static ServerProcess ours(TemporaryFolder folder, int core)
      throws IOException, InterruptedException {
    Path socket = folder.resolve("ours");
    return start(
        socket,
        core,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RoundTripServer.class.getName(),
            socket.toString()));
  }

  /** The C server, compiled into {@code folder} against the library in {@code library}. */
  static ServerProcess libvfioUser(TemporaryFolder folder, Path library, int core)
      throws IOException, InterruptedException {
    Path program = folder.resolve("round_trip_server");
    Path source = folder.copy("round_trip_server.c");
    String lib = library.resolve("build/lib").toString();
    CCompiler compiler =
        CCompiler.find().orElseThrow(() -> new IllegalArgumentException(CCompiler.ABSENT));
    compiler.compileProgram(
        source,
        program,
        List.of(
            "-O2",
            "-I",
            library.resolve("include").toString(),
            "-L" + lib,
            "-lvfio-user",
            "-Wl,-rpath," + lib));
    Path socket = folder.resolve("theirs");
    return start(
        socket,
        core,
        List.of(program.toString(), socket.toString(), Integer.toString(RoundTripServer.SIZE)));
  }

  private static ServerProcess start(Path socket, int core, List<String> command)
      throws IOException, InterruptedException {
    Process process;
    // A process starts where the thread is that starts it.
    try (Cores.Pinned _ = Cores.pin(core)) {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(socket)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IOException("no server came up: " + String.join(" ", command));
      }
      Thread.sleep(20);
    }
    return new ServerProcess(process, socket);
  }

  Path socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
    process.onExit().join();
  }
}
