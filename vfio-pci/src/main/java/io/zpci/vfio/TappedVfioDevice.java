package io.zpci.vfio;

import io.zpci.arch.AddressSpace;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vfio device with a tap in front of it: accesses to regions enter the given hand, every call
 * costs what a call costs, and every signal of an interrupt what a signal costs.
 */
public final class TappedVfioDevice implements VfioDevice {
  private final VfioDevice below;
  private final Hand hand;
  private final Tap tap;
  private final Cost[] calls;
  private final Cost[] signals;
  private final RegionAccess[] regions;
  private final RegionAccess file;

  /**
   * {@code below}, which is served by {@code hand}, seen by {@code tap}.
   *
   * @param calls what each call costs: {@link Cost#SYSCALL} where the caller is a process
   */
  public TappedVfioDevice(VfioDevice below, Hand hand, Tap tap, Cost... calls) {
    this(below, hand, tap, calls.clone(), new Cost[0]);
  }

  private TappedVfioDevice(VfioDevice below, Hand hand, Tap tap, Cost[] calls, Cost[] signals) {
    this.below = below;
    this.hand = hand;
    this.tap = tap;
    this.calls = calls;
    this.signals = signals;
    this.regions = new RegionAccess[below.info().regions()];
    for (int index = 0; index < regions.length; index++) {
      int space = index == CONFIG_REGION ? AddressSpace.CONFIG : index;
      regions[index] = new TappedRegion(below.region(index), space, hand, tap, calls);
    }
    this.file = new TappedRegion(below.file(), -1, hand, tap, calls);
  }

  /**
   * The same device, of which each signal of an eventfd costs {@code costs}: {@link Cost#KICK} and
   * {@link Cost#CONTEXT_SWITCH} where it wakes a process.
   */
  public TappedVfioDevice signalling(Cost... costs) {
    return new TappedVfioDevice(below, hand, tap, calls, costs.clone());
  }

  @Override
  public DeviceInfo info() {
    Cost.tell(calls, tap);
    return below.info();
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    Cost.tell(calls, tap);
    return below.regionInfo(index);
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    Cost.tell(calls, tap);
    return below.irqInfo(index);
  }

  @Override
  public RegionAccess region(int index) {
    return index >= 0 && index < regions.length ? regions[index] : below.region(index);
  }

  @Override
  public RegionAccess file() {
    return file;
  }

  @Override
  public int setIrqs(IrqSet set) {
    Cost.tell(calls, tap);
    return below.setIrqs(signals.length == 0 ? set : tapped(set));
  }

  private IrqSet tapped(IrqSet set) {
    List<IrqSet.@Nullable Trigger> triggers = new ArrayList<>();
    for (IrqSet.Trigger trigger : set.triggers()) {
      triggers.add(trigger == null ? null : new TappedTrigger(trigger, tap, signals));
    }
    return new IrqSet(set.flags(), set.index(), set.start(), set.count(), set.booleans(), triggers);
  }

  @Override
  public int reset() {
    Cost.tell(calls, tap);
    return below.reset();
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    Cost.tell(calls, tap);
    return below.dmaMap(ioAddress, address, size, writable);
  }

  @Override
  public int ioeventfd(int flags, long offset, long data, int fd) {
    Cost.tell(calls, tap);
    return below.ioeventfd(flags, offset, data, fd);
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    Cost.tell(calls, tap);
    return below.dmaUnmap(ioAddress, size);
  }

  /** An eventfd with a tap in front of it. */
  private static final class TappedTrigger implements IrqSet.Trigger {
    private final IrqSet.Trigger below;
    private final Tap tap;
    private final Cost[] costs;

    TappedTrigger(IrqSet.Trigger below, Tap tap, Cost[] costs) {
      this.below = below;
      this.tap = tap;
      this.costs = costs;
    }

    @Override
    public void signal() {
      Cost.tell(costs, tap);
      below.signal();
    }
  }
}
