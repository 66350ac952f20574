package io.zpci.fault;

import io.zpci.trace.Operation;
import java.util.EnumSet;
import java.util.Set;

/** Where a fault can stand. */
public enum Port {
  /** Between the guest's CPU, or the process, and the route. */
  GUEST("guest"),
  /** Between the route and the machine's firmware. */
  HOST("host"),
  /** Between the firmware and the function. */
  FUNCTION("function"),
  /** Between the function and what its I/O addresses reach. */
  DMA("dma"),
  /** Between the function and what its messages become. */
  MSI("msi"),
  /** Between a VMM or a process and a region of its vfio device. */
  REGION("region"),
  /** Between a VMM or a process and the calls of its vfio device. */
  VFIO("vfio"),
  /** Between a driver and its kernel, or its process. */
  DEV("dev"),
  /** Between a driver and its kernel's I/O layer. */
  IO("io");

  private final String word;

  Port(String word) {
    this.word = word;
  }

  /** The name as output spells it. */
  public String word() {
    return word;
  }

  /** The operations that cross here; none where what crosses is no access. */
  public Set<Operation> operations() {
    return switch (this) {
      case GUEST, HOST -> {
        EnumSet<Operation> instructions = EnumSet.allOf(Operation.class);
        instructions.removeIf(operation -> !operation.isInstruction());
        yield instructions;
      }
      case FUNCTION -> EnumSet.of(Operation.LOAD, Operation.STORE, Operation.BLOCK);
      case REGION -> EnumSet.of(Operation.PREAD, Operation.PWRITE);
      case DMA, MSI, VFIO, DEV, IO -> EnumSet.noneOf(Operation.class);
    };
  }
}
