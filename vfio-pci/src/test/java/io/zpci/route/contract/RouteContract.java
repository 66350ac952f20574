package io.zpci.route.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.contract.ContractRun;
import io.zpci.arch.contract.Issuer;
import io.zpci.arch.contract.PciInstructionsContract;
import io.zpci.arch.contract.Place;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import io.zpci.linux.LinuxVersion;
import io.zpci.route.Facts;
import io.zpci.route.Promise;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Route} holds to, with each version of QEMU and of the host's kernel that it can
 * be taken with: and each {@link Promise} that it makes. Extend it and say which route; JUnit runs
 * the rest. The function is a memory device that notes what arrives.
 */
public abstract class RouteContract {
  /** Made by JUnit. */
  protected RouteContract() {}

  /** The route; each call makes one, or gives the same. */
  protected abstract Route route();

  /**
   * Functions to pass through: one with strict blocks, MIO and MSI-X, and one that is as ISM is,
   * with relaxed blocks and a BAR of 2^48 bytes.
   */
  protected List<FunctionFacts> functions() {
    return List.of(MemoryFunction.memory().facts(), ismLike());
  }

  /** What an ISM function is to a route. */
  protected static FunctionFacts ismLike() {
    return new FunctionFacts(
        "like ism",
        0x1014,
        0x04ed,
        FunctionFacts.PFT_ISM,
        0x100,
        List.of(1L << 48, 0L, 0x1000L, 0L, 0L, 0L),
        BlockClass.RELAXED,
        4096,
        false,
        1,
        null,
        256);
  }

  /**
   * All that is tried: every version at least once that differs from the others in what becomes of
   * accesses, hosts of both byte orders, machines with MIO and without, each of {@link #functions}.
   */
  public final List<Facts> facts() {
    List<LinuxVersion> linux =
        distinct(
            LinuxVersion.all(),
            each -> List.of(each.accessor(), each.sizeRule(), each.iomapBase(), each.vfio()));
    List<QemuVersion> qemu =
        distinct(
            QemuVersion.all(),
            each ->
                List.of(
                    each.pcistbLengthMask(),
                    each.acceptance(),
                    each.piecesReversed(),
                    each.badRegion(),
                    each.msixForAll(),
                    each.interpretation()));
    List<Facts> all = new ArrayList<>();
    for (FunctionFacts function : functions()) {
      for (int i = 0; i < Math.max(linux.size(), qemu.size()); i++) {
        // from the newest on: a route that needs two new ones finds them together
        LinuxVersion host = linux.get(Math.floorMod(linux.size() - 1 - i, linux.size()));
        QemuVersion vmm = qemu.get(Math.floorMod(qemu.size() - 1 - i, qemu.size()));
        all.add(new Facts(vmm, host, ByteOrder.BIG_ENDIAN, true, true, function, Tap.NONE));
        all.add(new Facts(vmm, host, ByteOrder.BIG_ENDIAN, true, false, function, Tap.NONE));
        all.add(new Facts(vmm, host, ByteOrder.BIG_ENDIAN, false, false, function, Tap.NONE));
        all.add(new Facts(vmm, host, ByteOrder.LITTLE_ENDIAN, false, false, function, Tap.NONE));
      }
    }
    return all;
  }

  /** The newest of each {@code key}, oldest first. */
  private static <T> List<T> distinct(List<T> versions, Function<T, List<Object>> key) {
    Set<List<Object>> seen = new HashSet<>();
    return versions.reversed().stream()
        .filter(each -> seen.add(key.apply(each)))
        .toList()
        .reversed();
  }

  /** Those of {@link #facts} that the route can be taken with. */
  public final List<Facts> taken() {
    Route route = route();
    return facts().stream().filter(facts -> route.unavailable(facts) == null).toList();
  }

  @Test
  public final void itsNameIsItsOwnInLowerCaseWithDashes() {
    Route route = route();
    String name = route.name();
    assertTrue(name.matches("[a-z0-9]+(-[a-z0-9]+)*"), "name: " + name);
    assertEquals(name, route().name());
    for (Route found : ServiceLoader.load(Route.class)) {
      if (found.getClass() != route.getClass()) {
        assertNotEquals(name, found.name(), "name of " + found.getClass().getName());
      }
    }
  }

  @Test
  public final void itIsDescribedInOneLine() {
    Route route = route();
    assertFalse(route.description().isBlank());
    assertEquals(1, route.description().lines().count());
    assertEquals(route.order(), route.order());
  }

  @Test
  public final void itAnswersTheSameEachTime() {
    Route route = route();
    for (Facts facts : facts()) {
      String why = route.unavailable(facts);
      assertEquals(why, route.unavailable(facts), () -> describe(facts));
      assertEquals(route.plug(facts), route.plug(facts), () -> describe(facts));
      if (why == null) {
        assertEquals(route.promises(facts), route.promises(facts), () -> describe(facts));
      } else {
        assertEquals(1, why.lines().count(), "why it is unavailable: " + why);
      }
    }
  }

  @Test
  public final void someVersionsTakeIt() {
    assertFalse(taken().isEmpty(), "the route can be taken with none of what is tried");
  }

  @Test
  public final void thePathIsWhole() {
    Route route = route();
    for (Facts facts : taken()) {
      try (RouteBench bench = new RouteBench(route, facts)) {
        assertTrue(FunctionHandle.enabled(bench.path.handle()), () -> describe(facts));
        assertEquals(6, bench.path.mioAddresses().size(), () -> describe(facts));
        int most = bench.path.maxStoreBlock();
        assertTrue(most >= 8, () -> "maxstbl %d, %s".formatted(most, describe(facts)));
      }
    }
  }

  @Test
  public final void aPathIsClosedAsOftenAsOneLikes() {
    Route route = route();
    for (Facts facts : taken()) {
      try (RouteBench bench = new RouteBench(route, facts)) {
        bench.path.close();
        bench.path.close();
      }
    }
  }

  /** All of {@link PciInstructionsContract}, with the newest of what the route takes. */
  @Test
  public final void theGuestsInstructionsAreInstructions() {
    Route route = route();
    for (FunctionFacts function : functions()) {
      taken().stream()
          .filter(facts -> facts.function().equals(function))
          .findFirst()
          .ifPresent(facts -> ContractRun.check(() -> new Instructions(route, facts)));
    }
  }

  @Test
  public final void wholeBlocksIsKept() {
    checkKept(Promise.WHOLE_BLOCKS);
  }

  @Test
  public final void handleInstructionsIsKept() {
    checkKept(Promise.HANDLE_INSTRUCTIONS);
  }

  @Test
  public final void blockErrorsIsKept() {
    checkKept(Promise.BLOCK_ERRORS);
  }

  @Test
  public final void singleErrorsIsKept() {
    checkKept(Promise.SINGLE_ERRORS);
  }

  @Test
  public final void orderIsKept() {
    checkKept(Promise.ORDER);
  }

  private void checkKept(Promise promise) {
    Route route = route();
    for (Facts facts : taken()) {
      Set<Promise> made = route.promises(facts);
      if (made.contains(promise)) {
        assertEquals(List.of(), Promises.broken(promise, route, facts), () -> describe(facts));
      }
    }
  }

  /** For a message: versions and switches. */
  public static String describe(Facts facts) {
    return "%s with %s, host %s %s, MIO %b, null mapping %b"
        .formatted(
            facts.function().model(),
            facts.qemu().name(),
            facts.host().name(),
            facts.hostOrder(),
            facts.machineMio(),
            facts.nullMappingSucceeds());
  }

  /** The guest's end of a path. */
  private static final class Instructions extends PciInstructionsContract {
    private final Route route;
    private final Facts facts;

    Instructions(Route route, Facts facts) {
      this.route = route;
      this.facts = facts;
    }

    /** What the path needs lives as long as it. */
    @Override
    protected Issuer create() {
      RouteBench bench = new RouteBench(route, facts);
      return new Issuer(bench.path.instructions(), bench.path.handle(), bench.storage);
    }

    @Override
    protected List<Place> loads() {
      return List.of();
    }

    @Override
    protected List<Place> stores() {
      return List.of();
    }

    @Override
    protected List<Place> blocks() {
      return route.promises(facts).contains(Promise.WHOLE_BLOCKS)
          ? List.of(new Place(firstBar(), 0x100, 64))
          : List.of();
    }

    private int firstBar() {
      int bar = 0;
      while (facts.function().barSize(bar) < 4096) {
        bar++;
      }
      return bar;
    }
  }
}
