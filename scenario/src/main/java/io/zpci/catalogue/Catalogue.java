package io.zpci.catalogue;

import io.zpci.catalogue.Entry.State;
import io.zpci.catalogue.Entry.State.Alias;
import io.zpci.catalogue.Entry.State.NotModelled;
import io.zpci.catalogue.Entry.State.OwnScenario;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.ScenarioReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The known failures: 69 rows, and before them the case that began it all. What is asked for is
 * read when it is asked for: a scenario without the index, the index without a scenario.
 *
 * <p>Source: spec passthrough g (g.1 to g.38), spec zpci 16 (L-1 to L-18, Q-1 to Q-13).
 */
public final class Catalogue {
  /** The case of 2020: a guest writes a block to an ISM function, on every route. */
  public static final String SEED = "seed";

  private static final String INDEX = "index.yaml";

  private Catalogue() {}

  /** Every entry: {@link #SEED}, then g.1 to g.38, L-1 to L-18, Q-1 to Q-13. */
  public static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    Load load = new Load(LoadSettings.builder().setLabel(INDEX).build());
    if (load.loadFromString(text(INDEX)) instanceof List<?> rows) {
      for (Object row : rows) {
        if (row instanceof Map<?, ?> fields) {
          entries.add(entry(fields));
        }
      }
    }
    return List.copyOf(entries);
  }

  /** The 69 rows of the tables, in their order. */
  public static List<Entry> rows() {
    return entries().stream().filter(each -> !each.id().equals(SEED)).toList();
  }

  /** The entry {@code id}. */
  public static Optional<Entry> entry(String id) {
    return entries().stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The entries that run, each scenario once: those with a scenario of their own, in order. */
  public static List<Entry> running() {
    return entries().stream().filter(each -> each.state() instanceof OwnScenario).toList();
  }

  /**
   * The scenario of {@code id}; an alias has that of the row it stands for. Empty where nothing of
   * this name is known or modelled.
   *
   * @throws io.zpci.scenario.ScenarioException never for a shipped scenario
   */
  public static Optional<Scenario> scenario(String id) {
    if (!isName(id)) {
      return Optional.empty();
    }
    String text = maybeText(file(id));
    if (text != null) {
      return Optional.of(ScenarioReader.read(file(id), id, text));
    }
    return entry(id)
        .flatMap(
            found -> found.state() instanceof Alias(String of) ? scenario(of) : Optional.empty());
  }

  /**
   * The text of the scenario of {@code id}, for people: an alias has that of the row it stands for.
   */
  public static Optional<String> source(String id) {
    if (!isName(id)) {
      return Optional.empty();
    }
    String text = maybeText(file(id));
    if (text != null) {
      return Optional.of(text);
    }
    return entry(id)
        .flatMap(
            found -> found.state() instanceof Alias(String of) ? source(of) : Optional.empty());
  }

  /** No path of a resource, whatever a user types. */
  private static boolean isName(String id) {
    return id.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.')
        && !id.equals("index");
  }

  private static String file(String id) {
    return id + ".yaml";
  }

  private static Entry entry(Map<?, ?> fields) {
    String id = required(fields, "id");
    List<String> sources = new ArrayList<>();
    if (fields.get("sources") instanceof List<?> texts) {
      texts.forEach(each -> sources.add(String.valueOf(each)));
    }
    return new Entry(
        id,
        required(fields, "symptom"),
        required(fields, "cause"),
        sources,
        required(fields, "fails"),
        maybe(fields, "fine"),
        state(fields));
  }

  private static State state(Map<?, ?> fields) {
    String alias = maybe(fields, "alias");
    String why = maybe(fields, "not-modelled");
    if (alias != null) {
      return new Alias(alias);
    }
    if (why != null) {
      return new NotModelled(why);
    }
    return new OwnScenario();
  }

  private static String required(Map<?, ?> fields, String name) {
    String value = maybe(fields, name);
    if (value == null) {
      throw new IllegalStateException(INDEX + ": " + name + " was expected in " + fields);
    }
    return value;
  }

  private static @Nullable String maybe(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    return value == null ? null : value.toString();
  }

  private static String text(String file) {
    String text = maybeText(file);
    if (text == null) {
      throw new IllegalStateException(file + " was expected beside the catalogue");
    }
    return text;
  }

  private static @Nullable String maybeText(String file) {
    try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
