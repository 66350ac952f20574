package io.zpci.report;

import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The hands of a run in columns, the issuer's first and the device last. Hands that stand in each
 * other's place on different routes share one.
 */
final class Lanes {
  /** Columns of the shipped hands, in the order of the way. */
  private static final List<List<Hand>> WAY =
      List.of(
          List.of(Hand.GUEST, Hand.PROCESS),
          List.of(Hand.GUEST_LINUX),
          List.of(Hand.QEMU),
          List.of(Hand.VFIO, Hand.ISM_VFIO_PCI, Hand.ZPCI_IO_REGION),
          List.of(Hand.HOST_LINUX),
          List.of(Hand.FIRMWARE),
          List.of(Hand.DEVICE));

  /**
   * Hands in the order in which they were seen, each with the hand that it was first seen below.
   */
  private final Map<Hand, Hand> above = new LinkedHashMap<>();

  private final Map<Hand, Set<Integer>> routes = new LinkedHashMap<>();

  Lanes() {}

  /** Sees every hand of {@code root} on the route with number {@code route}. */
  void add(int route, Crossing root) {
    see(route, root.hand(), root.hand());
    for (Crossing child : root.children()) {
      add(route, root.hand(), child);
    }
  }

  private void add(int route, Hand parent, Crossing crossing) {
    see(route, crossing.hand(), parent);
    for (Crossing child : crossing.children()) {
      add(route, crossing.hand(), child);
    }
  }

  private void see(int route, Hand hand, Hand parent) {
    above.putIfAbsent(hand, parent);
    routes.computeIfAbsent(hand, _ -> new LinkedHashSet<>()).add(route);
  }

  /** The columns, each with its hands. The device has one even where nothing reached it. */
  List<List<Hand>> columns() {
    List<List<Hand>> columns = new ArrayList<>();
    for (List<Hand> place : WAY) {
      int first = columns.size();
      for (Hand hand : place) {
        if (above.containsKey(hand) || hand.equals(Hand.DEVICE)) {
          share(columns, first, hand);
        }
      }
    }
    for (Map.Entry<Hand, Hand> seen : above.entrySet()) {
      if (columns.stream().noneMatch(column -> column.contains(seen.getKey()))) {
        columns.add(behind(columns, seen.getValue()), List.of(seen.getKey()));
      }
    }
    return List.copyOf(columns);
  }

  /** Puts {@code hand} into the first column from {@code first} on that no route needs twice. */
  private void share(List<List<Hand>> columns, int first, Hand hand) {
    for (int i = first; i < columns.size(); i++) {
      if (columns.get(i).stream().noneMatch(other -> together(other, hand))) {
        List<Hand> both = new ArrayList<>(columns.get(i));
        both.add(hand);
        columns.set(i, List.copyOf(both));
        return;
      }
    }
    columns.add(List.of(hand));
  }

  private boolean together(Hand one, Hand other) {
    Set<Integer> others = routes.getOrDefault(other, Set.of());
    return routes.getOrDefault(one, Set.of()).stream().anyMatch(others::contains);
  }

  /** Where a hand stands that nobody knows: behind the one it was first seen below. */
  private static int behind(List<List<Hand>> columns, Hand parent) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).contains(parent)) {
        return parent.equals(Hand.DEVICE) ? i : i + 1;
      }
    }
    return 0;
  }
}
