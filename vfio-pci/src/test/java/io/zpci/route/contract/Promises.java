package io.zpci.route.contract;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.contract.Place;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.route.Facts;
import io.zpci.route.Promise;
import io.zpci.route.Route;
import io.zpci.route.contract.SeenFunction.Arrival;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a route keeps a promise, made or not: accesses are issued, and what arrives is seen. */
public final class Promises {
  private static final int PAGE = 4096;
  private static final long OPERAND = 0x1008;
  private static final int[] STRICT_LENGTHS = {16, 24, 64, 128, 512, 4096};
  private static final int[] RELAXED_LENGTHS = {1, 5, 8, 16, 64, 100, 128, 1000, 4096};
  private static final long[] OFFSETS = {0, 3, 8, 0x108, 0xff8};
  private static final int[] SINGLES = {1, 2, 4, 8};

  private final Route route;
  private final Facts facts;
  private final List<String> broken = new ArrayList<>();

  private Promises(Route route, Facts facts) {
    this.route = route;
    this.facts = facts;
  }

  /**
   * How {@code route} breaks {@code promise} with {@code facts}, which it can be taken with; empty
   * where it keeps it.
   */
  public static List<String> broken(Promise promise, Route route, Facts facts) {
    Promises run = new Promises(route, facts);
    switch (promise) {
      case WHOLE_BLOCKS -> run.wholeBlocks();
      case HANDLE_INSTRUCTIONS -> run.handleInstructions();
      case BLOCK_ERRORS -> run.errors(true);
      case SINGLE_ERRORS -> run.errors(false);
      case ORDER -> run.order();
    }
    return List.copyOf(run.broken);
  }

  private void wholeBlocks() {
    try (RouteBench bench = open()) {
      for (Place place : blocks(bench.path.maxStoreBlock())) {
        String bytes = fill(bench, place);
        int outcome = bench.block(place, OPERAND);
        List<Arrival> arrived = bench.function.take();
        boolean whole =
            outcome == Outcome.OK
                && arrived.size() == 1
                && arrived.getFirst().block()
                && isAt(arrived.getFirst(), place)
                && arrived.getFirst().data().equals(bytes);
        note(whole, "block", place, Outcome.describe(outcome) + ", arrived: " + places(arrived));
      }
    }
  }

  private void handleInstructions() {
    try (RouteBench bench = open()) {
      for (Access access : accesses(bench)) {
        int before = bench.byMio();
        int _ = access.issue(bench);
        List<Arrival> arrived = bench.function.take();
        int byMio = bench.byMio() - before;
        note(byMio == 0, access.word(), access.place(), byMio + " MIO instructions");
        boolean byHandle = arrived.stream().allMatch(Arrival::byHandle);
        note(byHandle, access.word(), access.place(), "arrived otherwise than by handle");
      }
    }
  }

  /** Nobody takes what the guest issues: first the function does not, then the machine. */
  private void errors(boolean blocks) {
    try (RouteBench bench = open()) {
      bench.function.refuse();
      seeRefusals(bench, blocks, "the function refused it");
    }
    try (RouteBench bench = open()) {
      bench.entry.error();
      seeRefusals(bench, blocks, "the function is in error");
    }
  }

  private void seeRefusals(RouteBench bench, boolean blocks, String why) {
    for (Access access : accesses(bench)) {
      if (blocks == (access.kind() == Kind.BLOCK)) {
        int outcome = access.issue(bench);
        note(outcome != Outcome.OK, access.word(), access.place(), "cc 0, but " + why);
      }
    }
  }

  private void order() {
    try (RouteBench bench = open()) {
      for (Access access : accesses(bench)) {
        int _ = access.issue(bench);
        List<Arrival> arrived = bench.function.take();
        note(
            ascends(arrived, access.place()),
            access.word(),
            access.place(),
            "arrived: " + places(arrived));
      }
    }
  }

  /** Whether all of {@code arrived} is inside {@code place}, each piece behind the one before. */
  private static boolean ascends(List<Arrival> arrived, Place place) {
    long from = place.offset();
    for (Arrival each : arrived) {
      if (each.space() != place.space()
          || each.offset() < from
          || each.offset() + each.length() > place.offset() + place.length()) {
        return false;
      }
      from = each.offset() + each.length();
    }
    return true;
  }

  private RouteBench open() {
    RouteBench bench = new RouteBench(route, facts);
    bench.function.note();
    return bench;
  }

  private void note(boolean kept, String word, Place place, String seen) {
    if (!kept) {
      broken.add("%s of %s: %s".formatted(word, place, seen));
    }
  }

  private enum Kind {
    LOAD,
    STORE,
    BLOCK
  }

  private record Access(Kind kind, Place place) {
    int issue(RouteBench bench) {
      return switch (kind) {
        case LOAD -> bench.load(place);
        case STORE -> bench.store(place);
        case BLOCK -> bench.block(place, OPERAND);
      };
    }

    String word() {
      return kind.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Blocks, loads and stores, one after the other. */
  private List<Access> accesses(RouteBench bench) {
    List<Access> accesses = new ArrayList<>();
    for (Place place : blocks(bench.path.maxStoreBlock())) {
      accesses.add(new Access(Kind.BLOCK, place));
    }
    for (int bar : bars()) {
      for (int length : SINGLES) {
        Place place = new Place(bar, 0x40 + 2L * length, length);
        accesses.add(new Access(Kind.STORE, place));
        accesses.add(new Access(Kind.LOAD, place));
      }
    }
    return accesses;
  }

  /** Blocks of each length that the function's class and the path allow. */
  private List<Place> blocks(int most) {
    boolean strict = facts.function().blockClass() == BlockClass.STRICT;
    List<Place> places = new ArrayList<>();
    for (int bar : bars()) {
      for (int length : strict ? STRICT_LENGTHS : RELAXED_LENGTHS) {
        for (long offset : OFFSETS) {
          boolean inPage = (offset & PAGE - 1) + length <= PAGE;
          if (length <= most && inPage && (!strict || offset % 8 == 0)) {
            places.add(new Place(bar, offset, length));
          }
        }
      }
    }
    return places;
  }

  /** BARs that take whatever is stored: all but the one with the MSI-X table. */
  private List<Integer> bars() {
    FunctionFacts function = facts.function();
    FunctionFacts.@Nullable Msix msix = function.msix();
    List<Integer> bars = new ArrayList<>();
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      if (function.barSize(bar) >= PAGE && (msix == null || msix.bar() != bar)) {
        bars.add(bar);
      }
    }
    return bars;
  }

  private static String fill(RouteBench bench, Place place) {
    byte[] bytes = new byte[place.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + place.offset());
      bench.storage.putByte(OPERAND + i, bytes[i]);
    }
    return HexFormat.of().formatHex(bytes);
  }

  private static boolean isAt(Arrival arrival, Place place) {
    return arrival.space() == place.space()
        && arrival.offset() == place.offset()
        && arrival.length() == place.length();
  }

  private static String places(List<Arrival> arrived) {
    return arrived.isEmpty()
        ? "nothing"
        : arrived.size()
            + " from "
            + new Place(
                arrived.getFirst().space(),
                arrived.getFirst().offset(),
                arrived.getFirst().length());
  }
}
