package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.linux.Zdev;
import java.util.List;

/** A connected route. {@link GuestPath} is one for routes that change instructions only. */
public interface Path extends AutoCloseable {
  /** What executes the guest's instructions. */
  PciInstructions instructions();

  /** The function's handle as the guest knows it. */
  int handle();

  /** What the guest kernel is told of the function: its group's maxstbl. */
  int maxStoreBlock();

  /** Whether the guest is offered the MIO facility. No VMM offers it (spec zpci 2). */
  boolean mio();

  /** The function's six MIO addresses as the guest is told them; 0 where there is none. */
  List<Long> mioAddresses();

  /** The function as the guest's kernel knows it: what this path tells of it. */
  default Zdev zdev(FunctionFacts facts) {
    long[] addresses = mioAddresses().stream().mapToLong(Long::longValue).toArray();
    return new Zdev(handle(), facts, maxStoreBlock(), addresses);
  }

  /** Where the function's message-signalled interrupt goes. */
  Msi msi();

  /** What the function's I/O addresses reach. */
  Dma dma();

  /** Where the guest's CPUs take interruptions. */
  AdapterInterruption interruption();

  /**
   * The guest is reset, as when it boots anew: its VMM resets the function, which the guest has to
   * enable again.
   *
   * @return whether there is a VMM to do it; without one nothing happens
   */
  boolean resetGuest();

  @Override
  void close();
}
