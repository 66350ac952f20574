package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.scenario.Scenario.Case;
import io.zpci.scenario.Scenario.Expectation;
import io.zpci.scenario.Scenario.WorkloadStep;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is read as the same. */
class ScenarioWriterTest {
  private static final long SEED = Long.getLong("zpci.seed", 6);

  private static Scenario read(String text) {
    return ScenarioReader.read("t.yaml", "t", text);
  }

  @Test
  void theFormOfAFile() {
    assertEquals(
        """
        scenario: 1
        id: g.2
        title: The splitter of 2020 cuts a block
        symptom: ISM sees stores of 4 and refuses them
        sources: [spec passthrough g.2, passthrough a.4]
        stack: {qemu: qemu-7.2, host-endian: be, mio: off, mio-mapping: fails}
        device: {model: ism, functions: 2, reactions: {R-02: report}}
        routes: [bar-rw, lpar]
        workload:
          - pcistb: {space: 2, offset: 0x0, length: 8}
            name: block
          - pcilg: {space: 2, offset: 0x0, length: 8, function: a}
        cases:
          - name: linux-5.10
            fails: yes
            stack: {host: [linux-5.10, linux-6.1]}
            expect:
              - step: block
                verdict: {any: [cut, refused]}
                by: {not: guest}
                arrived: []
                why: {contains: [4, arrived]}
                pieces: 2
              - loaded: 0001020304050607
          - name: not plugged
            expect:
              - plug: {contains: MSI-X}
        """,
        ScenarioWriter.write(read(ScenarioReaderTest.GOOD)));
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    Random random = new Random(SEED);
    for (int i = 0; i < 300; i++) {
      Scenario made = made(random);
      String text = ScenarioWriter.write(made);
      Scenario back = read(text);
      String what = "seed " + SEED + ", number " + i + ":\n" + text;
      assertEquals(text, ScenarioWriter.write(back), what);
      assertEquals(made.title(), back.title(), what);
      assertEquals(made.symptom(), back.symptom(), what);
      assertEquals(made.sources(), back.sources(), what);
      assertEquals(steps(made), steps(back), what);
      assertEquals(cases(made), cases(back), what);
    }
  }

  private static List<Object> steps(Scenario scenario) {
    List<Object> all = new ArrayList<>();
    for (WorkloadStep each : scenario.workload()) {
      all.add(each.name() == null ? "-" : each.name());
      all.add(each.step());
    }
    return all;
  }

  private static List<Object> cases(Scenario scenario) {
    List<Object> all = new ArrayList<>();
    for (Case each : scenario.cases()) {
      all.add(each.name());
      all.add(String.valueOf(each.fails()));
      all.add(each.stack().stacks());
      all.add(each.routes().stream().map(route -> route.name()).toList());
      for (Expectation expectation : each.expectations()) {
        all.add(expectation.step());
        all.add(List.copyOf(expectation.facts().entrySet()));
      }
    }
    return all;
  }

  private static Scenario made(Random random) {
    List<WorkloadStep> steps = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = random.nextBoolean() ? "s" + i + text(random) : null;
      steps.add(WorkloadStep.access(name, issued(random)));
    }
    List<Case> cases = new ArrayList<>();
    StackChoice shared = stack(random);
    int number = 1 + random.nextInt(3);
    for (int i = 0; i < number; i++) {
      Boolean fails = random.nextInt(3) == 0 ? null : random.nextBoolean();
      List<Expectation> expectations = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(2); j++) {
        Map<String, Expected> facts = new LinkedHashMap<>();
        facts.put("why", new Expected.Contains(List.of(text(random), text(random))));
        facts.put("by", new Expected.Any(List.of(text(random), text(random))));
        facts.put("told", new Expected.Is(List.of(text(random))));
        facts.put("pieces", new Expected.Not(List.of("" + random.nextInt())));
        List<String> many = new ArrayList<>();
        for (int k = random.nextInt(12); k > 0; k--) {
          many.add(text(random));
        }
        facts.put("arrived", new Expected.Is(many));
        expectations.add(new Expectation(random.nextInt(count), Place.NOWHERE, facts));
      }
      cases.add(
          new Case(
              "case " + i + " " + text(random),
              fails,
              Place.NOWHERE,
              random.nextBoolean() ? shared : stack(random),
              random.nextBoolean() ? Routes.all() : Routes.all().subList(i, i + 2),
              expectations));
    }
    int functions = 1 + random.nextInt(3);
    DeviceModel model = random.nextBoolean() ? DeviceModel.ISM : DeviceModel.MEMORY;
    DeviceChoice device =
        new DeviceChoice(
            model,
            false,
            random.nextBoolean(),
            functions,
            model,
            functions > 1 && random.nextBoolean(),
            model == DeviceModel.ISM || random.nextBoolean(),
            model == DeviceModel.MEMORY && random.nextBoolean(),
            DeviceChoice.DEFAULT.reactions());
    String symptom = random.nextBoolean() ? "" : text(random);
    return new Scenario(
        "t", null, text(random), symptom, List.of(text(random)), device, steps, cases);
  }

  private static StackChoice stack(Random random) {
    return random.nextBoolean() ? StackChoice.OPEN : StackChoice.of(Stack.newest());
  }

  private static Issued issued(Random random) {
    int length = 1 << random.nextInt(4);
    long offset = random.nextLong();
    long memory = random.nextBoolean() ? 0 : random.nextLong();
    if (random.nextBoolean()) {
      return Issued.load(Operation.PCILG, random.nextInt(6), offset, length).from(memory);
    }
    byte[] data = new byte[length];
    random.nextBytes(data);
    Bytes bytes = random.nextBoolean() ? Bytes.of(data) : Bytes.counting(0x10, length);
    Issued store = Issued.store(Operation.PCISTB, 1, offset, bytes).from(memory);
    return random.nextBoolean() ? store : store.inProblemState();
  }

  /** What YAML could take for something else. */
  private static String text(Random random) {
    String[] parts = {
      "a",
      "yes",
      "null",
      "~",
      ": ",
      " #",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&",
      "*",
      "!",
      "|",
      ">",
      "'",
      "\"",
      "%",
      "@",
      "`",
      "\\",
      "0x1",
      " ",
      "\n",
      "\t",
      "\u00e4",
      "\ud83d\ude00",
      "<<",
      "=",
      "?",
      "\u2028",
      "\u0085",
      "---",
      "..."
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
