package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Routes;
import io.zpci.route.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The command on the whole model. */
class ExplainCommandTest {
  private static final List<String> FIELDS =
      List.of(
          "route",
          "qemu",
          "host",
          "plug",
          "guest",
          "device",
          "verdict",
          "brokenBy",
          "rule",
          "why",
          "unverified");

  private static List<String> routes() {
    return Routes.all().stream().map(Route::name).toList();
  }

  private static List<JsonNode> json(String args) {
    Ran ran = Ran.zpci(("explain " + args + " --json").split(" "));
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("", ran.err());
    return ran.lines().stream().map(new ObjectMapper()::readTree).toList();
  }

  @Test
  void jsonHasOneObjectARouteWithTheseFieldsInThisOrder() {
    List<JsonNode> lines = json("pcistb 2 0 8");
    assertEquals(routes(), lines.stream().map(line -> line.get("route").stringValue()).toList());
    for (JsonNode line : lines) {
      assertEquals(FIELDS, new ArrayList<>(line.propertyNames()));
      for (JsonNode arrival : line.get("device")) {
        assertEquals(
            List.of("op", "mio", "bar", "offset", "length", "data", "outcome"),
            new ArrayList<>(arrival.propertyNames()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lpar, delivered",
    "interpretation, delivered",
    "ism-vfio-pci-process, delivered",
    "zpci-io-region, delivered",
    "relaxed-pwrite, delivered",
    "bar-rw, refused",
    "ism-vfio-pci, refused",
  })
  void anIsmCommandHeader(String route, String verdict) {
    JsonNode line = json("pcistb 2 0 8 --route " + route).getFirst();
    assertEquals(verdict, line.get("verdict").stringValue());
    if (verdict.equals("delivered")) {
      JsonNode arrival = line.get("device").get(0);
      assertEquals("pcistb", arrival.get("op").stringValue());
      assertEquals(8, arrival.get("length").intValue());
      assertEquals("0000000300000008", arrival.get("data").stringValue());
      assertEquals("{\"cc\":0,\"status\":null}", arrival.get("outcome").toString());
      assertTrue(line.get("brokenBy").isNull());
      assertTrue(line.get("rule").isNull());
    } else {
      assertEquals("{\"exception\":\"specification\"}", line.get("guest").toString());
      assertEquals(0, line.get("device").size());
      assertEquals("qemu", line.get("brokenBy").stringValue());
      assertEquals("qemu.pcistb.7", line.get("rule").stringValue());
      assertTrue(line.get("plug").stringValue().startsWith("refused, MSI-X mandatory"));
    }
  }

  @Test
  void whatEachHandDidWithEveryRoute() {
    Ran ran = Ran.zpci("explain", "pcistb", "2", "0", "8");
    assertEquals(0, ran.exit());
    assertEquals("zpci: -v or --route NAME shows each access of each hand\n", ran.err());
    List<String> lines = ran.lines();
    assertEquals(
        "pcistb 2 0x0 8 of 0000000300000008 from 0x10000 to ism;"
            + " guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on",
        lines.getFirst());
    for (int i = 0; i < routes().size(); i++) {
      assertTrue(lines.get(3 + i).startsWith(routes().get(i) + " "), lines.get(3 + i));
    }
    assertTrue(
        lines.contains("  guest pcistb of 8 > firmware pcistb of 8 > device block of 8"),
        ran.out());
  }

  @Test
  void quietAndOneRouteSayNothingMore() {
    assertEquals("", Ran.zpci("explain", "pcistb", "2", "0", "8", "-q").err());
    Ran one = Ran.zpci("explain", "pcistb", "2", "0", "8", "--route", "lpar");
    assertEquals("", one.err());
    assertFalse(one.out().contains("bar-rw"), one.out());
    assertTrue(
        one.out().contains("    firmware  pcistb 2+0x0 8  cc 0  0000000300000008"), one.out());
  }

  @Test
  void theSameOnEveryRun() {
    String[] args = {"explain", "memcpy_toio", "0", "4", "100", "--device", "memory", "-v"};
    assertEquals(Ran.zpci(args), Ran.zpci(args));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pcistb 2 0 8 --data 0000000300000009|0000000300000009",
        "pcistb 2 0 8 --data 0xABCDEF0000000000|abcdef0000000000",
        "pcistb 0 0 16|101112131415161718191a1b1c1d1e1f",
      })
  void dataIsWhatWasAskedFor(String args, String data) {
    JsonNode line = json(args + " --route lpar").getFirst();
    assertEquals(data, line.get("device").get(0).get("data").stringValue());
  }

  @Test
  void spacesAboveTheBarsAreForTheArchitectureToAnswer() {
    JsonNode line = json("pcistb 14 0 16 --route lpar").getFirst();
    assertEquals("refused", line.get("verdict").stringValue());
    assertEquals("{\"cc\":1,\"status\":20}", line.get("guest").toString());
  }

  @Test
  void routesSayWhetherTheseVersionsHaveThem() {
    Ran ran = Ran.zpci("routes", "--qemu", "qemu-5.2", "--host", "linux-5.10", "--json");
    assertEquals(0, ran.exit());
    List<JsonNode> lines = ran.lines().stream().map(new ObjectMapper()::readTree).toList();
    assertEquals(routes(), lines.stream().map(line -> line.get("route").stringValue()).toList());
    for (JsonNode line : lines) {
      assertEquals(
          List.of("route", "description", "available", "why", "plug", "promises"),
          new ArrayList<>(line.propertyNames()));
      boolean old =
          List.of("interpretation", "ism-vfio-pci", "ism-vfio-pci-process")
              .contains(line.get("route").stringValue());
      if (old) {
        assertFalse(line.get("available").booleanValue(), line.toString());
        assertFalse(line.get("why").stringValue().isEmpty());
      }
    }
    Ran table = Ran.zpci("routes");
    assertTrue(table.lines().get(3).startsWith("lpar  "), table.out());
  }
}
