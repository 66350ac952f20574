package io.zpci.scenario;

import io.zpci.linux.LinuxPci;
import io.zpci.linux.UserMapping;
import io.zpci.storage.GuestStorage;
import io.zpci.workload.Bytes;
import io.zpci.workload.Operands;
import java.util.ArrayList;
import java.util.List;

/**
 * s390_pci_mmio_write or s390_pci_mmio_read by a process of the guest that has mapped a part of a
 * BAR. Source: spec zpci 10.
 */
final class UserMmioStep extends GuestStep {
  private static final String WORD = "user-mmio";
  private static final List<String> CALLS = List.of("write", "read");
  private static final List<String> ACCESSES = List.of("rw", "r", "w");

  /** Where the process's buffer stands. */
  private static final long BUFFER = 0xa_0000;

  private final boolean write;
  private final UserMapping mapping;
  private final long offset;
  private final int length;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "A process of the guest that has mapped a part of a BAR, and nothing else, makes a"
          + " system call s390_pci_mmio_write or s390_pci_mmio_read.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.word("call", CALLS, "Which of the two; default write."),
          Parameter.number("bar", "0 to 5."),
          Parameter.number("offset", "In the BAR: what the address of the call stands for."),
          Parameter.optional(
              "length", Parameter.Type.NUMBER, "In bytes, 10 11 12 .. where it writes; default 8."),
          Parameter.optional(
              "from", Parameter.Type.NUMBER, "Where in the BAR the mapping starts; default 0."),
          Parameter.word("access", ACCESSES, "What the mapping may be used for; default rw."),
          Parameter.optional(
              "touched",
              Parameter.Type.FLAG,
              "off: nobody touched the mapping's pages yet; default on."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(
          Fact.text("result", "ok, an errno as -EIO, or a condition code as it is: 1, 2, 3."));
      facts.add(Fact.bytes("loaded", "Of a read: what stands in the buffer, which was all ee."));
      facts.addAll(Accesses.FACTS);
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new UserMmioStep(fields.function(), fields);
    }
  }

  private UserMmioStep(String function, Fields fields) {
    super(function);
    this.write = oneOf(fields, "call", CALLS).equals("write");
    int bar = fields.required("bar").number(0, 5);
    this.offset = fields.required("offset").number();
    this.length = fields.maybe("length").map(field -> field.number(1, 4096)).orElse(8);
    long from = fields.number("from", 0);
    String access = oneOf(fields, "access", ACCESSES);
    boolean touched = fields.flag("touched", true);
    this.mapping =
        new UserMapping(
            bar, from, Long.MAX_VALUE, access.contains("r"), access.contains("w"), touched);
  }

  private static String oneOf(Fields fields, String name, List<String> words) {
    return fields
        .maybe(name)
        .map(field -> field.oneOf(words, word -> word))
        .orElse(words.getFirst());
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "user-mmio %s %d 0x%x %d"
        .formatted(write ? "write" : "read", mapping.bar(), offset, length);
  }

  @Override
  void run(Place place, Seen seen) {
    LinuxPci pci = place.guest().pci();
    GuestStorage user = place.storage();
    UserMapping mapped = ending(pci);
    Bytes data = Operands.defaultData(mapping.bar(), offset, length);
    for (int i = 0; i < length; i++) {
      user.putByte(BUFFER + i, write ? data.at(i) : 0xee);
    }
    int result =
        write
            ? pci.mmioWrite(mapped, offset, user, BUFFER, length)
            : pci.mmioRead(mapped, offset, user, BUFFER, length);
    seen.fact("result", result(result));
    if (!write) {
      byte[] loaded = new byte[length];
      for (int i = 0; i < length; i++) {
        loaded[i] = (byte) user.getByte(BUFFER + i);
      }
      seen.fact("loaded", Bytes.of(loaded).toHex());
    }
    Accesses.show(place.machine().trace().roots(), place.passthrough().judge(), seen);
  }

  /** The mapping goes to the end of the BAR. */
  private UserMapping ending(LinuxPci pci) {
    long size = pci.zdev().facts().barSize(mapping.bar());
    UserMapping whole = UserMapping.whole(mapping.bar(), size).from(mapping.start());
    return new UserMapping(
        whole.bar(),
        whole.start(),
        whole.size(),
        mapping.readable(),
        mapping.writable(),
        mapping.touched());
  }
}
