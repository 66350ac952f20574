package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import java.util.List;

/** A connected route. */
public interface Path extends AutoCloseable {
  /** What executes the guest's instructions. */
  PciInstructions instructions();

  /** The function's handle as the guest knows it. */
  int handle();

  /** What the guest kernel is told of the function: its group's maxstbl. */
  int maxStoreBlock();

  /** Whether the guest is offered the MIO facility. No VMM offers it (spec zpci 2). */
  default boolean mio() {
    return false;
  }

  /** The function's six MIO addresses as the guest is told them; 0 where there is none. */
  default List<Long> mioAddresses() {
    return List.of(0L, 0L, 0L, 0L, 0L, 0L);
  }

  /** Where the function's message-signalled interrupt goes. */
  Msi msi();

  /** What the function's I/O addresses reach. */
  Dma dma();

  @Override
  void close();
}
