package io.zpci.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The turn to measure on this machine: two benchmarks at once measure each other. It is JMH's own
 * lock, held for a whole run, for half of what is measured here is not JMH's; so JMH must not ask
 * for it again.
 */
final class Turn implements AutoCloseable {
  /** JMH's own switch: nobody waits for anybody. */
  private static final String IGNORE = "jmh.ignoreLock";

  private final @Nullable FileChannel channel;

  private Turn(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @throws CommandException where another benchmark has it
   */
  static Turn take() throws IOException {
    if (Boolean.getBoolean(IGNORE)) {
      return new Turn(null);
    }
    Turn turn = take(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"));
    System.setProperty(IGNORE, "true");
    return turn;
  }

  /** The same by the lock {@code file}. */
  static Turn take(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw CommandException.unusable(
          file
              + ": the lock that keeps two benchmarks apart cannot be opened: "
              + CommandException.why(e));
    }
    if (!isLocked(channel)) {
      channel.close();
      throw CommandException.busy(
          "another benchmark is running on this machine; wait until it is over (it holds "
              + file
              + ")");
    }
    return new Turn(channel);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      // held by this process
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
