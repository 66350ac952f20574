package io.zpci.testkit.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where woven code calls: public because that code stands in other packages, and nobody else's to
 * use. Which watches there are is a fact of the JVM, as the woven classes are; so it stands here,
 * and nowhere else.
 */
public final class WovenCalls {
  private static final Map<Integer, DriverWatch> ATTACHED = new ConcurrentHashMap<>();

  private WovenCalls() {}

  /** From now on {@code watch} is called; its number. */
  static int attach(DriverWatch watch) {
    int number = 0;
    while (ATTACHED.putIfAbsent(number, watch) != null) {
      number++;
    }
    return number;
  }

  /** Watch {@code number} is not called any more. */
  static void remove(int number) {
    ATTACHED.remove(number);
  }

  /**
   * A port's method begins.
   *
   * @param number the watch
   * @param port the object
   * @param signature the method's name and descriptor
   * @param operands as they were given
   * @return what {@link #exit} wants back
   */
  public static @Nullable Object enter(
      int number, Object port, String signature, @Nullable Object[] operands) {
    DriverWatch watch = ATTACHED.get(number);
    return watch == null ? null : watch.enter(port, signature, operands);
  }

  /**
   * A port's method ends.
   *
   * @param number the watch
   * @param entered what {@link #enter} gave
   * @param result what the method returns; null where it throws
   */
  public static void exit(int number, @Nullable Object entered, @Nullable Object result) {
    DriverWatch watch = ATTACHED.get(number);
    if (watch != null && entered != null) {
      watch.exit(entered, result);
    }
  }

  /**
   * Has {@code thrown} look up its lines while the classes are woven: the JVM does so late, and
   * finds none of a method that was changed since.
   */
  public static void keepLines(@Nullable Throwable thrown) {
    if (thrown != null) {
      StackTraceElement[] _ = thrown.getStackTrace();
    }
  }

  /** A method of a driver begins. */
  public static void driverEntered(int number) {
    DriverWatch watch = ATTACHED.get(number);
    if (watch != null) {
      watch.driverEntered();
    }
  }

  /** A method of a driver ends. */
  public static void driverLeft(int number) {
    DriverWatch watch = ATTACHED.get(number);
    if (watch != null) {
      watch.driverLeft();
    }
  }
}
