package io.zpci.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping of a scenario file. Who reads it asks for each field by name, and at the end says that
 * he is {@link #done}: a field that nobody asked for is an error.
 */
public final class Fields {
  private final String file;
  private final Place place;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Map<String, Place> names = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();

  Fields(String file, Place place) {
    this.file = file;
    this.place = place;
  }

  void add(Place at, Field field) {
    if (fields.put(field.name(), field) != null) {
      throw new ScenarioException(at, field.name() + ": once was expected, this is the second");
    }
    names.put(field.name(), at);
  }

  /** The file's name. */
  public String file() {
    return file;
  }

  /** Where the mapping begins. */
  public Place place() {
    return place;
  }

  /** The names in it, in order. */
  public List<String> names() {
    return List.copyOf(fields.keySet());
  }

  /** The field {@code name}, if it is there. */
  public Optional<Field> maybe(String name) {
    known.add(name);
    return Optional.ofNullable(fields.get(name));
  }

  /** The field {@code name}. */
  public Field required(String name) {
    return maybe(name)
        .orElseThrow(() -> new ScenarioException(place, name + " was expected, it is not there"));
  }

  /** The number {@code name}, or {@code otherwise} where it is absent. */
  public long number(String name, long otherwise) {
    return maybe(name).map(Field::number).orElse(otherwise);
  }

  /** The switch {@code name}, or {@code otherwise} where it is absent. */
  public boolean flag(String name, boolean otherwise) {
    return maybe(name).map(Field::flag).orElse(otherwise);
  }

  /** Everything was asked for; what is left is an error. */
  public void done() {
    for (Map.Entry<String, Place> each : names.entrySet()) {
      if (!known.contains(each.getKey())) {
        throw new ScenarioException(
            each.getValue(),
            "one of " + String.join(", ", known) + " was expected, got " + each.getKey());
      }
    }
  }
}
