package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PollSet;
import io.zpci.posix.PosixException;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.IrqSet.Trigger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The eventfds of a client's triggers. A signal stays in its eventfd until it is asked for; the
 * order of signals of different vectors is not known, they are told by index and vector.
 */
final class ClientInterrupts implements AutoCloseable {
  /** How many signals of one vector are told at once; an eventfd holds what the server likes. */
  private static final long MOST = 1 << 16;

  private static final int EVENTFD = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;

  /** By index and vector. */
  private final TreeMap<Long, Source> sources = new TreeMap<>();

  /** What came for triggers that were taken away since. */
  private final List<Late> late = new ArrayList<>();

  private record Source(EventFd eventFd, Trigger trigger) {}

  private record Late(Trigger trigger, long signals) {}

  private static final int SETUP = 20;
  private static final int MOST_BOOLEANS = 1 << 16;
  private static final int DATA = IrqSet.DATA_NONE | IrqSet.DATA_BOOL | IrqSet.DATA_EVENTFD;

  private final ClientConnection connection;

  /** None set up. */
  ClientInterrupts(ClientConnection connection) {
    this.connection = connection;
  }

  /**
   * {@code SET_IRQS}.
   *
   * @param most how many descriptors go into a message
   * @return 0 or a negative errno
   */
  int set(IrqSet set, int most) throws PosixException {
    int data = set.flags() & DATA;
    if (data == IrqSet.DATA_EVENTFD && set.count() != 0) {
      boolean given = set.count() > 0 && set.triggers().size() >= set.count() && most > 0;
      boolean trigger = set.flags() == (IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER);
      return given && trigger ? setTriggers(set, most) : -Errno.EINVAL;
    }
    int booleans = 0;
    if (data == IrqSet.DATA_BOOL) {
      booleans = set.count();
      if (booleans < 0 || booleans > MOST_BOOLEANS || set.booleans().size() < booleans) {
        return -Errno.EINVAL;
      }
    }
    MemorySegment request = connection.request(Message.HEADER + SETUP + booleans);
    for (int i = 0; i < booleans; i++) {
      request.set(
          ValueLayout.JAVA_BYTE,
          Message.HEADER + SETUP + i,
          (byte) (set.booleans().get(i) ? 1 : 0));
    }
    int result = send(set.flags(), set.index(), set.start(), set.count(), booleans, List.of());
    if (result == 0
        && set.flags() == (IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER)
        && set.count() == 0) {
      removeAll(set.index());
    }
    return result;
  }

  /** Runs of triggers, and of vectors that are detached. */
  private int setTriggers(IrqSet set, int most) throws PosixException {
    int done = 0;
    while (done < set.count()) {
      boolean detached = set.triggers().get(done) == null;
      int run = 1;
      while (done + run < set.count()
          && (set.triggers().get(done + run) == null) == detached
          && (detached || run < most)) {
        run++;
      }
      int start = set.start() + done;
      int result =
          detached
              ? detach(set.index(), start, run)
              : attach(set.index(), start, set.triggers().subList(done, done + run));
      if (result < 0) {
        return result;
      }
      done += run;
    }
    return 0;
  }

  private int detach(int index, int start, int count) throws PosixException {
    int result = send(EVENTFD, index, start, count, 0, List.of());
    if (result == 0) {
      remove(index, start, count);
    }
    return result;
  }

  private int attach(int index, int start, List<@Nullable Trigger> triggers) throws PosixException {
    List<EventFd> eventFds = new ArrayList<>();
    try {
      List<Descriptor> descriptors = new ArrayList<>();
      for (int i = 0; i < triggers.size(); i++) {
        EventFd eventFd = EventFd.create();
        eventFds.add(eventFd);
        descriptors.add(eventFd.descriptor());
      }
      int result = send(EVENTFD, index, start, triggers.size(), 0, descriptors);
      if (result == 0) {
        for (int i = 0; i < triggers.size(); i++) {
          put(index, start + i, eventFds.get(i), Objects.requireNonNull(triggers.get(i)));
        }
        eventFds.clear();
      }
      return result;
    } finally {
      eventFds.forEach(EventFd::close);
    }
  }

  private int send(
      int flags, int index, int start, int count, int booleans, List<Descriptor> descriptors) {
    MemorySegment request = connection.request(Message.HEADER + SETUP);
    request.set(Message.INT, Message.HEADER, SETUP + booleans);
    request.set(Message.INT, Message.HEADER + 4L, flags);
    request.set(Message.INT, Message.HEADER + 8L, index);
    request.set(Message.INT, Message.HEADER + 12L, start);
    request.set(Message.INT, Message.HEADER + 16L, count);
    int size = Message.HEADER + SETUP + booleans;
    return connection.exchange(VfioUserCommand.DEVICE_SET_IRQS, size, 0, descriptors);
  }

  private static long key(int index, int vector) {
    return (long) index << Integer.SIZE | Integer.toUnsignedLong(vector);
  }

  /** {@code eventFd}, which is this one's now, stands for {@code trigger}. */
  private void put(int index, int vector, EventFd eventFd, Trigger trigger) throws PosixException {
    retire(sources.put(key(index, vector), new Source(eventFd, trigger)));
  }

  /** Nothing stands for {@code count} vectors any more. */
  private void remove(int index, int start, int count) throws PosixException {
    long first = key(index, start);
    Map<Long, Source> gone = sources.subMap(first, first + Integer.toUnsignedLong(count));
    for (Source source : gone.values()) {
      retire(source);
    }
    gone.clear();
  }

  /** Nothing stands for any vector of {@code index} any more. */
  private void removeAll(int index) throws PosixException {
    Map<Long, Source> gone = sources.subMap(key(index, 0), key(index + 1, 0));
    for (Source source : gone.values()) {
      retire(source);
    }
    gone.clear();
  }

  private void retire(@Nullable Source source) throws PosixException {
    if (source == null) {
      return;
    }
    try (EventFd eventFd = source.eventFd()) {
      long signals = eventFd.take();
      if (signals != 0) {
        late.add(new Late(source.trigger(), signals));
      }
    }
  }

  /** Whether there are signals that wait for nothing. */
  boolean hasLate() {
    return !late.isEmpty();
  }

  /** Puts every eventfd into {@code set}. */
  void addTo(PollSet set) {
    for (Source source : sources.values()) {
      Descriptor descriptor = source.eventFd().descriptor();
      int _ = set.add(descriptor);
    }
  }

  /** Tells each trigger its signals; how many that were. */
  int deliver() throws PosixException {
    int told = 0;
    if (!late.isEmpty()) {
      List<Late> before = List.copyOf(late);
      late.clear();
      for (Late each : before) {
        told += tell(each.trigger(), each.signals());
      }
    }
    // A trigger may set up interrupts anew: what is delivered is what stood before.
    for (Source source : List.copyOf(sources.values())) {
      if (!source.eventFd().descriptor().closed()) {
        told += tell(source.trigger(), source.eventFd().take());
      }
    }
    return told;
  }

  private static int tell(Trigger trigger, long signals) {
    // The counter is 64 bits without a sign; beyond the most nobody counts.
    int count = (int) (signals < 0 ? MOST : Math.min(signals, MOST));
    for (int i = 0; i < count; i++) {
      trigger.signal();
    }
    return count;
  }

  @Override
  public void close() {
    sources.values().forEach(source -> source.eventFd().close());
    sources.clear();
    late.clear();
  }
}
