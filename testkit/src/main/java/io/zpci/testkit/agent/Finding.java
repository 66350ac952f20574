package io.zpci.testkit.agent;

import io.zpci.arch.Rule;

/**
 * A rule that a driver breaks at one of its lines.
 *
 * @param rule the rule; {@link WatchRules#ALL} has every one that can stand here
 * @param line the driver's own line
 * @param call the call that was made there, with its raw operands; where the line was at fault more
 *     than once, the first
 * @param what what was found, in a few words
 * @param times how often
 */
public record Finding(Rule rule, StackTraceElement line, String call, String what, int times) {

  /** The line as a stack trace spells it, without class loader and module. */
  public String place() {
    return "%s.%s(%s:%d)"
        .formatted(
            line.getClassName(), line.getMethodName(), line.getFileName(), line.getLineNumber());
  }

  /** Four lines for people: rule and place, the call, what was found, what should hold. */
  @Override
  public String toString() {
    return "%s at %s%s%n  %s%n  %s%n  what should hold: %s"
        .formatted(
            rule.id(),
            place(),
            times == 1 ? "" : ", " + times + " times",
            call,
            what,
            rule.statement());
  }
}
