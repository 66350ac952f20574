package io.zpci.dma;

/** What an I/O address translates to; filled by {@link TableWalk}, reused by its owner. */
public final class Translation {
  private long frame;
  private long size;
  private boolean present;
  private boolean writable;

  /** Not translated. */
  public Translation() {}

  /**
   * The storage address of the frame's first byte; meaningless where it is not {@link #present}.
   */
  public long frame() {
    return frame;
  }

  /**
   * Bytes of the frame, or of what the entry that ended the walk covers: 4 KiB, 1 MiB, 2 GiB, ...
   */
  public long size() {
    return size;
  }

  /** Whether there is a frame. */
  public boolean present() {
    return present;
  }

  /** Whether the frame may be written. */
  public boolean writable() {
    return writable;
  }

  void found(long newFrame, long newSize, boolean isWritable) {
    frame = newFrame;
    size = newSize;
    present = true;
    writable = isWritable;
  }

  void absent(long newSize) {
    frame = 0;
    size = newSize;
    present = false;
    writable = false;
  }
}
