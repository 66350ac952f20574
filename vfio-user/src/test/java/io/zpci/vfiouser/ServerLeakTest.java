package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.posix.EventFd;
import io.zpci.posix.SharedFile;
import org.junit.jupiter.api.Test;

/** Clients come and go, in many ways: what the server holds is what it held. */
class ServerLeakTest extends ProtocolTest {
  private static final int ROUNDS = 300;

  private void round(int way, EventFd event, SharedFile file) throws Exception {
    negotiate();
    exchange(
        "0200 0200 30000000 00000000 00000000 20000000 03000000"
            + "0000000000000000 0000000001000000 0010000000000000",
        "0200 0200 10000000 01000000 00000000",
        file.descriptor());
    exchange(
        "0100 0800 24000000 00000000 00000000 14000000 24000000 01000000 00000000 02000000",
        "0100 0800 10000000 01000000 00000000",
        event.descriptor(),
        event.descriptor());
    switch (way % 4) {
      case 0 -> {
        // It just goes.
      }
      case 1 ->
          // Within a message that brought a descriptor.
          send("0100 0800 24000000 00000000 00000000 14000000", event.descriptor());
      case 2 ->
          // Behind a message that ends it, one with descriptors.
          send(
              "0100 0a00 01000000 00000000 00000000 0100 0800 24000000 00000000 00000000",
              event.descriptor(),
              file.descriptor());
      default ->
          // With messages that are not executed any more.
          send(
              "0200 0200 30000000 00000000 00000000 20000000 03000000"
                  + "0000000000000000 0000000002000000 0010000000000000"
                  + VERSION,
              file.descriptor());
    }
    client.close();
    String line = events.next();
    while (!line.startsWith("disconnected")) {
      line = events.next();
    }
    client = connect();
    assertEquals("connected", events.next());
    device.calls.clear();
  }

  @Test
  void nothingIsLeftOfAClient() throws Exception {
    try (EventFd event = EventFd.create();
        SharedFile file = SharedFile.create("leak-test", 0x4000)) {
      for (int way = 0; way < 4; way++) {
        round(way, event, file);
      }
      long descriptors = Leaks.descriptors();
      assertEquals(0, Leaks.mappings("leak-test"));
      for (int i = 0; i < ROUNDS; i++) {
        round(i, event, file);
      }
      assertEquals(descriptors, Leaks.descriptors());
      assertEquals(0, Leaks.mappings("leak-test"));
    }
  }
}
