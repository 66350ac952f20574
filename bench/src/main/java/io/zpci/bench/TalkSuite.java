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
import java.util.List;
import java.util.Locale;

/**
 * Two guests stream over SMC-D: what a route costs against none, and how many boundaries are
 * crossed for a MiB. Every access is judged on the way, as {@code zpci talk} does.
 */
final class TalkSuite implements Suite {
  private static final int MIB = 1 << 20;
  private static final int LARGEST = 4 << 10;
  private static final long SEED = 20260101;

  TalkSuite() {}

  @Override
  public String name() {
    return "talk";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    long bytes = sampling.choose(4L, 32L) * MIB;
    TalkPlan plan = new TalkPlan(bytes, 1, LARGEST, 2, SEED, IsmDriverVersion.newest(), 1);
    int times = sampling.choose(3, 7);
    List<Row> rows = new ArrayList<>();
    Samples lpar = null;
    for (String name : RouteSuite.BYPASSES) {
      Route route = Routes.named(name).orElseThrow();
      double[] nanos = new double[times];
      TalkResult result = talk(route, plan);
      for (int i = 0; i < times; i++) {
        long begin = System.nanoTime();
        result = talk(route, plan);
        nanos[i] = System.nanoTime() - begin;
      }
      Samples samples = Samples.of(nanos);
      lpar = lpar == null ? samples : lpar;
      long crossings = result.costs().values().stream().mapToLong(Long::longValue).sum();
      String speed =
          String.format(
              Locale.ROOT,
              "SMC-D on %s, to lpar; %.0f MiB/s",
              name,
              (double) bytes / MIB / (samples.median() / 1e9));
      rows.add(Row.of("talk." + name, speed, samples, lpar, null));
      rows.add(
          Row.exact(
              "talk." + name + ".crossings",
              "boundaries crossed for a MiB on " + name,
              (double) crossings * MIB / bytes,
              null));
    }
    return rows;
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
