package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a trace of QEMU says of an instruction that s390dbf tells was refused. Clocks of both may be
 * far apart, so that content decides: which accesses of that place the trace has.
 *
 * @param finding what was found
 * @param sentence the same for people
 */
public record Correlation(Finding finding, String sentence) {
  /** What a trace can say. */
  public enum Finding {
    /** The trace has accesses, and none that can be this one: it was refused before vfio saw it. */
    NOT_IN_TRACE("not-in-trace"),
    /** The trace has accesses of the same kind at that place. */
    IN_TRACE("in-trace"),
    /** The trace has no line of any access: it cannot tell. */
    NOTHING_TRACED("nothing-traced"),
    /** The trace names functions, and none with this handle. */
    OTHER_FUNCTION("other-function");

    private final String word;

    Finding(String word) {
      this.word = word;
    }

    /** The name as output spells it. */
    public String word() {
      return word;
    }
  }

  /**
   * What the traces of {@code account} say of {@code refused}; empty where there is no trace, or
   * the instruction is no access by handle.
   */
  public static Optional<Correlation> of(DebugEntry.Instruction refused, Account account) {
    List<String> traces =
        account.files().stream()
            .filter(each -> each.entries().containsKey(LogFormat.QEMU_TRACE))
            .map(LogFile::name)
            .toList();
    LoggedInstruction first = refused.instructions().getFirst();
    boolean access = first.byRequest() && first.operation() != null;
    if (traces.isEmpty() || !access) {
      return Optional.empty();
    }
    String named = traces.size() == 1 ? traces.getFirst() : "the traces";
    boolean listed = account.functions().stream().anyMatch(each -> each.vendor() >= 0);
    Optional<SeenFunction> function = account.byHandle(refused.handle());
    if (listed && (function.isEmpty() || function.get().vendor() < 0)) {
      return Optional.of(
          new Correlation(
              Finding.OTHER_FUNCTION,
              named
                  + " lists functions, none with handle "
                  + Sentences.hex(refused.handle())
                  + ": it is another machine's, or begins too late"));
    }
    if (account.traced().isEmpty()) {
      return Optional.of(
          new Correlation(
              Finding.NOTHING_TRACED,
              named
                  + " has no line of an access (vfio_region_read, vfio_region_write,"
                  + " vfio_user_region_rw): it cannot tell whether vfio saw it"));
    }
    return Optional.of(searched(refused, account.traced(), named));
  }

  private static Correlation searched(DebugEntry.Instruction refused, Traced traced, String named) {
    int region =
        refused.space() == AddressSpace.CONFIG ? TraceEntry.ConfigAccess.REGION : refused.space();
    boolean loads = refused.instructions().contains(LoggedInstruction.PCILG);
    boolean stores =
        refused.instructions().contains(LoggedInstruction.PCISTG)
            || refused.instructions().contains(LoggedInstruction.PCISTB);
    Predicate<Tally> there = each -> each.region() == region;
    Predicate<Tally> kind = each -> !each.known() || (each.store() ? stores : loads);
    Predicate<Tally> place = each -> each.overlaps(refused.second(), Math.max(refused.length(), 1));
    Optional<Tally> found =
        traced.tallies().stream().filter(there.and(kind).and(place)).findFirst();
    String where = Sentences.space(refused.space());
    if (found.isPresent()) {
      long count = traced.count(there.and(kind).and(place));
      return new Correlation(
          Finding.IN_TRACE,
          "%s has %d %s at %s+0x%x, the first %s: these reached vfio; which instructions they were"
                  .formatted(
                      named,
                      count,
                      loads && stores ? "accesses" : stores ? "stores" : "loads",
                      where,
                      found.get().offset(),
                      found.get().first().describe())
              + " the trace does not say");
    }
    if (traced.apart() > 0) {
      return new Correlation(
          Finding.NOTHING_TRACED,
          named + " has too many different accesses to tell whether this is one of them");
    }
    if ((stores && !traced.shows(true)) || (loads && !traced.shows(false))) {
      return new Correlation(
          Finding.NOTHING_TRACED,
          "%s has no %s of any region: where these are not traced, it cannot tell whether vfio saw it"
              .formatted(named, stores && !traced.shows(true) ? "store" : "load"));
    }
    return new Correlation(
        Finding.NOT_IN_TRACE,
        "refused before vfio saw it: no line of %s %s (of %s it has %s)"
            .formatted(
                named,
                loads && stores
                    ? "accesses " + place(refused, where)
                    : stores
                        ? "stores to " + place(refused, where)
                        : "loads from " + place(refused, where),
                where,
                counts(traced, there)));
  }

  private static String place(DebugEntry.Instruction refused, String where) {
    return where + "+" + Sentences.hex(refused.second());
  }

  private static String counts(Traced traced, Predicate<Tally> there) {
    StringBuilder counts = new StringBuilder();
    for (Tally.Via via : Tally.Via.values()) {
      Predicate<Tally> seen = there.and(each -> each.via() == via);
      long loads = traced.count(seen.and(each -> each.known() && !each.store()));
      long stores = traced.count(seen.and(Tally::store));
      long either = traced.count(seen.and(each -> !each.known()));
      if (loads + stores + either > 0) {
        counts
            .append(counts.isEmpty() ? "" : "; ")
            .append(via.word())
            .append(": ")
            .append(loads)
            .append(loads == 1 ? " load, " : " loads, ")
            .append(stores)
            .append(stores == 1 ? " store" : " stores")
            .append(either == 0 ? "" : ", " + either + " of either kind");
      }
    }
    return counts.isEmpty() ? "no access" : counts.toString();
  }
}
