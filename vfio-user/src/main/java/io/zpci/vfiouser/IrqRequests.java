package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code DEVICE_SET_IRQS}, and the eventfds that the client passes by it: each is kept as long as
 * its vector has it, and closed after the device has been told that it goes. Vectors of one kind of
 * interrupt share nothing with those of another, and disabling a range ends that range; where
 * libvfio-user does otherwise (one array for all kinds, a loop that ends too early) is not done
 * after it. Source: spec passthrough f.2, f.5, a.7.
 */
final class IrqRequests implements AutoCloseable {
  private static final int DATA = IrqSet.DATA_NONE | IrqSet.DATA_BOOL | IrqSet.DATA_EVENTFD;
  private static final int ACTIONS =
      IrqSet.ACTION_MASK | IrqSet.ACTION_UNMASK | IrqSet.ACTION_TRIGGER;

  /** From this kind on, errors and requests to let go, there is one vector and no mask. */
  private static final int SINGLE = 3;

  private final ServedDevice device;
  private final Map<Integer, @Nullable EventFd[]> events = new HashMap<>();

  IrqRequests(ServedDevice device) {
    this.device = device;
  }

  /** Answers 0 or a negative errno. */
  int set(Request request) {
    if (!request.holds(Payload.SetIrqs.SIZE)) {
      return request.refuse(Errno.EINVAL, "the message or its argsz is too short");
    }
    int index = request.getInt(Payload.SetIrqs.INDEX);
    IrqInfo info;
    try {
      info = InfoRequests.irq(device, index);
    } catch (VfioException e) {
      return request.refuse(e.errno(), "there is no such kind of interrupt");
    }
    String wrong = wrong(request, info);
    if (wrong != null) {
      return request.refuse(Errno.EINVAL, wrong);
    }
    return apply(request, info);
  }

  /** What is wrong with the operands; null where nothing is. */
  private static @Nullable String wrong(Request request, IrqInfo info) {
    int flags = request.getInt(Payload.SetIrqs.FLAGS);
    int data = flags & DATA;
    int action = flags & ACTIONS;
    int start = request.getInt(Payload.SetIrqs.START);
    int count = request.getInt(Payload.SetIrqs.COUNT);
    if ((flags & ~(DATA | ACTIONS)) != 0) {
      return "flags that are not known";
    }
    if (Integer.bitCount(action) != 1) {
      return "one action was expected";
    }
    if (Integer.bitCount(data) != 1) {
      return "one kind of data was expected";
    }
    // Also with a count of 0: a kind without vectors cannot even be disabled.
    if (start < 0 || start >= info.count() || count < 0 || count > info.count() - start) {
      return "there are no such vectors";
    }
    if (count == 0 && (start != 0 || action != IrqSet.ACTION_TRIGGER || data != IrqSet.DATA_NONE)) {
      return "no vector, and not all of them are to be disabled";
    }
    if (info.index() >= SINGLE && (action != IrqSet.ACTION_TRIGGER || count > 1)) {
      return "there is one vector without a mask";
    }
    int booleans = request.length() - Payload.SetIrqs.SIZE;
    if (booleans != (data == IrqSet.DATA_BOOL ? count : 0)) {
      return "as many booleans as vectors were expected";
    }
    int descriptors = request.descriptors().size();
    if (descriptors != 0 && (data != IrqSet.DATA_EVENTFD || descriptors != count)) {
      return "as many eventfds as vectors were expected, or none";
    }
    return null;
  }

  private int apply(Request request, IrqInfo info) {
    int flags = request.getInt(Payload.SetIrqs.FLAGS);
    int start = request.getInt(Payload.SetIrqs.START);
    int count = request.getInt(Payload.SetIrqs.COUNT);
    List<EventFd> passed = new ArrayList<>();
    boolean kept = false;
    try {
      take(request, passed);
      List<IrqSet.Trigger> triggers = new ArrayList<>();
      for (EventFd event : passed) {
        triggers.add(() -> {
          // A counter that is full says no more by one more.
          int _ = event.signal();
        });
      }
      int answer =
          device.setIrqs(
              new IrqSet(flags, info.index(), start, count, booleans(request), triggers));
      if (answer != 0) {
        // A device that has fewer vectors than asked for says how many; a reply cannot.
        return request.refuse(answer < 0 ? -answer : Errno.ENOSPC, "the device refuses it");
      }
      if ((flags & IrqSet.DATA_EVENTFD) != 0 && (flags & IrqSet.ACTION_TRIGGER) != 0) {
        keep(info, start, count, passed);
        kept = true;
      } else if ((flags & IrqSet.DATA_NONE) != 0 && count == 0) {
        keep(info, 0, info.count(), List.of());
      }
      return 0;
    } catch (PosixException e) {
      return request.refuse(e.errno(), "a descriptor that is no eventfd");
    } finally {
      if (!kept) {
        passed.forEach(EventFd::close);
      }
    }
  }

  private static void take(Request request, List<EventFd> passed) throws PosixException {
    for (Descriptor next = request.descriptors().poll();
        next != null;
        next = request.descriptors().poll()) {
      passed.add(EventFd.of(next));
    }
  }

  private static List<Boolean> booleans(Request request) {
    List<Boolean> booleans = new ArrayList<>();
    for (int at = Payload.SetIrqs.SIZE; at < request.length(); at++) {
      booleans.add(request.bytes().get(ValueLayout.JAVA_BYTE, request.payload() + at) != 0);
    }
    return booleans;
  }

  /** These vectors have these eventfds now, or none; those they had are closed. */
  private void keep(IrqInfo info, int start, int count, List<EventFd> passed) {
    @Nullable EventFd[] vectors =
        events.computeIfAbsent(info.index(), index -> new @Nullable EventFd[info.count()]);
    for (int i = 0; i < count; i++) {
      EventFd before = vectors[start + i];
      vectors[start + i] = passed.isEmpty() ? null : passed.get(i);
      if (before != null) {
        before.close();
      }
    }
  }

  /** Closes all of them: the device signals none any more. */
  @Override
  public void close() {
    for (@Nullable EventFd[] vectors : events.values()) {
      for (EventFd event : vectors) {
        if (event != null) {
          event.close();
        }
      }
    }
    events.clear();
  }
}
