package io.zpci.tests.planted;

import io.zpci.nativedriver.NativeDriver;
import io.zpci.nativedriver.NativeFunction;
import java.lang.foreign.MemorySegment;

/** A command of a driver in C: the line to blame is the one that calls it. */
public final class HeaderBeforePayloadInC {
  private HeaderBeforePayloadInC() {}

  /** The functions of add_vlan.c. */
  public interface AddVlan {
    /** The header goes first. */
    @NativeFunction("planted")
    int planted(MemorySegment pdev, long vlan);

    /** The header goes last. */
    @NativeFunction("repaired")
    int repaired(MemorySegment pdev, long vlan);
  }

  /** With the bug. */
  public static int planted(NativeDriver driver) {
    AddVlan path = driver.as(AddVlan.class);
    return path.planted(driver.pdev(), 5); // the bug
  }

  /** Without. */
  public static int repaired(NativeDriver driver) {
    AddVlan path = driver.as(AddVlan.class);
    return path.repaired(driver.pdev(), 5);
  }
}
