package io.zpci.interrupt;

/**
 * Floating adapter interruptions: any CPU may take one; an interruption of a subclass that is
 * pending already adds nothing. Thread safe, without locks. Source: see {@link
 * AdapterInterruption}.
 */
public final class FloatingInterruption implements AdapterInterruption {
  /**
   * A facility with nothing pending.
   *
   * @param suppression whether the machine has adapter-interruption suppression (facility 72);
   *     without it {@link #control} takes no operation and nothing is ever dropped
   * @param kick called after each injection that was not dropped: a CPU should look
   */
  public FloatingInterruption(boolean suppression, Runnable kick) {
    throw new UnsupportedOperationException("FloatingInterruption");
  }

  @Override
  public boolean inject(int isc) {
    throw new UnsupportedOperationException("inject");
  }

  @Override
  public boolean control(int operation, int isc) {
    throw new UnsupportedOperationException("control");
  }

  @Override
  public boolean isPending(int subclasses) {
    throw new UnsupportedOperationException("isPending");
  }

  @Override
  public int take(int subclasses) {
    throw new UnsupportedOperationException("take");
  }

  @Override
  public int singleMode() {
    throw new UnsupportedOperationException("singleMode");
  }

  @Override
  public int noMode() {
    throw new UnsupportedOperationException("noMode");
  }
}
