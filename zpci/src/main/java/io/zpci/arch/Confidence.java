package io.zpci.arch;

/** How sure a rule is. Source: spec ism 7. */
public enum Confidence {
  /** Stated by a maintainer, read in source, or unavoidable from what a driver does. */
  HIGH,
  /** Inferred. */
  MEDIUM,
  /** A guess. */
  LOW
}
