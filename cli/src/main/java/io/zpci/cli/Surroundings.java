package io.zpci.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command finds around it.
 *
 * @param out takes the result
 * @param err takes everything that is not the result
 * @param terminal whether {@code out} is a terminal that shows box characters
 * @param noColor whether the user asked every program for no colours (environment variable
 *     NO_COLOR)
 * @param home the folder that the project stands in; null where it is not known
 */
record Surroundings(
    PrintWriter out, PrintWriter err, boolean terminal, boolean noColor, @Nullable Path home) {

  /** Two streams and nothing else: no terminal, no home. */
  static Surroundings of(PrintWriter out, PrintWriter err) {
    return new Surroundings(out, err, false, false, null);
  }

  /** Those of this process. */
  @SuppressWarnings("SystemConsoleNull")
  static Surroundings ofProcess() {
    // null where the JVM has no console of its own, which depends on its version
    Console console = System.console();
    boolean terminal =
        console != null && console.isTerminal() && System.out.charset().newEncoder().canEncode('│');
    String noColor = System.getenv("NO_COLOR");
    String home = System.getProperty("zpci.home");
    return new Surroundings(
        new PrintWriter(System.out, false, System.out.charset()),
        new PrintWriter(System.err, false, System.err.charset()),
        terminal,
        noColor != null && !noColor.isEmpty(),
        home == null || home.isEmpty() ? null : Path.of(home));
  }
}
