package io.zpci.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that is killed leaves the server and the other guest as they were. */
@Real
class KilledGuestTest {
  @ParameterizedTest
  @ValueSource(strings = {"gdbstub", "plugin"})
  void theOtherGuestTalksToTheNext(String blocks) {
    try (Served served = new Served("ism", blocks, 2)) {
      Running server = served.guest(0, "exchange-server");
      server.await(line -> line.startsWith("LAB begin"));
      Running killed = served.guest(1, "idle");
      killed.await(line -> line.equals("LAB ready"));
      killed.kill();

      Ran next = served.good(1, "exchange-client", "sizes=1,200000,1048000");

      Ran other = server.end();
      served.assertGood(other);
      assertEquals(
          "RESULT server done mode smc-d transfers 3 wrong 0", other.lines("RESULT").getLast());
      assertEquals(
          "RESULT client done mode smc-d transfers 3 wrong 0", next.lines("RESULT").getLast());
      served.end();
    }
  }
}
