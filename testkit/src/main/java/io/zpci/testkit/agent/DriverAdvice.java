package io.zpci.testkit.agent;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** What is woven around each method of a driver. */
final class DriverAdvice {
  private DriverAdvice() {}

  @Advice.OnMethodEnter
  static void enter(@WatchNumber int number) {
    WovenCalls.driverEntered(number);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class)
  static void exit(@WatchNumber int number, @Advice.Thrown @Nullable Throwable thrown) {
    WovenCalls.keepLines(thrown);
    WovenCalls.driverLeft(number);
  }
}
