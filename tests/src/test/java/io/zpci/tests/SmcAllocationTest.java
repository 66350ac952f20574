package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.contract.Allocation;
import io.zpci.guest.SmcConnection;
import io.zpci.ism.Fabric;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sending, receiving and what runs in between leave nothing for the collector. */
@Tag("allocation")
class SmcAllocationTest {
  private static final int LENGTH = 40_000;

  @Test
  void streamsDoNotAllocate() {
    try (Arena arena = Arena.ofConfined()) {
      Fabric fabric = new Fabric(1);
      SmcGuest a = new SmcGuest("a", arena, 1 << 20, fabric, 1, SmcGuest.Watch.NONE);
      SmcGuest b = new SmcGuest("b", arena, 1 << 20, fabric, 2, SmcGuest.Watch.NONE);
      assertEquals(0, a.smc().probe() + b.smc().probe());
      SmcConnection atA = new SmcConnection(a.smc(), 0);
      SmcConnection atB = new SmcConnection(b.smc(), 0);
      assertEquals(0, atA.accept(2) + atB.connect(atA.facts()));
      atA.confirm(atB.facts());
      long from = a.allocate(LENGTH);
      long to = b.allocate(LENGTH);
      assertEquals(0, Allocation.of(() -> carry(a, atA, from, b, atB, to)));
    }
  }

  private static void carry(
      SmcGuest a, SmcConnection out, long from, SmcGuest b, SmcConnection in, long to) {
    int sent = 0;
    int got = 0;
    while (got < LENGTH) {
      sent += out.send(from + sent, LENGTH - sent);
      b.poll();
      got += Math.max(0, in.receive(to + got, LENGTH - got));
      a.poll();
    }
  }
}
