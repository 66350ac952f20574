package io.zpci.route;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a guest's instruction becomes a host's operation. Routes are found by {@link
 * java.util.ServiceLoader}: one class and one service line make a new one, and everything that runs
 * routes runs it.
 */
public interface Route {
  /** Every route has a name of its own, in lower case with dashes. */
  String name();

  /** From guest to device, one line for people. */
  String description();

  /** Where the route stands in listings: shipped routes use 10 to 70, others stand behind. */
  default int order() {
    return 100;
  }

  /** Why the route cannot be taken with these versions and this function; null where it can. */
  @Nullable String unavailable(Facts facts);

  /**
   * What the VMM says when the function is plugged: {@code accepted} or {@code refused, why}; null
   * without a VMM.
   */
  default @Nullable String plug(Facts facts) {
    return null;
  }

  /**
   * What the route promises with these versions and this function; a contract test holds it to
   * that. None where it says nothing. Asked only where {@link #unavailable} answers null.
   */
  default Set<Promise> promises(Facts facts) {
    return Set.of();
  }

  /**
   * Joins guest and host. Called only where {@link #unavailable} answers null; the path belongs to
   * the caller, who closes it.
   */
  Path connect(Below host, Guest guest, Facts facts);
}
