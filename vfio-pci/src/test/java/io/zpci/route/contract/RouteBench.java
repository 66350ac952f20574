package io.zpci.route.contract;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.contract.Place;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.ConfigSpace;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.linux.LinuxKernel;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.Path;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** A host with one function that notes what arrives, and a guest on a route to it. */
final class RouteBench implements AutoCloseable {
  private static final long HOST = 1L << 20;
  private static final long GUEST = 64L << 10;
  private static final long MEMORY_AND_MASTER =
      (long) (ConfigSpace.COMMAND_MEMORY | ConfigSpace.COMMAND_BUS_MASTER) << 8;

  final SeenFunction function;
  final FunctionEntry entry;
  final GuestStorage storage;
  final Path path;
  private final Arena arena = Arena.ofAuto();
  private final Register loaded = new Register();
  private boolean byHandle;
  private int byMio;
  private @Nullable LinuxKernel kernel;

  RouteBench(Route route, Facts facts) {
    this.function = new SeenFunction(facts.function(), () -> byHandle);
    GuestStorage whole = GuestStorage.allocate(arena, 0, HOST + GUEST);
    AdapterInterruption facility = new FloatingInterruption(true, this::takeInterruptions);
    Firmware firmware =
        new Firmware(FirmwareRules.DEFAULT.withMio(facts.machineMio()), facility, facts.tap());
    PciInstructions host = new ByHandle(firmware);
    this.entry = firmware.plug(function, 1, 1);
    entry.enable();
    function.store(AddressSpace.CONFIG, ConfigSpace.COMMAND, 2, MEMORY_AND_MASTER);
    this.storage = new GuestStorage(0, whole.segment().asSlice(HOST, GUEST));
    Below below =
        new Below(
            host,
            entry.handle(),
            entry.mioAddresses(),
            function,
            entry,
            facility,
            () -> boot(facts, host, facility, whole));
    Guest guest = new Guest(storage, HOST, new FloatingInterruption(true, () -> {}));
    this.path = route.connect(below, guest, facts);
    function.connect(path.dma(), path.msi());
  }

  private LinuxKernel boot(
      Facts facts, PciInstructions host, AdapterInterruption facility, GuestStorage whole) {
    LinuxKernel booted = kernel;
    if (booted == null) {
      booted = new LinuxKernel(facts.host(), host, facility, whole, HOST, facts.tap());
      kernel = booted;
    }
    return booted;
  }

  private void takeInterruptions() {
    LinuxKernel running = kernel;
    if (running != null) {
      int _ = running.takeInterruptions();
    }
  }

  /** MIO instructions that the host issued so far. */
  int byMio() {
    return byMio;
  }

  /** PCILG by the guest's handle. */
  int load(Place place) {
    return path.instructions().load(Issue.HANDLE, request(place), place.offset(), loaded);
  }

  /** PCISTG by the guest's handle. */
  int store(Place place) {
    return path.instructions()
        .store(Issue.HANDLE, request(place), place.offset(), 0x1112_1314_1516_1718L);
  }

  /** PCISTB by the guest's handle, of the bytes at {@code address}. */
  int block(Place place, long address) {
    return path.instructions()
        .storeBlock(Issue.HANDLE, request(place), place.offset(), storage, address);
  }

  private long request(Place place) {
    return Request.of(path.handle(), place.space(), place.length());
  }

  @Override
  public void close() {
    path.close();
  }

  /** The host's instructions; while one by handle is executed that can be seen. */
  private final class ByHandle implements PciInstructions {
    private final PciInstructions below;

    ByHandle(PciInstructions below) {
      this.below = below;
    }

    @Override
    public int load(int issue, long request, long address, Register target) {
      begin(issue);
      int outcome = below.load(issue, request, address, target);
      byHandle = false;
      return outcome;
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      begin(issue);
      int outcome = below.store(issue, request, address, value);
      byHandle = false;
      return outcome;
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage from, long storageAddress) {
      begin(issue);
      int outcome = below.storeBlock(issue, request, address, from, storageAddress);
      byHandle = false;
      return outcome;
    }

    @Override
    public int execute(PciInstruction instruction) {
      return below.execute(instruction);
    }

    private void begin(int issue) {
      byHandle = !Issue.isMio(issue);
      byMio += byHandle ? 0 : 1;
    }
  }
}
