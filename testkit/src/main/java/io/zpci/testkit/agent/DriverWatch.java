package io.zpci.testkit.agent;

/** Watches a driver's code. */
public final class DriverWatch {
  private DriverWatch() {}
}
