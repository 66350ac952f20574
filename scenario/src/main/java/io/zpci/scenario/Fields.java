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
    Place first = names.putIfAbsent(field.name(), at);
    if (first != null) {
      throw new ScenarioException(
          at, field.name() + ": once was expected, got it again; it is in line " + first.line());
    }
    fields.put(field.name(), field);
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
    if (!known.contains(name)) {
      known.add(name);
    }
    return Optional.ofNullable(fields.get(name));
  }

  /** The field {@code name}. */
  public Field required(String name) {
    return maybe(name).orElseThrow(() -> missing(name));
  }

  /** The number {@code name}, or {@code otherwise} where it is absent. */
  public long number(String name, long otherwise) {
    return maybe(name).map(Field::number).orElse(otherwise);
  }

  /** The switch {@code name}, or {@code otherwise} where it is absent. */
  public boolean flag(String name, boolean otherwise) {
    return maybe(name).map(Field::flag).orElse(otherwise);
  }

  /** The function that {@link Parameter#function} names; a where it is absent. */
  public String function() {
    return maybe("function").map(Field::text).orElse("a");
  }

  /** Everything was asked for; what is left is an error. */
  public void done() {
    for (Map.Entry<String, Place> each : names.entrySet()) {
      if (!known.contains(each.getKey())) {
        throw unknown(each.getKey(), each.getValue());
      }
    }
  }

  /** Where a name is near to the one that is missing, that is the error. */
  private ScenarioException missing(String name) {
    List<String> others = fields.keySet().stream().filter(each -> !known.contains(each)).toList();
    String misspelt = Nearest.of(name, others);
    return misspelt == null
        ? new ScenarioException(place, name + " was expected, got no such field")
        : new ScenarioException(placeOf(misspelt), name + " was expected, got " + misspelt);
  }

  private ScenarioException unknown(String name, Place at) {
    String expected = known.isEmpty() ? "nothing" : "one of " + String.join(", ", known);
    return new ScenarioException(
        at, expected + " was expected, got " + name + Nearest.hint(name, known));
  }

  /** Where the name {@code name} stands. */
  Place placeOf(String name) {
    return names.getOrDefault(name, place);
  }

  /** The texts of each field, as the file has them. */
  Map<String, List<String>> texts() {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    fields.forEach((name, field) ->
        texts.put(
            name,
            field.isEmptyList() ? List.of() : field.list().stream().map(Field::text).toList()));
    return texts;
  }
}
