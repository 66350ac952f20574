package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.Between;
import io.zpci.route.ProcessRoute;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Faults that stand between the ports of one passthrough; none at first. Each is described from the
 * port on, and set by saying what it does:
 *
 * <pre>{@code
 * Faults faults = new Faults(seed);
 * faults.atHost().on(Operation.PCISTB).space(2).nth(3).busy(5);
 * faults.atMsi().after(Event.command(0x0a)).dropped();
 * }</pre>
 *
 * <p>Repeatable: the same seed, the same faults set in the same order and the same calls give the
 * same injections. Each fault draws numbers of its own.
 *
 * <p>Of several faults at a port, the first that was set and hits takes what crosses; those behind
 * it do not see it. What no fault hits goes through as it is, and nothing is allocated for it. An
 * access that is hit enters the tap as {@link #HAND}.
 *
 * <p>Set faults before the passthrough is opened: a port without any gets nobody in front of it.
 * {@link #standing} leaves room for later ones. For one thread.
 */
public final class Faults implements Between {
  /** The hand that breaks what a fault hits. */
  public static final Hand HAND = new Hand("fault");

  /** So many injections are kept, the first ones. */
  private static final int KEPT = 1000;

  private static final int IN_ERROR = Outcome.error(Status.BLOCKED);

  private final long seed;
  private final AccessSite<Effect.OnAccess> guest = new AccessSite<>(Port.GUEST);
  private final AccessSite<Effect.OnAccess> host = new AccessSite<>(Port.HOST);
  private final AccessSite<Effect.OnAccess> function = new AccessSite<>(Port.FUNCTION);
  private final Site<DmaCondition, Effect.OnDma> dma = new Site<>(Port.DMA);
  private final Site<Integer, Effect.OnMsi> msi = new Site<>(Port.MSI);
  private final AccessSite<Effect.OnRegion> region = new AccessSite<>(Port.REGION);
  private final Site<Set<Call>, Effect.OnCall> vfio = new Site<>(Port.VFIO);
  private final Site<Set<Call>, Effect.OnCall> dev = new Site<>(Port.DEV);
  private final Site<Set<Call>, Effect.OnCall> io = new Site<>(Port.IO);
  private final List<Fault> set = new ArrayList<>();
  private final List<Fired> fired = new ArrayList<>();
  private final Held held = new Held();
  private @Nullable PciFunction plugged;
  private @Nullable FunctionEntry entry;

  /** Faults whose chances and cuts {@code seed} decides. */
  public Faults(long seed) {
    this.seed = seed;
  }

  /** What decides the chances and cuts. */
  public long seed() {
    return seed;
  }

  /** Stands at every port from the start, so that faults can be set when it is opened; this. */
  public Faults standing() {
    guest.need();
    host.need();
    function.need();
    dma.need();
    msi.need();
    return this;
  }

  /** A fault between the guest's CPU, or the process, and the route. */
  public FaultAtAccess atGuest() {
    return new FaultAtAccess(this, guest);
  }

  /** A fault between the route and the machine's firmware. */
  public FaultAtAccess atHost() {
    return new FaultAtAccess(this, host);
  }

  /** A fault between the firmware and the function. */
  public FaultAtAccess atFunction() {
    return new FaultAtAccess(this, function);
  }

  /** A fault between the function and what its I/O addresses reach. */
  public FaultAtDma atDma() {
    return new FaultAtDma(this, dma);
  }

  /** A fault between the function and what its messages become. */
  public FaultAtMsi atMsi() {
    return new FaultAtMsi(this, msi);
  }

  /** A fault in front of a region that {@link #device} or {@link #region} gave. */
  public FaultAtRegion atRegion() {
    return new FaultAtRegion(this, region);
  }

  /** A fault in front of the calls of what {@link #device} gave. */
  public FaultAtCall atVfio() {
    return new FaultAtCall(this, vfio);
  }

  /** A fault in front of the calls of what {@link #dev} gave. */
  public FaultAtCall atDev() {
    return new FaultAtCall(this, dev);
  }

  /** A fault in front of the calls of what {@link #io} gave. */
  public FaultAtCall atIo() {
    return new FaultAtCall(this, io);
  }

  /** {@code below} with the faults of {@link #atRegion} in front, for a region of {@code space}. */
  public RegionAccess region(RegionAccess below, int space, Tap tap) {
    return new FaultyRegion(below, space, region, this, tap);
  }

  /** {@code below} with the faults of {@link #atRegion} and {@link #atVfio} in front. */
  public VfioDevice device(VfioDevice below, Tap tap) {
    return new FaultyVfioDevice(below, this, tap);
  }

  /** {@code route} whose device is one of {@link #device}. */
  public ProcessRoute over(ProcessRoute route) {
    return new FaultyProcessRoute(route, this);
  }

  /** {@code below} with the faults of {@link #atDev} in front. */
  public PciDev dev(PciDev below) {
    return new FaultyPciDev(below, this);
  }

  /** {@code below} with the faults of {@link #atIo} in front. */
  public LinuxIo io(LinuxIo below) {
    return new FaultyLinuxIo(below, this);
  }

  /**
   * The function goes into error now, with an event of {@code pec}; nothing happens to one that is.
   *
   * @throws IllegalStateException where the passthrough is not opened
   */
  public void errorState(int pec) {
    if (plugged instanceof IsmFunction ism) {
      ism.fail(pec, 0);
    } else {
      failed(pec, 0);
    }
  }

  /** Lets all messages go that are held, in order; how many that were. */
  public int release() {
    return held.release();
  }

  /** How many messages are held. */
  public int held() {
    return held.count();
  }

  /** The faults that were set, in order. */
  public List<Fault> all() {
    return List.copyOf(set);
  }

  /** What was injected, in order; no more than the first thousand. */
  public List<Fired> fired() {
    return List.copyOf(fired);
  }

  /**
   * Every fault that was set hit something.
   *
   * @throws AssertionError with those that did not
   */
  public void assertAllFired() {
    List<Fault> idle = set.stream().filter(fault -> fault.fired() == 0).toList();
    if (!idle.isEmpty()) {
      throw new AssertionError(
          lines("%d of %d faults never hit".formatted(idle.size(), set.size()), idle));
    }
  }

  /** The seed, and each fault with what came of it, a line each. */
  @Override
  public String toString() {
    return lines(set.size() == 1 ? "1 fault" : set.size() + " faults", set);
  }

  private String lines(String head, List<Fault> faults) {
    StringBuilder lines = new StringBuilder(head).append(", seed ").append(seed);
    faults.forEach(fault -> lines.append("\n  ").append(fault));
    return lines.toString();
  }

  @Override
  public PciInstructions guest(PciInstructions below, Tap tap) {
    return guest.watched() ? new FaultyInstructions(below, guest, this, tap) : below;
  }

  @Override
  public PciInstructions host(PciInstructions below, Tap tap) {
    return host.watched() ? new FaultyInstructions(below, host, this, tap) : below;
  }

  @Override
  public PciFunction function(PciFunction below, Tap tap) {
    return function.watched() ? new FaultyFunction(below, function, this, held, tap) : below;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException where these stand in a passthrough already
   */
  @Override
  public void plugged(PciFunction newFunction, FunctionEntry newEntry) {
    if (entry != null) {
      throw new IllegalStateException("these faults stand in a passthrough: each has its own");
    }
    plugged = newFunction;
    entry = newEntry;
  }

  @Override
  public Dma dma(Dma reached, Tap tap) {
    return dma.watched() ? new FaultyDma(reached, dma, this) : reached;
  }

  @Override
  public Msi msi(Msi signalled, Tap tap) {
    return msi.watched() ? new FaultyMsi(signalled, msi, this, held) : signalled;
  }

  /** Sets a fault. */
  <C, E extends Effect> Fault set(Site<C, E> site, FaultBuilder<?> told, C condition, E effect) {
    Fault fault = numbered(site, told, effect);
    site.placed().add(new Placed<>(fault, condition, effect));
    return fault;
  }

  /** Sets a fault of an instruction that is no access. */
  <E extends Effect.OnControl> Fault setControl(
      AccessSite<?> site,
      FaultBuilder<?> told,
      Class<? extends PciInstruction> instruction,
      E effect) {
    Fault fault = numbered(site, told, effect);
    site.controls().add(new Placed<>(fault, instruction, effect));
    return fault;
  }

  private Fault numbered(Site<?, ?> site, FaultBuilder<?> told, Effect effect) {
    site.need();
    Fault fault =
        new Fault(set.size() + 1, site.port(), told.matching(), told.rate(), effect, seed);
    set.add(fault);
    return fault;
  }

  /** Watches for {@code event} from now on. */
  Awaited await(Event event) {
    AccessSite<Effect.OnAccess> site =
        switch (event.port()) {
          case GUEST -> guest;
          case HOST -> host;
          case FUNCTION -> function;
          case DMA, MSI, REGION, VFIO, DEV, IO ->
              throw new IllegalArgumentException("event at " + event.port().word());
        };
    site.need();
    Awaited awaited = new Awaited(event);
    site.awaited().add(awaited);
    return awaited;
  }

  /** The function's accesses are to be counted. */
  void countAccesses() {
    function.need();
  }

  /** Whether the function's state lets its addresses be translated. */
  boolean translates() {
    FunctionEntry known = entry;
    return known == null || known.state().translates();
  }

  /** The machine notices that the function failed. */
  void failed(int pec, long address) {
    FunctionEntry known = entry;
    if (known == null) {
      throw new IllegalStateException("error state: these faults stand in no passthrough");
    }
    known.failed(pec, address);
  }

  /** A fault was injected. */
  void fired(Fault fault, String what, String effect) {
    if (fired.size() < KEPT) {
      fired.add(new Fired(fault.number(), fault.port(), what, effect));
    }
  }

  /** {@code access} ends here; its outcome. */
  int ends(
      Placed<AccessCondition, Effect.OnAccess> hit,
      PortAccess access,
      @Nullable Register loaded,
      Tap tap) {
    Fault fault = hit.fault();
    fired(fault, access.words(), fault.doing());
    access.enter(tap);
    int outcome =
        switch (hit.effect()) {
          case Effect.Answer(int answer) -> answer;
          case Effect.Busy _ -> Outcome.BUSY;
          case Effect.Value(long value) -> {
            if (loaded != null) {
              loaded.set(value & (-1L >>> (64 - 8 * Math.clamp(access.length(), 1, 8))));
            }
            yield Outcome.OK;
          }
          case Effect.ErrorState(int pec) -> {
            errorState(pec);
            yield IN_ERROR;
          }
          case Effect.Torn _ -> throw new AssertionError("a torn block goes on");
        };
    if (!(hit.effect() instanceof Effect.Busy)) {
      tap.broken(fault.rule());
    }
    tap.exit(outcome, loaded == null ? 0 : loaded.get());
    return outcome;
  }

  /** {@code instruction} ends here; its outcome. */
  int ends(
      Placed<Class<? extends PciInstruction>, Effect.OnControl> hit, PciInstruction instruction) {
    fired(hit.fault(), FaultAtControl.word(instruction.getClass()), hit.fault().doing());
    return switch (hit.effect()) {
      case Effect.Answer(int answer) -> answer;
      case Effect.Busy _ -> Outcome.BUSY;
    };
  }

  /**
   * {@code access}, a block, goes on in two pieces: it has entered the tap, and whoever sends them
   * leaves it. Answers the length of the first.
   */
  int tears(Fault fault, int cut, PortAccess access, Tap tap) {
    int first = cut == 0 ? fault.draw(access.length() - 1) : cut;
    fired(fault, access.words(), new Effect.Torn(first).words());
    access.enter(tap);
    return first;
  }

  /** The errno that {@code call} ends with; 0 where it goes through. */
  int errno(Call call) {
    List<Placed<Set<Call>, Effect.OnCall>> all = site(call.port()).placed();
    for (int i = 0; i < all.size(); i++) {
      Placed<Set<Call>, Effect.OnCall> each = all.get(i);
      if (each.condition().contains(call) && each.fault().hits()) {
        fired(each.fault(), call.word(), each.effect().words());
        return switch (each.effect()) {
          case Effect.Failed(int errno) -> errno;
        };
      }
    }
    return 0;
  }

  private Site<Set<Call>, Effect.OnCall> site(Port port) {
    return switch (port) {
      case VFIO -> vfio;
      case DEV -> dev;
      case IO -> io;
      case GUEST, HOST, FUNCTION, DMA, MSI, REGION ->
          throw new IllegalArgumentException("no call crosses at " + port.word());
    };
  }
}
