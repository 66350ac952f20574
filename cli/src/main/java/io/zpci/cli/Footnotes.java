package io.zpci.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What rests on something that no source and no mainframe confirmed, said once below a table. */
final class Footnotes {
  private static final String MARK = "(u)";

  private final Map<String, List<String>> routesByReason = new LinkedHashMap<>();

  /** What stands behind something that rests on {@code reasons}: nothing where there are none. */
  static String mark(List<String> reasons) {
    return reasons.isEmpty() ? "" : " " + MARK;
  }

  /** {@code route} rests on {@code reasons}. */
  void add(String route, List<String> reasons) {
    for (String reason : reasons) {
      List<String> routes = routesByReason.computeIfAbsent(reason, key -> new ArrayList<>());
      if (!routes.contains(route)) {
        routes.add(route);
      }
    }
  }

  /** One line for each reason, behind an empty one; nothing where there are none. */
  void print(Page page) {
    if (routesByReason.isEmpty()) {
      return;
    }
    page.line();
    routesByReason.forEach((reason, routes) ->
        page.line(
            page.inked(
                Ink.DIM, MARK + " unverified, " + String.join(", ", routes) + ": " + reason)));
  }
}
