package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import io.zpci.ism.IsmCommand;
import io.zpci.linux.Errno;
import io.zpci.workload.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** What an entry says, as one sentence for people. */
public final class Sentences {
  private static final int CONFIG_REGION = TraceEntry.ConfigAccess.REGION;
  private static final int NOT_LOADED = 0xffff;

  private Sentences() {}

  /** One sentence without its place. */
  public static String of(LogEntry entry) {
    return Printable.of(raw(entry));
  }

  private static String raw(LogEntry entry) {
    return switch (entry) {
      case TraceEntry each -> ofTrace(each);
      case DebugEntry each -> ofDebug(each);
      case ConfigDump each ->
          "configuration space of "
              + (each.slot().isEmpty() ? "a function" : each.slot())
              + ", "
              + each.bytes().size()
              + " bytes";
    };
  }

  private static String ofTrace(TraceEntry entry) {
    return switch (entry) {
      case TraceEntry.RegionAccess each ->
          access(each) + " of " + each.device() + data(each.data());
      case TraceEntry.ConfigAccess each ->
          access(each) + " of " + each.device() + data(each.data());
      case TraceEntry.UserAccess each -> access(each) + " by vfio-user";
      case TraceEntry.RegionSetup each ->
          each.device() + ", " + region(each.region()) + ": " + bytes(each.size());
      case TraceEntry.UserRegion each ->
          "the server says of " + region(each.region()) + ": " + bytes(each.size());
      case TraceEntry.UserDma each ->
          (each.map() ? "DMA map of " : "DMA unmap of ")
              + bytes(each.size())
              + " at "
              + hex(each.address());
      case TraceEntry.UserInterrupts each ->
          "SET_IRQS index %d, start %d, count %d, flags %s"
              .formatted(each.index(), each.start(), each.count(), hex(each.flags()));
      case TraceEntry.UserReply each ->
          "message %s of the server, command %d%s"
              .formatted(
                  hex(each.id()), each.command(), each.failed() ? ": the request failed" : "");
      case TraceEntry.ListedFunction each ->
          "CLP list answers %04x:%04x, fid %s, handle %s"
              .formatted(each.vendor(), each.device(), hex(each.fid()), hex(each.handle()));
      case TraceEntry.ListedBar each ->
          "CLP query answers BAR%d: %s, word 0x%08x"
              .formatted(each.bar(), bytes(each.size()), each.word());
      case TraceEntry.AdapterInterrupts each ->
          "the guest "
              + (each.registered() ? "registers" : "ends")
              + " its interrupts (adapter "
              + each.adapter()
              + ")";
      case TraceEntry.Event each -> each.name() + " " + each.text();
    };
  }

  private static String ofDebug(DebugEntry entry) {
    return switch (entry) {
      case DebugEntry.Instruction each -> instruction(each);
      case DebugEntry.MmioCall each ->
          "mmio system call failed at %s: %s"
              .formatted(
                  hex(each.address()),
                  outcome(each.result(), each.status(), List.of(LoggedInstruction.PCILG)));
      case DebugEntry.ClpCall each ->
          "CLP, %s: response 0x%04x (%s), rc %d%s"
              .formatted(
                  each.call(),
                  each.response(),
                  ClpName.of(each.response()),
                  each.rc(),
                  each.rc() < 0 ? " (" + Errno.name(each.rc()) + ")" : "");
      case DebugEntry.Event each -> event(each);
      case DebugEntry.DmaFailure each ->
          "DMA %s at %s failed: %s"
              .formatted(each.map() ? "map" : "unmap", hex(each.address()), errno(each.rc()));
      case DebugEntry.Message each -> message(each.message());
      case DebugEntry.IsmFailure each -> ism(each);
      case DebugEntry.Lone each -> each.why() + ": " + each.bytes().toHex();
    };
  }

  private static String access(TraceEntry.Access access) {
    Boolean store = access.store();
    return (store == null ? "access" : store ? "store" : "load")
        + " of "
        + bytes(access.size())
        + " at "
        + region(access.region())
        + "+"
        + hex(access.offset());
  }

  private static String data(Bytes data) {
    return data.size() == 0 ? "" : ": " + data.toHex();
  }

  /** {@code PCISTB of 8 bytes to BAR2+0x8, handle 0x80020000: program check (-ENXIO)}. */
  private static String instruction(DebugEntry.Instruction each) {
    return operands(each) + ": " + outcome(each);
  }

  /** How {@code instruction} ended. */
  public static String outcome(DebugEntry.Instruction instruction) {
    return outcome(instruction.cc(), instruction.status(), instruction.instructions());
  }

  /** What {@code instruction} was, and on what. */
  public static String operands(DebugEntry.Instruction instruction) {
    List<LoggedInstruction> all = instruction.instructions();
    LoggedInstruction first = all.getFirst();
    String names = names(all);
    if (first == LoggedInstruction.RPCIT) {
      return "%s of %s at %s"
          .formatted(names, bytes(instruction.second()), hex(instruction.first()));
    }
    if (first == LoggedInstruction.MPCIFC) {
      MpcifcOperation operation = MpcifcOperation.of(instruction.length() & 0xff);
      return "%s operation %d%s, handle %s"
          .formatted(
              names,
              instruction.length() & 0xff,
              operation == null ? "" : " (" + operation.words() + ")",
              hex(instruction.handle()));
    }
    if (first.byMio()) {
      return instruction.layout() == DebugEntry.Layout.BARE
          ? names + " at MIO address " + hex(instruction.second())
          : "%s of %s at MIO address %s"
              .formatted(names, bytes(instruction.second()), hex(instruction.first()));
    }
    String way = all.size() > 1 ? "at" : first == LoggedInstruction.PCILG ? "from" : "to";
    return "%s of %s %s %s+%s, handle %s"
        .formatted(
            names,
            bytes(instruction.length()),
            way,
            space(instruction.space()),
            hex(instruction.second()),
            hex(instruction.handle()));
  }

  /** {@code PCILG, PCISTG or PCISTB}. */
  static String names(List<LoggedInstruction> all) {
    StringBuilder names = new StringBuilder(all.getFirst().name());
    for (int i = 1; i < all.size(); i++) {
      names.append(i + 1 == all.size() ? " or " : ", ").append(all.get(i).name());
    }
    return names.toString();
  }

  private static String outcome(int cc, int status, List<LoggedInstruction> instructions) {
    if (cc < 0) {
      return cc == -Errno.ENXIO ? "program check (-ENXIO)" : "-" + Errno.name(cc);
    }
    return switch (cc) {
      case 0 -> "cc 0, done after all";
      case 1 -> "cc 1, status " + status + name(instructions, status);
      case 2 -> "cc 2, busy";
      default -> "cc 3, the handle is not valid or the function is gone";
    };
  }

  /** The name of a status where it has the same with all of {@code instructions}. */
  private static String name(List<LoggedInstruction> instructions, int status) {
    String name = StatusName.of(instructions.getFirst(), status);
    boolean same =
        instructions.stream().allMatch(each -> Objects.equals(StatusName.of(each, status), name));
    return name == null || !same ? "" : " (" + name + ")";
  }

  private static String event(DebugEntry.Event each) {
    String who = "fid " + hex(each.fid()) + ", handle " + hex(each.handle());
    String what = EventCode.describe(each.error(), each.pec());
    return each.error()
        ? "error event of " + who + ": " + what + ", address " + hex(each.address())
        : "availability event of " + who + ": " + what;
  }

  private static String ism(DebugEntry.IsmFailure each) {
    IsmCommand command = IsmCommand.of(each.command());
    String name =
        each.command() == 0
            ? "no command is answered"
            : command == null ? "command 0x" + Integer.toHexString(each.command()) : command.name();
    return "ISM driver: a command failed; response header: %s, ret 0x%x%s, %s"
        .formatted(
            name,
            each.ret(),
            each.ret() == NOT_LOADED
                ? " (as the driver stored it before, or as a function answers that got no command)"
                : "",
            bytes(each.length()));
  }

  private static String message(FunctionMessage message) {
    String fid = value(message, "fid");
    String handle = value(message, "fh");
    String rc = message.value("rc").isPresent() ? rc(message.value("rc").getAsLong()) : "";
    String cc = cc(message);
    return switch (message.verb()) {
      case "add" ->
          message.value("fh").isPresent()
              ? "function " + fid + " found, handle " + handle
              : "function " + fid + " could not be added" + rc;
      case "crt" -> "function " + fid + " could not be made" + rc;
      case "ena" -> "CLP enable of function " + fid + rc + "; handle " + handle;
      case "ena mio" -> "CLP enable of MIO of function " + fid + rc + "; handle " + handle;
      case "dis" -> "CLP disable of function " + fid + rc + "; handle " + handle;
      case "dis mio" -> "CLP disable of MIO of function " + fid + rc + "; handle " + handle;
      case "conf" -> "function " + fid + " configured" + rc;
      case "deconf" -> "function " + fid + " deconfigured" + rc;
      case "rst" -> "hot reset of function " + fid + "; handle " + handle;
      case "reg ioat" -> "registration of translation failed, function " + fid + cc;
      case "unreg ioat" -> "end of translation failed, function " + fid + cc;
      case "ces" -> "reset of the error failed, function " + fid + cc;
      case "rls" -> "reset of the block failed, function " + fid + cc;
      case "err" ->
          message.value("stale").isPresent()
              ? "error event of function %s with handle %s ignored: the handle is stale"
                  .formatted(fid, handle)
              : "error event of function %s, handle %s: %s"
                  .formatted(fid, handle, EventCode.describe(true, pec(message)));
      case "avl" ->
          "availability event of function %s, handle %s: %s"
              .formatted(fid, handle, EventCode.describe(false, pec(message)));
      case "rsv" -> "function " + fid + " is reserved now";
      case "rem" -> "function " + fid + " is let go";
      case "rea" -> "function " + fid + " came back, handle " + handle;
      case "uid checking" ->
          message.value("value").orElse(0) == 0
              ? "UID checking is off: PCI domains are counted"
              : "UID checking is on: PCI domains are the functions' user ids";
      case "wb bit" ->
          message.value("value").isPresent()
              ? "write-back bit of page tables: " + message.value("value").getAsLong()
              : "no write-back bit in page tables";
      default -> message.text();
    };
  }

  private static String value(FunctionMessage message, String field) {
    OptionalLong value = message.value(field);
    return value.isPresent() ? hex(value.getAsLong()) : "(not said)";
  }

  private static int pec(FunctionMessage message) {
    return (int) message.value("pec").orElse(0);
  }

  private static String rc(long rc) {
    return rc == 0 ? ": done" : ": rc " + rc + (rc < 0 ? " (" + Errno.name(rc) + ")" : "");
  }

  private static String cc(FunctionMessage message) {
    long status = message.value("status").orElse(0);
    String name = StatusName.of(LoggedInstruction.MPCIFC, (int) status);
    return ": cc %d, status %d%s"
        .formatted(message.value("cc").orElse(0), status, name == null ? "" : " (" + name + ")");
  }

  private static String errno(long rc) {
    return rc < 0 ? "-" + Errno.name(rc) : "rc " + rc;
  }

  /** {@code BAR2}, {@code configuration space}. */
  static String space(int space) {
    return AddressSpace.isBar(space)
        ? "BAR" + space
        : space == AddressSpace.CONFIG ? "configuration space" : "space " + space;
  }

  /** The same of a vfio region. */
  public static String region(int region) {
    return AddressSpace.isBar(region)
        ? "BAR" + region
        : region == CONFIG_REGION ? "configuration space" : "region " + region;
  }

  /** {@code 8 bytes}. */
  static String bytes(long count) {
    return count == 1 ? "1 byte" : Long.toUnsignedString(count) + " bytes";
  }

  /** {@code 0x11}. */
  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  /** A number of 32 bits. */
  static String hex(int number) {
    return "0x" + Integer.toHexString(number);
  }
}
