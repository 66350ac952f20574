package io.zpci.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Brings the lab up, once in a run of tests. Where the machine lacks what only its owner can bring,
 * tests are skipped and say what it is; where the lab fails to come up, they fail.
 */
final class LabStands implements BeforeAllCallback {
  /** What up.sh ends with where something of the machine is missing. */
  private static final int MISSING = 77;

  @Override
  public void beforeAll(ExtensionContext context) {
    Ran up =
        context
            .getRoot()
            .getStore(Namespace.create(LabStands.class))
            .getOrComputeIfAbsent(LabStands.class, _ -> Lab.run(Lab.script("up.sh")), Ran.class);
    if (up.code() == MISSING) {
      abort(up.lines().getLast());
    }
    assertEquals(0, up.code(), up::text);
  }
}
