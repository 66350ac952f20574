package io.zpci.machine;

import io.zpci.verdict.GuestResult;
import io.zpci.workload.Issued;
import org.jspecify.annotations.Nullable;

/** Who issues operations at the top of a route: a guest, or a process. */
interface Issuer extends AutoCloseable {
  /** Why nobody there issues {@code issued}; null where somebody does. */
  @Nullable String missing(Issued issued);

  /**
   * Issues one operation, with one root crossing on the tap. Its data stands in, and loads go to,
   * the issuer's storage at {@link Issued#memory}.
   */
  GuestResult issue(Issued issued);

  @Override
  void close();
}
