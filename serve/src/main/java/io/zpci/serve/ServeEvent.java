package io.zpci.serve;

import io.zpci.arch.Rule;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something worth a line that happened in a session. Nothing that comes with each block, load or
 * interrupt is; what may come often, a rule that is broken, comes with a count: 1, then 10, 100 and
 * so on.
 */
public sealed interface ServeEvent {
  /** The function that it happened to; null where it is the session's. */
  @Nullable String function();

  /** What happened, for people: one line. */
  String text();

  /**
   * A function waits for a client.
   *
   * @param path of its socket
   * @param gid its GID; 0 where it has none
   * @param way how its blocks come
   */
  record Serving(String function, String device, Path path, long gid, BlockWay way)
      implements ServeEvent {
    @Override
    public String text() {
      return "serves %s at %s%s, blocks by %s"
          .formatted(
              device, path, gid == 0 ? "" : " with gid " + Long.toHexString(gid), way.word());
    }
  }

  /**
   * How the QEMU of the guest with these functions is started.
   *
   * @param function the first one
   */
  record Start(String function, QemuCommand command) implements ServeEvent {
    @Override
    public String text() {
      return "start its guest with: " + command.line();
    }
  }

  /** Something that will keep a guest from working; {@code rule} says why. */
  record Warned(String function, String what, Rule rule) implements ServeEvent {
    @Override
    public String text() {
      return what + " (" + rule.id() + ": " + rule.statement() + ")";
    }
  }

  /** A client came. */
  record Connected(String function) implements ServeEvent {
    @Override
    public String text() {
      return "a client connected";
    }
  }

  /** The client is gone. */
  record Disconnected(String function, String why) implements ServeEvent {
    @Override
    public String text() {
      return "the client is gone: " + why;
    }
  }

  /** The guest's driver enabled the function, or stopped to: accesses to its BARs. */
  record Enabled(String function, boolean enabled) implements ServeEvent {
    @Override
    public String text() {
      return enabled ? "the guest enabled it" : "the guest disabled it";
    }
  }

  /** The client reset the function after something had been done to it. */
  record Reset(String function) implements ServeEvent {
    @Override
    public String text() {
      return "reset";
    }
  }

  /** A line about the way that blocks come: what was found, what went wrong. */
  record Blocks(String function, BlockWay way, String what, boolean failed) implements ServeEvent {
    @Override
    public String text() {
      return way.word() + ": " + what;
    }
  }

  /**
   * A command worth a line was executed: it registers, ends a registration, or failed.
   *
   * @param command its name, or its code where it has none
   * @param ret the return code
   * @param address of the SBA, event queue or DMB; 0 where the command has none
   * @param length of the event queue or DMB; 0 where the command has none
   * @param token of the DMB; 0 where the command has none
   */
  record Commanded(String function, String command, int ret, long address, long length, long token)
      implements ServeEvent {
    @Override
    public String text() {
      StringBuilder text = new StringBuilder(command);
      if (address != 0) {
        text.append(" at 0x").append(Long.toHexString(address));
      }
      if (length != 0) {
        text.append(", ").append(length).append(" bytes");
      }
      if (token != 0) {
        text.append(", token 0x").append(Long.toHexString(token));
      }
      return ret == 0 ? text.toString() : text.append(": failed with ").append(ret).toString();
    }
  }

  /**
   * A rule was broken.
   *
   * @param hand who found it: the device, or the firmware in front of it
   * @param operation the access that broke it
   * @param times how often that has happened since the client came
   */
  record Broken(String function, String hand, Rule rule, String operation, long times)
      implements ServeEvent {
    @Override
    public String text() {
      return "%s broken at the %s by %s%s: %s"
          .formatted(rule.id(), hand, operation, often(times), rule.statement());
    }
  }

  /** A signal went nowhere: the guest has set up no interrupt. */
  record SignalLost(String function, long times) implements ServeEvent {
    @Override
    public String text() {
      return "a signal is lost" + often(times) + ": the guest has set up no interrupt";
    }
  }

  /** A request of the client was answered with an error. */
  record Refused(String function, String what, int errno, String error, long times)
      implements ServeEvent {
    @Override
    public String text() {
      return "refused" + often(times) + ": " + what + " (" + error + ")";
    }
  }

  /** A file could not be written any more; what goes into it ends there. */
  record FileFailed(Path file, String why) implements ServeEvent {
    @Override
    public @Nullable String function() {
      return null;
    }

    @Override
    public String text() {
      return file + " ends here: " + why;
    }
  }

  /** A socket's file could not be removed. */
  record Left(Path file, String why) implements ServeEvent {
    @Override
    public @Nullable String function() {
      return null;
    }

    @Override
    public String text() {
      return file + " is left behind: " + why;
    }
  }

  /** Events came faster than they were taken, and so many are missing here. */
  record Missing(long count) implements ServeEvent {
    @Override
    public @Nullable String function() {
      return null;
    }

    @Override
    public String text() {
      return count + " lines are missing here: they came faster than they could be written";
    }
  }

  /** The session has ended; every socket is gone. */
  record Ended(List<Path> files) implements ServeEvent {
    public Ended {
      files = List.copyOf(files);
    }

    @Override
    public @Nullable String function() {
      return null;
    }

    @Override
    public String text() {
      return "ended, sockets removed" + (files.isEmpty() ? "" : "; written: " + files);
    }
  }

  private static String often(long times) {
    return times == 1 ? "" : " for the %dth time".formatted(times);
  }
}
