package io.zpci.vmm;

import io.zpci.arch.FunctionState;
import io.zpci.function.Msi;
import io.zpci.function.contract.MsiContract;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest's indicators are where messages go, set by QEMU and by KVM. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class GuestMessagesContractTest extends MsiContract {
  private static final int VECTORS = 8;
  private static final long AIBV = 0x200;
  private static final InterruptRegistration REGISTERED =
      new InterruptRegistration(1, VECTORS, true, AIBV, 0, 0x300, 0);

  private final boolean kvm;

  GuestMessagesContractTest(boolean kvm) {
    this.kvm = kvm;
  }

  @Override
  protected Signalled create() {
    GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, 0x1000);
    FloatingInterruption facility = new FloatingInterruption(true, () -> {});
    GuestMachine guest = new GuestMachine(storage, 0, facility, _ -> {}, null);
    return new Signalled(msi(guest, storage), VECTORS, vector -> take(storage, vector));
  }

  private Msi msi(GuestMachine guest, GuestStorage storage) {
    if (kvm) {
      AdapterRoute route = new AdapterRoute(guest);
      route.register(storage, REGISTERED);
      return route;
    }
    QemuMsi qemu = new QemuMsi(() -> FunctionState.ENABLED, guest, SummaryTest.BIT);
    qemu.register(storage, REGISTERED);
    return qemu;
  }

  private static boolean take(GuestStorage storage, int vector) {
    int bit = 0x8000_0000 >>> vector;
    return (storage.getAndAnd(AIBV, ~bit) & bit) != 0;
  }
}
