package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** A client and the script of its server. */
abstract class ClientTest {
  static final String CAPABILITIES = "\"max_msg_fds\": 8, \"max_data_xfer_size\": 1048576";

  @TempDir Path folder;
  private ScriptedServer server;
  private VfioUserDevice device;

  /** Connects to a server that plays {@code script} after its greeting. */
  final VfioUserDevice connect(ClientOptions options, UnaryOperator<ScriptedServer> script)
      throws IOException {
    return connect(options, CAPABILITIES, script);
  }

  final VfioUserDevice connect(
      ClientOptions options, String capabilities, UnaryOperator<ScriptedServer> script)
      throws IOException {
    server = script.apply(ScriptedServer.greeting(folder, capabilities)).start();
    device = VfioUserDevice.connect(server.path(), options);
    return device;
  }

  final VfioUserDevice connect(UnaryOperator<ScriptedServer> script) throws IOException {
    return connect(Patience.CLIENT, script);
  }

  /** Waits for the end of the script. */
  final void finish() {
    server.finish();
  }

  @AfterEach
  final void close() throws IOException {
    if (device != null) {
      device.close();
    }
    if (server != null) {
      server.close();
    }
  }

  static MemorySegment bytes(String hex) {
    return MemorySegment.ofArray(ScriptedServer.bytes(hex));
  }

  static void assertBytes(String hex, MemorySegment got, long at) {
    byte[] expected = ScriptedServer.bytes(hex);
    byte[] found = new byte[expected.length];
    if (got.byteSize() < at + expected.length) {
      throw new AssertionFailedError("only %d bytes".formatted(got.byteSize()));
    }
    MemorySegment.copy(got, at, MemorySegment.ofArray(found), 0, found.length);
    assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(found));
  }

  /** Why the connection has ended. */
  final String failure() {
    IOException failure = device.failure();
    return failure == null ? "it has not" : String.valueOf(failure.getMessage());
  }
}
