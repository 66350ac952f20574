package io.zpci.scenario;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

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
    Path last = file.getFileName();
    String full = last == null ? file.toString() : last.toString();
    return read(file.toString(), full.replaceFirst("\\.ya?ml$", ""), YamlText.of(file));
  }

  /**
   * The scenario in {@code bytes}, which are UTF-8.
   *
   * @param file for messages
   * @param name of the scenario, where it has no id
   * @throws ScenarioException where it cannot be understood
   */
  public static Scenario read(String file, String name, byte[] bytes) {
    return read(file, name, YamlText.decoded(file, bytes));
  }

  /**
   * The scenario in {@code text}.
   *
   * @param file for messages
   * @param name of the scenario
   * @throws ScenarioException where it cannot be understood
   */
  public static Scenario read(String file, String name, String text) {
    return new ScenarioReader(name).scenario(YamlText.value(file, text).mapping());
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
    List<WorkloadStep> workload = new WorkloadReader(device).read(fields.required("workload"));
    List<Case> cases =
        new CaseReader(workload, stack, routes, this::stack, this::routes)
            .read(fields.required("cases"));
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

  private static boolean ofMemory(
      Fields fields, DeviceModel model, String name, boolean otherwise) {
    boolean on = fields.flag(name, otherwise);
    if (on != otherwise && model != DeviceModel.MEMORY) {
      throw fields
          .required(name)
          .bad((otherwise ? "on" : "off") + " for a device that is no memory");
    }
    return on;
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
    if (prepared && !booted) {
      throw fields.required("prepared").bad("off for a device whose guest has not booted");
    }
    int functions = fields.maybe("functions").map(one -> one.number(1, MOST_FUNCTIONS)).orElse(1);
    DeviceModel others =
        fields
            .maybe("others")
            .map(one -> one.oneOf(List.of(DeviceModel.values()), DeviceModel::word))
            .orElse(model);
    int guests =
        fields
            .maybe("guests")
            .map(one -> one.number(1, functions) == 1 ? 1 : one.number(functions, functions))
            .orElse(functions);
    DeviceChoice device =
        new DeviceChoice(
            model,
            prepared,
            booted,
            functions,
            others,
            guests < functions,
            ofMemory(fields, model, "msix", otherwise.msix()),
            ofMemory(fields, model, "relaxed", otherwise.relaxed()),
            fields.maybe("reactions").map(ReactionsReader::read).orElse(otherwise.reactions()));
    fields.done();
    return device;
  }

  private List<Route> routes(Field field) {
    List<Field> names = field.list();
    if (names.size() == 1 && names.getFirst().text().equals(ALL_ROUTES)) {
      return Routes.all();
    }
    return names.stream().map(one -> one.oneOf(ScenarioRoutes.named(), Route::name)).toList();
  }
}
