package io.zpci.tests;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FunctionFacts;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.route.Path;
import io.zpci.storage.GuestStorage;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import java.util.function.BiConsumer;

/**
 * Every kind of operation that is issued to a function, each with a name: those that are done and
 * those that are refused. What becomes of them is not asked here.
 */
final class EveryOperation {
  /** Where operands stand: two pages from here on. */
  static final long MEMORY = 0x10000;

  private static final int[] BLOCKS = {0, 1, 8, 32, 64, 128, 1000, 4096};
  private static final int[] SINGLES = {0, 1, 2, 3, 4, 8};
  private static final int[] WIDTHS = {1, 2, 4, 8};
  private static final int[] SPACES = {0, 2, 3, 4, AddressSpace.CONFIG, 9};

  /** Offsets: at the start, odd, late in a page so that a block leaves it, far beyond every BAR. */
  private static final long[] OFFSETS = {0, 8, 1, 0xffc, 1L << 50};

  private final GuestStorage storage;
  private final BiConsumer<String, Runnable> each;
  private final Register loaded = new Register();

  /**
   * Operations with their operands in {@code storage}; {@code each} is given one after the other.
   */
  EveryOperation(GuestStorage storage, BiConsumer<String, Runnable> each) {
    this.storage = storage;
    this.each = each;
  }

  /** The guest's instructions, by handle and by MIO, of every space and length. */
  void instructions(Path path) {
    for (int space : SPACES) {
      for (long offset : OFFSETS) {
        String at = " " + space + " 0x" + Long.toHexString(offset) + " ";
        for (int length : BLOCKS) {
          long request = Request.of(path.handle(), space, length);
          each.accept("pcistb" + at + length, () -> block(path, 0, request, offset));
        }
        for (int length : SINGLES) {
          long request = Request.of(path.handle(), space, length);
          each.accept("pcilg" + at + length, () -> load(path, 0, request, offset));
          each.accept("pcistg" + at + length, () -> store(path, 0, request, offset));
        }
      }
    }
    refused(path, Issue.PROBLEM_STATE, path.handle());
    refused(path, Issue.ODD_PAIR, path.handle());
    refused(path, Issue.HANDLE, path.handle() ^ 1);
    refused(path, Issue.HANDLE, 0);
    for (int bar : new int[] {0, 2}) {
      mio(path, path.mioAddresses().get(bar), Issue.MIO);
      mio(path, path.mioAddresses().get(bar), Issue.MIO | Issue.PROBLEM_STATE);
      mio(path, MioAddress.unowned(bar), Issue.MIO);
    }
  }

  private void refused(Path path, int issue, int handle) {
    String name = " issue " + issue + " handle 0x" + Integer.toHexString(handle);
    long request = Request.of(handle, 0, 8);
    each.accept("pcistb" + name, () -> block(path, issue, Request.of(handle, 0, 64), 0));
    each.accept("pcilg" + name, () -> load(path, issue, request, 0));
    each.accept("pcistg" + name, () -> store(path, issue, request, 0));
  }

  private void mio(Path path, long base, int issue) {
    String at = " 0x" + Long.toHexString(base) + " issue " + issue + " ";
    for (int length : BLOCKS) {
      each.accept("pcistbi" + at + length, () -> block(path, issue, length, base));
    }
    for (int length : SINGLES) {
      each.accept("pcilgi" + at + length, () -> load(path, issue, length, base));
      each.accept("pcistgi" + at + length, () -> store(path, issue, length, base));
    }
  }

  /** Commands and moves of ISM, as blocks of the guest. */
  void ism(Path path, IsmFabricBench bench) {
    each.accept("move", () -> block(path, 0, move(path, 4096), MoveOffset.of(0, 0, false, 0x2000)));
    each.accept(
        "move that signals",
        () -> {
          bench.clearSummary();
          block(path, 0, move(path, 64), MoveOffset.of(0, 3, true, 64));
        });
    each.accept(
        "move into no DMB",
        () -> block(path, 0, move(path, 64), MoveOffset.of(0x7777L << 32, 0, false, 0)));
    command(path, IsmCommand.READ_GID, 0, 0, 0, 0);
    command(path, IsmCommand.QUERY_INFO, 0, 0, 0, 0);
    command(path, IsmCommand.QUERY_RGID, IsmFabricBench.PEER_GID, 0, 0, 0);
    command(path, IsmCommand.SIGNAL_IEQ, IsmFabricBench.PEER_GID, 1L << 32, 7, 0);
    command(path, IsmCommand.ADD_VLAN_ID, 5, 0, 0, 0);
    command(path, IsmCommand.DEL_VLAN_ID, 5, 0, 0, 0);
    command(path, IsmCommand.SET_VLAN, 0, 0, 0, 0);
    command(path, IsmCommand.RESET_VLAN, 0, 0, 0, 0);
    each.accept(
        "REG_DMB, UNREG_DMB",
        () -> {
          run(
              path,
              IsmCommand.REG_DMB,
              IsmFabricBench.DMB,
              0x1000L << 32 | 5,
              0,
              IsmFabricBench.PEER_GID);
          load(path, 0, Request.of(path.handle(), 2, 8), 8);
          run(path, IsmCommand.UNREG_DMB, loaded.get(), 0, 0, 0);
        });
    each.accept(
        "UNREG_SBA, REG_SBA",
        () -> {
          run(path, IsmCommand.UNREG_SBA, 0, 0, 0, 0);
          run(path, IsmCommand.REG_SBA, IsmFabricBench.SBA, 0, 0, 0);
        });
    each.accept(
        "UNREG_IEQ, REG_IEQ",
        () -> {
          run(path, IsmCommand.UNREG_IEQ, 0, 0, 0, 0);
          run(path, IsmCommand.REG_IEQ, IsmFabricBench.QUEUE, IsmFabricBench.QUEUE_LENGTH, 0, 0);
        });
  }

  private static long move(Path path, int length) {
    return Request.of(path.handle(), 0, length);
  }

  private void command(Path path, IsmCommand command, long a, long b, long c, long d) {
    each.accept(command.name(), () -> run(path, command, a, b, c, d));
  }

  private void run(Path path, IsmCommand command, long a, long b, long c, long d) {
    PciInstructions cpu = path.instructions();
    int length = command.requestLength();
    storage.putInt(MEMORY, command.code());
    storage.putInt(MEMORY + 4, length);
    storage.putLong(MEMORY + 8, a);
    storage.putLong(MEMORY + 16, b);
    storage.putLong(MEMORY + 24, c);
    storage.putLong(MEMORY + 32, d);
    if (length > 8) {
      cpu.storeBlock(0, Request.of(path.handle(), 2, length - 8), 8, storage, MEMORY + 8);
    }
    cpu.storeBlock(0, Request.of(path.handle(), 2, 8), 0, storage, MEMORY);
    load(path, 0, Request.of(path.handle(), 2, 8), 0);
  }

  /** What a driver in the guest calls. */
  void kernelCalls(LinuxIo kernel, FunctionFacts facts) {
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      long base = facts.barSize(bar) == 0 ? IoAccessors.NULL : kernel.iomap(bar);
      systemCalls(kernel, bar);
      if (base != IoAccessors.NULL) {
        mapped(kernel, base, " BAR " + bar + " ");
      }
    }
    for (int size : new int[] {1, 2, 4}) {
      each.accept("pci_read_config " + size, () -> kernel.configRead(4, size, loaded));
      each.accept("pci_write_config " + size, () -> kernel.configWrite(0x3c, size, 0));
    }
    long request = Request.of(kernel.zdev().handle(), 0, 8);
    long block = Request.of(kernel.zdev().handle(), 0, 64);
    each.accept("__zpci_load", () -> kernel.load(request, 0, loaded));
    each.accept("__zpci_store", () -> kernel.store(request, 0, 1));
    each.accept("__zpci_store_block", () -> kernel.storeBlock(block, 0, storage, MEMORY));
  }

  private void mapped(LinuxIo kernel, long base, String at) {
    for (int width : WIDTHS) {
      each.accept("ioread" + at + width, () -> kernel.ioread(base, width));
      each.accept("iowrite" + at + width, () -> kernel.iowrite(base, width, 1));
      each.accept("ioreadbe" + at + width, () -> kernel.ioreadBe(base, width));
      each.accept("iowritebe" + at + width, () -> kernel.iowriteBe(base, width, 1));
      each.accept("zpci_load" + at + width, () -> kernel.zpciLoad(base, width, loaded));
      each.accept("zpci_store" + at + width, () -> kernel.zpciStore(base, width, 1));
    }
    for (int length : BLOCKS) {
      each.accept(
          "zpci_write_block" + at + length, () -> kernel.writeBlock(base, storage, MEMORY, length));
      each.accept(
          "memcpy_toio" + at + length, () -> kernel.memcpyToIo(base, storage, MEMORY, length));
      each.accept(
          "memcpy_fromio" + at + length, () -> kernel.memcpyFromIo(storage, MEMORY, base, length));
      each.accept("memset_io" + at + length, () -> kernel.memsetIo(base, 0x5a, length));
    }
    each.accept(
        "memcpy_toio, odd" + at, () -> kernel.memcpyToIo(base + 1, storage, MEMORY + 3, 77));
  }

  private void systemCalls(LinuxIo kernel, int bar) {
    for (int length : BLOCKS) {
      String at = " BAR " + bar + " " + length;
      each.accept("mmio_write" + at, () -> kernel.mmioWrite(bar, 0, storage, MEMORY, length));
      each.accept("mmio_read" + at, () -> kernel.mmioRead(bar, 0, storage, MEMORY, length));
    }
    each.accept("mmio_write, no memory", () -> kernel.mmioWrite(bar, 0, storage, 8, 8));
    each.accept("mmio_read, no memory", () -> kernel.mmioRead(bar, 0, storage, 8, 8));
  }

  /** What a process does to each region of a device, and to its file. */
  void regions(VfioDevice device) {
    for (int index = 0; index < VfioDevice.PCI_REGIONS; index++) {
      region(" region " + index + " ", device.region(index));
    }
    region(" file ", device.file());
  }

  private void region(String name, RegionAccess region) {
    for (long offset : OFFSETS) {
      for (int length : BLOCKS) {
        String at = name + "0x" + Long.toHexString(offset) + " " + length;
        each.accept("pread" + at, () -> region.pread(offset, storage.segment(), 0, length));
        each.accept("pwrite" + at, () -> region.pwrite(offset, storage.segment(), 0, length));
      }
    }
  }

  private void block(Path path, int issue, long request, long address) {
    path.instructions().storeBlock(issue, request, address, storage, MEMORY);
  }

  private void load(Path path, int issue, long request, long address) {
    path.instructions().load(issue, request, address, loaded);
  }

  private void store(Path path, int issue, long request, long address) {
    path.instructions().store(issue, request, address, 0x1122_3344_5566_7788L);
  }
}
