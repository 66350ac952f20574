package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.cli.Table.Cell;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table() {
    Table table = new Table().text("route").number("blocks").text("verdict");
    table.row(Cell.of("lpar"), Cell.of(226), new Cell("delivered", Ink.GREEN));
    table.row(Cell.of("bar-rw"), Cell.of(0), Cell.of(""));
    return table;
  }

  @Test
  void plainTextIsAlignedAndHasNoSpacesAtTheEnd() {
    assertEquals(
        """
        route   blocks  verdict
        ------  ------  ---------
        lpar       226  delivered
        bar-rw       0
        """,
        Ran.plain(table()::print));
  }

  @Test
  void aTerminalGetsABox() {
    assertEquals(
        """
        ┌────────┬────────┬───────────┐
        │ route  │ blocks │ verdict   │
        ├────────┼────────┼───────────┤
        │ lpar   │    226 │ delivered │
        │ bar-rw │      0 │           │
        └────────┴────────┴───────────┘
        """,
        Ran.page(true, false, table()::print));
  }

  @Test
  void coloursTakeNoRoom() {
    assertEquals(
        """
        ┌────────┬────────┬───────────┐
        │ <1>route<0>  │ <1>blocks<0> │ <1>verdict<0>   │
        ├────────┼────────┼───────────┤
        │ lpar   │    226 │ <32>delivered<0> │
        │ bar-rw │      0 │           │
        └────────┴────────┴───────────┘
        """,
        Ran.page(true, true, table()::print).replaceAll("\u001b\\[(\\d+)m", "<$1>"));
  }

  @Test
  void rowsAloneStandBehindTheirIndent() {
    assertEquals(
        "    lpar    226  delivered\n    bar-rw    0\n",
        Ran.plain(page -> table().printRows(page, "    ")));
  }

  @Test
  void aRowHasACellForEachColumn() {
    Table table = table();
    assertThrows(IllegalArgumentException.class, () -> table.row(Cell.of("one")));
  }

  @Test
  void aTerminalDecidesUnlessTheUserDoes() {
    assertEquals("versio", head(Ran.zpci(false, false, null, "versions")));
    assertEquals("┌─────", head(Ran.zpci(true, true, null, "versions")));
    assertEquals("\u001b[1mve", head(Ran.zpci(false, false, null, "versions", "--color=always")));
    assertEquals("\u001b[1mve", head(Ran.zpci(false, true, null, "--color=always", "versions")));
    assertEquals("│ vers", second(Ran.zpci(true, true, null, "versions")));
    assertEquals("│ \u001b[1m", second(Ran.zpci(true, false, null, "versions")));
    assertEquals("│ vers", second(Ran.zpci(true, false, null, "versions", "--color", "never")));
  }

  private static String head(Ran ran) {
    return ran.out().substring(0, 6);
  }

  private static String second(Ran ran) {
    return ran.lines().get(1).substring(0, 6);
  }
}
