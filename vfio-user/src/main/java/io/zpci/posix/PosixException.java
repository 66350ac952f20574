package io.zpci.posix;

import java.io.IOException;

/** A system call failed. */
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;

  /** {@code call} failed with {@code errno}. */
  public PosixException(String call, int errno) {
    super(call + ": " + Libc.describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /** The call, as its manual page is named. */
  public String call() {
    return call;
  }

  /** Why, a positive number. */
  public int errno() {
    return errno;
  }
}
