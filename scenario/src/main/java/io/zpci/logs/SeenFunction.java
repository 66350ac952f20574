package io.zpci.logs;

import io.zpci.arch.FunctionHandle;
import io.zpci.ism.IsmFacts;
import java.util.List;

/**
 * A function that logs name.
 *
 * @param fid its function id
 * @param vendor PCI vendor id; -1 where no log says it
 * @param device PCI device id; -1 where no log says it
 * @param handles the handles it had, in order, each once
 */
public record SeenFunction(int fid, int vendor, int device, List<Integer> handles) {
  public SeenFunction {
    handles = List.copyOf(handles);
  }

  /** Whether a log says that it is an ISM function. */
  public boolean isIsm() {
    return vendor == IsmFacts.VENDOR && device == IsmFacts.DEVICE;
  }

  /** Whether it had {@code handle}, enabled or not. */
  public boolean had(int handle) {
    return handles.stream().anyMatch(each -> ((each ^ handle) & ~FunctionHandle.ENABLE) == 0);
  }
}
