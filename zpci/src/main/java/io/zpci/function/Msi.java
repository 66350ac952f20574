package io.zpci.function;

/**
 * What a function's message-signalled interrupt becomes. It differs by route as the way down does.
 */
@FunctionalInterface
public interface Msi {
  /** The function signals {@code vector}, from 0. */
  void signal(int vector);
}
