package io.zpci.testkit;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.ism.Reactions;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What a test runs on: what its annotations say, read. Whatever is wrong in them is told in one
 * line: where, what, what was expected.
 */
final class Settings {
  private final List<Said> said;

  /** A value, and where it was said. */
  private record Value<T>(String place, T value) {}

  /** Settings from {@code said}, of which the first that says something holds. */
  Settings(List<Said> said) {
    this.said = said;
  }

  /** The route of a test that runs on one. */
  Route route() {
    for (Said each : said) {
      boolean named = !each.route().isEmpty();
      if (named && !each.routeClass().isEmpty()) {
        throw bad(each.place(), "route and routeClass exclude each other");
      }
      if (named) {
        return KnownRoutes.named(
            single(each.place(), "route", each.route()), each.place() + ": route");
      }
      if (!each.routeClass().isEmpty()) {
        return KnownRoutes.make(
            single(each.place(), "routeClass", each.routeClass()), each.place() + ": routeClass");
      }
    }
    return KnownRoutes.named("lpar", "route");
  }

  /** Versions and switches. */
  Stack stack() {
    Stack newest = Stack.newest();
    return new Stack(
        named("qemu", Said::qemu, QemuVersion.all(), QemuVersion::name, newest.qemu()),
        named("host", Said::host, LinuxVersion.all(), LinuxVersion::name, newest.host()),
        named("guest", Said::guest, LinuxVersion.all(), LinuxVersion::name, newest.guest()),
        named(
            "hostOrder",
            Said::hostOrder,
            List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
            order -> order == ByteOrder.BIG_ENDIAN ? "be" : "le",
            newest.hostOrder()),
        value("mio", Said::mio, newest.mio()),
        value("nullMappingSucceeds", Said::nullMappingSucceeds, newest.nullMappingSucceeds()));
  }

  /** Reads everything but the route, so that what is wrong is told. */
  void check() {
    Stack _ = stack();
    DeviceModel _ = device();
    long _ = storage();
    boolean _ = boot();
    Reactions _ = reactions();
  }

  /** The function to make. */
  DeviceModel device() {
    return value("device", Said::device, DeviceModel.ISM);
  }

  /** Whether a function is named. */
  boolean hasDevice() {
    return said.stream().anyMatch(each -> !each.device().isEmpty());
  }

  /** Bytes of storage. */
  long storage() {
    Value<Long> bytes = first("storage", Said::storage);
    if (bytes == null) {
      return Passthrough.STORAGE;
    }
    if (bytes.value() <= 0) {
      throw bad(bytes.place(), "storage: a number of bytes was expected, got " + bytes.value());
    }
    return bytes.value();
  }

  /** Whether the guest boots before the test. */
  boolean boot() {
    return value("boot", Said::boot, true);
  }

  /** Whether other reactions than the rules' own are asked for. */
  boolean hasReactions() {
    return said.stream().anyMatch(each -> !each.reactions().isEmpty());
  }

  /** How the ISM function reacts. */
  Reactions reactions() {
    Reactions reactions = Reactions.DEFAULT;
    for (Said each : said.reversed()) {
      for (String text : each.reactions()) {
        reactions = with(reactions, text, each.place());
      }
    }
    return reactions;
  }

  private static Reactions with(Reactions reactions, String text, String place) {
    String[] parts = text.split("=", -1);
    if (parts.length != 2) {
      throw bad(place, "reactions: RULE=REACTION was expected, got '" + text + "'");
    }
    Rule rule = known(place, "reactions", parts[0].strip(), Reactions.RULES, Rule::id);
    Reaction reaction =
        known(place, "reactions", parts[1].strip(), List.of(Reaction.values()), Settings::word);
    return reactions.with(rule, reaction);
  }

  private static String word(Reaction reaction) {
    return reaction.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private <T> T named(
      String attribute,
      Function<Said, List<String>> ask,
      List<T> all,
      Function<T, String> name,
      T otherwise) {
    Value<String> text = first(attribute, ask);
    return text == null ? otherwise : known(text.place(), attribute, text.value(), all, name);
  }

  private <T> T value(String attribute, Function<Said, List<T>> ask, T otherwise) {
    Value<T> value = first(attribute, ask);
    return value == null ? otherwise : value.value();
  }

  private <T> @Nullable Value<T> first(String attribute, Function<Said, List<T>> ask) {
    for (Said each : said) {
      List<T> values = ask.apply(each);
      if (!values.isEmpty()) {
        return new Value<>(each.place(), single(each.place(), attribute, values));
      }
    }
    return null;
  }

  private static <T> T single(String place, String attribute, List<T> values) {
    if (values.size() > 1) {
      throw bad(place, attribute + ": one value was expected, got " + values.size());
    }
    return values.getFirst();
  }

  private static <T> T known(
      String place, String attribute, String text, List<T> all, Function<T, String> name) {
    return all.stream()
        .filter(each -> name.apply(each).equals(text))
        .findFirst()
        .orElseThrow(() -> unknown(place + ": " + attribute, text, all.stream().map(name)));
  }

  /** {@code text} is none of {@code known}. */
  static ExtensionConfigurationException unknown(String where, String text, Stream<String> known) {
    return new ExtensionConfigurationException(
        where
            + ": '"
            + text
            + "' is not known; known are "
            + known.collect(Collectors.joining(", ")));
  }

  private static ExtensionConfigurationException bad(String place, String what) {
    return new ExtensionConfigurationException(place + ": " + what);
  }
}
