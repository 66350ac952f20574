package io.zpci.nativedriver;

import io.zpci.machine.Passthrough;
import java.nio.file.Path;

/** A driver in a shared library, on a guest's kernel. */
public final class NativeDriver implements AutoCloseable {
  private NativeDriver() {}

  /** Loads {@code library} as a driver of {@code guest}. */
  public static NativeDriver load(Path library, Passthrough guest) {
    throw new UnsupportedOperationException(library + " on " + guest.route().name());
  }

  @Override
  public void close() {}
}
