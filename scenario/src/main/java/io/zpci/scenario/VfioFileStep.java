package io.zpci.scenario;

import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.NativeMmio;
import io.zpci.linux.TappedAccessors;
import io.zpci.machine.HostMachine;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.HostSide;
import io.zpci.route.IsmVfioPciProcessRoute;
import io.zpci.route.IsmVfioPciRoute;
import io.zpci.route.Route;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.TappedVfioDevice;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioHost;
import io.zpci.vfio.VfioPciCore;
import io.zpci.workload.Bytes;
import io.zpci.workload.Operands;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pread or pwrite of a vfio device's file by a process of the host's: the device is another one
 * of the scenario's model, on a machine of its own with the run's versions; it is opened, used for
 * this one call, and closed. The file's offset is the process's own affair, as it is on a host.
 *
 * @param store whether it writes
 * @param chosen the host's driver that the device is bound to; null for the one of the run's route
 * @param offset in the file
 * @param length bytes asked for
 * @param buffer bytes that the process's buffer has; fewer than {@code length} where it ends early
 * @param data what is written
 * @param rom bytes of the device's expansion ROM; 0 without one
 */
record VfioFileStep(
    boolean store,
    @Nullable Driver chosen,
    long offset,
    int length,
    int buffer,
    Bytes data,
    int rom)
    implements Step {
  private static final int MOST = 1 << 20;

  /** A host's driver. */
  enum Driver {
    VFIO_PCI("vfio-pci"),
    ISM_VFIO_PCI("ism-vfio-pci");

    private final String word;

    Driver(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** {@code vfio-pread} and {@code vfio-pwrite}. */
  record Kind(boolean store) implements StepKind {
    private static final List<Fact> FACTS =
        List.of(
            Fact.text("told", "What the process was told: 16 bytes, or an errno as EFAULT."),
            Fact.text("errno", "The errno, as EFAULT; none without one."),
            Fact.number("done", "Bytes that it was told were done; 0 with an errno."),
            Fact.list(
                "arrived", "What arrived at the machine, each as pcistg 0 0x8 4, or rom 0x8 4."),
            Fact.list("arrived-data", "The bytes of each of these but the ROM's, in hexadecimal."),
            Fact.list("answered", "How the machine answered each of these, as cc 1 status 8."),
            Fact.number("pieces", "How many arrived."),
            Fact.list("rules", "The rules that broke, the first hand's first."),
            Fact.bytes("loaded", "Of vfio-pread: what stands in the buffer."));

    @Override
    public String word() {
      return store ? "vfio-pwrite" : "vfio-pread";
    }

    @Override
    public String says() {
      return "A process of the host's does one %s on the file of a vfio device of its own."
          .formatted(store ? "pwrite" : "pread");
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> parameters = new ArrayList<>();
      parameters.add(
          Parameter.word(
              "driver",
              List.of(Driver.VFIO_PCI.word(), Driver.ISM_VFIO_PCI.word()),
              "The driver that the device is bound to; default that of the route, vfio-pci"
                  + " where it has none."));
      parameters.add(Parameter.number("offset", "In the file: BAR 2 of vfio-pci is at 2 << 40."));
      if (store) {
        parameters.add(
            Parameter.optional(
                "data", Parameter.Type.BYTES, "What is written; default 10 11 12 .."));
      }
      parameters.add(
          Parameter.optional(
              "length", Parameter.Type.NUMBER, "In bytes; of a write by default its data's."));
      parameters.add(
          Parameter.optional(
              "buffer",
              Parameter.Type.NUMBER,
              "Bytes that the process's buffer really has; default all."));
      parameters.add(
          Parameter.optional(
              "rom",
              Parameter.Type.NUMBER,
              "Bytes of the device's expansion ROM, on a little-endian host; default none."));
      return parameters;
    }

    @Override
    public List<Fact> facts() {
      return FACTS;
    }

    @Override
    public Step read(Fields fields) {
      Driver chosen =
          fields
              .maybe("driver")
              .map(one -> one.oneOf(List.of(Driver.values()), Driver::word))
              .orElse(null);
      long offset = fields.required("offset").number();
      Bytes data = store ? fields.maybe("data").map(Field::bytes).orElse(null) : null;
      int length =
          data != null && fields.maybe("length").isEmpty()
              ? data.size()
              : fields.required("length").number(0, MOST);
      if (data != null && data.size() != length) {
        throw fields.required("data").bad(length + " bytes");
      }
      int buffer = fields.maybe("buffer").map(one -> one.number(0, length)).orElse(length);
      int rom = fields.maybe("rom").map(one -> one.number(1, MOST)).orElse(0);
      if (store && data == null) {
        data = Operands.defaultData(0, offset, length);
      }
      return new VfioFileStep(
          store, chosen, offset, length, buffer, data == null ? Bytes.NONE : data, rom);
    }
  }

  @Override
  public String describe() {
    return "%s of %s at 0x%x, %d bytes"
        .formatted(
            store ? "pwrite" : "pread",
            chosen == null ? "the device" : chosen.word(),
            offset,
            length);
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    machine.trace().pause();
    HostMachine host = new HostMachine(machine.stack(), machine.trace());
    Below below = host.plug(OtherFunction.plain(machine.device(), machine.trace()));
    Facts facts = host.facts(below.function().facts());
    Driver driver = chosen == null ? driver(machine.route()) : chosen;
    String missing = missing(driver, facts);
    if (missing != null) {
      machine.trace().resume();
      seen.notDone(missing);
      return;
    }
    RomAccessors accessors = new RomAccessors(accessors(below, facts), rom);
    VfioDevice device = device(driver, below, facts, accessors);
    machine.trace().resume();
    machine.trace().clear();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(buffer, Long.BYTES);
      MemorySegment.copy(
          MemorySegment.ofArray(data.toArray()), 0, memory, 0, Math.min(buffer, data.size()));
      long result = call(machine, device.file(), memory);
      told(result, seen);
      if (!store) {
        seen.fact("loaded", Bytes.of(memory.toArray(Layouts.BYTE)).toHex());
      }
    }
    arrived(machine.trace().roots().getFirst(), accessors.reads(), seen);
  }

  private static Driver driver(Route route) {
    return route instanceof IsmVfioPciRoute || route instanceof IsmVfioPciProcessRoute
        ? Driver.ISM_VFIO_PCI
        : Driver.VFIO_PCI;
  }

  private @Nullable String missing(Driver driver, Facts facts) {
    if (rom > 0 && facts.hostIsS390()) {
      return "an s390 host has no expansion ROMs";
    }
    if (driver == Driver.VFIO_PCI) {
      return null;
    }
    return facts.hostIsS390()
        ? new IsmVfioPciProcessRoute().unavailable(facts)
        : "the ISM variant driver needs an s390 host";
  }

  private static IoAccessors accessors(Below below, Facts facts) {
    IoAccessors kernel =
        facts.hostIsS390()
            ? HostSide.linux(below, facts)
            : new NativeMmio(below.function(), facts.tap());
    return new TappedAccessors(kernel, Hand.HOST_LINUX, facts.tap());
  }

  private TappedVfioDevice device(Driver driver, Below below, Facts facts, RomAccessors accessors) {
    if (driver == Driver.ISM_VFIO_PCI) {
      return HostSide.ismVfio(below, facts);
    }
    if (facts.hostIsS390()) {
      return HostSide.genericVfio(below, facts, HostSide.linux(below, facts), null);
    }
    VfioHost kernel = VfioHost.littleEndian(facts.host().vfio(), accessors);
    if (rom > 0) {
      long size = rom == 1 ? 1 : Integer.highestOneBit(rom - 1) * 2L; // of its BAR
      kernel = kernel.withRom(new VfioHost.Rom(size, rom));
    }
    VfioPciCore core = new VfioPciCore(kernel, facts.function(), facts.tap());
    return new TappedVfioDevice(core, Hand.VFIO, facts.tap());
  }

  private long call(ScenarioMachine machine, RegionAccess file, MemorySegment memory) {
    Operation operation = store ? Operation.PWRITE : Operation.PREAD;
    machine.trace().enter(Hand.PROCESS, operation, 0, offset, length, memory, 0, 0);
    long result =
        store ? file.pwrite(offset, memory, 0, length) : file.pread(offset, memory, 0, length);
    machine.trace().exit(result, 0);
    return result;
  }

  private static void told(long result, Seen seen) {
    String errno = result < 0 ? Errno.name(-result) : "none";
    seen.fact("told", result < 0 ? errno : result + " bytes");
    seen.fact("errno", errno);
    seen.fact("done", Math.max(result, 0));
  }

  private static void arrived(Crossing root, List<String> romReads, Seen seen) {
    List<Arrival> arrivals = Judge.arrivals(root);
    List<String> arrived = new ArrayList<>(arrivals.stream().map(AccessStep::arrived).toList());
    arrived.addAll(romReads);
    seen.fact("arrived", arrived);
    seen.fact("arrived-data", arrivals.stream().map(each -> each.data().toHex()).toList());
    seen.fact("answered", arrivals.stream().map(each -> Outcome.describe(each.outcome())).toList());
    seen.fact("pieces", arrived.size());
    List<String> rules = new ArrayList<>();
    collect(root, rules);
    seen.fact("rules", rules);
  }

  private static void collect(Crossing crossing, List<String> into) {
    crossing.broken().stream().map(Rule::id).forEach(into::add);
    crossing.children().forEach(child -> collect(child, into));
  }
}
