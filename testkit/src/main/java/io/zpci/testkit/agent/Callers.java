package io.zpci.testkit.agent;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the line of a driver that a call of a port comes from. */
final class Callers {
  private static final String KERNEL = "io.zpci.linux";

  private final StackWalker walker = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
  private final String driver;

  /** Finds lines of {@code driver}, a package with all below it, or a class with all inside it. */
  Callers(String driver) {
    this.driver = driver;
  }

  /** Whether the class with {@code name} is the driver's. */
  boolean isDriver(String name) {
    return name.startsWith(driver)
        && (name.length() == driver.length()
            || name.charAt(driver.length()) == '.'
            || name.charAt(driver.length()) == '$');
  }

  /**
   * The line of the driver that the port's method was called from which calls this: directly or by
   * way of code that is nobody's. Null where the driver did not call it, or where the call belongs
   * to another one that the driver made.
   */
  @Nullable StackTraceElement line() {
    return walker.walk(this::line);
  }

  private @Nullable StackTraceElement line(Stream<StackFrame> stack) {
    Iterator<StackFrame> frames =
        stack.dropWhile(frame -> isWatch(frame.getDeclaringClass())).skip(1).iterator();
    while (frames.hasNext()) {
      StackFrame frame = frames.next();
      Class<?> type = frame.getDeclaringClass();
      if (isPort(type, frame.getMethodName()) || isKernel(type)) {
        return null;
      }
      if (isDriver(type.getName())) {
        return frame.toStackTraceElement();
      }
    }
    return null;
  }

  private static boolean isWatch(Class<?> type) {
    return type == WovenCalls.class || type == DriverWatch.class || type == Callers.class;
  }

  /** A port that is not woven, a mock for one, only hands a call on. */
  private static boolean isPort(Class<?> type, String method) {
    return PortMethod.isPort(type, method) && Weaver.isWoven(type);
  }

  /** A layer of the kernel that is no port calls ports on its own account. */
  private static boolean isKernel(Class<?> type) {
    return type.getPackageName().equals(KERNEL) && !PortMethod.isPort(type);
  }
}
