package io.zpci.nativedriver;

import io.zpci.machine.Stack;
import java.nio.file.Path;

/** A JVM of its own that loads a driver, and prints why it cannot. */
final class Loading {
  private Loading() {}

  /** {@code arguments}: the library. */
  public static void main(String[] arguments) {
    try (Guests guests = new Guests("lpar", Stack.newest());
        NativeDriver driver = NativeDriver.load(Path.of(arguments[0]), guests.guest)) {
      System.out.println(driver.as(Calls.class).nextCount());
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}
