package io.zpci.testkit.agent;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** What is woven around each implementation of a port's method. */
final class PortAdvice {
  private PortAdvice() {}

  @Advice.OnMethodEnter
  static @Nullable Object enter(
      @WatchNumber int number,
      @Advice.This Object port,
      @Advice.Origin("#m#d") String signature,
      @Advice.AllArguments @Nullable Object[] operands) {
    return WovenCalls.enter(number, port, signature, operands);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class)
  static void exit(
      @WatchNumber int number,
      @Advice.Enter @Nullable Object entered,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
      @Advice.Thrown @Nullable Throwable thrown) {
    WovenCalls.keepLines(thrown);
    WovenCalls.exit(number, entered, thrown == null ? result : null);
  }
}
