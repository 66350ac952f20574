package io.zpci.scenario;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.TappedInstructions;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.GuestConfig;
import io.zpci.vmm.GuestMachine;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.ZpciProperties;
import io.zpci.workload.Bytes;
import io.zpci.workload.Operands;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One instruction of a guest whose function is behind a vfio-user server: QEMU intercepts it as
 * ever, and its client sends messages over a real socket. The function is another one of the
 * scenario's model. Source: spec passthrough f.4.
 *
 * @param store PCISTG; else PCISTB
 * @param posted whether QEMU posts its writes, as it does without {@code x-no-posted-writes}
 */
record VfioUserStep(boolean store, int space, long offset, Bytes data, boolean posted)
    implements Step {
  private static final int STORAGE = 0x4000;
  private static final int OPERAND = 0x2000;

  /** QEMU's default group, which a vfio-user function is in. */
  private static final int MAX_STORE_BLOCK = 128;

  /** {@code vfio-user-store}. */
  static final class Kind implements StepKind {
    private static final int BARS = 5;

    @Override
    public String word() {
      return "vfio-user-store";
    }

    @Override
    public String says() {
      return "A guest whose function is behind a vfio-user server issues one PCISTG, or a PCISTB of"
          + " more than 8 bytes.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("space", "0 to 5 a BAR."),
          Parameter.number("offset", "In the BAR."),
          Parameter.optional("data", Parameter.Type.BYTES, "What is stored; default 10 11 12 .."),
          Parameter.optional(
              "length", Parameter.Type.NUMBER, "In bytes, at most 128; by default its data's."),
          Parameter.optional(
              "posted",
              Parameter.Type.FLAG,
              "Whether QEMU posts its writes; off is its x-no-posted-writes, default on."));
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.text("told", "What the guest was told: cc 0, operand exception ..."),
          Fact.list("messages", "QEMU's messages, each as write 2 0x0 8, posted."),
          Fact.list("answered", "What the function answered to each, as cc 1 status 20."),
          Fact.list("log", "Rules that broke at QEMU: what it prints an error line for."));
    }

    @Override
    public Step read(Fields fields) {
      int space = fields.required("space").number(0, BARS);
      long offset = fields.required("offset").number();
      Bytes data = fields.maybe("data").map(Field::bytes).orElse(null);
      int length =
          data != null && fields.maybe("length").isEmpty()
              ? data.size()
              : fields.required("length").number(1, MAX_STORE_BLOCK);
      if (data != null && data.size() != length) {
        throw fields.required("data").bad(length + " bytes");
      }
      boolean posted = fields.flag("posted", true);
      Bytes bytes = data == null ? Operands.defaultData(space, offset, length) : data;
      return new VfioUserStep(length <= Long.BYTES, space, offset, bytes, posted);
    }
  }

  @Override
  public String describe() {
    return "vfio-user %s %d 0x%x %d%s"
        .formatted(
            store ? "pcistg" : "pcistb", space, offset, data.size(), posted ? "" : ", not posted");
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    String missing = VfioUserGuest.missing(machine);
    if (missing != null) {
      seen.notDone(missing);
      return;
    }
    try (VfioUserGuest guest = new VfioUserGuest(machine, posted);
        Arena arena = Arena.ofConfined()) {
      TraceRecorder trace = machine.trace();
      trace.pause();
      GuestStorage storage = GuestStorage.allocate(arena, 0, STORAGE);
      int handle = FunctionHandle.ENABLE | FunctionHandle.SHM_EMULATED;
      PciInstructions cpu = new TappedInstructions(qemu(machine, guest, handle), Hand.QEMU, trace);
      boolean _ = guest.settle();
      guest.seat().forget();
      trace.resume();
      trace.clear();
      int outcome = issue(cpu, handle, storage);
      boolean _ = guest.settle();
      seen.fact("told", Outcome.describe(outcome));
      seen.fact("messages", guest.seat().messages());
      seen.fact("answered", guest.seat().answered());
      List<String> log = new ArrayList<>();
      trace.roots().forEach(root -> collect(root, log));
      seen.fact("log", log);
    } catch (IOException e) {
      seen.notDone("the socket: " + e.getMessage());
    }
  }

  /** A guest's QEMU on a little-endian host: the only one that was ever run with vfio-user. */
  private static Interception qemu(ScenarioMachine machine, VfioUserGuest guest, int handle) {
    VfioDevice device = guest.client();
    FunctionFacts facts = guest.seat().below().function().facts();
    return new Interception(
        machine.stack().qemu(),
        ByteOrder.LITTLE_ENDIAN,
        device,
        facts,
        GuestConfig.of(facts, device.region(VfioDevice.CONFIG_REGION)),
        ZpciProperties.DEFAULT,
        handle,
        MAX_STORE_BLOCK,
        GuestMachine.withoutCpu(),
        machine.trace(),
        InterceptionOptions.SHIPPED);
  }

  private int issue(PciInstructions cpu, int handle, GuestStorage storage) {
    long request = Request.of(handle, space, data.size());
    if (store) {
      byte[] image = data.toArray();
      long value = Layouts.getImage(MemorySegment.ofArray(image), 0, image.length);
      return cpu.store(Issue.HANDLE, request, offset, value);
    }
    data.copyTo(storage.segment(), storage.offset(OPERAND));
    return cpu.storeBlock(Issue.HANDLE, request, offset, storage, OPERAND);
  }

  private static void collect(Crossing crossing, List<String> into) {
    crossing.broken().stream().map(Rule::id).forEach(into::add);
    crossing.children().forEach(child -> collect(child, into));
  }
}
