package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.contract.MsiContract;
import io.zpci.linux.LinuxVersion;
import io.zpci.trace.Tap;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A vfio device's eventfds are where messages go, by MSI and by MSI-X. */
@ParameterizedClass
@ValueSource(ints = {VfioDevice.IRQ_MSI, VfioDevice.IRQ_MSIX})
class VfioMessagesContractTest extends MsiContract {
  private static final int VECTORS = 4;

  private final int index;

  VfioMessagesContractTest(int index) {
    this.index = index;
  }

  @Override
  protected Signalled create() {
    VfioHost host = VfioHost.littleEndian(LinuxVersion.newest().vfio(), new FakeIo(false));
    VfioPciCore device = new VfioPciCore(host, FakeIo.facts(), Tap.NONE);
    boolean[] signalled = new boolean[VECTORS];
    IrqSet.Trigger[] triggers = new IrqSet.Trigger[VECTORS];
    Arrays.setAll(triggers, vector -> () -> signalled[vector] = true);
    int flags = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
    IrqSet set = new IrqSet(flags, index, 0, VECTORS, List.of(), Arrays.asList(triggers));
    assertEquals(0, device.setIrqs(set));
    return new Signalled(device.msi(), VECTORS, vector -> take(signalled, vector));
  }

  private static boolean take(boolean[] signalled, int vector) {
    boolean was = signalled[vector];
    signalled[vector] = false;
    return was;
  }
}
