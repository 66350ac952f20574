package io.zpci.scenario;

import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxPci;
import java.util.ArrayList;
import java.util.List;

/** pci_iomap: where a BAR is to the guest's kernel. */
final class IomapStep extends GuestStep {
  private static final String WORD = "iomap";

  private final int bar;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest's kernel maps a BAR, and says where it is: a cookie, or an MIO address.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.number("bar", "0 to 5."), Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("result", "ok, or -ENOMEM where it cannot be mapped."));
      facts.add(Fact.text("address", "Where it is mapped: 0x4000000000000000; none."));
      facts.add(
          Fact.text(
              "resources",
              "What claiming the function's BARs gave when it was found: ok, or an errno as"
                  + " -EBUSY."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new IomapStep(fields.function(), fields.required("bar").number(0, 5));
    }
  }

  private IomapStep(String function, int bar) {
    super(function);
    this.bar = bar;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "iomap " + bar;
  }

  @Override
  void run(Place place, Seen seen) {
    LinuxPci pci = place.guest().pci();
    long address = pci.iomap(bar);
    boolean mapped = address != IoAccessors.NULL;
    seen.fact("result", mapped ? "ok" : "-ENOMEM");
    seen.fact("address", mapped ? "0x%x".formatted(address) : "none");
    seen.fact("resources", result(pci.resources()));
  }
}
