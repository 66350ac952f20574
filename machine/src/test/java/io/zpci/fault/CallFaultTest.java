package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.Register;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A driver whose kernel refuses it something. */
class CallFaultTest {
  private final Faults faults = new Faults(5);

  /** What a probe answers when its nth call of a kind fails; then it probes again, and works. */
  @ParameterizedTest
  @CsvSource({
    "ENABLE, 1, 22, -22",
    "ALLOCATE, 1, 12, -12",
    "ALLOCATE, 2, 12, -12",
    "ALLOCATE, 3, 12, -12",
    "MAP, 1, 12, -12",
    "MAP, 2, 28, -12",
    "REQUEST_IRQ, 1, 28, -28",
    "STORE_BLOCK, 1, 5, -5",
  })
  void aProbeThatFailsCanBeRepeated(Call call, int nth, int errno, int result) {
    Fault fault = faults.atDev().on(call).nth(nth).errno(errno);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      PciDev dev = faults.dev(bench.passthrough().dev());
      IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, new NoClient());
      assertEquals(result, driver.probe());
      assertEquals(0, bench.ism().sbaAddress());
      assertEquals(0, bench.ism().queueAddress());
      assertEquals(0, driver.probe());
      assertEquals(FaultBench.GID, driver.gid());
      assertEquals(1, fault.fired());
      assertEquals(List.of(call.word()), faults.fired().stream().map(Fired::what).toList());
    }
  }

  /** The real driver frees the page, and the function keeps writing to it. */
  @Test
  void aResponseThatIsLostLeavesTheSbaRegistered() {
    faults.atDev().on(Call.LOAD).errno(Errno.EIO);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      PciDev dev = faults.dev(bench.passthrough().dev());
      IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, new NoClient());
      assertEquals(-Errno.EIO, driver.probe());
      assertNotEquals(0, bench.ism().sbaAddress());
      // ALREADY_REGISTERED is an error like any other.
      assertEquals(-Errno.EIO, driver.probe());
    }
  }

  @Test
  void whatIsNotHitPasses() {
    faults.atDev().on(Call.UNMAP).nth(2).errno(Errno.EINVAL);
    try (FaultBench bench = FaultBench.ism("lpar", faults)) {
      PciDev dev = faults.dev(bench.passthrough().dev());
      assertEquals(0, dev.enable());
      long address = dev.allocate(4096);
      for (int result : new int[] {0, -Errno.EINVAL, 0}) {
        long ioAddress = dev.map(address, 4096);
        assertEquals(result, dev.unmap(ioAddress, 4096));
      }
      Register loaded = new Register();
      assertEquals(0, dev.storeBlock(2, 8, 16, address));
      assertEquals(0, dev.load(2, 0, 8, loaded));
    }
  }
}
