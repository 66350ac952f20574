package io.zpci.machine;

import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareChecks;
import io.zpci.ism.IsmRules;
import io.zpci.linux.LinuxRules;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.KvmRules;
import io.zpci.vfio.VfioRules;
import io.zpci.vmm.QemuRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every rule and check of the model, in one list. */
public final class RuleTable {
  private RuleTable() {}

  /**
   * All of them: the device's first (R-01 ...), then the checks of each hand in the order of the
   * way. An id stands more than once where one step of a specification makes several checks.
   */
  public static List<Rule> all() {
    Set<Rule> rules = new LinkedHashSet<>(IsmRules.ALL);
    rules.addAll(LinuxRules.ALL);
    rules.addAll(QemuRules.ALL);
    rules.add(InterpretationRoute.NO_MIO);
    rules.addAll(KvmRules.ALL);
    rules.addAll(VfioRules.ALL);
    rules.addAll(FirmwareChecks.ALL);
    return List.copyOf(rules);
  }
}
