package io.zpci.fault;

import io.zpci.arch.AddressSpace;
import io.zpci.trace.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A fault of loads, stores and blocks, or of accesses to a region, that is being described. */
public abstract sealed class AccessFaultBuilder<B extends AccessFaultBuilder<B>>
    extends FaultBuilder<B> permits FaultAtAccess, FaultAtRegion {
  private final EnumSet<Operation> operations = EnumSet.noneOf(Operation.class);
  private final List<String> words = new ArrayList<>();
  private int space = AccessCondition.ANY;
  private long from = Long.MIN_VALUE;
  private long to = Long.MAX_VALUE;
  private int shortest;
  private int longest = Integer.MAX_VALUE;
  private @Nullable Predicate<PortAccess> what;

  AccessFaultBuilder(Faults faults, Port port) {
    super(faults, port);
  }

  /** Of these operations; of all that cross here where nothing is said. */
  public final B on(Operation... these) {
    for (Operation operation : these) {
      if (!port().operations().contains(operation)) {
        throw wrong(
            "%s does not cross here; %s do"
                .formatted(operation.word(), words(port().operations())));
      }
      operations.add(operation);
    }
    return self();
  }

  /** In this PCI address space; at a region that of the region. */
  public final B space(int newSpace) {
    if (newSpace != AddressSpace.CONFIG && (newSpace < 0 || newSpace > 0xff)) {
      throw wrong("space " + newSpace);
    }
    space = newSpace;
    words.add("space " + newSpace);
    return self();
  }

  /** Those that start at {@code offset}. */
  public final B offset(long offset) {
    return offsets(offset, offset);
  }

  /** Those that start at {@code lowest} to {@code highest}. */
  public final B offsets(long lowest, long highest) {
    if (lowest > highest) {
      throw wrong("offsets 0x%x to 0x%x: the lower first".formatted(lowest, highest));
    }
    from = lowest;
    to = highest;
    words.add(
        lowest == highest
            ? "offset 0x%x".formatted(lowest)
            : "offsets 0x%x to 0x%x".formatted(lowest, highest));
    return self();
  }

  /** Those of {@code length} bytes. */
  public final B length(int length) {
    return lengths(length, length);
  }

  /** Those of {@code least} to {@code most} bytes. */
  public final B lengths(int least, int most) {
    if (least > most || most < 0) {
      throw wrong("lengths %d to %d: the lower first".formatted(least, most));
    }
    shortest = least;
    longest = most;
    words.add(least == most ? "length " + least : "lengths " + least + " to " + most);
    return self();
  }

  /**
   * Those of which {@code condition} holds; with several, all must hold. It is asked for accesses
   * of which everything else holds, and must not change anything.
   *
   * @param name of it, for people
   */
  public final B where(String name, Predicate<PortAccess> condition) {
    Predicate<PortAccess> before = what;
    what = before == null ? condition : before.and(condition);
    words.add(name);
    return self();
  }

  @Override
  final String matching() {
    List<String> all = new ArrayList<>();
    if (!operations.isEmpty()) {
      all.add(words(operations));
    }
    all.addAll(words);
    return all.isEmpty() ? "every access" : String.join(", ", all);
  }

  /** As described. */
  final AccessCondition condition() {
    return condition(_ -> true, "", 0);
  }

  /**
   * As described, of operations that {@code fitting} takes.
   *
   * @param needed what they are, for people
   * @param least bytes that the effect needs
   * @throws IllegalArgumentException where none is left
   */
  final AccessCondition condition(Predicate<Operation> fitting, String needed, int least) {
    EnumSet<Operation> left =
        EnumSet.copyOf(operations.isEmpty() ? port().operations() : operations);
    left.removeIf(fitting.negate());
    if (left.isEmpty()) {
      throw wrong(needed + ", not " + words(operations));
    }
    if (longest < least) {
      throw wrong("%s of %d bytes or more, not of %d".formatted(needed, least, longest));
    }
    return new AccessCondition(left, space, from, to, Math.max(shortest, least), longest, what);
  }

  /** Of a torn block: longer than the first piece. */
  final AccessCondition tornAt(int cut) {
    return condition(
        operation -> operation.isBlock() || operation == Operation.PWRITE,
        port() == Port.REGION ? "torn are pwrites" : "torn are blocks",
        Math.max(cut + 1, 2));
  }

  /** Of a load that another than the function answers. */
  final AccessCondition loaded() {
    return condition(operation -> !operation.isStore(), "a value is given to loads", 0);
  }

  private static String words(Set<Operation> operations) {
    return operations.stream().map(Operation::word).collect(Collectors.joining(", "));
  }
}
