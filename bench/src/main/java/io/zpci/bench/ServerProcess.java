package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on one core. */
final class ServerProcess implements AutoCloseable {
  /** The core of every server; the client has another. */
  private static final String CORE = "1";

  private static final int START_SECONDS = 20;

  private final Process process;
  private final Path socket;

  private ServerProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /** {@link RoundTripServer}, as this JVM runs. */
  static ServerProcess ours(Path socket) throws IOException, InterruptedException {
    return start(
        socket,
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
  static ServerProcess libvfioUser(Path folder, Path library)
      throws IOException, InterruptedException {
    Path program = folder.resolve("round_trip_server");
    Path source = folder.resolve("round_trip_server.c");
    try (var text = ServerProcess.class.getResourceAsStream("round_trip_server.c")) {
      if (text == null) {
        throw new IOException("no round_trip_server.c beside the classes");
      }
      Files.copy(text, source);
    }
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
        List.of(program.toString(), socket.toString(), Integer.toString(RoundTripServer.SIZE)));
  }

  private static ServerProcess start(Path socket, List<String> command)
      throws IOException, InterruptedException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", CORE));
    pinned.addAll(command);
    Process process =
        new ProcessBuilder(pinned).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
