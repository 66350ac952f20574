package io.zpci.scenario;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.trace.Tap;
import io.zpci.workload.IsmScene;

/** A function beside those of the run: of the scenario's model, in a fabric of its own. */
final class OtherFunction {
  private static final int PCHID = 0x100;

  private OtherFunction() {}

  /** A function as machines have it, plugged nowhere; {@code tap} is told of rules that it sees. */
  static PciFunction plain(DeviceChoice device, Tap tap) {
    return of(device, IsmFacts.plain(PCHID), tap);
  }

  /** A function as a server gives it to a VMM that insists on MSI-X. */
  static PciFunction served(DeviceChoice device) {
    return of(device, IsmFacts.served(PCHID), Tap.NONE);
  }

  private static PciFunction of(DeviceChoice device, FunctionFacts ism, Tap tap) {
    return switch (device.model()) {
      case ISM -> new Fabric(PCHID).add(IsmScene.PREPARED.gid(), ism, device.reactions(), tap);
      case MEMORY -> MemoryFunction.memory();
    };
  }
}
