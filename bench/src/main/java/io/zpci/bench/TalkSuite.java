package io.zpci.bench;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.route.Route;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Two guests stream over SMC-D: what a route costs against none, how fast it is, and how many
 * boundaries are crossed for a MiB. Every access is judged on the way, as {@code zpci talk} does.
 */
final class TalkSuite implements Suite {
  private static final int MIB = 1 << 20;
  private static final int LARGEST = 4 << 10;
  private static final int WARM_UP = 2;
  private static final long SEED = 20260101;

  TalkSuite() {}

  @Override
  public String name() {
    return "talk";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    long bytes = sampling.choose(4L, 32L) * MIB;
    TalkPlan plan = new TalkPlan(bytes, 1, LARGEST, 2, SEED, IsmDriverVersion.newest(), 1);
    int times = sampling.choose(3, 7);
    Map<String, double[]> nanos = new LinkedHashMap<>();
    Map<String, TalkResult> results = new LinkedHashMap<>();
    // Routes take turns: what the JVM learns meanwhile, and what else the machine does, meets all.
    for (int i = -WARM_UP; i < times; i++) {
      for (String name : RouteSuite.BYPASSES) {
        Route route = Routes.named(name).orElseThrow();
        long begin = System.nanoTime();
        results.put(name, talk(route, plan));
        long end = System.nanoTime();
        if (i >= 0) {
          nanos.computeIfAbsent(name, _ -> new double[times])[i] = end - begin;
        }
      }
    }
    Samples lpar = Samples.of(nanosOf(nanos, "lpar"));
    List<Row> rows = new ArrayList<>();
    for (String name : RouteSuite.BYPASSES) {
      Samples samples = Samples.of(nanosOf(nanos, name));
      TalkResult result = Objects.requireNonNull(results.get(name));
      long crossings = result.costs().values().stream().mapToLong(Long::longValue).sum();
      rows.add(Row.of("talk." + name, "SMC-D on " + name + ", to lpar", samples, lpar, null));
      rows.add(
          Row.repeated(
                  "talk." + name + ".mib",
                  "MiB/s by SMC-D on " + name,
                  null,
                  Arrays.stream(nanosOf(nanos, name))
                      .map(each -> (double) bytes / MIB / (each / 1e9))
                      .toArray())
              .told());
      rows.add(
          Row.exact(
              "talk." + name + ".crossings",
              "boundaries crossed for a MiB on " + name,
              (double) crossings * MIB / bytes,
              null));
    }
    return rows;
  }

  private static double[] nanosOf(Map<String, double[]> nanos, String route) {
    return Objects.requireNonNull(nanos.get(route));
  }

  private static TalkResult talk(Route route, TalkPlan plan) {
    TalkResult result = Talk.run(route, Stack.newest(), plan, _ -> {});
    if (result.verdict() != Verdict.DELIVERED) {
      throw new IllegalStateException(
          "talk on " + route.name() + ": " + result.outcome() + ", " + result.why());
    }
    return result;
  }
}
