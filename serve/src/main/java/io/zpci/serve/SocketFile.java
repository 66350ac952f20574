package io.zpci.serve;

import io.zpci.posix.PosixException;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The place of a socket's file: free, left behind by somebody who is gone, or somebody's. */
final class SocketFile {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /** ECONNREFUSED. */
  private static final int REFUSED = 111;

  private SocketFile() {}

  /**
   * Looks whether a socket can be made at {@code path}, and changes nothing.
   *
   * @throws ServeException where somebody serves there, another file is there, or there is no
   *     folder
   */
  static void check(Path path) throws ServeException {
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused(path, "there is no folder " + folder + "; one was expected");
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isWritable(folder)) {
        throw refused(
            path, "nothing can be made in " + folder + "; a folder to write to was expected");
      }
      return;
    }
    if (!isSocket(path)) {
      throw refused(path, "a file is there that is no socket; a free path was expected");
    }
    if (somebodyServes(path)) {
      throw refused(path, "somebody serves there already; a free path was expected");
    }
  }

  /**
   * Removes a socket that nobody serves any more.
   *
   * @throws ServeException as {@link #check}, or where it cannot be removed
   */
  static void free(Path path) throws ServeException {
    check(path);
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw cannot(path, e);
    }
  }

  /** Why no socket could be made at {@code path}. */
  static ServeException cannot(Path path, IOException why) {
    return refused(path, why.getMessage() + "; a path to make a socket at was expected");
  }

  private static ServeException refused(Path path, String why) {
    return new ServeException("--socket", path + ": " + why);
  }

  private static boolean isSocket(Path path) throws ServeException {
    try {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & TYPE) == SOCKET;
    } catch (IOException e) {
      throw cannot(path, e);
    }
  }

  private static boolean somebodyServes(Path path) {
    try (UnixSocket _ = UnixSocket.connect(path)) {
      return true;
    } catch (PosixException e) {
      // Refused: its owner is gone. Anything else, no right to connect for one, says nothing.
      return e.errno() != REFUSED;
    }
  }
}
