package io.zpci.scenario;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.ism.Reactions;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.route.Route;
import io.zpci.vmm.QemuVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12) of scenario files, made of what the reader knows: versions,
 * routes, kinds of step with their parameters and facts. It says the form; that a step's name
 * exists, that a length fits its operation, or that a fact belongs to its step, the reader says.
 */
public final class ScenarioSchema {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String ID = "urn:io.zpci:scenario:1";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ScenarioSchema() {}

  /** The schema, lines ended by a line feed. */
  public static String json() {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(schema())
            .replace("\r\n", "\n")
        + "\n";
  }

  private static ObjectNode schema() {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", DIALECT);
    schema.put("$id", ID);
    schema.put("title", "A scenario of PCI passthrough on s390, format 1");
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    fields.put("scenario", says(JSON.objectNode().put("const", 1), "The version of the format."));
    fields.put("id", says(text(), "Of the catalogue; absent in one's own."));
    fields.put("title", says(text(), "One line."));
    fields.put("symptom", says(text(), "What a person sees of the failure."));
    fields.put("sources", says(oneOrMany(text()), "Where it is known from."));
    fields.put("stack", ref("stack"));
    fields.put("device", device());
    fields.put("routes", ref("routes"));
    fields.put("workload", says(oneOrMany(ref("step")), "What is done, in order."));
    fields.put("cases", says(oneOrMany(ref("case")), "What is expected, by version and route."));
    object(schema, fields, List.of("scenario", "title", "workload", "cases"));
    schema.set("$defs", definitions());
    return schema;
  }

  private static ObjectNode definitions() {
    ObjectNode all = JSON.objectNode();
    all.set("text", typed(List.of("string", "number", "boolean")).put("minLength", 1));
    all.set(
        "number", numberOr("^(0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*|-?[0-9_]*[0-9][0-9_]*)$"));
    all.set("size", numberOr("^(0x[0-9a-fA-F]+|[0-9]+) *(KiB|MiB)?$"));
    ObjectNode flag = JSON.objectNode();
    flag.set("enum", JSON.arrayNode().add(true).add(false));
    List.of("on", "off", "yes", "no").forEach(((ArrayNode) flag.get("enum"))::add);
    all.set("flag", flag);
    all.set(
        "bytes",
        typed(List.of("string", "number")).put("pattern", "^ *([0-9a-fA-F] *[0-9a-fA-F] *)+$"));
    all.set("stack", stack());
    List<String> routes =
        new ArrayList<>(ScenarioRoutes.named().stream().map(Route::name).toList());
    routes.add("all");
    all.set("routes", says(oneOrMany(words(routes)), "Which routes; all is the default."));
    all.set("step", step());
    StepKinds.list().forEach(kind -> all.set(nameOf(kind), kind(kind)));
    all.set("case", scenarioCase());
    all.set("expectation", expectation());
    for (Fact.Type type : Fact.Type.values()) {
      if (type != Fact.Type.WORD) {
        all.set(nameOf(type), expected(type));
      }
    }
    return all;
  }

  private static ObjectNode stack() {
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    ObjectNode linux = words(LinuxVersion.all().stream().map(LinuxVersion::name).toList());
    fields.put(
        "qemu", oneOrMany(words(QemuVersion.all().stream().map(QemuVersion::name).toList())));
    fields.put("host", oneOrMany(linux));
    fields.put("guest", oneOrMany(linux.deepCopy()));
    fields.put("host-endian", oneOrMany(words(List.of("be", "le"))));
    fields.put("mio", oneOrMany(ref("flag")));
    fields.put("mio-mapping", oneOrMany(words(List.of("succeeds", "fails"))));
    return says(
        object(JSON.objectNode(), fields, List.of()),
        "Versions and switches; every combination is run. Default: the newest, be, on, fails.");
  }

  private static ObjectNode device() {
    Map<String, ObjectNode> reactions = new LinkedHashMap<>();
    for (Rule rule : Reactions.RULES) {
      ObjectNode words =
          words(Arrays.stream(Reaction.values()).map(ReactionsReader::word).toList());
      reactions.put(rule.id(), says(words, rule.statement()));
    }
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    List<String> models = Arrays.stream(DeviceModel.values()).map(DeviceModel::word).toList();
    fields.put("model", words(models));
    fields.put("prepared", ref("flag"));
    fields.put("booted", ref("flag"));
    fields.put("functions", ref("number"));
    fields.put("others", words(models));
    fields.put("guests", ref("number"));
    fields.put("msix", ref("flag"));
    fields.put("relaxed", ref("flag"));
    fields.put("reactions", object(JSON.objectNode(), reactions, List.of()));
    return says(object(JSON.objectNode(), fields, List.of()), "What is passed through.");
  }

  private static ObjectNode step() {
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    fields.put("name", says(text(), "For expectations."));
    ObjectNode step = JSON.objectNode();
    ArrayNode one = JSON.arrayNode();
    for (StepKind kind : StepKinds.list()) {
      fields.put(kind.word(), ref(nameOf(kind)));
      ObjectNode required = JSON.objectNode();
      required.set("required", JSON.arrayNode().add(kind.word()));
      one.add(required);
    }
    object(step, fields, List.of());
    step.set("oneOf", one);
    return step;
  }

  private static String nameOf(StepKind kind) {
    return "step-" + kind.word();
  }

  private static ObjectNode kind(StepKind kind) {
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Parameter each : kind.parameters()) {
      fields.put(each.name(), says(parameter(each), each.says()));
      if (each.required()) {
        required.add(each.name());
      }
    }
    ObjectNode object = object(JSON.objectNode(), fields, required);
    if (required.isEmpty()) {
      object.set("type", JSON.arrayNode().add("object").add("null"));
    }
    return says(object, kind.says());
  }

  private static ObjectNode parameter(Parameter parameter) {
    return switch (parameter.type()) {
      case NUMBER -> ref("number");
      case SIZE -> ref("size");
      case FLAG -> ref("flag");
      case TEXT, FUNCTION -> text();
      case WORD -> words(parameter.words());
      case BYTES -> ref("bytes");
      case WORDS -> oneOrMany(text());
      case NUMBERS -> oneOrMany(ref("number"));
    };
  }

  private static ObjectNode scenarioCase() {
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    fields.put("name", text());
    fields.put("fails", says(ref("flag"), "Whether these versions have the failure."));
    fields.put("stack", ref("stack"));
    fields.put("routes", ref("routes"));
    fields.put("expect", oneOrMany(ref("expectation")));
    return object(JSON.objectNode(), fields, List.of("name", "expect"));
  }

  /** A fact of one name may be another thing in another kind of step. */
  private static ObjectNode expectation() {
    Map<String, Set<ObjectNode>> facts = new LinkedHashMap<>();
    List<Fact> all = new ArrayList<>();
    StepKinds.list().forEach(kind -> all.addAll(kind.facts()));
    all.addAll(RunFacts.list());
    for (Fact each : all) {
      facts.computeIfAbsent(each.name(), _ -> new LinkedHashSet<>()).add(expected(each));
    }
    Map<String, ObjectNode> fields = new LinkedHashMap<>();
    fields.put("step", says(text(), "A step's name or its number from 1; default the last."));
    facts.forEach((name, schemas) -> fields.put(name, anyOf(List.copyOf(schemas))));
    ObjectNode expectation = object(JSON.objectNode(), fields, List.of());
    ObjectNode named = JSON.objectNode();
    named.set("required", JSON.arrayNode().add("step"));
    expectation.set("if", named);
    expectation.set("then", JSON.objectNode().put("minProperties", 2));
    expectation.set("else", JSON.objectNode().put("minProperties", 1));
    return expectation;
  }

  private static ObjectNode expected(Fact fact) {
    return fact.type() == Fact.Type.WORD
        ? expected(words(fact.words()), false)
        : ref(nameOf(fact.type()));
  }

  private static String nameOf(Fact.Type type) {
    return "expected-" + type.name().toLowerCase(Locale.ROOT);
  }

  /** What a fact of {@code type} may be expected to be, by a name of its own. */
  private static ObjectNode expected(Fact.Type type) {
    return switch (type) {
      case TEXT -> expected(text(), true);
      case LIST -> expected(anyOf(List.of(text(), listOf(text()))), true);
      case NUMBER -> expected(ref("number"), false);
      case FLAG -> expected(ref("flag"), false);
      case BYTES -> expected(ref("bytes"), true);
      case WORD -> throw new IllegalArgumentException("each has its words");
    };
  }

  private static ObjectNode expected(ObjectNode value, boolean isText) {
    ObjectNode one = isText ? text() : value.deepCopy();
    Map<String, ObjectNode> ways = new LinkedHashMap<>();
    ways.put("any", oneOrMany(one));
    ways.put("not", value.deepCopy());
    if (isText) {
      ways.put("contains", oneOrMany(text()));
    }
    ObjectNode way = object(JSON.objectNode(), ways, List.of());
    way.put("minProperties", 1);
    way.put("maxProperties", 1);
    return anyOf(List.of(value, way));
  }

  private static ObjectNode object(
      ObjectNode object, Map<String, ObjectNode> fields, List<String> required) {
    object.put("type", "object");
    ObjectNode properties = JSON.objectNode();
    fields.forEach(properties::set);
    object.set("properties", properties);
    if (!required.isEmpty()) {
      ArrayNode names = JSON.arrayNode();
      required.forEach(names::add);
      object.set("required", names);
    }
    object.put("additionalProperties", false);
    return object;
  }

  private static ObjectNode says(ObjectNode schema, String description) {
    return schema.put("description", description);
  }

  private static ObjectNode ref(String definition) {
    return JSON.objectNode().put("$ref", "#/$defs/" + definition);
  }

  private static ObjectNode text() {
    return ref("text");
  }

  private static ObjectNode typed(List<String> types) {
    ArrayNode names = JSON.arrayNode();
    types.forEach(names::add);
    ObjectNode schema = JSON.objectNode();
    schema.set("type", names);
    return schema;
  }

  private static ObjectNode numberOr(String pattern) {
    return typed(List.of("integer", "string")).put("pattern", pattern);
  }

  private static ObjectNode words(List<String> words) {
    ArrayNode all = JSON.arrayNode();
    words.forEach(all::add);
    ObjectNode schema = JSON.objectNode();
    schema.set("enum", all);
    return schema;
  }

  private static ObjectNode listOf(ObjectNode item) {
    ObjectNode list = JSON.objectNode().put("type", "array");
    list.set("items", item);
    return list;
  }

  private static ObjectNode oneOrMany(ObjectNode item) {
    return anyOf(List.of(item, listOf(item.deepCopy()).put("minItems", 1)));
  }

  private static ObjectNode anyOf(List<ObjectNode> schemas) {
    if (schemas.size() == 1) {
      return schemas.getFirst();
    }
    ArrayNode all = JSON.arrayNode();
    schemas.forEach(all::add);
    ObjectNode any = JSON.objectNode();
    any.set("anyOf", all);
    return any;
  }
}
