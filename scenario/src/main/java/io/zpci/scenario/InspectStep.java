package io.zpci.scenario;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.machine.Passthrough;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at memory without crossing anything: a DMB, guest storage, a BAR of a memory device. */
record InspectStep(
    String function, @Nullable String dmb, int space, long offset, int length, boolean storage)
    implements Step {
  private static final int NONE = -1;
  private static final int MOST = 1 << 20;

  /** Looks. */
  static final class Kind implements StepKind {
    @Override
    public String word() {
      return "inspect";
    }

    @Override
    public String says() {
      return "Looks at what stands in memory, without an access that anybody could notice.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional(
              "dmb", Parameter.Type.TEXT, "A DMB by the name that its driver step gave it."),
          Parameter.optional("space", Parameter.Type.NUMBER, "A BAR of a memory device, 0 to 5."),
          Parameter.optional(
              "storage", Parameter.Type.FLAG, "on: the guest's storage, or the process's memory."),
          Parameter.optional(
              "offset", Parameter.Type.NUMBER, "In the DMB, BAR or storage; default 0."),
          Parameter.optional("length", Parameter.Type.SIZE, "In bytes, to 1MiB; default 8."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.bytes("bytes", "What stands there."),
          Fact.flag("counting", "Whether it is 10 11 12 .., as stores without data leave it."));
    }

    @Override
    public Step read(Fields fields) {
      Field dmb = fields.maybe("dmb").orElse(null);
      Field space = fields.maybe("space").orElse(null);
      boolean storage = fields.flag("storage", false);
      int places = (dmb == null ? 0 : 1) + (space == null ? 0 : 1) + (storage ? 1 : 0);
      if (places != 1) {
        throw new ScenarioException(
            fields.place(), "one of dmb, space, storage was expected, got " + places);
      }
      return new InspectStep(
          fields.function(),
          dmb == null ? null : dmb.text(),
          space == null ? NONE : space.number(0, 5),
          fields.number("offset", 0),
          fields.maybe("length").map(field -> (int) field.size(0, MOST)).orElse(8),
          storage);
    }
  }

  @Override
  public String describe() {
    String what = dmb != null ? "DMB " + dmb : storage ? "storage" : "BAR " + space;
    return "inspect %s 0x%x %d".formatted(what, offset, length);
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Passthrough passthrough = machine.passthrough(function);
    if (space != NONE) {
      bar(machine, passthrough, seen);
    } else if (dmb == null) {
      memory(passthrough.storage(), offset, Long.MAX_VALUE, seen);
    } else {
      Drivers.Named named = Drivers.on(machine).dmb(dmb);
      if (named == null) {
        seen.notDone("no DMB " + dmb + " was registered");
        return;
      }
      memory(
          machine.passthrough(named.function()).storage(),
          named.dmb().address() + offset,
          named.dmb().length() - offset,
          seen);
    }
  }

  private void memory(GuestStorage storage, long address, long left, Seen seen) {
    if (offset < 0 || length > left || !storage.contains(address, length)) {
      seen.notDone("it ends before 0x%x".formatted(offset + length));
      return;
    }
    byte[] copy = new byte[length];
    MemorySegment.copy(storage.segment(), Layouts.BYTE, storage.offset(address), copy, 0, length);
    show(Bytes.of(copy), seen);
  }

  private void bar(ScenarioMachine machine, Passthrough passthrough, Seen seen) {
    if (!(passthrough.function() instanceof MemoryFunction)) {
      seen.notDone("a BAR of an ISM function holds nothing to look at");
      return;
    }
    PciFunction bar = passthrough.function();
    long left = bar.facts().barSize(space) - offset;
    if (offset < 0 || length > left) {
      seen.notDone("BAR %d ends before 0x%x".formatted(space, offset + length));
      return;
    }
    byte[] copy = new byte[length];
    Register loaded = new Register();
    machine.trace().pause();
    for (int i = 0; i < length; i++) {
      int outcome = bar.load(space, offset + i, 1, loaded);
      if (outcome != Outcome.OK) {
        throw new IllegalStateException("a memory device: " + Outcome.describe(outcome));
      }
      copy[i] = (byte) loaded.get();
    }
    machine.trace().resume();
    show(Bytes.of(copy), seen);
  }

  private static void show(Bytes bytes, Seen seen) {
    seen.fact("bytes", bytes.toHex());
    seen.fact("counting", bytes.equals(Bytes.counting(0x10, bytes.size())));
  }
}
