package io.zpci.machine;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.route.Path;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.GuestResult;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A guest on a connected route: it executes instructions, and its kernel makes calls. */
final class GuestIssuer implements Issuer {
  private static final int MIO_OFFSET_BITS = 48;

  private final Path path;
  private final PciInstructions instructions;
  private final GuestStorage storage;
  private final Tap tap;
  private final Register loaded = new Register();
  private final @Nullable KernelCpu kernelCpu;
  private final long[] bases = new long[AddressSpace.BARS];
  private LinuxPci kernel;

  /** A guest on {@code path} with a kernel of its own. */
  GuestIssuer(
      Path path,
      GuestStorage storage,
      FunctionFacts facts,
      LinuxVersion guest,
      boolean nullMapping,
      Tap tap) {
    this(
        path,
        path.instructions(),
        storage,
        LinuxPci.of(guest, path.instructions(), path.zdev(facts), path.mio(), nullMapping, tap),
        null,
        tap);
  }

  /**
   * A guest on {@code path}.
   *
   * @param instructions the path's, or what stands above them
   * @param kernel its kernel's I/O layer for the function
   * @param kernelCpu what that issues its instructions to; null where it issues them to {@code
   *     instructions}
   */
  GuestIssuer(
      Path path,
      PciInstructions instructions,
      GuestStorage storage,
      LinuxPci kernel,
      @Nullable KernelCpu kernelCpu,
      Tap tap) {
    this.path = path;
    this.instructions = instructions;
    this.storage = storage;
    this.kernel = kernel;
    this.kernelCpu = kernelCpu;
    this.tap = tap;
  }

  /** The guest's kernel has come up again, and has this layer for the function. */
  void restarted(LinuxPci newKernel) {
    kernel = newKernel;
    Arrays.fill(bases, IoAccessors.NULL);
  }

  @Override
  public @Nullable String missing(Issued issued) {
    Operation operation = issued.operation();
    if (operation.isRegionAccess()) {
      return operation.word() + " is issued by a process; a guest has no region";
    }
    boolean bar = AddressSpace.isBar(issued.space());
    if (operation.isMio()) {
      if (!bar) {
        return "an MIO address names a BAR, 0 to 5";
      }
      return issued.offset() >>> MIO_OFFSET_BITS == 0
          ? null
          : "no MIO address is 2^48 bytes or more into a BAR";
    }
    if (operation.isInstruction() || bar) {
      return null;
    }
    boolean config = operation == Operation.IOREAD || operation == Operation.IOWRITE;
    if (issued.space() != AddressSpace.CONFIG || !config) {
      return "the kernel has no " + operation.word() + " of space " + issued.space();
    }
    return issued.offset() >>> Integer.SIZE == 0 && issued.length() <= Integer.BYTES
        ? null
        : "pci_read_config and pci_write_config take 1, 2 or 4 bytes at an int";
  }

  @Override
  public GuestResult issue(Issued issued) {
    return issued.operation().isInstruction() ? instruction(issued) : call(issued);
  }

  private GuestResult instruction(Issued issued) {
    Operation operation = issued.operation();
    int issue =
        (operation.isMio() ? Issue.MIO : Issue.HANDLE)
            | (issued.problemState() ? Issue.PROBLEM_STATE : 0);
    long request =
        operation.isMio()
            ? issued.length()
            : Request.of(kernel.zdev().handle(), issued.space(), issued.length());
    long address = operation.isMio() ? mioAddress(issued) : issued.offset();
    boolean single = operation.isStore() && !operation.isBlock();
    long value = single ? image(issued.data()) : 0;
    enter(Hand.GUEST, issued, single, value);
    loaded.set(0);
    int outcome;
    if (operation.isBlock()) {
      outcome = instructions.storeBlock(issue, request, address, storage, issued.memory());
    } else if (operation.isStore()) {
      outcome = instructions.store(issue, request, address, value);
    } else {
      outcome = instructions.load(issue, request, address, loaded);
    }
    tap.exit(outcome, loaded.get());
    return new GuestResult.Instruction(outcome);
  }

  private GuestResult call(Issued issued) {
    Operation operation = issued.operation();
    boolean single = operation == Operation.IOWRITE;
    long value = single ? image(issued.data()) : 0;
    enter(Hand.GUEST_LINUX, issued, single, value);
    loaded.set(0);
    if (kernelCpu != null) {
      kernelCpu.begin();
    }
    long result;
    try {
      result = result(issued, value);
    } finally {
      if (kernelCpu != null) {
        kernelCpu.end();
      }
    }
    tap.exit(result == 0 ? 0 : -Math.abs(result), loaded.get());
    if (result == 0) {
      return new GuestResult.Call(0, issued.length());
    }
    return new GuestResult.Call((int) Math.abs(result), 0);
  }

  /** 0, or an errno of either sign. */
  private long result(Issued issued, long value) {
    Operation operation = issued.operation();
    if (operation == Operation.MMIO_WRITE) {
      return kernel.mmioWrite(
          issued.space(), issued.offset(), storage, issued.memory(), issued.length());
    }
    if (operation == Operation.MMIO_READ) {
      return kernel.mmioRead(
          issued.space(), issued.offset(), storage, issued.memory(), issued.length());
    }
    if (issued.space() == AddressSpace.CONFIG) {
      return configuration(issued, value);
    }
    long base = base(issued.space());
    if (base == IoAccessors.NULL) {
      return Errno.ENOMEM;
    }
    long address = base + issued.offset();
    return switch (operation) {
      case IOREAD -> {
        loaded.set(kernel.ioreadBe(address, issued.length()));
        yield 0;
      }
      case IOWRITE -> {
        kernel.iowriteBe(address, issued.length(), value);
        yield 0;
      }
      case MEMCPY_TOIO -> kernel.memcpyToIo(address, storage, issued.memory(), issued.length());
      case MEMCPY_FROMIO -> kernel.memcpyFromIo(storage, issued.memory(), address, issued.length());
      case MEMSET_IO ->
          kernel.memsetIo(
              address, issued.data().size() == 0 ? 0 : issued.data().at(0), issued.length());
      default ->
          throw new IllegalArgumentException(
              operation + " is not a call of the kernel's I/O layer");
    };
  }

  /** Where the BAR is mapped: a driver maps it once. */
  private long base(int bar) {
    if (bases[bar] == IoAccessors.NULL) {
      bases[bar] = kernel.iomap(bar);
    }
    return bases[bar];
  }

  private long configuration(Issued issued, long value) {
    int where = (int) issued.offset();
    int size = issued.length();
    if (issued.operation() == Operation.IOWRITE) {
      return kernel.configWrite(where, size, (int) IoAccessors.swap(value, size));
    }
    long result = kernel.configRead(where, size, loaded);
    loaded.set(IoAccessors.swap(loaded.get(), size));
    return result;
  }

  private long mioAddress(Issued issued) {
    long owned = path.mioAddresses().get(issued.space());
    return (owned != 0 ? owned : MioAddress.unowned(issued.space())) + issued.offset();
  }

  private void enter(Hand hand, Issued issued, boolean single, long value) {
    boolean inRegister =
        single || issued.operation() == Operation.IOREAD || isLoad(issued.operation());
    tap.enter(
        hand,
        issued.operation(),
        issued.space(),
        issued.offset(),
        issued.length(),
        inRegister ? null : storage.segment(),
        inRegister ? 0 : storage.offset(issued.memory()),
        value);
  }

  private static boolean isLoad(Operation operation) {
    return operation == Operation.PCILG || operation == Operation.PCILGI;
  }

  private static long image(Bytes data) {
    return data.size() == 0 || data.size() > 8
        ? 0
        : Layouts.getImage(MemorySegment.ofArray(data.toArray()), 0, data.size());
  }

  @Override
  public void close() {
    path.close();
  }
}
