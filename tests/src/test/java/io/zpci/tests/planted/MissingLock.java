package io.zpci.tests.planted;

import java.util.concurrent.atomic.AtomicBoolean;

/** Two CPUs send a command each through one function. */
public final class MissingLock {
  private static final int ADD_VLAN = 4;

  private MissingLock() {}

  /** Whenever they like. */
  public static void planted(Ground ground) {
    ground.cpus().run(() -> addVlan(ground, 5), () -> addVlan(ground, 6));
  }

  /** One after the other. */
  public static void repaired(Ground ground) {
    AtomicBoolean lock = new AtomicBoolean();
    ground.cpus().run(() -> locked(ground, lock, 5), () -> locked(ground, lock, 6));
  }

  private static void locked(Ground ground, AtomicBoolean lock, int vlan) {
    while (!lock.compareAndSet(false, true)) {
      ground.cpus().spin();
    }
    addVlan(ground, vlan);
    lock.set(false);
  }

  private static void addVlan(Ground ground, int vlan) {
    long request = ground.request(ADD_VLAN, 16, vlan);
    ground.dev().storeBlock(2, 8, 8, request + 8); // the bug
    ground.dev().storeBlock(2, 0, 8, request);
    ground.answer();
  }
}
