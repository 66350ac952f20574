package io.zpci.scenario;

import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.ListFunctions;
import io.zpci.arch.ClpBlock.QueryFunction;
import io.zpci.arch.ClpBlock.QueryGroup;
import io.zpci.arch.ClpBlock.SetFunction;
import io.zpci.arch.ClpCode;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CLP: the guest asks for functions and switches them. */
final class ClpStep extends GuestStep {
  private static final String WORD = "clp";
  private static final int LIST_ROOM = 4096 - ClpBlock.REQUEST_SIZE;
  private static final Map<String, Command> COMMANDS = commands();
  private static final Map<String, Integer> SETS =
      Map.of(
          "enable", SetFunction.ENABLE,
          "disable", SetFunction.DISABLE,
          "enable-mio", SetFunction.ENABLE_MIO,
          "disable-mio", SetFunction.DISABLE_MIO);

  private final Operands operands;

  /**
   * A command of PCI.
   *
   * @param response bytes of its response
   */
  private record Command(int code, int response) {}

  /** What the file says. */
  private record Operands(
      String name,
      Command command,
      int operation,
      Optional<Long> handle,
      int dmaSpaces,
      Optional<Integer> group,
      long token,
      int requestLength,
      int responseLength,
      boolean problemState,
      boolean kernelTakes) {}

  private static Map<String, Command> commands() {
    Map<String, Command> commands = new LinkedHashMap<>();
    commands.put("list", new Command(ClpBlock.LIST, LIST_ROOM));
    commands.put(
        "query-function", new Command(ClpBlock.QUERY_FUNCTION, QueryFunction.RESPONSE_SIZE));
    commands.put("query-group", new Command(ClpBlock.QUERY_GROUP, QueryGroup.RESPONSE_SIZE));
    commands.put("set-function", new Command(ClpBlock.SET_FUNCTION, SetFunction.RESPONSE_SIZE));
    commands.put("slpc", new Command(ClpBlock.SLPC, ClpBlock.Characteristics.RESPONSE_SIZE));
    return commands;
  }

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "Issues one CLP: lists functions, queries one or its group, enables or disables one.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          new Parameter(
              "command",
              Parameter.Type.TEXT,
              true,
              List.of(),
              "One of " + String.join(", ", COMMANDS.keySet()) + ", or its number."),
          Parameter.optional(
              "operation",
              Parameter.Type.TEXT,
              "Of set-function: enable, disable, enable-mio, disable-mio, or a number; default"
                  + " enable."),
          Parameter.optional(
              "handle", Parameter.Type.NUMBER, "Default the function's as the kernel knows it."),
          Parameter.optional(
              "dma-spaces", Parameter.Type.NUMBER, "Of set-function enable; default 1."),
          Parameter.optional(
              "group", Parameter.Type.NUMBER, "Of query-group; default the function's."),
          Parameter.optional("token", Parameter.Type.NUMBER, "Of list; default 0."),
          Parameter.optional(
              "request-length", Parameter.Type.NUMBER, "Bytes; default 32, of slpc 16."),
          Parameter.optional(
              "response-length", Parameter.Type.NUMBER, "Bytes; default what the command has."),
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."),
          Parameter.optional(
              "kernel-takes-handle",
              Parameter.Type.FLAG,
              "Whether the kernel takes over the handle that set-function answers; default on."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("told", "How it ended: cc 0, cc 3, operand exception ..."));
      facts.add(Fact.number("code", "The response code; 0x10 is done."));
      facts.add(Fact.list("functions", "Of list: each as fid 0x1 handle 0x80000001."));
      facts.add(Fact.number("token", "Of list: where to go on; 0 is the end."));
      facts.add(Fact.list("bars", "Of query-function: the six BAR values, as Linux reads them."));
      facts.add(Fact.list("bar-sizes", "Of query-function: the six exponents of two."));
      for (String name : List.of("start-dma", "end-dma", "fid", "uid", "pft", "pchid")) {
        facts.add(Fact.number(name, "Of query-function."));
      }
      facts.add(Fact.number("group", "Of query-function: the group's id."));
      for (String name :
          List.of("interrupts", "max-store-block", "flags", "designation-types", "msi-address")) {
        facts.add(Fact.number(name, "Of query-group."));
      }
      facts.add(Fact.number("handle", "Of set-function: the handle from now on."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      Field named = fields.required("command");
      Command command = COMMANDS.get(named.text());
      if (command == null) {
        command = new Command(number(named, COMMANDS.keySet()), LIST_ROOM);
      }
      int operation =
          fields
              .maybe("operation")
              .map(field ->
                  SETS.containsKey(field.text())
                      ? SETS.get(field.text())
                      : number(field, List.of("enable", "disable", "enable-mio", "disable-mio"))
                          & 0xff)
              .orElse(SetFunction.ENABLE);
      int requestDefault =
          command.code() == ClpBlock.SLPC ? ClpBlock.SLPC_REQUEST_SIZE : ClpBlock.REQUEST_SIZE;
      Optional<Long> handle = fields.maybe("handle").map(Field::number);
      return new ClpStep(
          fields.function(),
          new Operands(
              named.text(),
              command,
              operation,
              handle,
              fields.maybe("dma-spaces").map(field -> field.number(0, 0xff)).orElse(1),
              fields.maybe("group").map(field -> field.number(0, 0xff)),
              fields.number("token", 0),
              length(fields, "request-length", requestDefault),
              length(fields, "response-length", command.response()),
              fields.flag("problem-state", false),
              fields.flag("kernel-takes-handle", true)));
    }

    private static int length(Fields fields, String name, int otherwise) {
      return fields.maybe(name).map(field -> field.number(0, 0xffff)).orElse(otherwise);
    }

    private static int number(Field field, Iterable<String> names) {
      if (!Character.isDigit(field.text().charAt(0))) {
        throw field.bad("one of " + String.join(", ", names) + ", or a number");
      }
      return field.number(0, 0xffff);
    }
  }

  private ClpStep(String function, Operands operands) {
    super(function);
    this.operands = operands;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "clp " + operands.name();
  }

  @Override
  void run(Place place, Seen seen) {
    GuestStorage storage = place.storage();
    int room = 1 << 14;
    long block = place.guest().kernel().pages().allocate(room);
    if (block < 0) {
      seen.notDone("the kernel has no pages left for a block of CLP");
      return;
    }
    request(place, storage, block);
    int issue = operands.problemState() ? Issue.PROBLEM_STATE : Issue.HANDLE;
    int outcome = place.execute(new PciInstruction.Clp(issue, storage, block));
    told(outcome, seen);
    long response = block + operands.requestLength();
    if (outcome == Outcome.OK && operands.requestLength() + Pages.PAGE <= room) {
      int code = storage.getShort(response + ClpBlock.CODE);
      seen.fact("code", code);
      if (code == ClpCode.OK) {
        answer(place, storage, response, seen);
      }
    }
    place.guest().kernel().pages().free(block, room);
  }

  private void request(Place place, GuestStorage storage, long block) {
    int handle = operands.handle().map(Long::intValue).orElse(place.guest().handle());
    storage.putShort(block + ClpBlock.LENGTH, operands.requestLength());
    storage.putShort(block + ClpBlock.COMMAND, operands.command().code());
    switch (operands.command().code()) {
      case ClpBlock.LIST -> storage.putLong(block + ListFunctions.TOKEN, operands.token());
      case ClpBlock.QUERY_GROUP -> {
        int own = place.guest().pci().zdev().clp().group();
        storage.putByte(block + QueryGroup.GROUP, operands.group().orElse(own));
      }
      case ClpBlock.SET_FUNCTION -> {
        storage.putInt(block + SetFunction.HANDLE, handle);
        storage.putByte(block + SetFunction.OPERATION, operands.operation());
        boolean enables = operands.operation() == SetFunction.ENABLE;
        storage.putByte(block + SetFunction.DMA_SPACES, enables ? operands.dmaSpaces() : 0);
      }
      case ClpBlock.SLPC -> {
        // A header alone.
      }
      default -> storage.putInt(block + QueryFunction.HANDLE, handle);
    }
    long response = block + operands.requestLength();
    if (operands.requestLength() + Long.BYTES <= 1 << 14) {
      storage.putShort(response + ClpBlock.LENGTH, operands.responseLength());
    }
  }

  private void answer(Place place, GuestStorage storage, long response, Seen seen) {
    switch (operands.command().code()) {
      case ClpBlock.LIST -> ClpAnswers.list(storage, response, seen);
      case ClpBlock.QUERY_FUNCTION -> ClpAnswers.function(storage, response, seen);
      case ClpBlock.QUERY_GROUP -> ClpAnswers.group(storage, response, seen);
      case ClpBlock.SET_FUNCTION -> {
        int handle = storage.getInt(response + SetFunction.HANDLE);
        seen.fact("handle", Integer.toUnsignedLong(handle));
        if (operands.kernelTakes()) {
          place.guest().pci().updateHandle(handle);
        }
      }
      default -> {
        // The code is all that is shown of others.
      }
    }
  }
}
