package io.zpci.scenario;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.vmm.QemuVersion;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads scenario files: YAML 1.2, one document, in the form that {@code scenario.schema.json}
 * describes. What cannot be understood is one line with file, line and column.
 */
public final class ScenarioReader {
  private static final int FORMAT = 1;
  private static final int MOST_FUNCTIONS = 26;
  private static final String ALL_ROUTES = "all";

  private final String name;

  private ScenarioReader(String name) {
    this.name = name;
  }

  /**
   * The scenario in {@code file}.
   *
   * @throws ScenarioException where it cannot be read or understood
   */
  public static Scenario read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ScenarioException(file.toString(), e);
    }
    Path last = file.getFileName();
    String full = last == null ? file.toString() : last.toString();
    return read(file.toString(), full.replaceFirst("\\.ya?ml$", ""), text);
  }

  /**
   * The scenario in {@code text}.
   *
   * @param file for messages
   * @param name of the scenario
   * @throws ScenarioException where it cannot be understood
   */
  public static Scenario read(String file, String name, String text) {
    return new ScenarioReader(name).scenario(composed(file, text).mapping());
  }

  private static Field composed(String file, String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).setUseMarks(true).build();
    Optional<Node> root;
    try {
      StreamReader reader = new StreamReader(settings, text);
      root = new Composer(settings, new ParserImpl(settings, reader)).getSingleNode();
    } catch (MarkedYamlEngineException e) {
      Place place =
          e.getProblemMark()
              .map(mark -> Field.place(file, mark))
              .orElseGet(() -> new Place(file, 1, 1));
      throw new ScenarioException(place, e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioException(file, e);
    }
    return new Field(
        file,
        "scenario",
        root.orElseThrow(
            () -> new ScenarioException(new Place(file, 1, 1), "a scenario was expected")));
  }

  private Scenario scenario(Fields fields) {
    fields.required("scenario").number(FORMAT, FORMAT);
    String id = fields.maybe("id").map(Field::text).orElse(null);
    String title = fields.required("title").text();
    String symptom = fields.maybe("symptom").map(Field::text).orElse("");
    List<String> sources =
        fields.maybe("sources").stream()
            .flatMap(field -> field.list().stream())
            .map(Field::text)
            .toList();
    StackChoice stack = fields.maybe("stack").map(this::stack).orElse(StackChoice.OPEN);
    DeviceChoice device = fields.maybe("device").map(this::device).orElse(DeviceChoice.DEFAULT);
    List<Route> routes = fields.maybe("routes").map(this::routes).orElseGet(Routes::all);
    List<WorkloadStep> workload =
        fields.required("workload").list().stream().map(this::step).toList();
    List<Case> cases = new ArrayList<>();
    for (Field each : fields.required("cases").list()) {
      cases.add(new CaseReader(workload, stack, routes, this::stack, this::routes).read(each));
    }
    fields.done();
    return new Scenario(
        id == null ? name : id, id, title, symptom, sources, device, workload, cases);
  }

  private StackChoice stack(Field field) {
    Fields fields = field.mapping();
    List<QemuVersion> qemu =
        each(fields, "qemu", one -> one.oneOf(QemuVersion.all(), QemuVersion::name));
    List<LinuxVersion> host = each(fields, "host", ScenarioReader::linux);
    List<LinuxVersion> guest = each(fields, "guest", ScenarioReader::linux);
    List<ByteOrder> order = each(fields, "host-endian", ScenarioReader::order);
    List<Boolean> mio = each(fields, "mio", Field::flag);
    List<Boolean> mapping =
        each(
            fields,
            "mio-mapping",
            one -> one.oneOf(List.of("succeeds", "fails"), word -> word).equals("succeeds"));
    fields.done();
    return new StackChoice(qemu, host, guest, order, mio, mapping);
  }

  private static LinuxVersion linux(Field field) {
    return field.oneOf(LinuxVersion.all(), LinuxVersion::name);
  }

  private static ByteOrder order(Field field) {
    return field.oneOf(List.of("be", "le"), word -> word).equals("be")
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }

  private static <T> List<T> each(Fields fields, String name, Function<Field, T> reader) {
    return fields.maybe(name).stream().flatMap(field -> field.list().stream()).map(reader).toList();
  }

  private DeviceChoice device(Field field) {
    Fields fields = field.mapping();
    DeviceChoice otherwise = DeviceChoice.DEFAULT;
    DeviceModel model =
        fields
            .maybe("model")
            .map(one -> one.oneOf(List.of(DeviceModel.values()), DeviceModel::word))
            .orElse(otherwise.model());
    boolean prepared = fields.flag("prepared", false);
    if (prepared && model != DeviceModel.ISM) {
      throw fields.required("prepared").bad("off for a device that is no ISM function");
    }
    boolean booted = fields.flag("booted", otherwise.booted());
    int functions = fields.maybe("functions").map(one -> one.number(1, MOST_FUNCTIONS)).orElse(1);
    DeviceChoice device =
        new DeviceChoice(
            model,
            prepared,
            booted,
            functions,
            fields.maybe("reactions").map(ReactionsReader::read).orElse(otherwise.reactions()));
    fields.done();
    return device;
  }

  private List<Route> routes(Field field) {
    List<Field> names = field.list();
    if (names.size() == 1 && names.getFirst().text().equals(ALL_ROUTES)) {
      return Routes.all();
    }
    return names.stream().map(one -> one.oneOf(Routes.all(), Route::name)).toList();
  }

  private WorkloadStep step(Field field) {
    Fields fields = field.mapping();
    String called = fields.maybe("name").map(Field::text).orElse(null);
    StepKind found = null;
    for (StepKind kind : StepKinds.list()) {
      if (fields.maybe(kind.word()).isPresent()) {
        if (found != null) {
          throw new ScenarioException(
              fields.required(kind.word()).place(),
              "one kind of step was expected, this is the second: " + kind.word());
        }
        found = kind;
      }
    }
    if (found == null) {
      throw new ScenarioException(
          fields.place(),
          "a step was expected, one of "
              + String.join(", ", StepKinds.list().stream().map(StepKind::word).toList()));
    }
    fields.done();
    Fields inside = fields.required(found.word()).mapping();
    Step step = found.read(inside);
    inside.done();
    return new WorkloadStep(called, fields.place(), step);
  }
}
