package io.zpci.guest;

import io.zpci.storage.InterlockedStorage;
import java.util.ArrayList;
import java.util.List;

/**
 * Storage that logs its accesses, with offsets from an address, and can do something behind the
 * driver's back before one of them.
 */
final class LoggedStorage implements InterlockedStorage {
  final List<String> log = new ArrayList<>();
  private final InterlockedStorage storage;
  private final long start;
  private String trigger = "";
  private Runnable action = () -> {};

  LoggedStorage(InterlockedStorage storage, long start) {
    this.storage = storage;
    this.start = start;
  }

  /** Runs {@code newAction} once, before the next access that is logged as {@code line}. */
  void before(String line, Runnable newAction) {
    trigger = line;
    action = newAction;
  }

  private void logged(String what, long address) {
    String line = what + " " + (address - start);
    log.add(line);
    if (line.equals(trigger)) {
      trigger = "";
      action.run();
    }
  }

  @Override
  public int get(long address) {
    logged("get", address);
    return storage.get(address);
  }

  @Override
  public int getAndOr(long address, int bits) {
    logged("or", address);
    return storage.getAndOr(address, bits);
  }

  @Override
  public int getAndAnd(long address, int bits) {
    logged("clear %08x".formatted(~bits), address);
    return storage.getAndAnd(address, bits);
  }

  @Override
  public void and(long address, int bits) {
    logged("and %08x".formatted(bits), address);
    storage.and(address, bits);
  }

  @Override
  public void fence() {
    log.add("fence");
    storage.fence();
  }
}
