package io.zpci.scenario;

import io.zpci.linux.DmaDirection;
import io.zpci.linux.Pages;
import java.util.ArrayList;
import java.util.List;

/** The guest's kernel maps pages for its function's DMA, or unmaps them. */
final class MapStep extends GuestStep {
  private static final int MOST = 1 << 24;
  private static final List<String> DIRECTIONS =
      List.of("bidirectional", "to-device", "from-device");

  private final boolean unmap;
  private final long address;
  private final long length;
  private final String direction;

  /**
   * The kinds.
   *
   * @param unmap which of the two
   */
  record Kind(boolean unmap) implements StepKind {
    @Override
    public String word() {
      return unmap ? "unmap" : "map";
    }

    @Override
    public String says() {
      return unmap
          ? "The guest's kernel unmaps what it mapped for DMA."
          : "The guest's kernel maps pages for DMA: fresh ones, or what stands at an address.";
    }

    @Override
    public List<Parameter> parameters() {
      Parameter length =
          Parameter.optional("length", Parameter.Type.NUMBER, "Bytes; default 4096.");
      return unmap
          ? List.of(
              Parameter.number("address", "I/O address that map gave."),
              length,
              Parameter.function())
          : List.of(
              Parameter.optional(
                  "memory", Parameter.Type.NUMBER, "Storage address; default fresh pages."),
              length,
              Parameter.word("direction", DIRECTIONS, "Default bidirectional."),
              Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("result", "ok, or an errno as -ENOMEM."));
      if (!unmap) {
        facts.add(Fact.number("address", "The I/O address."));
        facts.add(Fact.number("memory", "The storage address."));
      }
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new MapStep(unmap, fields);
    }
  }

  private MapStep(boolean unmap, Fields fields) {
    super(fields.function());
    this.unmap = unmap;
    this.address = unmap ? fields.required("address").number() : fields.number("memory", 0);
    this.length = fields.maybe("length").map(field -> field.number(1, MOST)).orElse(Pages.PAGE);
    this.direction =
        unmap
            ? DIRECTIONS.getFirst()
            : fields
                .maybe("direction")
                .map(field -> field.oneOf(DIRECTIONS, word -> word))
                .orElse(DIRECTIONS.getFirst());
  }

  @Override
  String word() {
    return unmap ? "unmap" : "map";
  }

  @Override
  public String describe() {
    return unmap ? "unmap 0x%x %d".formatted(address, length) : "map %d bytes".formatted(length);
  }

  @Override
  void run(Place place, Seen seen) {
    if (unmap) {
      seen.fact("result", result(place.guest().dma().unmap(address, length)));
      return;
    }
    long memory = address == 0 ? place.guest().kernel().pages().allocate(length) : address;
    if (memory < 0) {
      seen.fact("result", result(memory));
      return;
    }
    DmaDirection how =
        switch (direction) {
          case "to-device" -> DmaDirection.TO_DEVICE;
          case "from-device" -> DmaDirection.FROM_DEVICE;
          default -> DmaDirection.BIDIRECTIONAL;
        };
    long mapped = place.guest().dma().map(memory, length, how);
    seen.fact("result", result(Math.min(mapped, 0)));
    if (mapped >= 0) {
      seen.fact("address", mapped).fact("memory", memory);
    }
  }
}
