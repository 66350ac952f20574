package io.zpci.logs;

import io.zpci.logs.Tally.Via;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What traces show of regions. However long they are, what is held is bounded. */
public final class Traced {
  /** As many different accesses are told apart. */
  static final int MOST = 10_000;

  private final Map<Key, Tally> tallies = new LinkedHashMap<>();
  private long apart;

  Traced() {}

  private record Key(Via via, int region, boolean store, boolean known, long offset, int size) {}

  void add(TraceEntry.Access access) {
    Boolean store = access.store();
    Via via =
        switch (access) {
          case TraceEntry.RegionAccess _ -> Via.REGION;
          case TraceEntry.ConfigAccess _ -> Via.CONFIG;
          case TraceEntry.UserAccess _ -> Via.USER;
        };
    Tally one =
        new Tally(
            via,
            access.region(),
            store != null && store,
            store != null,
            access.offset(),
            access.size(),
            1,
            access.place(),
            access.place());
    Key key = new Key(via, one.region(), one.store(), one.known(), one.offset(), one.size());
    if (tallies.size() >= MOST && !tallies.containsKey(key)) {
      apart++;
      return;
    }
    tallies.merge(key, one, Tally::and);
  }

  /** Whether there is any access. */
  public boolean isEmpty() {
    return tallies.isEmpty();
  }

  /** Whether a trace has values of accesses. */
  public boolean hasValues() {
    return tallies.values().stream().anyMatch(each -> each.via() == Via.REGION);
  }

  /**
   * Whether the trace would show a store, or a load: it shows one of any region, so that the events
   * were switched on.
   */
  boolean shows(boolean store) {
    return tallies.values().stream()
        .anyMatch(each -> each.via() == Via.USER || (each.known() && each.store() == store));
  }

  /** Accesses beyond those that are told apart. */
  public long apart() {
    return apart;
  }

  /** All of them, in the order of their first lines. */
  public Collection<Tally> tallies() {
    return List.copyOf(tallies.values());
  }

  /** How many accesses there are of which {@code which} holds. */
  public long count(Predicate<Tally> which) {
    return tallies.values().stream().filter(which).mapToLong(Tally::count).sum();
  }

  /**
   * One region as one kind of line shows it.
   *
   * @param via which kind
   * @param region a BAR, or 7 for configuration space
   * @param loads how many
   * @param stores how many
   * @param either accesses of which the trace does not say what they are
   * @param first where the first is
   * @param last where the last is
   */
  public record Region(
      Via via, int region, long loads, long stores, long either, Place first, Place last) {
    private Region and(Region other) {
      return new Region(
          via,
          region,
          loads + other.loads,
          stores + other.stores,
          either + other.either,
          first,
          other.last.line() > last.line() ? other.last : last);
    }
  }

  /** The regions, in the order of their first lines. */
  public List<Region> regions() {
    Map<String, Region> regions = new LinkedHashMap<>();
    for (Tally each : tallies.values()) {
      long count = each.count();
      regions.merge(
          each.via() + " " + each.region(),
          new Region(
              each.via(),
              each.region(),
              each.known() && !each.store() ? count : 0,
              each.store() ? count : 0,
              each.known() ? 0 : count,
              each.first(),
              each.last()),
          Region::and);
    }
    return List.copyOf(regions.values());
  }
}
