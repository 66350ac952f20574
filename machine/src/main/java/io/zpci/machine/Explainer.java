package io.zpci.machine;

import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Issued;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one operation through routes and says what each hand did to it. It prepares what the
 * operation needs: memory space is enabled; an ISM function is probed, and its peer has registered
 * a DMB of 1 MiB under the token that the offset carries (0 too) and names it.
 */
public final class Explainer {
  private static final long PAGE = 4096;

  private final List<Route> routes;

  /** An explainer of {@code routes}. */
  public Explainer(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** What becomes of {@code issued} on each route, each on a machine of its own. */
  public List<Explanation> explain(Stack stack, DeviceModel device, Issued issued) {
    // One for all routes, and an array: an arena clears a MiB word by word, and as long as that
    // loop is not compiled, it takes longer than all routes.
    long size = device == DeviceModel.ISM ? IsmPair.MEMORY : 0;
    MemorySegment memory = MemorySegment.ofArray(new long[(int) (size / Long.BYTES)]);
    return routes.stream().map(route -> explain(route, stack, device, issued, memory)).toList();
  }

  private static Explanation explain(
      Route route, Stack stack, DeviceModel device, Issued issued, MemorySegment memory) {
    TraceRecorder recorder = new TraceRecorder();
    recorder.pause();
    try (Arena arena = Arena.ofConfined()) {
      PciFunction function = function(device, issued, memory, recorder);
      HostMachine machine = new HostMachine(stack, recorder);
      Facts facts = machine.facts(function.facts());
      String plug = route.plug(facts);
      String unavailable = route.unavailable(facts);
      if (unavailable != null) {
        return unavailable(route, stack, plug, unavailable);
      }
      Below below = machine.plug(function);
      GuestStorage storage = storage(arena, issued);
      issued.data().copyTo(storage.segment(), storage.offset(issued.memory()));
      try (Issuer issuer = Issuers.of(route, below, storage, facts, stack, recorder)) {
        String missing = issuer.missing(issued);
        if (missing != null) {
          return unavailable(route, stack, plug, missing);
        }
        recorder.resume();
        GuestResult told = issuer.issue(issued);
        Crossing root = recorder.roots().getFirst();
        Judgement judgement = new Judge(route.name(), function.facts()).judge(issued, root, told);
        return new Explanation(
            route.name(), stack, plug, told, Judge.arrivals(root), judgement, root);
      }
    }
  }

  private static Explanation unavailable(
      Route route, Stack stack, @Nullable String plug, String why) {
    return new Explanation(
        route.name(), stack, plug, null, List.of(), Judgement.unavailable(why), null);
  }

  private static PciFunction function(
      DeviceModel device, Issued issued, MemorySegment memory, TraceRecorder recorder) {
    memory.fill((byte) 0);
    return switch (device) {
      case ISM -> new IsmPair(memory, (int) (issued.offset() >>> 32) & 0xffff, recorder).issuer();
      case MEMORY -> MemoryFunction.memory();
    };
  }

  /** The pages that hold the operand, at the operand's own address. */
  private static GuestStorage storage(Arena arena, Issued issued) {
    long start = issued.memory() & -PAGE;
    long end = issued.memory() + Math.max(issued.length(), issued.data().size());
    return GuestStorage.allocate(arena, start, (end - start + PAGE) & -PAGE);
  }
}
