package io.zpci.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What ends the command before it has done its work: one line, and an exit code. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A file or a tool cannot be used. */
  static final int UNUSABLE = 3;

  /** The command itself is broken. */
  static final int BROKEN = 70;

  /** Another benchmark is running: sysexits(3) has it as "try again later". */
  static final int BUSY = 75;

  private final int exit;

  private CommandException(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  /** A file or a tool cannot be used; {@code message} says which and why. */
  static CommandException unusable(String message) {
    return new CommandException(UNUSABLE, message);
  }

  /** Another benchmark is running. */
  static CommandException busy(String message) {
    return new CommandException(BUSY, message);
  }

  /** The exit code for {@code failure}. */
  static int exit(Exception failure) {
    if (failure instanceof CommandException ours) {
      return ours.exit;
    }
    // The compiler's complaints are IllegalArgumentExceptions.
    return failure instanceof IOException
            || failure instanceof UncheckedIOException
            || failure instanceof IllegalArgumentException
        ? UNUSABLE
        : BROKEN;
  }

  /** One line for {@code failure}. */
  static String line(Exception failure) {
    String said;
    if (failure instanceof FileSystemException at) {
      said = at.getFile() + ": " + why(at);
    } else if (exit(failure) == BROKEN) {
      said = "internal error: " + failure;
    } else {
      said = String.valueOf(failure.getMessage());
    }
    return said.replace('\n', ' ').replace('\r', ' ');
  }

  /** Why, without the file's name: what the exceptions of files have as their message. */
  static String why(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException at when at.getReason() != null -> at.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
