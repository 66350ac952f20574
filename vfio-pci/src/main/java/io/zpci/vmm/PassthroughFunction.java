package io.zpci.vmm;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Pec;
import io.zpci.dma.DmaRules;
import io.zpci.dma.DmaSpace;
import io.zpci.dma.Iota;
import io.zpci.firmware.ControlledFunction;
import io.zpci.firmware.MeasurementBlock;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.interrupt.IndicatorVector;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;

/**
 * QEMU's {@code zpci} device beside a vfio device: handle, state, I/O address space, registered
 * interrupts, measurement. Its I/O address space is the shadow that RPCIT fills, each page of it a
 * mapping in vfio. Source: spec zpci 6, 11.4; spec passthrough d.2, e.2.
 *
 * <p>Not thread safe but for messages and the state, which any thread may ask.
 */
public final class PassthroughFunction implements ControlledFunction {
  private static final int RESOURCE_NOT_AVAILABLE = 4;
  private static final int SEQUENCE = 24;
  private static final int PAGE_SHIFT = 12;

  private final ZpciProperties properties;
  private final GuestMachine guest;
  private final VfioMappings mappings;
  private final DmaSpace dma;
  private final MeasurementBlock measurement = new MeasurementBlock();
  private final Tap tap;
  private final QemuMsi emulated;
  private final AdapterRoute routed;

  private volatile FunctionState state;
  private int handle;
  private InterruptRegistration interrupts = InterruptRegistration.NONE;
  private boolean interruptsRegistered;

  /**
   * The function as it is plugged.
   *
   * @param handle the guest's handle; its enable bit decides the first state, ENABLED or DISABLED,
   *     its marker whether vfio's limits matter
   */
  PassthroughFunction(
      QemuVersion version,
      VfioDevice device,
      FunctionFacts facts,
      ZpciProperties properties,
      int handle,
      GuestMachine guest,
      InterceptionOptions options,
      Tap tap) {
    this.properties = properties;
    this.guest = guest;
    this.handle = handle;
    this.tap = tap;
    this.state = FunctionHandle.enabled(handle) ? FunctionState.ENABLED : FunctionState.DISABLED;
    this.mappings = new VfioMappings(device, guest, options.mappings(), version.mappingLeak(), tap);
    this.dma = new DmaSpace(rules(version, facts, handle, options, tap), mappings, this::failed);
    this.dma.translate(state.translates());
    this.emulated = new QemuMsi(this::state, guest, version.summaryTest());
    this.routed = new AdapterRoute(guest);
  }

  /**
   * What the release takes of addresses and ranges. Relaxed translation is for functions behind
   * vfio but ISM; where it is not, the aperture is cut to what the container can map.
   */
  private static DmaRules rules(
      QemuVersion version, FunctionFacts facts, int handle, InterceptionOptions options, Tap tap) {
    boolean vfio = (handle & FunctionHandle.SHM) != FunctionHandle.SHM_EMULATED;
    boolean relaxed = version.relaxedTranslation() && vfio && !facts.isIsm();
    long end = DmaRules.END;
    if (version.apertureCut() && vfio && !relaxed) {
      if (version.apertureCutFirstOnly() && options.sharedContainer()) {
        tap.broken(QemuRules.APERTURE);
      } else {
        end = DmaRules.START + (options.mappings() << PAGE_SHIFT) - 1;
      }
    }
    return new DmaRules(
        DmaRules.Model.SHADOW,
        DmaRules.AboveLimit.DROPPED,
        DmaRules.LastPage.TRANSLATED,
        version.rpcitRange(),
        version.rpcitPasses(),
        version.segmentsForgotten()
            ? DmaRules.InvalidEntry.FORGOTTEN
            : DmaRules.InvalidEntry.UNMAPPED,
        relaxed,
        DmaRules.REGION_THIRD_ONLY,
        DmaRules.START,
        Math.min(end, DmaRules.END));
  }

  /** Who is told of the guest's error events, where its interruptions go, its storage. */
  GuestMachine guest() {
    return guest;
  }

  VfioMappings mappings() {
    return mappings;
  }

  MeasurementBlock measurement() {
    return measurement;
  }

  /** A message as QEMU itself delivers it. */
  public Msi emulatedMsi() {
    return emulated;
  }

  /** A message as KVM delivers it by an irqfd. */
  public Msi routedMsi() {
    return routed;
  }

  @Override
  public int handle() {
    return handle;
  }

  /** Takes over {@code newHandle}, without a look at the state. */
  void handle(int newHandle) {
    handle = newHandle;
  }

  @Override
  public FunctionState state() {
    return state;
  }

  /** Puts the function into {@code newState}; the enable bit of its handle follows. */
  void state(FunctionState newState) {
    go(newState);
    handle = newState.enabled() ? handle | FunctionHandle.ENABLE : handle & ~FunctionHandle.ENABLE;
  }

  private void go(FunctionState next) {
    state = next;
    dma.translate(next.translates());
  }

  @Override
  public boolean resetBlock() {
    if (state != FunctionState.ERROR) {
      return false;
    }
    go(FunctionState.BLOCKED);
    return true;
  }

  @Override
  public boolean resetError() {
    if (state != FunctionState.ERROR && state != FunctionState.BLOCKED) {
      return false;
    }
    go(FunctionState.ENABLED);
    return true;
  }

  @Override
  public DmaSpace dma() {
    return dma;
  }

  @Override
  public InterruptRegistration interrupts() {
    return interrupts;
  }

  @Override
  public boolean interruptsRegistered() {
    return interruptsRegistered;
  }

  @Override
  public int registerInterrupts(GuestStorage storage, InterruptRegistration registration) {
    Forwarding forwarding = guest.forwarding();
    if (forwarding != null) {
      if (forwarding.register(registration) != 0) {
        return SEQUENCE;
      }
    } else {
      if (!IndicatorVector.reaches(storage, registration.aibv(), registration.aibvo())
          || !IndicatorVector.reaches(storage, registration.aisb(), registration.aisbo())) {
        return RESOURCE_NOT_AVAILABLE;
      }
      emulated.register(storage, registration);
      routed.register(storage, registration);
    }
    interrupts = registration;
    interruptsRegistered = true;
    return 0;
  }

  @Override
  public int deregisterInterrupts() {
    Forwarding forwarding = guest.forwarding();
    if (forwarding != null && forwarding.deregister() != 0) {
      return SEQUENCE;
    }
    forgetInterrupts();
    return 0;
  }

  @Override
  public long measurementBlock() {
    return measurement.address();
  }

  @Override
  public void measure(GuestStorage storage, long address) {
    measurement.measure(storage, address);
  }

  @Override
  public void failed(int pec, long address) {
    if (pec != Pec.MEASUREMENT_ADDRESS && pec != Pec.MEASUREMENT_PROTECTION) {
      go(FunctionState.ERROR);
    }
    guest.events().accept(new ErrorEvent(handle, properties.fid(), address, pec));
  }

  /** What QEMU's timer does each interval; a block that cannot be written ends the measurement. */
  void updateMeasurementBlock(long tod) {
    long address = measurement.address();
    if (!measurement.update(tod)) {
      failed(Pec.MEASUREMENT_ADDRESS, address);
    }
  }

  /**
   * The reset of the zPCI device: interrupts, address space and measurement are dropped, mappings
   * unmapped.
   *
   * @param leavingForwarding the forwarding stays as it is below, though QEMU forgets it (g.11)
   */
  void reset(boolean leavingForwarding) {
    Forwarding forwarding = guest.forwarding();
    if (interruptsRegistered && forwarding != null) {
      if (leavingForwarding) {
        tap.broken(QemuRules.FORWARDING_RESET);
      } else {
        int _ = forwarding.deregister();
      }
    }
    forgetInterrupts();
    dma.deregister();
    mapDirectly();
    measurement.stop();
  }

  /** An anchor without translation is in vfio a mapping of all storage. */
  void mapDirectly() {
    mappings.direct(dma.registered() && !Iota.translates(dma.iota()), dma.rules().start());
  }

  private void forgetInterrupts() {
    interrupts = InterruptRegistration.NONE;
    interruptsRegistered = false;
    emulated.deregister();
    routed.deregister();
  }
}
