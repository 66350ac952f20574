package io.zpci.route;

import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.PlugCheck;
import io.zpci.vmm.WholeBlock;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our first prototype, what upstream still lacks: a QEMU that applies the relaxed block rules to a
 * function that has them and hands each block to the variant driver in one pwrite. Like the 2020
 * patches it drops the MSI-X check and routes plain MSI. No QEMU does this: it goes with every
 * version, and with a host kernel that is given the variant driver.
 */
public final class RelaxedPwriteRoute implements Route {
  /** Made by {@link java.util.ServiceLoader}. */
  public RelaxedPwriteRoute() {}

  @Override
  public String name() {
    return "relaxed-pwrite";
  }

  @Override
  public String description() {
    return "a prototype: QEMU with relaxed block rules, one pwrite a block, the ISM variant driver";
  }

  @Override
  public int order() {
    return 70;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    if (!facts.hostIsS390()) {
      return "the ISM variant driver needs an s390 host";
    }
    return facts.function().isIsm() ? null : "ism-vfio-pci binds to ISM only";
  }

  @Override
  public String plug(Facts facts) {
    return PlugCheck.Answer.ACCEPTED.word();
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    Set<Promise> promises =
        EnumSet.of(Promise.HANDLE_INSTRUCTIONS, Promise.BLOCK_ERRORS, Promise.ORDER);
    if (HostSide.takesEveryLength(facts)) {
      promises.add(Promise.WHOLE_BLOCKS);
    }
    return promises;
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    VfioDevice device = HostSide.ismVfio(host, facts);
    InterceptionOptions options =
        InterceptionOptions.withBlock(new WholeBlock(device, facts.tap()));
    return HostSide.intercepted(
        device, host, guest, facts, options, facts.function().maxStoreBlock());
  }
}
