package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.zpci.arch.Register;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.testkit.Launched.Ended;
import io.zpci.verdict.TraceRecorder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test template runs on every route; where one cannot be taken the report says why. */
class EveryRouteTest {
  private static final List<String> ALL =
      List.of(
          "lpar",
          "interpretation",
          "bar-rw",
          "ism-vfio-pci",
          "ism-vfio-pci-process",
          "zpci-io-region",
          "relaxed-pwrite");

  @EveryRoute
  void routeIsThatOfTheMachine(Route route, Passthrough passthrough, PciDev dev) {
    assertEquals(passthrough.route(), route);
    assertTrue(ALL.contains(route.name()));
    assertEquals(0, dev.load(15, 0, 4, new Register()));
  }

  @Test
  void routesRunInTheirOrderUnderTheirNames() {
    assertEquals(ALL, Routes.all().stream().map(Route::name).toList());
    List<String> expected = ALL.stream().map(name -> name + " successful").toList();
    assertEquals(expected, Launched.statuses(Plain.class));
  }

  static class Plain {
    @EveryRoute
    void loads(PciDev dev, TraceRecorder trace) {
      assertEquals(0, trace.roots().size());
      assertEquals(0, dev.load(15, 0, 4, new Register()));
    }
  }

  @Test
  void routeThatCannotBeTakenIsSkippedWithItsOwnReason() {
    List<Ended> ended = Launched.run(OldHost.class);
    assertEquals(
        Stream.of("interpretation", "ism-vfio-pci", "ism-vfio-pci-process").toList(),
        ended.stream().filter(each -> each.status().equals("skipped")).map(Ended::name).toList());
    assertEquals(
        "linux-5.10 cannot interpret; Linux 6.0 is the first",
        named(ended, "interpretation").text());
    assertEquals("successful", named(ended, "bar-rw").status());
  }

  @PassthroughTest(route = "bar-rw", host = "linux-5.10", guest = "linux-6.1")
  static class OldHost {
    @EveryRoute(guest = "linux-6.12")
    void versionsOfTheClassHold(Stack stack) {
      assertEquals("linux-5.10", stack.host().name());
      assertEquals("linux-6.12", stack.guest().name());
    }
  }

  @Test
  void testThatAsksForAKernelIsSkippedForAProcess() {
    for (Class<?> type : List.of(OfKernel.class, OfIo.class)) {
      List<Ended> ended = Launched.run(type);
      Ended process = named(ended, "ism-vfio-pci-process");
      assertEquals("skipped", process.status());
      assertEquals("a process has no kernel", process.text());
      assertEquals(6, ended.stream().filter(each -> each.status().equals("successful")).count());
    }
  }

  static class OfKernel {
    @EveryRoute
    void kernel(LinuxKernel kernel) {
      assertEquals(0, kernel.storage().start());
    }
  }

  static class OfIo {
    private long cookie;

    @BeforeEach
    void map(LinuxIo io) {
      cookie = io.iomap(0);
    }

    @EveryRoute(mio = false)
    void io() {
      assertTrue(cookie != 0);
    }
  }

  @Test
  void routesAreChosenByName() {
    assertEquals(
        List.of("lpar successful", "relaxed-pwrite successful", "mine successful"),
        Launched.statuses(Chosen.class));
    assertEquals(
        List.of("lpar successful", "interpretation successful", "bar-rw successful"),
        Launched.run(Memory.class).stream()
            .filter(each -> !each.status().equals("skipped"))
            .map(each -> each.name() + " " + each.status())
            .toList());
  }

  static class Chosen {
    @EveryRoute(
        only = {"relaxed-pwrite", "lpar", "bar-rw"},
        except = "bar-rw",
        also = Mine.class)
    void chosen(Route route, PciDev dev) {
      assertEquals(0, dev.load(15, 0, 4, new Register()), route.name());
    }
  }

  static final class Mine extends NamedRoute {
    Mine() {
      super("mine");
    }
  }

  static class Memory {
    @EveryRoute(device = DeviceModel.MEMORY)
    void memory(MemoryFunction function) {
      assertEquals("memory", function.facts().model());
    }
  }

  @Test
  void ownFunctionThatARouteDoesNotTakeAbortsTheTest() {
    List<Ended> ended = Launched.run(Own.class);
    assertEquals("successful", named(ended, "bar-rw").status());
    Ended aborted = named(ended, "ism-vfio-pci");
    assertEquals("aborted", aborted.status());
    assertEquals("ism-vfio-pci binds to ISM only", aborted.text());
  }

  static class Own {
    @FunctionUnderTest private final PciFunction function = mock();

    @BeforeEach
    void stub() {
      when(function.facts()).thenReturn(MemoryFunction.memory().facts());
    }

    @EveryRoute
    void passesItsFunction(PciFunction passed) {
      assertEquals(function, passed);
    }
  }

  @Test
  void wrongNamesAreToldInOneLine() {
    assertEquals(
        "@EveryRoute of unknown: only: 'lpr' is not known; known are " + String.join(", ", ALL),
        Launched.failure(Unknown.class).getMessage());
    assertEquals(
        "@EveryRoute of none: only and except leave no route",
        Launched.failure(None.class).getMessage());
  }

  static class Unknown {
    @EveryRoute(only = "lpr")
    void unknown() {}
  }

  static class None {
    @EveryRoute(only = "lpar", except = "lpar")
    void none() {}
  }

  private static Ended named(List<Ended> ended, String name) {
    return ended.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
