package io.zpci.scenario;

import io.zpci.arch.ProgramInterruption;
import io.zpci.fault.Event;
import io.zpci.fault.Fault;
import io.zpci.fault.FaultAtAccess;
import io.zpci.fault.FaultAtDma;
import io.zpci.fault.FaultAtMsi;
import io.zpci.fault.FaultBuilder;
import io.zpci.fault.Faults;
import io.zpci.trace.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From this step on a fault stands between two parts of the machine. */
record FaultStep(String function, Setting setting) implements Step {
  private static final String READS = "reads";
  private static final String WRITES = "writes";

  /** Sets a fault among others. */
  @FunctionalInterface
  interface Setting {
    /**
     * Sets it.
     *
     * @throws IllegalArgumentException where there is no such fault
     */
    Fault in(Faults faults);
  }

  /** Sets faults. */
  static final class Kind implements StepKind {
    private static final List<String> AT = List.of("guest", "host", "function", "dma", "msi");
    private static final List<String> EFFECTS =
        List.of(
            "busy",
            "status",
            "exception",
            "lost",
            "value",
            "all-ones",
            "torn",
            "error-state",
            "unmapped",
            "out-of-range",
            "dropped",
            "held",
            "delayed",
            "doubled");

    @Override
    public String word() {
      return "fault";
    }

    @Override
    public String says() {
      return "From this step on a fault stands between two parts of the machine; it hits once"
          + " unless times or always say otherwise.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.oneOf(
              "at",
              AT,
              "guest: above the route; host: above the firmware; function: above the function; dma:"
                  + " what its I/O addresses reach; msi: its messages."),
          Parameter.oneOf(
              "do",
              EFFECTS,
              "What it does. At guest, host and function: busy, status, exception, lost, value,"
                  + " all-ones, torn, and but for guest error-state; at dma: unmapped, out-of-range;"
                  + " at msi: dropped, held, delayed, doubled."),
          Parameter.optional(
              "with",
              Parameter.Type.NUMBER,
              "How often busy, which status, the code of the exception, which value, how many bytes"
                  + " the first piece of a torn block has, how many accesses a message is delayed."),
          Parameter.optional(
              "on",
              Parameter.Type.WORDS,
              "Of which operations: pcilg, pcistg, pcistb .. at guest and host; load, store, block"
                  + " at function; reads, writes at dma; default all."),
          Parameter.optional("space", Parameter.Type.NUMBER, "In which space; default any."),
          Parameter.optional("offset", Parameter.Type.NUMBER, "At which offset; default any."),
          Parameter.optional("length", Parameter.Type.NUMBER, "Of how many bytes; default any."),
          Parameter.optional(
              "command", Parameter.Type.NUMBER, "Headers of the ISM command of this code."),
          Parameter.optional(
              "after",
              Parameter.Type.NUMBER,
              "Nothing is hit before the ISM command of this code has arrived at the function."),
          Parameter.optional(
              "nth",
              Parameter.Type.NUMBER,
              "The first that is hit of those that match; default 1."),
          Parameter.optional("times", Parameter.Type.NUMBER, "How many are hit; default 1."),
          Parameter.optional("always", Parameter.Type.FLAG, "on: all are hit."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.text("fault", "The fault, for people."));
    }

    @Override
    public Step read(Fields fields) {
      Field at = fields.required("at");
      String port = at.oneOf(AT, word -> word);
      String effect = fields.required("do").oneOf(EFFECTS, word -> word);
      Field with = fields.maybe("with").orElse(null);
      String function = fields.function();
      List<Field> on = fields.maybe("on").map(Field::list).orElse(List.of());
      Rate rate = new Rate(fields);
      Setting setting =
          switch (port) {
            case "dma" -> atDma(effect, on, rate);
            case "msi" -> atMsi(effect, with, rate);
            default -> atAccess(port, effect, with, on, rate, fields);
          };
      try {
        Fault _ = setting.in(new Faults(0).standing());
      } catch (IllegalArgumentException e) {
        throw new ScenarioException(
            at.place(), "a fault that can be was expected, got " + e.getMessage());
      }
      return new FaultStep(function, setting);
    }

    private static Setting atAccess(
        String port,
        String effect,
        @Nullable Field with,
        List<Field> on,
        Rate rate,
        Fields fields) {
      List<Operation> operations = new ArrayList<>();
      for (Field each : on) {
        operations.add(each.oneOf(Arrays.asList(Operation.values()), Operation::word));
      }
      Integer space = fields.maybe("space").map(field -> field.number(0, 15)).orElse(null);
      Long offset = fields.maybe("offset").map(Field::number).orElse(null);
      Integer length =
          fields.maybe("length").map(field -> field.number(0, Integer.MAX_VALUE)).orElse(null);
      Integer command = fields.maybe("command").map(field -> field.number(0, 0xff)).orElse(null);
      long number = with == null ? 0 : with.number();
      return faults -> {
        FaultAtAccess fault =
            switch (port) {
              case "guest" -> faults.atGuest();
              case "host" -> faults.atHost();
              default -> faults.atFunction();
            };
        fault = rate.of(fault.on(operations.toArray(Operation[]::new)));
        fault = space == null ? fault : fault.space(space);
        fault = offset == null ? fault : fault.offset(offset);
        fault = length == null ? fault : fault.length(length);
        fault = command == null ? fault : fault.command(command);
        return switch (effect) {
          case "busy" -> fault.busy(Math.clamp(with == null ? 1 : number, 0, 1 << 20));
          case "status" -> fault.status((int) number);
          case "exception" -> fault.exception(ProgramInterruption.of((int) number));
          case "lost" -> fault.lost();
          case "value" -> fault.value(number);
          case "all-ones" -> fault.allOnes();
          case "torn" -> with == null ? fault.torn() : fault.torn((int) number);
          case "error-state" -> with == null ? fault.errorState() : fault.errorState((int) number);
          default -> throw no(effect, port);
        };
      };
    }

    private static Setting atDma(String effect, List<Field> on, Rate rate) {
      List<String> kinds =
          on.stream().map(each -> each.oneOf(List.of(READS, WRITES), word -> word)).toList();
      return faults -> {
        FaultAtDma fault = rate.of(faults.atDma());
        if (kinds.size() == 1) {
          fault = kinds.getFirst().equals(READS) ? fault.reads() : fault.writes();
        }
        return switch (effect) {
          case "unmapped" -> fault.unmapped();
          case "out-of-range" -> fault.outOfRange();
          default -> throw no(effect, "dma");
        };
      };
    }

    private static Setting atMsi(String effect, @Nullable Field with, Rate rate) {
      long number = with == null ? 1 : with.number();
      return faults -> {
        FaultAtMsi fault = rate.of(faults.atMsi());
        return switch (effect) {
          case "dropped" -> fault.dropped();
          case "held" -> fault.held();
          case "delayed" -> fault.delayed((int) number);
          case "doubled" -> fault.doubled();
          default -> throw no(effect, "msi");
        };
      };
    }

    private static IllegalArgumentException no(String effect, String port) {
      return new IllegalArgumentException(effect + " at " + port);
    }
  }

  /** Which of those that match are hit. */
  private static final class Rate {
    private final long nth;
    private final @Nullable Long times;
    private final boolean always;
    private final @Nullable Integer after;

    Rate(Fields fields) {
      this.nth = fields.number("nth", 1);
      this.times = fields.maybe("times").map(Field::number).orElse(null);
      this.always = fields.flag("always", false);
      this.after = fields.maybe("after").map(field -> field.number(0, 0xff)).orElse(null);
    }

    <B extends FaultBuilder<B>> B of(B fault) {
      B narrowed = fault.nth(nth);
      narrowed = times == null ? narrowed : narrowed.times(times);
      narrowed = always ? narrowed.always() : narrowed;
      return after == null ? narrowed : narrowed.after(Event.command(after));
    }
  }

  @Override
  public String describe() {
    return "fault";
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    seen.fact("fault", setting.in(machine.faults().at(function)).toString());
  }
}
