package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Between;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.vmm.QemuVersion;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong settings give one line each: where, what, what was expected. */
class SettingsTest {
  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            UnknownRoute.class,
            "@PassthroughTest of test: route: 'lpr' is not known; known are lpar, interpretation, bar-rw,"
                + " ism-vfio-pci, ism-vfio-pci-process, zpci-io-region, relaxed-pwrite"),
        Arguments.of(
            TwoRoutes.class, "@PassthroughTest of test: route: one value was expected, got 2"),
        Arguments.of(
            RouteAndClass.class,
            "@PassthroughTest of test: route and routeClass exclude each other"),
        Arguments.of(
            UnknownQemu.class,
            "@PassthroughTest of UnknownQemu: qemu: 'qemu-1.0' is not known; known are "
                + names(QemuVersion.all(), QemuVersion::name)),
        Arguments.of(
            UnknownGuest.class,
            "@PassthroughTest of test: guest: 'linux-2.6' is not known; known are "
                + names(LinuxVersion.all(), LinuxVersion::name)),
        Arguments.of(
            WrongOrder.class,
            "@PassthroughTest of test: hostOrder: 'little' is not known; known are be, le"),
        Arguments.of(
            NoStorage.class,
            "@PassthroughTest of test: storage: a number of bytes was expected, got 0"),
        Arguments.of(
            UnknownRule.class,
            "@PassthroughTest of test: reactions: 'R-99' is not known; known are R-02, R-08, R-09, R-10,"
                + " R-11, R-12, R-13, R-17, R-18, R-19, R-20, R-21, R-23, R-24, R-25, R-31"),
        Arguments.of(
            FirmwaresRule.class,
            "@PassthroughTest of test: reactions: 'R-05' is not known; known are R-02, R-08, R-09, R-10,"
                + " R-11, R-12, R-13, R-17, R-18, R-19, R-20, R-21, R-23, R-24, R-25, R-31"),
        Arguments.of(
            UnknownReaction.class,
            "@PassthroughTest of test: reactions: 'explode' is not known; known are refuse, corrupt,"
                + " error-state, drop, report, none"),
        Arguments.of(
            NoReaction.class,
            "@PassthroughTest of test: reactions: RULE=REACTION was expected, got 'R-02'"),
        Arguments.of(
            ReactionsOfMemory.class,
            "reactions are those of an ISM function; the device is memory"),
        Arguments.of(
            Unavailable.class,
            "route interpretation: linux-5.10 cannot interpret; Linux 6.0 is the first"),
        Arguments.of(
            WrongFunction.class, "IsmFunction: the function under test is of class MemoryFunction"),
        Arguments.of(PeerOfMemory.class, "IsmPeer: the kit made no ISM function for this test"),
        Arguments.of(
            KernelOfProcess.class,
            "LinuxIo: route ism-vfio-pci-process is one of a process, which has no kernel"),
        Arguments.of(
            BeforeTests.class,
            "Passthrough: each test has a machine of its own, and there is no test yet; ask for it in a"
                + " test, in @BeforeEach, or in the constructor of a class with an instance per method"),
        Arguments.of(
            OneInstance.class,
            "Passthrough: each test has a machine of its own, and there is no test yet; ask for it in a"
                + " test, in @BeforeEach, or in the constructor of a class with an instance per method"),
        Arguments.of(
            NullFunction.class,
            "@FunctionUnderTest function of NullFunction: a PciFunction was expected, got null"),
        Arguments.of(
            SilentFunction.class,
            "@FunctionUnderTest: facts() answers null; a mock must answer it before the machine is made"),
        Arguments.of(
            NoFunction.class,
            "@FunctionUnderTest function of NoFunction: a PciFunction was expected, got java.lang.String"),
        Arguments.of(
            FunctionAndDevice.class,
            "device and reactions are for a function that the kit makes; this test brings its own by"
                + " @FunctionUnderTest"),
        Arguments.of(
            TwoFunctions.class,
            "@FunctionUnderTest: one member of TwoFunctions was expected, got 2"),
        Arguments.of(
            FunctionBeforeInstance.class,
            "@FunctionUnderTest function of FunctionBeforeInstance: it must be static, for the machine is"
                + " asked for before there is an instance"),
        Arguments.of(
            WrongParameter.class,
            "@Interposed between of WrongParameter: a parameter of Tap, TraceRecorder, Arena, Stack, Route or"
                + " Seed was expected, got String"));
  }

  private static <T> String names(List<T> versions, Function<T, String> name) {
    return versions.stream().map(name).collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void isToldInOneLine(Class<?> type, String line) {
    assertEquals(line, Launched.failure(type).getMessage());
  }

  @Test
  void seedThatIsNoNumberIsToldInOneLine() {
    assertEquals(
        "zpci.seed: a number from -2^63 to 2^63 - 1 was expected, got 'x'",
        Launched.failure(Fine.class, Map.of("zpci.seed", "x")).getMessage());
  }

  @Test
  void bothAnnotationsOnAMethodAreToldByBothTests() {
    String line = "test: @PassthroughTest and @EveryRoute exclude each other on a method";
    assertEquals(
        List.of("test() failed " + line, "lpar failed " + line),
        Launched.run(Twice.class).stream()
            .map(each -> each.name() + " " + each.status() + " " + each.text())
            .toList());
  }

  @Test
  void routeOfATestNeedsAConstructorWithoutParameters() {
    assertEquals(
        "@PassthroughTest of test: routeClass: io.zpci.testkit.NamedRoute has no constructor without"
            + " parameters that ends well",
        Launched.failure(NoConstructor.class).getMessage());
  }

  @Test
  void parameterOfAnUnknownTypeIsJunits() {
    String message = Launched.failure(UnknownType.class).getMessage();
    assertEquals(
        "No ParameterResolver registered for parameter [java.lang.StringBuilder",
        message.substring(0, message.indexOf(' ', message.indexOf("[java"))));
  }

  static class Fine {
    @PassthroughTest
    void test() {}
  }

  static class UnknownRoute {
    @PassthroughTest(route = "lpr")
    void test() {}
  }

  static class TwoRoutes {
    @PassthroughTest(route = {"lpar", "bar-rw"})
    void test() {}
  }

  static class RouteAndClass {
    @PassthroughTest(route = "lpar", routeClass = NamedRoute.class)
    void test() {}
  }

  static class NoConstructor {
    @PassthroughTest(routeClass = NamedRoute.class)
    void test() {}
  }

  @PassthroughTest(qemu = "qemu-1.0")
  static class UnknownQemu {
    @Test
    void test(Passthrough passthrough) {}
  }

  static class UnknownGuest {
    @PassthroughTest(guest = "linux-2.6")
    void test() {}
  }

  static class WrongOrder {
    @PassthroughTest(hostOrder = "little")
    void test() {}
  }

  static class NoStorage {
    @PassthroughTest(storage = 0)
    void test() {}
  }

  static class UnknownRule {
    @PassthroughTest(reactions = "R-99=report")
    void test() {}
  }

  static class FirmwaresRule {
    @PassthroughTest(reactions = "R-05=report")
    void test() {}
  }

  static class UnknownReaction {
    @PassthroughTest(reactions = "R-02=explode")
    void test() {}
  }

  static class NoReaction {
    @PassthroughTest(reactions = "R-02")
    void test() {}
  }

  static class ReactionsOfMemory {
    @PassthroughTest(device = DeviceModel.MEMORY, reactions = "R-02=report")
    void test() {}
  }

  static class Unavailable {
    @PassthroughTest(route = "interpretation", host = "linux-5.10")
    void test() {}
  }

  static class Twice {
    @EveryRoute(only = "lpar")
    @PassthroughTest
    void test() {}
  }

  static class WrongFunction {
    @PassthroughTest(device = DeviceModel.MEMORY)
    void test(IsmFunction function) {}
  }

  static class PeerOfMemory {
    @PassthroughTest(device = DeviceModel.MEMORY)
    void test(IsmPeer peer) {}
  }

  static class KernelOfProcess {
    @PassthroughTest(route = "ism-vfio-pci-process")
    void test(LinuxIo io) {}
  }

  @PassthroughTest
  static class BeforeTests {
    @BeforeAll
    static void prepare(Passthrough passthrough) {}

    @Test
    void test() {}
  }

  @PassthroughTest
  @TestInstance(Lifecycle.PER_CLASS)
  static class OneInstance {
    OneInstance(Passthrough passthrough) {}

    @Test
    void test() {}
  }

  static class UnknownType {
    @PassthroughTest
    void test(StringBuilder builder) {}
  }

  static class NullFunction {
    @FunctionUnderTest @Nullable PciFunction function;

    @PassthroughTest
    void test() {}
  }

  static class SilentFunction {
    @FunctionUnderTest final PciFunction function = org.mockito.Mockito.mock();

    @PassthroughTest
    void test() {}
  }

  static class NoFunction {
    @FunctionUnderTest final String function = "ism";

    @PassthroughTest
    void test() {}
  }

  static class FunctionAndDevice {
    @FunctionUnderTest final PciFunction function = MemoryFunction.memory();

    @PassthroughTest(device = DeviceModel.ISM)
    void test() {}
  }

  static class TwoFunctions {
    @FunctionUnderTest final PciFunction function = MemoryFunction.memory();

    @FunctionUnderTest
    PciFunction other() {
      return function;
    }

    @PassthroughTest
    void test() {}
  }

  @PassthroughTest
  static class FunctionBeforeInstance {
    @FunctionUnderTest final PciFunction function = MemoryFunction.memory();

    FunctionBeforeInstance(Passthrough passthrough) {}

    @Test
    void test() {}
  }

  static class WrongParameter {
    @Interposed
    Between between(String name) {
      return Between.NOTHING;
    }

    @PassthroughTest
    void test() {}
  }
}
