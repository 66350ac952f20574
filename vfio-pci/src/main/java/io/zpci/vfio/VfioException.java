package io.zpci.vfio;

import io.zpci.linux.Errno;

/** An ioctl that is not on the path answered an errno. */
public final class VfioException extends Exception {
  private static final long serialVersionUID = 1;

  private final int errno;

  /** {@code errno} is positive. */
  public VfioException(int errno) {
    super(Errno.name(errno));
    this.errno = errno;
  }

  /** The errno, positive. */
  public int errno() {
    return errno;
  }
}
