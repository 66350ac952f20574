package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import io.zpci.machine.Routes;
import io.zpci.route.IsmVfioPciProcessRoute;
import io.zpci.route.ProcessRoute;
import io.zpci.trace.Operation;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioDevice;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process whose vfio device does less than it was asked for. */
class RegionFaultTest {
  private static final Bytes SIXTEEN = Bytes.counting(0x10, 16);

  private final Faults faults = new Faults(5);
  private final ProcessRoute route = faults.over(new IsmVfioPciProcessRoute());

  @Test
  void aShortWriteIsPartOfABlockAndAnError() {
    faults.atRegion().on(Operation.PWRITE).space(2).done(4);
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      int outcome = bench.block(2, 8, SIXTEEN);
      assertEquals(Outcome.error(8), outcome);
      assertEquals(List.of("block 2 0x8 4"), bench.seenBy("device"));
      Judgement judgement = bench.judgeBlock(2, 8, SIXTEEN, outcome);
      assertEquals(Verdict.REFUSED, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
      PciDev dev = bench.passthrough().dev();
      assertEquals(0, dev.storeBlock(2, 8, 16, dev.allocate(4096)));
      assertEquals("pwrite 2 0x8 16", faults.fired().getFirst().what());
    }
  }

  @Test
  void nothingDoneIsNothingSent() {
    faults.atRegion().on(Operation.PWRITE).done(0);
    faults.atRegion().on(Operation.PREAD).space(2).done(0);
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      assertEquals(Outcome.error(8), bench.block(2, 8, SIXTEEN));
      assertEquals(Outcome.error(8), bench.load(2, 0, 8));
      assertEquals(List.of(), bench.seenBy("device"));
      faults.assertAllFired();
    }
  }

  @Test
  void errnosReachTheDriver() {
    faults.atRegion().on(Operation.PWRITE).space(2).nth(2).errno(Errno.EFAULT);
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      PciDev dev = bench.passthrough().dev();
      long address = dev.allocate(4096);
      assertEquals(0, dev.storeBlock(2, 8, 16, address));
      assertEquals(-Errno.EFAULT, dev.storeBlock(2, 8, 16, address));
      assertEquals(0, dev.storeBlock(2, 8, 16, address));
      assertEquals("-EFAULT", faults.fired().getFirst().effect());
    }
  }

  @Test
  void aTornWriteIsTwoBlocks() {
    faults.atRegion().torn(8);
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      int outcome = bench.block(2, 8, SIXTEEN);
      assertEquals(Outcome.OK, outcome);
      assertEquals(List.of("block 2 0x8 8", "block 2 0x10 8"), bench.seenBy("device"));
      Judgement judgement = bench.judgeBlock(2, 8, SIXTEEN, outcome);
      assertEquals(Verdict.CUT, judgement.verdict());
      assertEquals(Faults.HAND, judgement.brokenBy());
    }
  }

  @Test
  void aReadOfAllOnes() {
    faults.atRegion().on(Operation.PREAD).space(2).allOnes();
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      assertEquals(Outcome.OK, bench.load(2, 0, 8));
      assertEquals(-1, bench.loaded());
      assertEquals(List.of(), bench.seenBy("device"));
    }
  }

  @Test
  void callsOfTheDeviceFail() {
    faults.atVfio().on(Call.DMA_MAP).nth(2).errno(Errno.ENOSPC);
    faults.atVfio().on(Call.SET_IRQS).nth(2).errno(Errno.EINVAL);
    try (FaultBench bench = FaultBench.ism(route, faults)) {
      IsmDriver driver =
          new IsmDriver(IsmDriverVersion.newest(), bench.passthrough().dev(), new NoClient());
      // The second mapping is the event queue's.
      assertEquals(-Errno.ENOMEM, driver.probe());
      assertEquals(0, bench.ism().sbaAddress());
      assertEquals("dma map", faults.fired().getFirst().what());
    }
  }

  @Test
  void theRestOfTheDeviceIsAsItWas() throws Exception {
    faults.atVfio().on(Call.RESET, Call.DMA_UNMAP).times(2).errno(Errno.EIO);
    VfioDevice[] opened = new VfioDevice[1];
    ProcessRoute spied = new SpiedRoute(route, opened);
    assertEquals(route.name(), spied.name());
    assertEquals(Routes.named(route.name()).orElseThrow().order(), route.order());
    try (FaultBench bench = FaultBench.ism(spied, faults)) {
      VfioDevice device = opened[0];
      assertEquals(-Errno.EIO, device.reset());
      assertEquals(-Errno.EIO, device.dmaUnmap(0x1_0000_0000L, 4096));
      assertEquals(0, device.reset());
      assertEquals(9, device.info().regions());
      assertEquals(256L << 40, device.regionInfo(0).size());
      assertEquals(1, device.irqInfo(VfioDevice.IRQ_MSI).count());
      assertEquals(0, device.setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSI, 0, () -> {})));
      assertTrue(device.region(2) == device.region(2));
      assertTrue(device.file() == device.file());
      assertNull(route.plug(bench.passthrough().machine().facts(bench.ism().facts())));
      assertFalse(route.description().isEmpty());
    }
  }
}
