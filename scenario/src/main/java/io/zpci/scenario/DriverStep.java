package io.zpci.scenario;

import io.zpci.guest.IsmDmb;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import io.zpci.machine.Passthrough;
import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One call of Linux's ISM driver on a function. */
record DriverStep(Call call, String function, Operands operands) implements Step {
  private static final int LARGEST = 1 << 20;

  /** What the driver is told to do. */
  enum Call {
    /** Probes the function: interrupt, SBA, event queue, GID. */
    PROBE,
    /** Removes the driver: unregisters everything but DMBs. */
    REMOVE,
    /** Registers a DMB and names it. */
    REGISTER_DMB,
    /** Unregisters a DMB. */
    UNREGISTER_DMB,
    /** Moves data into a DMB, cut at pages of 4 KiB. */
    MOVE,
    /** Asks whether a peer can be reached. */
    QUERY_REMOTE_GID,
    /** Puts an event into a peer's queue. */
    SIGNAL_EVENT,
    /** Adds a VLAN. */
    ADD_VLAN,
    /** Deletes a VLAN. */
    DELETE_VLAN;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What a call takes; what it does not take is at its default.
   *
   * @param dmb name of a DMB
   * @param peer name of a function
   * @param number length of a DMB, offset of a move, a VLAN, or an event's code
   */
  record Operands(
      IsmDriverVersion version,
      String dmb,
      String peer,
      int length,
      int number,
      Bytes data,
      boolean signal) {}

  /** Calls of the driver. */
  static final class Kind implements StepKind {
    private static final int PROBE_VLAN = IsmDriver.RESERVED_VLAN;

    @Override
    public String word() {
      return "driver";
    }

    @Override
    public String says() {
      return "Lets Linux's ISM driver do something with its function.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.oneOf(
              "do", Arrays.stream(Call.values()).map(Call::word).toList(), "What it does."),
          Parameter.function(),
          Parameter.word(
              "version",
              IsmDriverVersion.all().stream().map(IsmDriverVersion::name).toList(),
              "Of probe: which driver; default the newest."),
          Parameter.optional(
              "dmb",
              Parameter.Type.TEXT,
              "Of register-dmb: the name that other steps know the DMB by; of unregister-dmb and"
                  + " move: which."),
          Parameter.optional(
              "peer",
              Parameter.Type.FUNCTION,
              "Of register-dmb: who may write it; of query-remote-gid and signal-event: who is"
                  + " meant. Default the other one of two functions, else b."),
          Parameter.optional(
              "length",
              Parameter.Type.SIZE,
              "Of register-dmb and move, in bytes; of a move by default its data's."),
          Parameter.optional(
              "offset", Parameter.Type.NUMBER, "Of move: where in the DMB; default 0."),
          Parameter.optional("data", Parameter.Type.BYTES, "Of move: what; default 10 11 12 .."),
          Parameter.optional(
              "signal", Parameter.Type.FLAG, "Of move: whether it signals the owner; default on."),
          Parameter.optional(
              "vlan", Parameter.Type.NUMBER, "Of add-vlan and delete-vlan; default 0x1fff."),
          Parameter.optional(
              "code", Parameter.Type.NUMBER, "Of signal-event: the event's code; default 0x80."));
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>();
      facts.add(
          Fact.text(
              "result", "What the driver answered: 0, an errno as -EIO, or a return code as 0x3."));
      facts.add(Fact.text("gid", "The function's GID, as 0xa1a1a1a100000001; none before probe."));
      facts.addAll(Accesses.FACTS);
      return List.copyOf(facts);
    }

    @Override
    public Step read(Fields fields) {
      Call call = fields.required("do").oneOf(List.of(Call.values()), Call::word);
      String function = fields.function();
      IsmDriverVersion version = IsmDriverVersion.newest();
      String dmb = "";
      String peer = "";
      int length = 0;
      int number = 0;
      Bytes data = Bytes.NONE;
      boolean signal = true;
      switch (call) {
        case PROBE ->
            version =
                fields
                    .maybe("version")
                    .map(field -> field.oneOf(IsmDriverVersion.all(), IsmDriverVersion::name))
                    .orElse(version);
        case REMOVE -> {}
        case REGISTER_DMB -> {
          dmb = fields.required("dmb").text();
          peer = peer(fields, function);
          length = (int) fields.required("length").size(0, 2 * LARGEST);
        }
        case UNREGISTER_DMB -> dmb = fields.required("dmb").text();
        case MOVE -> {
          dmb = fields.required("dmb").text();
          Field given = fields.maybe("data").orElse(null);
          length =
              given == null
                  ? (int) fields.required("length").size(0, LARGEST)
                  : given.bytes().size();
          data = given == null ? Bytes.counting(0x10, length) : given.bytes();
          number = fields.maybe("offset").map(field -> field.number(0, 0xff_ffff)).orElse(0);
          signal = fields.flag("signal", true);
        }
        case QUERY_REMOTE_GID -> peer = peer(fields, function);
        case SIGNAL_EVENT -> {
          peer = peer(fields, function);
          number = fields.maybe("code").map(field -> field.number(0, 0xff)).orElse(0x80);
        }
        case ADD_VLAN, DELETE_VLAN ->
            number = fields.maybe("vlan").map(field -> field.number(0, 0xffff)).orElse(PROBE_VLAN);
      }
      return new DriverStep(
          call, function, new Operands(version, dmb, peer, length, number, data, signal));
    }

    private static String peer(Fields fields, String function) {
      return fields.maybe("peer").map(Field::text).orElse(function.equals("b") ? "a" : "b");
    }
  }

  @Override
  public String describe() {
    String about =
        switch (call) {
          case PROBE -> " " + operands.version();
          case REMOVE -> "";
          case REGISTER_DMB -> " %s of %d".formatted(operands.dmb(), operands.length());
          case UNREGISTER_DMB -> " " + operands.dmb();
          case MOVE ->
              " %d to %s at 0x%x".formatted(operands.length(), operands.dmb(), operands.number());
          case QUERY_REMOTE_GID -> " of " + operands.peer();
          case SIGNAL_EVENT -> " 0x%x to %s".formatted(operands.number(), operands.peer());
          case ADD_VLAN, DELETE_VLAN -> " 0x%x".formatted(operands.number());
        };
    return "driver " + call.word() + about;
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Drivers drivers = Drivers.on(machine);
    IsmDriver driver =
        call == Call.PROBE
            ? drivers.made(function, operands.version()).driver()
            : drivers.of(function);
    if (driver == null) {
      seen.notDone("no driver has probed function " + function);
      return;
    }
    Passthrough passthrough = machine.passthrough(function);
    try {
      int result = result(machine, drivers, driver, passthrough.dev());
      seen.fact("result", described(result));
      seen.fact("gid", driver.gid() == 0 ? "none" : "0x" + Long.toHexString(driver.gid()));
    } catch (Missing e) {
      seen.notDone(e.getMessage());
    } finally {
      Accesses.show(machine.trace().roots(), passthrough.judge(), seen);
    }
  }

  /** A DMB or a peer is not there. */
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1;

    Missing(String what) {
      super(what);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private int result(ScenarioMachine machine, Drivers drivers, IsmDriver driver, PciDev dev)
      throws Missing {
    return switch (call) {
      case PROBE -> driver.probe();
      case REMOVE -> {
        driver.remove();
        drivers.removed(function);
        yield 0;
      }
      case REGISTER_DMB -> {
        IsmDmb dmb = new IsmDmb(operands.length(), 0, false, 0);
        int result = driver.registerDmb(dmb, gid(machine));
        if (result == 0) {
          drivers.name(operands.dmb(), function, dmb);
        }
        yield result;
      }
      case UNREGISTER_DMB -> driver.unregisterDmb(dmb(drivers).dmb());
      case MOVE -> move(driver, dev, dmb(drivers).dmb().token());
      case QUERY_REMOTE_GID -> driver.queryRemoteGid(gid(machine), false, 0);
      case SIGNAL_EVENT -> driver.signalEvent(gid(machine), 1, operands.number(), 0);
      case ADD_VLAN -> driver.addVlan(operands.number());
      case DELETE_VLAN -> driver.delVlan(operands.number());
    };
  }

  private Drivers.Named dmb(Drivers drivers) throws Missing {
    Drivers.Named dmb = drivers.dmb(operands.dmb());
    if (dmb == null) {
      throw new Missing("no DMB " + operands.dmb() + " was registered");
    }
    return dmb;
  }

  private long gid(ScenarioMachine machine) throws Missing {
    if (!machine.device().names().contains(operands.peer())) {
      throw new Missing("there is no function " + operands.peer());
    }
    return machine.gid(operands.peer());
  }

  private int move(IsmDriver driver, PciDev dev, long token) {
    int size = Math.max(1, operands.length());
    long address = dev.allocate(size);
    if (address < 0) {
      return (int) address;
    }
    operands.data().copyTo(dev.memory().segment(), dev.memory().offset(address));
    int result =
        driver.moveData(token, 0, operands.signal(), operands.number(), address, operands.length());
    dev.free(address, size);
    return result;
  }

  private static String described(int result) {
    return result < 0
        ? "-" + Errno.name(-result)
        : result == 0 ? "0" : "0x" + Integer.toHexString(result);
  }
}
