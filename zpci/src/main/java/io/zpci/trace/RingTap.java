package io.zpci.trace;

import io.zpci.arch.Rule;
import io.zpci.storage.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last events of a run outside the heap, 32 bytes each: nothing is allocated while it
 * listens, but for the first sight of a hand or a rule. When it is full the oldest give way. It can
 * stand at every boundary of a long run, to be read when something goes wrong.
 *
 * <p>An exit with 0 and 0, which is nearly every one, takes no room: each event says how many
 * entries were open, and so what was left before it.
 *
 * <p>Of data it keeps the first eight bytes. Who needs every byte, as a judge does, takes a
 * recorder of trees.
 */
// The numbers of operations and costs never leave a ring: whoever reads it gets the words.
@SuppressWarnings("EnumOrdinal")
public final class RingTap implements Tap {
  private static final int EVENT = 32;
  private static final int ENTERED = 1;
  private static final int LEFT = 2;
  private static final int BROKE = 3;
  private static final int PAID = 4;

  /**
   * Native order, for nobody but this class reads the ring; unaligned, for an alignment that is not
   * asked for is not checked.
   */
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  /** One cause in {@link #place}. */
  private static final long CAUSE = 1L << 32;

  /** A place before any event: nothing is open. */
  private static final long NOTHING = -CAUSE;

  private static final Operation[] OPERATIONS = Operation.values();
  private static final Cost[] COSTS = Cost.values();

  private final MemorySegment ring;
  private final long mask;
  private final IdentityHashMap<Rule, Integer> numbers = new IdentityHashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private Hand[] hands = new Hand[0];
  private long next;

  /** The number of the hand that entered last. */
  private int last;

  /** The cause in the high half, from -1 on, and how many entries are open in the low one. */
  private long place = NOTHING;

  /**
   * A ring of {@code events} events.
   *
   * @param arena where it is allocated; it must stay open as long as anything is tapped
   * @param events a power of two
   */
  public RingTap(Arena arena, int events) {
    if (Integer.bitCount(events) != 1) {
      throw new IllegalArgumentException("a power of two was expected, got " + events);
    }
    this.ring = arena.allocate((long) events * EVENT, EVENT);
    this.mask = events - 1L;
  }

  @Override
  public void enter(
      Hand hand,
      Operation operation,
      int space,
      long offset,
      int length,
      @Nullable MemorySegment data,
      long at,
      long value) {
    long here = (int) place == 0 ? place + CAUSE : place;
    long bytes = data == null || !operation.isStore() ? value : first(data, at, length);
    long word =
        ENTERED
            | (long) number(hand) << 8
            | (long) operation.ordinal() << 16
            | (space & 0xffL) << 24
            | (long) length << 32;
    put(word, offset, bytes, here);
    place = here + 1;
  }

  @Override
  public void exit(long result, long value) {
    long here = place - 1;
    place = here;
    if ((result | value) != 0) {
      put(LEFT, result, value, here);
    }
  }

  @Override
  public void broken(Rule rule) {
    put(BROKE, number(rule), 0, place);
  }

  @Override
  public void cost(Cost kind) {
    put(PAID, kind.ordinal(), 0, place);
  }

  private void put(long word, long second, long third, long here) {
    long at = (next++ & mask) * EVENT;
    ring.set(WORD, at, word);
    ring.set(WORD, at + 8, second);
    ring.set(WORD, at + 16, third);
    ring.set(WORD, at + 24, here);
  }

  /** The first eight bytes, or as many as there are, in front. */
  private static long first(MemorySegment data, long at, int length) {
    long there = Math.min(length, data.byteSize() - at);
    if (there >= Long.BYTES) {
      return data.get(Layouts.LONG, at);
    }
    long image = 0;
    for (int i = 0; i < there; i++) {
      image |= (data.get(Layouts.BYTE, at + i) & 0xffL) << (56 - 8 * i);
    }
    return image;
  }

  /**
   * The number of {@code hand}. Operations of one kind pass the same hands in the same order: the
   * one after the last is looked at first.
   *
   * <p>Two hands of one name stand twice: what is read out of the ring is equal all the same.
   */
  @SuppressWarnings("ReferenceEquality")
  private int number(Hand hand) {
    Hand[] known = hands;
    int likely = last + 1 < known.length ? last + 1 : 0;
    if (likely < known.length && known[likely] == hand) {
      last = likely;
      return likely;
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i] == hand) {
        last = i;
        return i;
      }
    }
    return firstSight(hand);
  }

  private int firstSight(Hand hand) {
    if (hands.length == 1 << Byte.SIZE) {
      throw new IllegalStateException("at most 256 hands were expected, " + hand + " is one more");
    }
    hands = Arrays.copyOf(hands, hands.length + 1);
    hands[hands.length - 1] = hand;
    return hands.length - 1;
  }

  private int number(Rule rule) {
    Integer number = numbers.get(rule);
    if (number == null) {
      number = rules.size();
      numbers.put(rule, number);
      rules.add(rule);
    }
    return number;
  }

  /** How many events gave way to later ones, without exits that took no room. */
  public long lost() {
    return Math.max(0, next - mask - 1);
  }

  /** Forgets everything. Called between two operations. */
  public void clear() {
    next = 0;
    place = NOTHING;
  }

  /**
   * What is kept, oldest first. The first events may belong to an operation whose entry is lost.
   */
  public void forEach(Consumer<TraceEvent> reader) {
    long before = NOTHING;
    for (long i = lost(); i < next; i++) {
      long at = (i & mask) * EVENT;
      long then = ring.get(WORD, at + 24);
      TraceEvent event = event(at, then);
      leave(before, event instanceof TraceEvent.Left ? then + 1 : then, reader);
      reader.accept(event);
      before = event instanceof TraceEvent.Entered ? then + 1 : then;
    }
    leave(before, place, reader);
  }

  /** What is kept, oldest first. */
  public List<TraceEvent> events() {
    List<TraceEvent> events = new ArrayList<>();
    forEach(events::add);
    return events;
  }

  /** The exits that took no room between two places. */
  private static void leave(long before, long after, Consumer<TraceEvent> reader) {
    int of = (int) (before >>> 32);
    int until = of == (int) (after >>> 32) ? (int) after : 0;
    for (int open = (int) before - 1; open >= until; open--) {
      reader.accept(new TraceEvent.Left(of, open, 0, 0));
    }
  }

  private TraceEvent event(long at, long then) {
    long word = ring.get(WORD, at);
    long second = ring.get(WORD, at + 8);
    long third = ring.get(WORD, at + 16);
    int of = (int) (then >>> 32);
    int open = (int) then;
    return switch ((int) (word & 0xff)) {
      case ENTERED ->
          new TraceEvent.Entered(
              of,
              open,
              hands[(int) (word >>> 8) & 0xff],
              OPERATIONS[(int) (word >>> 16) & 0xff],
              (int) (word >>> 24) & 0xff,
              second,
              (int) (word >>> 32),
              third);
      case LEFT -> new TraceEvent.Left(of, open, second, third);
      case BROKE -> new TraceEvent.Broke(of, open, rules.get((int) second));
      case PAID -> new TraceEvent.Paid(of, open, COSTS[(int) second]);
      default -> throw new IllegalStateException("no event begins with " + word);
    };
  }
}
