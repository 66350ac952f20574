package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.UnixServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void place() {
    path = folder.resolve("s");
  }

  private String refused() {
    return assertThrows(ServeException.class, () -> SocketFile.free(path)).getMessage();
  }

  /** A socket's file whose owner is gone: the JDK leaves it. */
  private void abandon() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
  }

  @Test
  void aFreePathIsFine() throws ServeException {
    SocketFile.free(path);
    assertFalse(Files.exists(path));
  }

  @Test
  void aSocketThatNobodyServesIsRemoved() throws Exception {
    abandon();
    SocketFile.check(path);
    assertTrue(Files.exists(path));
    SocketFile.free(path);
    assertFalse(Files.exists(path));
  }

  @Test
  void aSocketThatSomebodyServesStays() throws IOException {
    try (UnixServer _ = UnixServer.listen(path)) {
      assertEquals(path + ": somebody serves there already; a free path was expected", refused());
      assertTrue(Files.exists(path));
    }
  }

  @Test
  void anotherFileStays() throws IOException {
    Files.writeString(path, "text");
    assertEquals(path + ": a file is there that is no socket; a free path was expected", refused());
    assertEquals("text", Files.readString(path));
  }

  @Test
  void aLinkIsNoSocket() throws IOException {
    Files.createSymbolicLink(path, folder.resolve("nowhere"));
    assertEquals(path + ": a file is there that is no socket; a free path was expected", refused());
  }

  @Test
  void noFolder() {
    path = folder.resolve("none/s");
    assertEquals(
        path + ": there is no folder " + folder.resolve("none") + "; one was expected", refused());
  }
}
