package io.zpci.bench;

import java.util.Map;

/** A part of what is compared: cases that are measured in the same way. */
interface Part {
  /** Measures each case once; samples of nanoseconds an operation, by key, at least one. */
  Map<String, Samples> once();

  /** Measures one case again, a key of {@link #once}. */
  Samples again(String key);
}
