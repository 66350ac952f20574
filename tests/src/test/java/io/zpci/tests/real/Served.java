package io.zpci.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@code zpci serve} with sockets of its own, {@code a}, {@code b} and so on, and what starts
 * guests on them. Closing ends whatever of it still runs.
 */
final class Served implements AutoCloseable {
  private final Path folder;
  private final String blocks;
  private final Running server;
  private final List<Running> guests = new ArrayList<>();

  /**
   * Starts it and waits until it takes connections.
   *
   * @param blocks {@code gdbstub}, {@code plugin} or {@code split}
   * @param functions how many
   */
  Served(String device, String blocks, int functions, String... more) {
    this.folder = Lab.newRun();
    this.blocks = blocks;
    if (blocks.equals("plugin")) {
      Ran built = Lab.run(Lab.zpci(), "plugin", folder.toString());
      assertEquals(0, built.code(), built::text);
    }
    List<String> words =
        new ArrayList<>(List.of(Lab.zpci(), "serve", "--device", device, "--blocks", blocks));
    for (int i = 0; i < functions; i++) {
      words.addAll(List.of("--socket", socket(i)));
    }
    words.addAll(List.of(more));
    this.server = Running.start(words);
    for (int i = 0; i < functions; i++) {
      String socket = socket(i);
      server.await(line -> line.contains(socket) && Files.exists(Path.of(socket)));
    }
  }

  private String socket(int function) {
    return folder.resolve((char) ('a' + function) + ".sock").toString();
  }

  /** What the server has printed so far. */
  List<String> lines() {
    return server.lines();
  }

  /** Waits until the server has printed a line with {@code text}. */
  String await(String text) {
    return server.await(line -> line.contains(text));
  }

  /**
   * Starts a guest on a function. The first function's guest listens on the network between them.
   *
   * @param function from 0
   * @param words options of guest.sh, the test, and what it takes
   */
  Running guest(int function, String... words) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Lab.script("guest.sh"), "--number", String.valueOf(function + 1)));
    command.addAll(List.of("--socket", socket(function)));
    command.addAll(
        List.of(function == 0 ? "--listen" : "--connect", folder.resolve("line").toString()));
    switch (blocks) {
      case "gdbstub" -> command.addAll(List.of("--gdb", socket(function) + ".gdb"));
      case "plugin" -> {
        String plugin = folder.resolve("zpci-pcistb.so").toString();
        command.addAll(List.of("--plugin", plugin + ",socket=" + socket(function) + ".plugin"));
      }
      default -> {
        // QEMU as it is
      }
    }
    command.addAll(List.of(words));
    Running guest = Running.start(command);
    guests.add(guest);
    return guest;
  }

  /** Runs a guest to its end; its test must have been right. */
  Ran good(int function, String... words) {
    Ran ran = guest(function, words).end();
    assertGood(ran);
    return ran;
  }

  /** A guest's test was right. Else its console and what the server said are the message. */
  void assertGood(Ran ran) {
    assertEquals(
        0, ran.code(), () -> ran.text() + "\nserver:\n" + String.join("\n", server.lines()));
  }

  /** Ends the server as a signal does: with code 0, and without its sockets. */
  Ran end() {
    Ran ended = server.terminate();
    assertEquals(0, ended.code(), ended::text);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          List.of(),
          left.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sock") || name.endsWith(".plugin"))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ended;
  }

  @Override
  public void close() {
    guests.forEach(Running::close);
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
