package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.json.JsonMapper;

/** The schema says what the reader says, as far as a schema can. */
class ScenarioSchemaTest {
  private static final Path RESOURCES = Path.of("src/main/resources/io/zpci");
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ScenarioSchema.json());

  /** What an editor's YAML makes of {@code text}, held against the schema. */
  private static List<String> errors(String text) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    Object loaded = new Load(settings).loadFromString(text);
    String json = JsonMapper.shared().writeValueAsString(loaded);
    return SCHEMA.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  @Test
  void theResourceIsWhatTheCodeMakes() throws IOException {
    Written.holds(RESOURCES.resolve("scenario/scenario.schema.json"), ScenarioSchema.json());
  }

  @Test
  void goodFilesAreValid() {
    assertEquals(List.of(), errors(ScenarioReaderTest.GOOD));
    assertEquals(
        List.of(),
        errors(ScenarioWriter.write(ScenarioReader.read("t.yaml", "t", ScenarioReaderTest.GOOD))));
  }

  /** The catalogue's index is none. */
  private static boolean isScenario(Path file) {
    return file.toString().endsWith(".yaml") && !file.endsWith("index.yaml");
  }

  @Test
  void everyShippedScenarioIsValid() throws IOException {
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      for (Path file : files.filter(ScenarioSchemaTest::isScenario).toList()) {
        assertEquals(List.of(), errors(Files.readString(file)), file.toString());
        String name = ScenarioReader.read(file).name();
        assertFalse(name.isEmpty(), file.toString());
      }
    }
  }

  @Test
  void badFilesAreRefusedByBoth() {
    String[][] table = {
      {"scenario: 1\n", ""},
      {"scenario: 1", "scenario: 2"},
      {"title: The splitter of 2020 cuts a block", "title:"},
      {"title: The splitter of 2020 cuts a block", "title: [a]"},
      {"title: The", "titel: The"},
      {"qemu: qemu-7.2", "qemu: qemu-7.3"},
      {"mio: off", "mio: maybe"},
      {"host-endian: be", "host-endain: be"},
      {"model: ism", "model: ims"},
      {"R-02: report", "R-99: report"},
      {"R-02: report", "R-02: reprot"},
      {"functions: 2", "functions: two"},
      {"routes: [bar-rw, lpar]", "routes: [bar_rw]"},
      {"routes: [bar-rw, lpar]", "routes: []"},
      {"space: 2, offset: 0x0, length: 8}\n", "offset: 0x0, length: 8}\n"},
      {"offset: 0x0, length: 8}\n", "offset: 0xg, length: 8}\n"},
      {"function: a", "functoin: a"},
      {"- pcilg:", "- pcligg:"},
      {"- pcilg: {space: 2, offset: 0x0, length: 8, function: a}", "- pcilg"},
      {"- pcilg: {space: 2, offset: 0x0, length: 8, function: a}", "- pcilg:"},
      {"    name: block", "    name: block\n    ioread: {space: 0, offset: 0, length: 4}"},
      {"fails: yes", "fails: perhaps"},
      {"verdict: {any: [cut, refused]}", "verdict: refuse"},
      {"verdict: {any: [cut, refused]}", "verdict: {any: [cut, refuse]}"},
      {"verdict: {any: [cut, refused]}", "verdict: {contains: cut}"},
      {"verdict: {any: [cut, refused]}", "verdict: {}"},
      {"verdict: {any: [cut, refused]}", "verdict: {any: cut, not: cut}"},
      {"verdict: {any: [cut, refused]}", "verdcit: cut"},
      {"pieces: 0x2", "pieces: two"},
      {"loaded: 00 01 02 03 04 05 06 07", "loaded: 00 0"},
      {"- name: linux-5.10", "- nmae: linux-5.10"},
      {"plug: {contains: MSI-X}", "step: 1"},
      {"    expect:\n      plug: {contains: MSI-X}\n", ""},
    };
    for (String[] each : table) {
      String text =
          ScenarioReaderTest.GOOD.replaceFirst(
              java.util.regex.Pattern.quote(each[0]),
              java.util.regex.Matcher.quoteReplacement(each[1]));
      String what = each[0] + " -> " + each[1];
      assertFalse(text.equals(ScenarioReaderTest.GOOD), what);
      assertThrows(ScenarioException.class, () -> ScenarioReader.read("t.yaml", "t", text), what);
      assertFalse(errors(text).isEmpty(), what);
    }
  }

  @Test
  void everyKindAndFactIsInIt() {
    String json = ScenarioSchema.json();
    for (StepKind kind : StepKinds.list()) {
      assertTrue(json.contains("\"step-" + kind.word() + "\""), kind.word());
      for (Fact fact : kind.facts()) {
        assertTrue(json.contains("\"" + fact.name() + "\""), fact.name());
      }
    }
  }
}
