package io.zpci.tests;

import io.zpci.arch.Request;
import io.zpci.function.PciFunction;
import io.zpci.guest.LinuxPciDev;
import io.zpci.guest.PciDev;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.Reactions;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.Pages;
import io.zpci.linux.Zdev;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Stack;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.Path;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest's kernel on a route, with a function in a partition of its own, and what a driver does by
 * hand: pages mapped, interrupts enabled, commands.
 */
final class RoutedGuest implements AutoCloseable {
  static final int PCHID = 0x100;
  static final int DMB_LENGTH = 0x10_0000;

  private static final long SIZE = 8L << 20;

  final Crossings crossings;
  final HostMachine host;
  final Below below;
  final Guest guest;
  final Path path;
  final LinuxKernel kernel;
  final LinuxPci pci;
  final LinuxDma dma;
  final LinuxMsi msi;

  /** Vectors whose handler ran. */
  final List<Integer> interrupts = new ArrayList<>();

  private final GuestStorage storage;
  private final long operand;

  /** A guest with an ISM function of {@code fabric}. */
  static RoutedGuest ism(Route route, Stack stack, Fabric fabric, long gid, Arena arena) {
    Crossings crossings = new Crossings();
    PciFunction function = fabric.add(gid, IsmFacts.plain(PCHID), Reactions.DEFAULT, crossings);
    return new RoutedGuest(route, stack, function, arena, crossings);
  }

  /** A guest with {@code function}. */
  RoutedGuest(Route route, Stack stack, PciFunction function, Arena arena, Crossings crossings) {
    this(route, stack, function, arena, crossings, crossings);
  }

  /** The same without anybody who counts crossings. */
  RoutedGuest(Route route, Stack stack, PciFunction function, Arena arena) {
    this(route, stack, function, arena, new Crossings(), Tap.NONE);
  }

  private RoutedGuest(
      Route route, Stack stack, PciFunction function, Arena arena, Crossings crossings, Tap tap) {
    this.crossings = crossings;
    host = new HostMachine(stack, tap, arena, SIZE);
    below = host.plug(function);
    Facts facts = host.facts(function.facts());
    guest = host.guest(SIZE, new FloatingInterruption(true, () -> {}));
    path = route.connect(below, guest, facts);
    function.connect(path.dma(), path.msi());
    storage = guest.storage();
    kernel = new LinuxKernel(stack.guest(), path.instructions(), path.interruption(), storage, tap);
    Zdev zdev = path.zdev(function.facts());
    pci = LinuxPci.of(stack.guest(), path.instructions(), zdev, path.mio(), false, tap);
    dma = new LinuxDma(kernel, zdev);
    msi = new LinuxMsi(kernel, pci);
    operand = kernel.pages().allocate(Pages.PAGE);
  }

  /** DMA and one vector; 0, or the errno of what failed. */
  int start() {
    int result = dma.enable();
    if (result != 0) {
      return result;
    }
    int vectors = msi.enable(1, interrupts::add);
    return vectors == 1 ? 0 : vectors;
  }

  /** A mapped block of {@code size} bytes. */
  Mapped mapped(long size) {
    long address = kernel.pages().allocate(size);
    return new Mapped(address, dma.map(address, size, DmaDirection.BIDIRECTIONAL));
  }

  record Mapped(long address, long ioAddress) {}

  /** SBA and event queue; 0, or the errno of the command that failed. */
  int probe(long sba, long queue) {
    int result = command(IsmCommand.REG_SBA, sba);
    return result == 0 ? command(IsmCommand.REG_IEQ, queue, Pages.PAGE) : result;
  }

  /** A DMB for {@code sender}, with the SBA's element 0. */
  int registerDmb(long ioAddress, long sender) {
    return command(IsmCommand.REG_DMB, ioAddress, (long) DMB_LENGTH << 32, 0, sender);
  }

  /** Payload, header: as the driver stores them; 0 or a negative errno. */
  int command(IsmCommand command, long... payload) {
    for (int i = 0; i < payload.length; i++) {
      storage.putLong(operand + 8 + 8L * i, payload[i]);
    }
    storage.putLong(operand, 0);
    storage.putInt(operand, command.code());
    storage.putShort(operand + 6, command.requestLength());
    int result = block(2, 8, 8 * payload.length, operand + 8);
    return result == 0 ? block(2, 0, 8, operand) : result;
  }

  /** {@code __zpci_store_block}. */
  int block(int space, long offset, int length, long address) {
    return pci.storeBlock(Request.of(path.handle(), space, length), offset, storage, address);
  }

  /** Stores {@code bytes} bytes of {@code value} with PCISTB into a peer's DMB. */
  int move(long offset, int bytes, int value) {
    for (int i = 0; i < bytes; i++) {
      storage.putByte(operand + i, value);
    }
    return block(0, offset, bytes, operand);
  }

  GuestStorage storage() {
    return storage;
  }

  /** The function as the kernel gives it to its driver. */
  PciDev dev() {
    return new LinuxPciDev(kernel, pci, dma, msi, below.entry().fid(), below.entry().uid());
  }

  @Override
  public void close() {
    path.close();
  }
}
