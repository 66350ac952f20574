package io.zpci.vmm;

import io.zpci.function.Msi;
import io.zpci.interrupt.EventCounter;
import io.zpci.interrupt.KvmIrqfd;
import io.zpci.trace.Tap;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioDevice;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain MSI, routed as QEMU routes it elsewhere and as the 2020 patches did on s390: enabling it
 * gives vfio one eventfd a message, disabling takes all away. Where the host has fewer vectors,
 * QEMU asks again for as many as there are. Source: spec passthrough c.2, d.3, g.35.
 *
 * <p>A message's data is the capability's as it is when the eventfd fires, with the message's
 * number added. Masking a single message is unverified and not modelled.
 */
final class VfioMsi {
  private static final int ENABLE = 1;
  private static final int MULTIPLE_SHIFT = 4;
  private static final int MULTIPLE_MASK = 7;

  private final VfioDevice device;
  private final GuestConfig config;
  private final Msi to;
  private final Tap tap;
  private boolean enabled;

  /** Disabled MSI. */
  VfioMsi(VfioDevice device, GuestConfig config, Msi to, Tap tap) {
    this.device = device;
    this.config = config;
    this.to = to;
    this.tap = tap;
  }

  /** The guest wrote the capability's message control, which is {@code now} afterwards. */
  void controlWritten(int now) {
    boolean on = (now & ENABLE) != 0;
    if (on == enabled) {
      return;
    }
    enabled = on;
    if (on) {
      connect(1 << (now >> MULTIPLE_SHIFT & MULTIPLE_MASK));
    } else {
      disconnect();
    }
  }

  /** Back to the state at the start. */
  void reset() {
    if (enabled) {
      disconnect();
    }
    enabled = false;
  }

  private void connect(int wanted) {
    int count = wanted;
    int answer = device.setIrqs(eventfds(count));
    while (answer > 0 && answer < count) {
      count = answer;
      answer = device.setIrqs(eventfds(count));
    }
    told(answer);
  }

  private void disconnect() {
    told(device.setIrqs(IrqSet.disable(VfioDevice.IRQ_MSI)));
  }

  private void told(int answer) {
    if (answer != 0) {
      tap.broken(QemuRules.SET_IRQS);
    }
  }

  private IrqSet eventfds(int count) {
    List<IrqSet.Trigger> triggers = new ArrayList<>();
    Msi fired = message -> to.signal(config.msiData() + message);
    for (int message = 0; message < count; message++) {
      triggers.add(new KvmIrqfd(new EventCounter(), fired, message)::signal);
    }
    int flags = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
    return new IrqSet(flags, VfioDevice.IRQ_MSI, 0, count, List.of(), new ArrayList<>(triggers));
  }
}
