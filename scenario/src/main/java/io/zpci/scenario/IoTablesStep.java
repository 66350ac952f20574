package io.zpci.scenario;

import io.zpci.dma.TableEntry;
import io.zpci.linux.Pages;
import java.util.ArrayList;
import java.util.List;

/** Entries of I/O translation tables, written and not refreshed. */
final class IoTablesStep extends GuestStep {
  private static final String WORD = "io-tables";
  private static final int MOST_PAGES = 1 << 17;

  private final long address;
  private final int pages;
  private final long frame;
  private final boolean sameFrame;
  private final boolean writable;
  private final Entry entry;

  /** What an entry becomes. */
  private enum Entry {
    VALID("valid"),
    INVALID("invalid"),
    INVALID_SEGMENT("invalid-segment");

    private final String word;

    Entry(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "Writes entries of the I/O translation tables, the kernel's where it has registered"
          + " any; refreshes nothing.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("address", "First I/O address, rounded down to a page."),
          Parameter.optional("pages", Parameter.Type.NUMBER, "How many entries; default 1."),
          Parameter.word(
              "entry",
              List.of("valid", "invalid", "invalid-segment"),
              "What they become; invalid-segment: the segment table's entry is none any more;"
                  + " default valid."),
          Parameter.optional(
              "frame", Parameter.Type.NUMBER, "Storage address of the first; default 0x90000."),
          Parameter.optional(
              "same-frame",
              Parameter.Type.FLAG,
              "Whether all pages have the first's frame, and not the ones behind it."),
          Parameter.optional(
              "writable", Parameter.Type.FLAG, "Whether the function may write; default on."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.number("written", "How many entries were written."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new IoTablesStep(fields.function(), fields);
    }
  }

  private IoTablesStep(String function, Fields fields) {
    super(function);
    this.address = fields.required("address").number();
    this.pages = fields.maybe("pages").map(field -> field.number(1, MOST_PAGES)).orElse(1);
    this.entry =
        fields
            .maybe("entry")
            .map(field -> field.oneOf(List.of(Entry.values()), Entry::word))
            .orElse(Entry.VALID);
    this.frame = fields.number("frame", 0x9_0000);
    this.sameFrame = fields.flag("same-frame", false);
    this.writable = fields.flag("writable", true);
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "io-tables 0x%x, %d %s".formatted(address, pages, entry.word());
  }

  @Override
  void run(Place place, Seen seen) {
    IoTablesByHand tables = place.control().tables(place.guest());
    int written = 0;
    for (int page = 0; page < pages; page++) {
      long at = address + (long) page * Pages.PAGE;
      long origin = sameFrame ? frame : frame + (long) page * Pages.PAGE;
      boolean done =
          switch (entry) {
            case VALID -> tables.page(at, TableEntry.page(origin, writable));
            case INVALID -> tables.page(at, TableEntry.EMPTY_PAGE);
            case INVALID_SEGMENT -> tables.invalidSegment(at);
          };
      written += done ? 1 : 0;
    }
    seen.fact("written", written);
  }
}
