package io.zpci.cli;

import io.zpci.catalogue.Catalogue;
import io.zpci.catalogue.Entry;
import io.zpci.catalogue.Entry.State.NotModelled;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.ScenarioException;
import io.zpci.scenario.ScenarioReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Scenarios by what a user calls them: a file, or the id of one of the catalogue. */
final class ScenarioFiles {
  private static final int CLOSE_ONES = 5;

  private ScenarioFiles() {}

  /** The ids of the catalogue that run, for completion. */
  static final class Ids implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Catalogue.entries().stream()
          .filter(entry -> !(entry.state() instanceof NotModelled))
          .map(Entry::id)
          .iterator();
    }
  }

  /** Every id of the catalogue, for completion. */
  static final class AllIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Catalogue.entries().stream().map(Entry::id).iterator();
    }
  }

  /** Every scenario of the catalogue that runs, the case that began it all first. */
  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Entry entry : Catalogue.running()) {
      Catalogue.scenario(entry.id()).ifPresent(all::add);
    }
    return all;
  }

  /**
   * The scenario that {@code name} says.
   *
   * @throws ScenarioException where there is such a file and it cannot be understood, or {@code
   *     name} can only be a path and there is none
   * @throws ParameterException where nothing of this name is known
   */
  static Scenario find(String name, CommandLine line) {
    Optional<Path> file = file(name);
    if (file.isPresent() && Files.exists(file.get())) {
      return ScenarioReader.read(file.get());
    }
    String id = id(name);
    Optional<Scenario> scenario = Catalogue.scenario(id);
    if (scenario.isPresent()) {
      return scenario.get();
    }
    Optional<Entry> entry = Catalogue.entry(id);
    if (entry.isPresent() && entry.get().state() instanceof NotModelled(String why)) {
      throw new ParameterException(line, "NAME: " + id + " is not modelled: " + why);
    }
    if (file.isEmpty() || looksLikeFile(name)) {
      throw new ScenarioException(name, "no such file");
    }
    throw unknown(name, "is no file, and not of the catalogue", line);
  }

  /**
   * The entry of the catalogue that {@code name} says.
   *
   * @throws ParameterException where there is none
   */
  static Entry entry(String name, CommandLine line) {
    return Catalogue.entry(id(name))
        .orElseThrow(() -> unknown(name, "is not of the catalogue", line));
  }

  private static ParameterException unknown(String name, String what, CommandLine line) {
    List<String> ids = Catalogue.entries().stream().map(Entry::id).toList();
    return new ParameterException(
        line,
        "'%s' %s; close to it are %s"
            .formatted(name, what, String.join(", ", Spelling.close(ids, name, CLOSE_ONES))));
  }

  /** The id as the catalogue spells it. */
  private static String id(String name) {
    return Catalogue.entries().stream()
        .map(Entry::id)
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .orElse(name);
  }

  private static Optional<Path> file(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean looksLikeFile(String name) {
    return name.contains("/") || name.endsWith(".yaml") || name.endsWith(".yml");
  }
}
