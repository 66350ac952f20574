package io.zpci.cli;

import io.zpci.recording.Line;
import io.zpci.recording.Recording;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Which socket each function of a recording is replayed on. */
final class ServerSockets {
  private ServerSockets() {}

  /**
   * The sockets by the functions' names: those that are named go to theirs, the others in order to
   * those that are left. None for a recording without functions.
   *
   * @throws ParameterException where there are not as many as functions
   */
  static Map<String, Path> of(List<String> options, Recording recording, CommandLine command) {
    List<String> left = new ArrayList<>(functions(recording));
    if (left.isEmpty()) {
      return Map.of();
    }
    Map<String, Path> sockets = new LinkedHashMap<>();
    List<String> unnamed = new ArrayList<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? "" : option.substring(0, equals);
      if (left.remove(name)) {
        sockets.put(name, path(option.substring(equals + 1), command));
      } else {
        unnamed.add(option);
      }
    }
    if (unnamed.size() != left.size()) {
      throw new ParameterException(
          command,
          "--serve: %s has functions %s, a socket for each was expected, got %d"
              .formatted(
                  recording.file(), String.join(", ", functions(recording)), options.size()));
    }
    for (int i = 0; i < left.size(); i++) {
      sockets.put(left.get(i), path(unnamed.get(i), command));
    }
    return sockets;
  }

  private static List<String> functions(Recording recording) {
    Line header = recording.header();
    return header.has("functions") ? header.object("functions").fields() : List.of();
  }

  private static Path path(String text, CommandLine command) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ParameterException(command, "--serve: not a path: " + text);
    }
  }
}
