package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.cli.Converters.RouteChoice;
import org.junit.jupiter.api.Test;

class RouteChoiceTest {
  @Test
  void aChoiceReadsAsOnTheCommandLine() {
    RouteChoice all = new Converters.Chosen().convert("all");
    assertTrue(all.all());
    assertEquals("all", all.toString());
    RouteChoice one = new Converters.Chosen().convert("bar-rw");
    assertFalse(one.all());
    assertEquals("bar-rw", one.toString());
  }
}
