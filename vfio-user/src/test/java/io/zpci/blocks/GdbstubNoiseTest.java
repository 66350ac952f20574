package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stub that answers anything: the client takes it for a lost stub, and serves the next one. */
class GdbstubNoiseTest {
  private static final int ROUNDS = 25;
  private static final int HANDLE = 0x8002_0000;
  private static final long SLIDE = 0x3ff_e000_0000L;
  private static final String[] PIECES = {
    "+",
    "-",
    "$",
    "#",
    "}",
    "*",
    "OK",
    "T05",
    "thread:",
    "E14",
    "0704c001",
    ";",
    "#9a",
    "$OK#9a",
    "PacketSize=",
    "W00",
    "$T05thread:01;#07",
    "$#00",
    "\u0000",
    "\u00ff",
    "m01",
    "core:01;",
  };

  @TempDir Path folder;

  @Test
  void whateverComesTheNextBlockIsTaken() throws Exception {
    long seed = Long.getLong("zpci.seed", 5);
    System.out.println("GdbstubNoiseTest: -Dzpci.seed=" + seed);
    Random random = new Random(seed);
    SeenEvents events = new SeenEvents();
    try (StubGuest guest = new StubGuest(folder.resolve("gdb"), 1)) {
      StubKernel.load(guest, SLIDE);
      SeenBlocks blocks = new SeenBlocks(HANDLE, guest.storage);
      try (GdbstubBlocks gdbstub =
          new GdbstubBlocks(
              guest.path(), List.of(blocks), OptionalLong.empty(), StubKernel.MAP, events)) {
        gdbstub.start();
        assertEquals("connected", events.next());
        guest.awaitIdle();
        gdbstub.functionEnabled();
        assertTrue(events.next().startsWith("found: "));
        guest.awaitIdle();
        for (int round = 0; round < ROUNDS; round++) {
          StringBuilder noise = new StringBuilder("+");
          for (int i = random.nextInt(12); i >= 0; i--) {
            noise.append(PIECES[random.nextInt(PIECES.length)]);
          }
          guest.spoil(noise.toString(), true);
          guest.register(0, 11, ((long) HANDLE << 32) | 1);
          guest.register(0, 9, round);
          guest.register(0, 8, 0x8_0000);
          guest.go(0, StubGuest.KERNEL, StubKernel.PCISTB + SLIDE);
          String line = events.next();
          while (!line.startsWith("found: ")) {
            assertTrue(line.startsWith("lost: ") || line.equals("connected"), line);
            line = events.next();
          }
          guest.awaitIdle();
          List<String> seen = blocks.seen();
          assertEquals(
              "8002000000000001 %x 80000 00".formatted(round), seen.getLast(), noise.toString());
        }
      }
    }
  }
}
