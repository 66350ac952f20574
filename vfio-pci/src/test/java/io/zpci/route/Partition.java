package io.zpci.route;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Request;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.ConfigSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Pages;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;
import io.zpci.vmm.QemuVersion;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host with one function, and a guest's kernel on a route to it. */
final class Partition {
  static final long GUEST = 4L << 20;

  private static final long SIZE = 4L << 20;
  private static final long MEMORY_AND_MASTER = 0x0600;

  final List<Cost> costs = new ArrayList<>();
  final List<Integer> interrupts = new ArrayList<>();
  final MemoryFunction function;
  final Below below;
  final Guest guest;
  final Facts facts;
  private final AdapterInterruption hostInterruption;
  private @Nullable LinuxKernel host;
  private @Nullable Path path;
  private @Nullable LinuxKernel kernel;
  private @Nullable LinuxPci pci;
  private @Nullable LinuxDma dma;

  /** What an ISM function is to a route: relaxed blocks, plain MSI, no MIO. */
  static FunctionFacts ismLike() {
    return new FunctionFacts(
        "like ism",
        0x1014,
        0x04ed,
        FunctionFacts.PFT_ISM,
        0x100,
        List.of(0L, 0L, 0x1000L, 0L, 0L, 0L),
        BlockClass.RELAXED,
        4096,
        false,
        1,
        null,
        256);
  }

  Partition(MemoryFunction function, ByteOrder hostOrder) {
    this.function = function;
    Tap tap = new Costs();
    GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, GUEST + SIZE);
    this.hostInterruption =
        new FloatingInterruption(
            true,
            () -> {
              LinuxKernel running = host;
              if (running != null) {
                int _ = running.takeInterruptions();
              }
            });
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT, hostInterruption, tap);
    FunctionEntry entry = firmware.plug(function, 7, 7);
    entry.enable();
    function.store(AddressSpace.CONFIG, ConfigSpace.COMMAND, 2, MEMORY_AND_MASTER);
    PciInstructions instructions = new TappedInstructions(firmware, Hand.FIRMWARE, tap);
    this.below =
        new Below(
            instructions,
            entry.handle(),
            entry.mioAddresses(),
            function,
            entry,
            hostInterruption,
            () -> boot(instructions, storage, tap));
    this.guest =
        new Guest(
            new GuestStorage(0, storage.segment().asSlice(GUEST, SIZE)),
            GUEST,
            new FloatingInterruption(true, () -> {}));
    this.facts =
        new Facts(
            QemuVersion.newest(),
            LinuxVersion.newest(),
            hostOrder,
            false,
            false,
            function.facts(),
            tap);
  }

  private LinuxKernel boot(PciInstructions instructions, GuestStorage storage, Tap tap) {
    LinuxKernel booted = host;
    if (booted == null) {
      booted =
          new LinuxKernel(
              LinuxVersion.newest(), instructions, hostInterruption, storage, GUEST, tap);
      host = booted;
    }
    return booted;
  }

  /** The guest's kernel boots on {@code route}: DMA, then one interrupt vector; 0 or an errno. */
  int boot(Route route) {
    Path taken = route.connect(below, guest, facts);
    path = taken;
    function.connect(taken.dma(), taken.msi());
    LinuxKernel booted =
        new LinuxKernel(
            LinuxVersion.newest(),
            taken.instructions(),
            taken.interruption(),
            guest.storage(),
            facts.tap());
    kernel = booted;
    long[] mio = taken.mioAddresses().stream().mapToLong(Long::longValue).toArray();
    Zdev zdev = new Zdev(taken.handle(), function.facts(), taken.maxStoreBlock(), mio);
    pci =
        LinuxPci.of(
            LinuxVersion.newest(), taken.instructions(), zdev, taken.mio(), false, facts.tap());
    LinuxDma own = new LinuxDma(booted, zdev);
    dma = own;
    int result = own.enable();
    if (result != 0) {
      return result;
    }
    int vectors = new LinuxMsi(booted, pci).enable(1, interrupts::add);
    return vectors == 1 ? 0 : vectors;
  }

  Path path() {
    return Objects.requireNonNull(path);
  }

  /** A page of the guest, mapped: its address, and what the function calls it. */
  long[] page() {
    long address = Objects.requireNonNull(kernel).pages().allocate(Pages.PAGE);
    long io = Objects.requireNonNull(dma).map(address, Pages.PAGE, DmaDirection.BIDIRECTIONAL);
    return new long[] {address, io};
  }

  int unmap(long io) {
    return Objects.requireNonNull(dma).unmap(io, Pages.PAGE);
  }

  /** {@code __zpci_store_block} of the guest's bytes at {@code address}; 0 or an errno. */
  int block(int space, long offset, int length, long address) {
    return Objects.requireNonNull(pci)
        .storeBlock(Request.of(path().handle(), space, length), offset, guest.storage(), address);
  }

  /** Interruptions that the guest takes. */
  int takeInterruptions() {
    return Objects.requireNonNull(kernel).takeInterruptions();
  }

  private final class Costs extends Tap.NoOp {
    @Override
    public void cost(Cost kind) {
      costs.add(kind);
    }
  }
}
