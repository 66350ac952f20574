package io.zpci.tests;

import static io.zpci.testkit.TraceAssert.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.guest.PciDev;
import io.zpci.testkit.PassthroughTest;
import io.zpci.verdict.TraceRecorder;

class HeaderOnBarRw {
  @PassthroughTest(route = "bar-rw")
  void headerArrivesAsOneBlock(PciDev dev, TraceRecorder trace) {
    dev.memory().putLong(0x1000, 0x0000_0003_0000_0008L);
    assertEquals(0, dev.storeBlock(2, 0, 8, 0x1000));
    assertThat(trace).wholeBlocksOnly();
  }
}
