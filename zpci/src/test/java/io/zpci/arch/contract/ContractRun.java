package io.zpci.arch.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * Runs a contract by hand, for tests that a contract catches a wrong implementation: a contract
 * that nothing can break checks nothing.
 */
public final class ContractRun {
  private ContractRun() {}

  /**
   * The names of the contract's tests that fail.
   *
   * @param contract makes an instance for each test, as JUnit does
   * @throws IllegalArgumentException where it has no test
   */
  public static Set<String> failures(Supplier<?> contract) {
    return run(contract, _ -> true).keySet();
  }

  /**
   * Whether the contract's test of that name fails; no other is run.
   *
   * @throws IllegalArgumentException where it has no such test
   */
  public static boolean fails(Supplier<?> contract, String test) {
    return !run(contract, test::equals).isEmpty();
  }

  /** Fails as the first of the contract's tests that fails, by name; see {@link #failures}. */
  public static void check(Supplier<?> contract) {
    for (Map.Entry<String, Throwable> failed : run(contract, _ -> true).entrySet()) {
      throw new AssertionError(
          failed.getKey() + ": " + failed.getValue().getMessage(), failed.getValue());
    }
  }

  private static Map<String, Throwable> run(Supplier<?> contract, Predicate<String> chosen) {
    Map<String, Throwable> failed = new TreeMap<>();
    int tests = 0;
    for (Method method : contract.get().getClass().getMethods()) {
      if (method.isAnnotationPresent(Test.class) && chosen.test(method.getName())) {
        tests++;
        try {
          method.invoke(contract.get());
        } catch (InvocationTargetException e) {
          if (!(e.getCause() instanceof TestAbortedException)) {
            failed.put(method.getName(), e.getCause());
          }
        } catch (IllegalAccessException e) {
          throw new IllegalArgumentException(method + " cannot be called", e);
        }
      }
    }
    if (tests == 0) {
      throw new IllegalArgumentException(contract.get().getClass() + " has no such test");
    }
    return failed;
  }
}
