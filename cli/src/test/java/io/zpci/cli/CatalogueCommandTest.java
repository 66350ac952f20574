package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.catalogue.Catalogue;
import io.zpci.catalogue.Entry;
import io.zpci.catalogue.Entry.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogueCommandTest {
  private static Entry entry(String id, @Nullable String fine, State state) {
    return new Entry(
        id, id + " is seen", id + " does it", List.of("s 1", "s 2"), "old", fine, state);
  }

  private static final List<Entry> ENTRIES =
      List.of(
          entry("x.1", "new", new State.OwnScenario()),
          entry("x.2", null, new State.Alias("g.2")),
          entry("x.3", null, new State.NotModelled("no VMM")));

  @Test
  void aRowForEach() {
    assertEquals(
        """
        id   state         symptom
        ---  ------------  -----------
        x.1  scenario      x.1 is seen
        x.2  alias of g.2  x.2 is seen
        x.3  not modelled  x.3 is seen
        3 rows: 1 scenarios, 1 aliases of them, 1 not modelled
        zpci catalogue ID shows one, zpci run ID runs it
        """,
        Ran.plain(page -> CatalogueCommand.print(page, ENTRIES)));
  }

  @Test
  void allThatIsKnownOfEach() {
    assertEquals(
        """
        id       x.1
        symptom  x.1 is seen
        cause    x.1 does it
        fails    old
        fine     new
        source   s 1; s 2
        state    scenario: zpci run x.1

        id       x.2
        symptom  x.2 is seen
        cause    x.2 does it
        fails    old
        source   s 1; s 2
        state    alias of g.2: zpci run x.2

        id       x.3
        symptom  x.3 is seen
        cause    x.3 does it
        fails    old
        source   s 1; s 2
        state    not modelled: no VMM
        """,
        Ran.plain(page -> CatalogueCommand.printEach(page, ENTRIES)));
  }

  @Test
  void json() {
    assertEquals(
        """
        {"id":"x.2","state":"alias","alias":"g.2","why":null,"symptom":"x.2 is seen",\
        "cause":"x.2 does it","fails":"old","fine":null,"sources":["s 1","s 2"]}
        {"id":"x.3","state":"not modelled","alias":null,"why":"no VMM","symptom":"x.3 is seen",\
        "cause":"x.3 does it","fails":"old","fine":null,"sources":["s 1","s 2"]}
        """,
        Ran.json(lines -> {
          CatalogueCommand.json(lines, ENTRIES.get(1));
          CatalogueCommand.json(lines, ENTRIES.get(2));
        }));
  }

  @Test
  void everyRowOfTheTablesIsListedInTheirOrder() {
    Ran ran = Ran.zpci("catalogue", "--json");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(69, ran.lines().size());
    List<Entry> rows = Catalogue.rows();
    Ran table = Ran.zpci("catalogue");
    for (int i = 0; i < rows.size(); i++) {
      String id = rows.get(i).id();
      assertTrue(ran.lines().get(i).startsWith("{\"id\":\"" + id + "\","), ran.lines().get(i));
      assertTrue(table.lines().get(i + 2).startsWith(id + " "), table.lines().get(i + 2));
    }
  }

  @Test
  void namesAreFoundWhateverTheirCase() {
    Ran ran = Ran.zpci("catalogue", "q-2", "seed");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("id       Q-2", ran.lines().getFirst());
    assertTrue(ran.out().contains("\n\nid       seed\n"), ran.out());
    Ran unknown = Ran.zpci("catalogue", "L-99");
    assertEquals(2, unknown.exit());
    assertTrue(
        unknown.err().startsWith("zpci catalogue: 'L-99' is not of the catalogue; close to it are"),
        unknown.err());
  }
}
