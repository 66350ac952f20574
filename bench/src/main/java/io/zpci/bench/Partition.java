package io.zpci.bench;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.guest.LinuxPciDev;
import io.zpci.guest.PciDev;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition whose Linux uses ISM functions: each has its translation tables, its interrupt, an
 * SBA, an event queue and its DMBs of one page each, registered through the firmware. Functions are
 * pairs: 0 and 1, 2 and 3; each may write the DMBs of the other.
 *
 * <p>A fabric has at most 65535 tokens (spec ism 1.2: a token is {@code n << 32}, n from 1 to
 * 0xffff), and 64 functions with 1888 DMBs each need 120832. So at most 32 functions share a
 * fabric, and 64 of them stand in two fabrics with a PCHID each.
 */
final class Partition {
  private static final int FABRIC = 32;
  private static final int FIRST_PCHID = 0x100;
  private static final long FIRST_GID = 0xa1a1_0000_0000_0001L;
  private static final int PAGE = 4096;
  private static final int COMMAND_SPACE = 2;
  private static final int HEADER = 8;
  private static final int QUEUE_LENGTH = 512;

  /** The VLAN id that is none, which a function takes any number of times. */
  private static final int NO_VLAN = 0x1fff;

  private static final int FIRST_INDEX = 32;

  /** Bytes of storage for everything but DMBs. */
  private static final long REST = 64 << 20;

  private final Form form;
  private final GuestStorage storage;
  private final LinuxKernel kernel;
  private final Firmware firmware;
  private final Register loaded = new Register();
  private final List<IsmFunction> functions = new ArrayList<>();
  private final List<PciDev> devs = new ArrayList<>();
  private final List<Memory> sbas = new ArrayList<>();
  private final int[] handles;

  /** The addresses of all DMBs, owner by owner. */
  private final long[] memories;

  private final long command;
  private final long source;

  /** The tables of the function that was plugged last. */
  private @Nullable LinuxDma domain;

  /** A page that a function reaches. */
  private record Memory(long address, long ioAddress) {}

  /** A partition of {@code form}. */
  Partition(Arena arena, Form form) {
    this.form = form;
    long own = form.shared() ? 0 : (long) form.dmbs() * form.owners() * PAGE;
    storage = GuestStorage.allocate(arena, 0, REST + own);
    firmware =
        new Firmware(FirmwareRules.DEFAULT, new FloatingInterruption(true, () -> {}), Tap.NONE);
    kernel =
        new LinuxKernel(
            LinuxVersion.newest(), firmware, firmware.interruption(), storage, Tap.NONE);
    command = page();
    source = page();
    Contents.fill(storage.segment().asSlice(storage.offset(source), PAGE));
    int count = Math.max(form.owners(), 2);
    handles = new int[count];
    memories = new long[form.owners() * form.dmbs()];
    Fabric fabric = new Fabric(FIRST_PCHID);
    for (int i = 0; i < count; i++) {
      if (i > 0 && i % FABRIC == 0) {
        fabric = new Fabric(FIRST_PCHID + i / FABRIC);
      }
      functions.add(fabric.add(FIRST_GID + i, IsmFacts.plain(fabric.pchid())));
      devs.add(plug(i));
      probe(i);
    }
    rehearse(devs.getFirst());
    registerDmbs();
  }

  /**
   * As many commands as it takes to register every DMB of the largest form, which change nothing:
   * so the JVM's compiler has seen the same in each form.
   */
  private void rehearse(PciDev dev) {
    for (int i = 0; i < Form.MANY.owners() * Form.MANY.dmbs(); i++) {
      storage.putLong(command + 8, NO_VLAN);
      execute(dev, IsmCommand.ADD_VLAN_ID);
    }
  }

  private PciDev plug(int number) {
    IsmFunction function = functions.get(number);
    int id = number + 1;
    FunctionEntry entry = firmware.plug(function, id, id);
    function.connect(entry.dma(), entry.msi());
    must(entry.enable() ? 0 : -1, "enabling");
    handles[number] = entry.handle();
    Zdev zdev = new Zdev(entry.handle(), function.facts(), PAGE, new long[6]);
    LinuxPci pci = LinuxPci.of(kernel.version(), firmware, zdev, true, false, Tap.NONE);
    LinuxDma dma = domain(zdev);
    PciDev dev = new LinuxPciDev(kernel, pci, dma, new LinuxMsi(kernel, pci), id, id);
    must(dev.enable(), "memory and bus master");
    must(dev.requestIrq(() -> {}), "the interrupt");
    return dev;
  }

  /** Tables of the function's own, or those of the first, which are registered for this one too. */
  private LinuxDma domain(Zdev zdev) {
    LinuxDma first = domain;
    if (first == null || !form.shared()) {
      LinuxDma own = new LinuxDma(kernel, zdev);
      must(own.enable(), "DMA");
      domain = own;
      return own;
    }
    storage.segment().asSlice(command, Fib.SIZE).fill((byte) 0);
    storage.putLong(command + Fib.PBA, first.start());
    storage.putLong(command + Fib.PAL, first.end());
    storage.putLong(command + Fib.IOTA, first.iota());
    long request = Request.of(zdev.handle(), 0, Fib.REG_IOAT);
    must(
        firmware.execute(new PciInstruction.Mpcifc(Issue.HANDLE, request, storage, command)),
        "DMA");
    return first;
  }

  private void probe(int number) {
    PciDev dev = devs.get(number);
    sbas.add(form.shared() && number > 0 ? sbas.getFirst() : mapped(dev));
    storage.putLong(command + 8, sbas.getLast().ioAddress());
    execute(dev, IsmCommand.REG_SBA);
    storage.putLong(command + 8, mapped(dev).ioAddress());
    storage.putLong(command + 16, QUEUE_LENGTH);
    execute(dev, IsmCommand.REG_IEQ);
  }

  private void registerDmbs() {
    Memory memory = mapped(devs.getFirst());
    for (int owner = 0; owner < form.owners(); owner++) {
      PciDev dev = devs.get(owner);
      for (int i = 0; i < form.dmbs(); i++) {
        if (!form.shared()) {
          memory = mapped(dev);
        }
        memories[owner * form.dmbs() + i] = memory.address();
        storage.putLong(command + 8, memory.ioAddress());
        storage.putInt(command + 16, PAGE);
        storage.putInt(command + 20, FIRST_INDEX + i);
        storage.putLong(command + 24, 0);
        storage.putLong(command + 32, functions.get(peer(owner)).gid());
        execute(dev, IsmCommand.REG_DMB);
        must(dev.load(COMMAND_SPACE, HEADER, Long.BYTES, loaded), "the token");
        must(loaded.get() == token(owner, i) ? 0 : -1, "the order of tokens");
      }
    }
  }

  /** Sends the command whose payload stands behind {@link #command}; its return code must be 0. */
  private void execute(PciDev dev, IsmCommand what) {
    int length = what.requestLength();
    storage.putInt(command, what.code());
    storage.putInt(command + 4, length);
    must(dev.storeBlock(COMMAND_SPACE, HEADER, length - HEADER, command + HEADER), what.name());
    must(dev.storeBlock(COMMAND_SPACE, 0, HEADER, command), what.name());
    must(dev.load(COMMAND_SPACE, 0, Long.BYTES, loaded), what.name());
    must((int) (loaded.get() >>> 16) & 0xffff, what.name());
  }

  private long page() {
    long address = kernel.pages().allocate(PAGE);
    must((int) Math.min(address, 0), "a page");
    return address;
  }

  private Memory mapped(PciDev dev) {
    long address = page();
    long ioAddress = dev.map(address, PAGE);
    must((int) Math.min(ioAddress, 0), "mapping");
    return new Memory(address, ioAddress);
  }

  private static void must(int result, String what) {
    if (result != 0) {
      throw new IllegalStateException("preparing " + what + ": " + result);
    }
  }

  /** The token of DMB {@code number}, from 0, of function {@code owner}. */
  long token(int owner, int number) {
    return (long) (owner % FABRIC * form.dmbs() + number + 1) << MoveOffset.TOKEN_SHIFT;
  }

  /** Where DMB {@code number}, from 0, of function {@code owner} is in storage. */
  long dmb(int owner, int number) {
    return memories[owner * form.dmbs() + number];
  }

  /** What executes instructions. */
  Firmware firmware() {
    return firmware;
  }

  /** The partition's storage. */
  GuestStorage storage() {
    return storage;
  }

  /** The address of a page to move from, which {@link Contents} has filled. */
  long source() {
    return source;
  }

  /** The handle of the function that may write the DMBs of {@code owner}. */
  int senderTo(int owner) {
    return handles[peer(owner)];
  }

  /** The storage address of {@code owner}'s SBA. */
  long sba(int owner) {
    return sbas.get(owner).address();
  }

  private static int peer(int function) {
    return function ^ 1;
  }
}
