package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.vmm.PlugCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What passthrough makes of a function whose configuration space is known. */
public final class ConfigAccount {
  private static final int STRICT_BLOCK = 128;
  private static final long LEAST = 16;

  private ConfigAccount() {}

  /**
   * What one route says.
   *
   * @param route by name
   * @param plug what the VMM says when the function is plugged; null without a VMM
   * @param unavailable why the route cannot be taken; null where it can
   * @param rule the check that refuses the plug; null where none does
   */
  public record Answer(
      String route, @Nullable String plug, @Nullable String unavailable, @Nullable Rule rule) {}

  /**
   * What each route says of {@code dump} with the versions of {@code stack}; none where the dump
   * does not say what the function is.
   */
  public static List<Answer> of(ConfigDump dump, Stack stack) {
    if (dump.silent() || dump.bytes().size() < AddressSpace.BARS * Integer.BYTES + LEAST) {
      return List.of();
    }
    FunctionFacts function = facts(dump);
    Facts facts = new HostMachine(stack, Tap.NONE).facts(function);
    List<Answer> answers = new ArrayList<>();
    for (Route route : Routes.all()) {
      String plug = route.plug(facts);
      answers.add(new Answer(route.name(), plug, route.unavailable(facts), rule(plug)));
    }
    return answers;
  }

  private static @Nullable Rule rule(@Nullable String plug) {
    for (PlugCheck.Answer each : PlugCheck.Answer.values()) {
      if (each.word().equals(plug)) {
        return each.rule();
      }
    }
    return null;
  }

  /** What is known of the function; what a dump does not say is as with most. */
  static FunctionFacts facts(ConfigDump dump) {
    boolean ism = dump.vendor() == IsmFacts.VENDOR && dump.device() == IsmFacts.DEVICE;
    Optional<Capability.Msix> msix = dump.capability(Capability.Msix.class);
    int vectors = dump.capability(Capability.Msi.class).map(Capability.Msi::vectors).orElse(0);
    List<Long> sizes = new ArrayList<>(List.of(0L, 0L, 0L, 0L, 0L, 0L));
    for (ConfigDump.Bar bar : dump.bars()) {
      sizes.set(
          bar.index(),
          Long.bitCount(bar.size()) == 1 ? bar.size() : Long.lowestOneBit(bar.address()));
    }
    return new FunctionFacts(
        ism ? "ism" : "logged",
        dump.vendor(),
        dump.device(),
        ism ? FunctionFacts.PFT_ISM : 0,
        0,
        sizes,
        ism ? BlockClass.RELAXED : BlockClass.STRICT,
        ism ? IsmFacts.MAX_STORE_BLOCK : STRICT_BLOCK,
        !ism,
        vectors,
        msix.map(each -> new Msix(each.tableBar(), each.table(), each.pending(), each.vectors()))
            .orElse(null),
        dump.bytes().size() > 256 ? 4096 : 256);
  }
}
