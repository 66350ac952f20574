package io.zpci.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One guest's kernel takes an ISM function, gives it back, and takes it again. */
@Real
class FunctionInAGuestTest {
  @ParameterizedTest
  @ValueSource(strings = {"gdbstub", "plugin"})
  void probeAndUnbind(String blocks) {
    try (Served served = new Served("ism", blocks, 1)) {
      Ran guest = served.good(0, "probe-unbind");
      assertEquals(List.of("FUNCTION vendor 0x1014"), guest.lines("FUNCTION vendor"));
      assertEquals(List.of("FUNCTION device 0x04ed"), guest.lines("FUNCTION device"));
      assertEquals(List.of(), guest.lines("REFUSED"), "instructions that QEMU refused");
      served.end();
    }
  }

  /** Unbound and bound, reset, recovered, its slot switched off and on. */
  @ParameterizedTest
  @ValueSource(strings = {"gdbstub", "plugin"})
  void boundAgain(String blocks) {
    try (Served served = new Served("ism", blocks, 1)) {
      Ran guest = served.good(0, "rebind");
      assertEquals(14, guest.lines("CHECK").size(), guest::text);
      served.end();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gdbstub", "plugin"})
  void rebooted(String blocks) {
    try (Served served = new Served("ism", blocks, 1)) {
      Ran guest = served.good(0, "--boots", "3", "--kernel", "kaslr", "reboot");
      assertEquals(3, guest.lines("LAB begin reboot").size(), guest::text);
      served.end();
    }
  }

  /** Without whole blocks the driver fails, as the server says before; the guest lives on. */
  @Test
  void inPiecesTheDriverFails() {
    try (Served served = new Served("ism", "split", 1)) {
      Ran guest = served.guest(0, "probe-unbind").end();
      assertEquals(1, guest.code(), guest::text);
      assertEquals(List.of("CHECK ism drives it: failed"), guest.lines("CHECK ism drives it"));
      assertTrue(!guest.lines("REFUSED").isEmpty(), guest::text);
      served.end();
    }
  }
}
