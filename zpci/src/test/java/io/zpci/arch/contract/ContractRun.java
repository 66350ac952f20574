package io.zpci.arch.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
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
    Set<String> failed = new TreeSet<>();
    int tests = 0;
    for (Method method : contract.get().getClass().getMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        tests++;
        if (fails(method, contract.get())) {
          failed.add(method.getName());
        }
      }
    }
    if (tests == 0) {
      throw new IllegalArgumentException(contract.get().getClass() + " has no public test");
    }
    return failed;
  }

  private static boolean fails(Method method, Object contract) {
    try {
      method.invoke(contract);
      return false;
    } catch (InvocationTargetException e) {
      return !(e.getCause() instanceof TestAbortedException);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(method + " cannot be called", e);
    }
  }
}
