package io.zpci.scenario;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** MPCIFC: the guest modifies its function's controls. */
final class MpcifcStep extends GuestStep {
  private static final String WORD = "mpcifc";

  /** Operations by their names, in the order of their numbers. */
  private static final Map<String, Integer> OPERATIONS = operations();

  /** What stands in the block where nothing is said. */
  private static final int DEFAULT_ISC = 2;

  private final Operands operands;

  /**
   * What the file says; absent is the default.
   *
   * @param fields of the information block, by name
   */
  private record Operands(
      int operation,
      int dmaSpace,
      Optional<Long> handle,
      OptionalLong at,
      boolean problemState,
      Map<String, Long> fields) {
    long field(String name, long otherwise) {
      return fields.getOrDefault(name, otherwise);
    }
  }

  /** Fields of the information block, and what they are. */
  private static final Map<String, String> FIELDS = fields();

  private static Map<String, Integer> operations() {
    Map<String, Integer> operations = new LinkedHashMap<>();
    operations.put("register-interrupts", Fib.REG_INT);
    operations.put("deregister-interrupts", Fib.DEREG_INT);
    operations.put("register-ioat", Fib.REG_IOAT);
    operations.put("deregister-ioat", Fib.DEREG_IOAT);
    operations.put("reregister-ioat", Fib.REREG_IOAT);
    operations.put("reset-error", Fib.RESET_ERROR);
    operations.put("reset-block", Fib.RESET_BLOCK);
    operations.put("set-measurement", Fib.SET_MEASURE);
    return operations;
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("format", "Format, 1 byte; default 0.");
    fields.put("pba", "First I/O address; default the kernel's, 0x100000000.");
    fields.put("pal", "Last I/O address; default the kernel's.");
    fields.put("iota", "Anchor; default that of the tables that io-tables steps write.");
    fields.put("isc", "Interruption subclass, 3 bits; default 2, PCI's.");
    fields.put("noi", "Number of interrupts, 12 bits; default 1.");
    fields.put("sum", "Summary flag, 1 bit; default 1.");
    fields.put("aibv", "Storage address of the vector; default 0x80000.");
    fields.put("aibvo", "Bit of the first interrupt in it, 6 bits; default 0.");
    fields.put("aisb", "Storage address of the summary; default 0x81000.");
    fields.put("aisbo", "Bit of the summary in it, 6 bits; default 0.");
    fields.put("fmb", "Storage address of the measurement block; default 0, none.");
    return fields;
  }

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "Issues one MPCIFC: interrupts and translations are registered, errors reset.";
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> parameters = new ArrayList<>();
      parameters.add(
          new Parameter(
              "operation",
              Parameter.Type.TEXT,
              true,
              List.of(),
              "One of " + String.join(", ", OPERATIONS.keySet()) + ", or its number."));
      FIELDS.forEach((name, says) ->
          parameters.add(Parameter.optional(name, Parameter.Type.NUMBER, "Block: " + says)));
      parameters.add(
          Parameter.optional(
              "fib",
              Parameter.Type.NUMBER,
              "Storage address of the block; default a page of the kernel's."));
      parameters.add(
          Parameter.optional("dma-space", Parameter.Type.NUMBER, "DMA address space; default 0."));
      parameters.add(
          Parameter.optional("handle", Parameter.Type.NUMBER, "Default the function's own."));
      parameters.add(
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."));
      parameters.add(Parameter.function());
      return parameters;
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("told", "How it ended: cc 0, cc 1 status 24, operand exception ..."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      int operation = operation(fields.required("operation"));
      Map<String, Long> given = new LinkedHashMap<>();
      for (String name : FIELDS.keySet()) {
        fields.maybe(name).ifPresent(field -> given.put(name, field.number()));
      }
      OptionalLong at = fields.maybe("fib").stream().mapToLong(Field::number).findFirst();
      int dmaSpace = fields.maybe("dma-space").map(field -> field.number(0, 0xff)).orElse(0);
      Optional<Long> handle = fields.maybe("handle").map(Field::number);
      boolean problemState = fields.flag("problem-state", false);
      return new MpcifcStep(
          fields.function(), new Operands(operation, dmaSpace, handle, at, problemState, given));
    }

    private static int operation(Field field) {
      Integer known = OPERATIONS.get(field.text());
      if (known != null) {
        return known;
      }
      if (!Character.isDigit(field.text().charAt(0))) {
        throw field.bad("one of " + String.join(", ", OPERATIONS.keySet()) + ", or a number");
      }
      return field.number(0, 0xff);
    }
  }

  private MpcifcStep(String function, Operands operands) {
    super(function);
    this.operands = operands;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    for (Map.Entry<String, Integer> each : OPERATIONS.entrySet()) {
      if (each.getValue() == operands.operation()) {
        return "mpcifc " + each.getKey();
      }
    }
    return "mpcifc operation " + operands.operation();
  }

  @Override
  void run(Place place, Seen seen) {
    GuestStorage storage = place.storage();
    long own = place.guest().kernel().pages().allocate(Pages.PAGE);
    long at = operands.at().orElse(own);
    // A block that is not there, or not aligned, is the instruction's to refuse.
    if (storage.contains(at, Fib.SIZE)) {
      write(place, storage, at);
    }
    int handle = operands.handle().map(Long::intValue).orElse(place.guest().handle());
    int issue = operands.problemState() ? Issue.PROBLEM_STATE : Issue.HANDLE;
    long request = Request.of(handle, operands.dmaSpace(), operands.operation());
    told(place.execute(new PciInstruction.Mpcifc(issue, request, storage, at)), seen);
    if (own >= 0) {
      place.guest().kernel().pages().free(own, Pages.PAGE);
    }
  }

  private void write(Place place, GuestStorage storage, long at) {
    for (int i = 0; i < Fib.SIZE; i += Long.BYTES) {
      storage.putLong(at + i, 0);
    }
    storage.putByte(at + Fib.FORMAT, (int) operands.field("format", 0));
    switch (operands.operation()) {
      case Fib.REG_IOAT, Fib.REREG_IOAT -> {
        IoTablesByHand tables = place.control().tables(place.guest());
        storage.putLong(at + Fib.PBA, operands.field("pba", place.guest().dma().start()));
        storage.putLong(at + Fib.PAL, operands.field("pal", place.guest().dma().end()));
        storage.putLong(
            at + Fib.IOTA,
            operands.fields().containsKey("iota") ? operands.field("iota", 0) : tables.iota());
      }
      case Fib.REG_INT -> registration().encode(storage, at);
      default -> {
        // The other operations read the address of the measurement block at most.
      }
    }
    storage.putLong(at + Fib.FMB, operands.field("fmb", 0));
  }

  private InterruptRegistration registration() {
    return new InterruptRegistration(
        (int) operands.field("isc", DEFAULT_ISC),
        (int) operands.field("noi", 1),
        operands.field("sum", 1) != 0,
        operands.field("aibv", 0x8_0000),
        (int) operands.field("aibvo", 0),
        operands.field("aisb", 0x8_1000),
        (int) operands.field("aisbo", 0));
  }
}
