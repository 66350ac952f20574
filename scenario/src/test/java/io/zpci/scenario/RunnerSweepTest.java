package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What can be read can be run, on every route, and shows the same each time. */
class RunnerSweepTest {
  private static final long SEED = Long.getLong("zpci.seed", 6);
  private static final int SCENARIOS = Integer.getInteger("zpci.scenarios", 60);
  private static final String END = "cases: {name: c, expect: {crash: no}}\n";

  private final Random random = new Random(SEED);

  @Test
  void whatCanBeReadCanBeRun() {
    for (int i = 0; i < SCENARIOS; i++) {
      String text = made();
      Scenario scenario = ScenarioReader.read("t", "t", text);
      String what = "seed " + SEED + ", number " + i + ":\n" + text;
      try {
        ScenarioResult first = new ScenarioRunner().run(scenario);
        for (ScenarioResult.Run run : first.runs()) {
          assertEquals(scenario.workload().size(), run.steps().size(), what);
        }
        if (i % 10 == 0) {
          assertEquals(first.toString(), new ScenarioRunner().run(scenario).toString(), what);
        }
      } catch (RuntimeException e) {
        fail(what, e);
      }
    }
  }

  private String made() {
    boolean ism = random.nextInt(3) != 0;
    boolean prepared = ism && random.nextInt(3) == 0;
    int functions = 1 + random.nextInt(3);
    StringBuilder text = new StringBuilder("scenario: 1\ntitle: t\n");
    text.append("stack: {qemu: ")
        .append(any(QemuVersion.all()).name())
        .append(", host: ")
        .append(any(LinuxVersion.all()).name())
        .append(", guest: ")
        .append(any(LinuxVersion.all()).name())
        .append(", mio: ")
        .append(random.nextBoolean() ? "on" : "off")
        .append(", mio-mapping: ")
        .append(random.nextBoolean() ? "succeeds" : "fails")
        .append("}\ndevice: {model: ")
        .append(ism ? "ism" : "memory")
        .append(prepared ? ", prepared: on" : "")
        .append(random.nextInt(6) == 0 && !prepared ? ", booted: off" : "")
        .append(", functions: ")
        .append(functions)
        .append(functions > 1 && random.nextBoolean() ? ", guests: 1" : "")
        .append("}\nworkload:\n");
    int left = 1 + random.nextInt(8);
    while (left > 0) {
      String step = step();
      if (canBeRead(text + step + END)) {
        text.append(step);
        left--;
      }
    }
    return text + END;
  }

  private static boolean canBeRead(String text) {
    try {
      return !ScenarioReader.read("t", "t", text).title().isEmpty();
    } catch (ScenarioException _) {
      return false;
    }
  }

  private String step() {
    StepKind kind = any(StepKinds.list());
    List<String> parameters = new ArrayList<>();
    for (Parameter each : kind.parameters()) {
      if (each.required() || random.nextInt(3) == 0) {
        parameters.add(each.name() + ": " + value(each));
      }
    }
    return "  - " + kind.word() + ": {" + String.join(", ", parameters) + "}\n";
  }

  private String value(Parameter parameter) {
    return switch (parameter.type()) {
      case NUMBER -> number(parameter.name());
      case SIZE -> any(List.of("0", "1", "8", "4KiB", "4096", "16KiB", "1MiB"));
      case FLAG -> random.nextBoolean() ? "on" : "off";
      case TEXT -> any(List.of("x", "a", "ring"));
      case WORD -> any(parameter.words());
      case BYTES -> any(List.of("00", "0000000300000008", "ff".repeat(48)));
      case WORDS -> any(List.of("pcistb", "[pcilg, pcistg]", "store", "reads"));
      case NUMBERS -> any(List.of("0", "[0, 1]", "[3]", "0x1000"));
      case FUNCTION -> any(List.of("a", "b", "c"));
    };
  }

  private String number(String name) {
    if (name.equals("space")) {
      return any(List.of("0", "0", "2", "1", "15", "7"));
    }
    return switch (random.nextInt(8)) {
      // A long length is walked page by page where it is allowed at all.
      case 0 -> name.equals("length") ? "0x100000" : "0x" + Long.toHexString(random.nextLong());
      case 1 -> "-1";
      case 2 -> "0x200100000000";
      case 3 -> Integer.toString(random.nextInt(1 << 13));
      case 4 -> any(List.of("0", "1", "2", "4"));
      default -> any(List.of("8", "16", "64", "0x1000", "0xff8"));
    };
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
