package io.zpci.scenario;

import io.zpci.function.Dma;
import io.zpci.machine.Passthrough;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** DMA: the function itself reads or writes at an I/O address. */
final class DmaStep implements Step {
  private static final String WORD = "dma";
  private static final int MOST = 1 << 20;

  /** What a read finds in its buffer where nothing came. */
  private static final byte UNTOUCHED = (byte) 0xa5;

  private final String function;
  private final boolean write;
  private final long address;
  private final Bytes data;
  private final int length;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The function itself reads or writes at an I/O address.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.word("direction", List.of("write", "read"), "Default write."),
          Parameter.number("address", "I/O address; the aperture begins at 0x100000000."),
          Parameter.optional(
              "length", Parameter.Type.NUMBER, "Bytes; default 8, of a write its data's."),
          Parameter.optional("data", Parameter.Type.BYTES, "What is written; default d3 d4 d5 .."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.word(
              "became",
              List.of("reached", "vanished", "refused"),
              "Storage was reached; the function was told that all is well and nothing was; or it"
                  + " was told an error."),
          Fact.text("answer", "What the function was told: ok, or pec 0x4."),
          Fact.list("changed", "Storage that changed, each as 0x90000 d3d4d5d6."),
          Fact.bytes("loaded", "Of a read that reached storage: what came."),
          Fact.list("rules", "Ids of the rules that bit, in order."),
          Fact.list("events", "The error events that the guest was told."),
          Fact.text("state", "The machine's function afterwards: enabled, error ..."));
    }

    @Override
    public Step read(Fields fields) {
      return new DmaStep(fields);
    }
  }

  private DmaStep(Fields fields) {
    this.function = fields.function();
    this.write =
        fields
            .maybe("direction")
            .map(field -> field.oneOf(List.of("write", "read"), word -> word))
            .orElse("write")
            .equals("write");
    this.address = fields.required("address").number();
    Bytes given = write ? fields.maybe("data").map(Field::bytes).orElse(null) : null;
    int otherwise = given == null ? Long.BYTES : given.size();
    this.length = fields.maybe("length").map(field -> field.number(1, MOST)).orElse(otherwise);
    if (given != null && given.size() != length) {
      throw fields.required("length").bad("the " + given.size() + " bytes of data");
    }
    this.data = given == null ? pattern(length) : given;
  }

  private static Bytes pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (0xd3 + i);
    }
    return Bytes.of(bytes);
  }

  @Override
  public String describe() {
    return "dma %s 0x%x %d".formatted(write ? "write" : "read", address, length);
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Passthrough passthrough = machine.passthrough(function);
    Dma dma = passthrough.dma();
    int code;
    boolean reached;
    if (write) {
      StorageChanges changes = StorageChanges.of(passthrough.storage());
      code = dma.write(address, MemorySegment.ofArray(data.toArray()), 0, length);
      List<String> changed = changes.now();
      reached = !changed.isEmpty();
      seen.fact("changed", changed);
    } else {
      byte[] buffer = new byte[length];
      Arrays.fill(buffer, UNTOUCHED);
      byte[] untouched = buffer.clone();
      code = dma.read(address, MemorySegment.ofArray(buffer), 0, length);
      reached = code == 0 && !Arrays.equals(buffer, untouched);
      if (reached) {
        seen.fact("loaded", Bytes.of(buffer).toHex());
      }
    }
    seen.fact("became", code != 0 ? "refused" : reached ? "reached" : "vanished");
    seen.fact("answer", code == 0 ? "ok" : "pec 0x%x".formatted(code));
    ControlState.of(machine).tell(machine, passthrough, seen);
    seen.fact("state", passthrough.entry().state().word());
  }
}
