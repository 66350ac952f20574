package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.arch.contract.ContractRun;
import io.zpci.linux.contract.AnsweringInstructions;
import io.zpci.linux.contract.LinuxIoContract;
import io.zpci.trace.Tap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong kernel's layer is caught, each by the test that is about its mistake. */
class LinuxIoContractBitesTest {
  /** What a mistaken call answers in place of {@code right}. */
  private interface Mistake {
    Object answer(Object right, Object... arguments);
  }

  /** A right kernel whose calls of one name answer otherwise. */
  private static LinuxIoContract contract(String call, Mistake mistake) {
    return new LinuxIoContract() {
      @Override
      protected LinuxIo create(AnsweringInstructions below) {
        LinuxIo right =
            LinuxPci.of(LinuxVersion.newest(), below, Fixture.zdev(false), false, false, Tap.NONE);
        return (LinuxIo)
            Proxy.newProxyInstance(
                LinuxIo.class.getClassLoader(),
                new Class<?>[] {LinuxIo.class},
                (proxy, method, arguments) -> {
                  Object answer = passed(right, method, arguments);
                  return method.getName().equals(call) ? mistake.answer(answer, arguments) : answer;
                });
      }
    };
  }

  private static Object passed(LinuxIo right, Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(right, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /**
   * What stands between allocates: that a right one does not, {@link LinuxPciContractTest} says.
   */
  @Test
  void aRightOneHolds() {
    assertEquals(
        Set.of("nothingAllocates"),
        ContractRun.failures(() -> contract("none", (right, _) -> right)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String what, String call, Mistake mistake, String test) {
    assertTrue(ContractRun.fails(() -> contract(call, mistake), test), what);
  }

  private static Arguments wrong(String what, String call, String test, Mistake mistake) {
    return Arguments.of(what, call, mistake, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "tells EIO of an exception",
            "storeBlock",
            "callsByHandleReturnZeroOrAnErrno",
            (right, _) -> (int) right < 0 ? -Errno.EIO : right),
        wrong(
            "hands a busy instruction on",
            "load",
            "busyByHandleIsRetried",
            (right, arguments) -> {
              ((Register) arguments[2]).set(0);
              return -Errno.EBUSY;
            }),
        wrong("does not swap", "ioread", "anAccessorGivesTheImageOrItsSwap", (_, _) -> 0x81L),
        wrong(
            "gives 0 for a failed load",
            "ioreadBe",
            "aFailedAccessorIsAllOnesOrDropped",
            (right, _) -> (long) right == -1 ? 0L : right),
        wrong("maps what is not there", "iomap", "whatIsNoBarIsNotMapped", (_, _) -> 1L << 62),
        wrong("copies on after an error", "memcpyToIo", "aCopyStopsAtItsFirstError", (_, _) -> 0),
        wrong(
            "believes a failed read of configuration space",
            "configRead",
            "aFailedConfigReadIsAllOnes",
            (_, _) -> 0));
  }
}
