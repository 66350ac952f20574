package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;

/** A connected route. */
public interface Path extends AutoCloseable {
  /** What executes the guest's instructions. */
  PciInstructions instructions();

  /** The function's handle as the guest knows it. */
  int handle();

  /** What the guest kernel is told of the function: its group's maxstbl. */
  int maxStoreBlock();

  /** Where the function's message-signalled interrupt goes. */
  Msi msi();

  /** What the function's I/O addresses reach. */
  Dma dma();

  @Override
  void close();
}
