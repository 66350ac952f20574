package io.zpci.testkit.register;

import io.zpci.arch.PciInstructions;
import io.zpci.function.FunctionFacts;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.Zdev;
import io.zpci.machine.Passthrough;
import io.zpci.storage.GuestStorage;
import org.jspecify.annotations.Nullable;

/**
 * What the methods of a register file issue, and to whom.
 *
 * <table>
 * <caption>What one call becomes</caption>
 * <tr><th>binding</th><th>a read</th><th>a write</th><th>a block</th></tr>
 * <tr><td>{@link ByHandle}</td><td>one PCILG</td><td>one PCISTG</td><td>one PCISTB</td></tr>
 * <tr><td>{@link ByMio}</td><td>one PCILGI</td><td>one PCISTGI</td><td>one PCISTBI</td></tr>
 * <tr><td>{@link ThroughKernel}</td><td>ioread</td><td>iowrite</td><td>zpci_write_block</td></tr>
 * <tr><td>{@link OfDriver}</td><td>{@link PciDev#load}</td><td>refused</td>
 *     <td>{@link PciDev#storeBlock}</td></tr>
 * </table>
 */
public sealed interface Binding {
  /** The function's facts, where they are known: what depends on them is then checked. */
  @Nullable FunctionFacts facts();

  /** What blocks come from whose method names no storage. */
  @Nullable GuestStorage storage();

  /** By handle over {@code instructions}; nothing is known of the function. */
  static ByHandle byHandle(PciInstructions instructions, int handle) {
    return new ByHandle(instructions, handle, null, null);
  }

  /** By handle over the guest's, or the process's, instructions; blocks come from its storage. */
  static ByHandle byHandle(Passthrough passthrough) {
    return new ByHandle(
        passthrough.instructions(),
        passthrough.handle(),
        passthrough.storage(),
        passthrough.function().facts());
  }

  /** By the MIO addresses that a kernel was told. */
  static ByMio byMio(PciInstructions instructions, Zdev zdev) {
    return new ByMio(instructions, zdev, null);
  }

  /** Over a kernel's accessors. */
  static ThroughKernel throughKernel(LinuxIo io) {
    return new ThroughKernel(io, null);
  }

  /** Over what a driver holds. */
  static OfDriver ofDriver(PciDev dev) {
    return new OfDriver(dev);
  }

  /**
   * Instructions by handle. The handle is a constant of the register file: after a reset that gave
   * the function another one, make a new register file.
   *
   * <p>An access that is answered busy is not repeated: cc 2 is its outcome.
   *
   * @param instructions what executes them
   * @param handle the function's, as the issuer knows it
   * @param storage what blocks come from; null where each method names its own
   * @param facts the function's; null where they are not known
   */
  record ByHandle(
      PciInstructions instructions,
      int handle,
      @Nullable GuestStorage storage,
      @Nullable FunctionFacts facts)
      implements Binding {
    /** The same with blocks from {@code newStorage}. */
    public ByHandle withStorage(GuestStorage newStorage) {
      return new ByHandle(instructions, handle, newStorage, facts);
    }

    /** The same for a function of which {@code newFacts} are known. */
    public ByHandle withFacts(FunctionFacts newFacts) {
      return new ByHandle(instructions, handle, storage, newFacts);
    }
  }

  /**
   * Instructions by MIO address. Configuration space has none; a function without MIO is refused.
   *
   * @param instructions what executes them
   * @param zdev what the issuer's kernel knows of the function
   * @param storage what blocks come from; null where each method names its own
   */
  record ByMio(PciInstructions instructions, Zdev zdev, @Nullable GuestStorage storage)
      implements Binding {
    @Override
    public FunctionFacts facts() {
      return zdev.facts();
    }

    /** The same with blocks from {@code newStorage}. */
    public ByMio withStorage(GuestStorage newStorage) {
      return new ByMio(instructions, zdev, newStorage);
    }
  }

  /**
   * A kernel's accessors; the kernel decides between handle and MIO. Each BAR is mapped when the
   * register file is made, and stays mapped.
   *
   * <p>A read of a BAR is ioread, and never throws: a failed one gives all ones. A write that
   * returns nothing is iowrite, and a failed one is dropped. Whoever wants to be told loads into a
   * {@link io.zpci.arch.Register}, or lets the write return an {@code int}: that is zpci_load and
   * zpci_store, the calls below ioread and iowrite, with the same instructions. Configuration space
   * is pci_read_config and pci_write_config, which tell; a failed load puts all ones into its
   * register.
   *
   * @param io the kernel's I/O layer for the function
   * @param storage what blocks come from; null where each method names its own
   */
  record ThroughKernel(LinuxIo io, @Nullable GuestStorage storage) implements Binding {
    @Override
    public FunctionFacts facts() {
      return io.zdev().facts();
    }

    /** The same with blocks from {@code newStorage}. */
    public ThroughKernel withStorage(GuestStorage newStorage) {
      return new ThroughKernel(io, newStorage);
    }
  }

  /**
   * What a driver holds, of a guest's kernel or of a process. It has no store of a single register,
   * and blocks come from its own memory.
   *
   * @param dev the function as its driver holds it
   */
  record OfDriver(PciDev dev) implements Binding {
    @Override
    public FunctionFacts facts() {
      return dev.facts();
    }

    @Override
    public GuestStorage storage() {
      return dev.memory();
    }
  }
}
