package io.zpci.testkit.agent;

import io.zpci.arch.Confidence;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareChecks;
import io.zpci.ism.IsmRules;
import java.util.List;

/**
 * The rules that a {@link DriverWatch} looks at, as data. All but one are the device's and the
 * firmware's own objects, so that a finding and a verdict name the same rule by the same id.
 */
public final class WatchRules {
  /**
   * No accessors. What they do to a function on a machine without MIO is what their instructions
   * do; a driver that works there fails on the next machine.
   */
  public static final Rule ACCESSOR =
      new Rule(
          "watch.accessor",
          "A driver reaches a function without MIO by its handle (__zpci_load, __zpci_store_block),"
              + " not through an __iomem pointer.",
          "spec zpci 8.3: on a machine with MIO each accessor is an MIO instruction, whatever the"
              + " function; Linux ism_drv.c",
          Confidence.HIGH,
          Reaction.REPORT,
          null);

  /** All, those of the device first. */
  public static final List<Rule> ALL =
      List.of(
          IsmRules.R_01,
          IsmRules.R_02,
          IsmRules.R_03,
          IsmRules.R_04,
          IsmRules.R_05,
          IsmRules.R_08,
          IsmRules.R_09,
          IsmRules.R_10,
          IsmRules.R_11,
          IsmRules.R_13,
          IsmRules.R_14,
          IsmRules.R_17,
          IsmRules.R_22,
          IsmRules.R_24,
          IsmRules.R_25,
          IsmRules.R_26,
          IsmRules.R_27,
          IsmRules.R_31,
          IsmRules.R_32,
          FirmwareChecks.PCISTB_OFFSET,
          FirmwareChecks.PCISTB_LENGTH,
          FirmwareChecks.PCISTB_PAGE,
          FirmwareChecks.PCISTB_STORAGE,
          ACCESSOR);

  private WatchRules() {}
}
