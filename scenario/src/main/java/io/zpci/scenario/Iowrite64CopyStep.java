package io.zpci.scenario;

import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxPci;
import io.zpci.storage.GuestStorage;
import io.zpci.workload.Bytes;
import io.zpci.workload.Operands;
import java.util.ArrayList;
import java.util.List;

/** {@code __iowrite64_copy} of the guest's kernel. Source: spec zpci 8.4. */
final class Iowrite64CopyStep extends GuestStep {
  private static final String WORD = "iowrite64_copy";

  /** Where the doublewords stand. */
  private static final long SOURCE = 0xa_0000;

  private final int bar;
  private final long offset;
  private final int count;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest's kernel copies doublewords to a BAR by __iowrite64_copy.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("bar", "0 to 5."),
          Parameter.number("offset", "In the BAR."),
          Parameter.number("count", "Doublewords of 8 bytes, 1 to 512; their data is 10 11 12 .."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("result", "What it returned, which its callers never see."));
      facts.addAll(Accesses.FACTS);
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new Iowrite64CopyStep(
          fields.function(),
          fields.required("bar").number(0, 5),
          fields.required("offset").number(),
          fields.required("count").number(1, 512));
    }
  }

  private Iowrite64CopyStep(String function, int bar, long offset, int count) {
    super(function);
    this.bar = bar;
    this.offset = offset;
    this.count = count;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "iowrite64_copy %d 0x%x %d".formatted(bar, offset, count);
  }

  @Override
  void run(Place place, Seen seen) {
    LinuxPci pci = place.guest().pci();
    GuestStorage storage = place.storage();
    long address = pci.iomap(bar);
    if (address == IoAccessors.NULL) {
      seen.fact("result", "-ENOMEM");
    } else {
      Bytes data = Operands.defaultData(bar, offset, 8 * count);
      for (int i = 0; i < 8 * count; i++) {
        storage.putByte(SOURCE + i, data.at(i));
      }
      seen.fact("result", result(pci.iowrite64Copy(address + offset, storage, SOURCE, count)));
    }
    Accesses.show(place.machine().trace().roots(), place.passthrough().judge(), seen);
  }
}
