package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.RouteStart;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page as a file, read as a browser reads it, without running its script. */
class HtmlReportTest {
  private static final String HOSTILE = "</script><script>alert(1)</script><!-- \"'&amp; \u2028";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private Document page(RunHeading heading, Consumer<RunListener> run) throws IOException {
    return Jsoup.parse(text(heading, run));
  }

  private String text(RunHeading heading, Consumer<RunListener> run) throws IOException {
    Path file = folder.resolve("report.html");
    try (HtmlReport report = new HtmlReport(heading)) {
      run.accept(report);
      report.write(file);
    }
    return Files.readString(file);
  }

  private Document twoGuests() throws IOException {
    return page(Trees.HEADING, listener -> Trees.twoGuests(listener, Routes.all()));
  }

  private static JsonNode data(Document page, String id) {
    Element script = page.getElementById(id);
    assertNotNull(script, id);
    return JSON.readTree(script.data());
  }

  @Test
  void firstScreenHoldsTheSentence() throws IOException {
    Element sentence = twoGuests().getElementById("first-break");
    assertNotNull(sentence);
    assertEquals(
        "The first operation that breaks is pcistb 2 0x8 8 (line 8) on bar-rw: qemu refuses it,"
            + " because it breaks qemu.pcistb.7, “A block is longer than 8 bytes and a multiple of"
            + " 8 long.”",
        sentence.text());
    assertEquals("pcistb 2 0x8 8", sentence.select("code").text());
    assertEquals(List.of("bar-rw", "qemu", "qemu.pcistb.7"), sentence.select("strong").eachText());
  }

  @Test
  void summaryHasEveryRoute() throws IOException {
    Document page = twoGuests();
    List<String> rows = page.select("#routes tbody tr").eachText();
    assertEquals(
        List.of(
            "lpar 294 0 0 0 0 0 226 0 68 0 none",
            "interpretation plug: accepted 294 0 0 0 0 0 226 0 68 0 none",
            "bar-rw plug: refused, MSI-X mandatory 0 0 0 142 152 0 0 0 0 0 line 8 pcistb 2 0x8 8",
            "ism-vfio-pci u plug: refused, MSI-X mandatory 68 6 0 68 152 0 313 0 68 0 line 8 pcistb"
                + " 2 0x8 8",
            "ism-vfio-pci-process 294 0 0 0 0 0 226 0 68 0 none",
            "zpci-io-region plug: accepted 294 0 0 0 0 0 226 0 68 0 none",
            "relaxed-pwrite plug: accepted 294 0 0 0 0 0 226 0 68 0 none"),
        rows);
    assertEquals(
        "bar-rw 74 lost qemu vfio.bar.5 The kernel maps the BARs of a device; those of ISM it"
            + " leaves alone (ENODEV). line 13 pcistb 2 0x8 16",
        page.select("#causes tbody tr").getFirst().text());
    assertEquals("bar-rw 294 294 381 294 381 294", page.select("#hands tbody tr").get(2).text());
  }

  @Test
  void rulesHaveStatementEvidenceAndConfidence() throws IOException {
    Document page = twoGuests();
    Element rule = page.getElementById("rule-R-19");
    assertNotNull(rule);
    assertEquals(
        "R-19 The token of a move is that of a registered DMB. Broken by 68 operations, at device"
            + " Decided 68 operations Evidence field of REG_DMB, event BUF 0x04 (spec ism 7 R-19)"
            + " Confidence medium; when broken: refuse Unverified what hardware answers is in no"
            + " source; condition code and status are a proposal (spec ism 7)",
        rule.text());
    assertEquals(3, page.select("#unverified li").size());
    // One step of a specification may make several checks: their ids are the same.
    assertEquals(2, page.select("#rules h3:contains(qemu.pcistb.7)").size());
  }

  @Test
  void idsAreUniqueAndNamesLeadSomewhere() throws IOException {
    Document page = twoGuests();
    Set<String> ids = new HashSet<>();
    for (Element each : page.select("[id]")) {
      assertTrue(ids.add(each.id()), "twice: " + each.id());
    }
    for (Element link : page.select("a[href]")) {
      String target = link.attr("href");
      assertTrue(target.startsWith("#") && ids.contains(target.substring(1)), target);
    }
    for (Element each : page.select("[aria-labelledby], [aria-describedby]")) {
      String named = each.attr("aria-labelledby") + each.attr("aria-describedby");
      for (String part : List.of(each.attr("aria-labelledby"), each.attr("aria-describedby"))) {
        assertTrue(part.isEmpty() || ids.contains(part), named);
      }
    }
  }

  @Test
  void nothingIsLoaded() throws IOException {
    String text = text(Trees.HEADING, listener -> Trees.twoGuests(listener, Routes.all()));
    Document page = Jsoup.parse(text);
    assertEquals(List.of("data:,"), page.select("link").eachAttr("href"));
    assertTrue(page.select("[src], object, embed, iframe, base, form[action], a[ping]").isEmpty());
    assertFalse(
        Pattern.compile("url\\(|@import|\\bfetch\\(|XMLHttpRequest|\\bimport\\b")
            .matcher(text)
            .find());
    // The one address in the page is the name of a language, which nobody loads.
    assertEquals(
        Set.of("http://www.w3.org/2000/svg"),
        new HashSet<>(
            Pattern.compile("https?://[^\"'\\s<]*")
                .matcher(text)
                .results()
                .map(each -> each.group())
                .toList()));
  }

  @Test
  void policyLetsInTheStyleAndTheScriptAndNothingElse() throws Exception {
    Document page = twoGuests();
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    assertEquals(
        "default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'"
            .formatted(
                hash(page.select("style").getFirst().data()),
                hash(page.select("script[type=module]").getFirst().data())),
        policy);
    assertTrue(page.select("[style]").isEmpty());
    assertEquals(4, page.select("script").size());
  }

  private static String hash(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void dataIsAsDocumented() throws IOException {
    Document page = twoGuests();
    JsonNode run = data(page, "run-data");
    JsonNode rows = data(page, "rows-data");
    JsonNode bytes = data(page, "bytes-data");
    assertEquals(1, run.path("format").intValue());
    assertEquals(2058, run.path("operations").intValue());
    assertEquals(2058, rows.size());
    assertEquals(588, run.path("first").intValue());
    assertEquals(List.of("guest", "process"), texts(run.path("lanes").get(0), run.path("hands")));
    JsonNode first = rows.get(588);
    assertEquals(8, first.get(0).intValue());
    assertEquals("8", first.get(2).stringValue());
    assertEquals("10aa8", first.get(3).stringValue());
    assertEquals("000000011ffff000", bytes.get(first.get(4).intValue()).stringValue());
    JsonNode fate = run.path("fates").get(first.get(1).intValue());
    assertEquals("pcistb", fate.path("op").stringValue());
    assertEquals("specification exception", fate.path("told").stringValue());
    assertEquals("nothing", fate.path("arrived").stringValue());
    JsonNode judgement = run.path("judgements").get(fate.path("judgement").intValue());
    assertEquals("refused", judgement.path("verdict").stringValue());
    assertEquals("qemu", judgement.path("by").stringValue());
    assertEquals("qemu.pcistb.7", judgement.path("rule").stringValue());
    JsonNode shape = run.path("shapes").get(fate.path("shape").intValue());
    assertEquals("guest", run.path("hands").get(shape.path("hand").intValue()).stringValue());
    JsonNode below = run.path("shapes").get(shape.path("pieces").get(0).get(0).intValue());
    assertEquals("qemu", run.path("hands").get(below.path("hand").intValue()).stringValue());
    assertEquals(1, below.path("marks").intValue());
    assertEquals(
        "A block is longer than 8 bytes and a multiple of 8 long.",
        run.path("rules")
            .get(below.path("rules").get(0).intValue())
            .path("statement")
            .stringValue());
  }

  @Test
  void numbersInTheDataLeadSomewhere() throws IOException {
    Document page = twoGuests();
    JsonNode run = data(page, "run-data");
    JsonNode bytes = data(page, "bytes-data");
    int operations = 0;
    for (JsonNode route : run.path("routes")) {
      assertEquals(operations, route.path("from").intValue());
      operations += route.path("operations").intValue();
    }
    for (JsonNode row : data(page, "rows-data")) {
      assertTrue(row.get(1).intValue() < run.path("fates").size());
      assertTrue(row.get(4).intValue() < bytes.size());
    }
    for (int i = 0; i < run.path("shapes").size(); i++) {
      for (JsonNode piece : run.path("shapes").get(i).path("pieces")) {
        assertTrue(piece.get(0).intValue() < i, "a piece stands behind what caused it");
      }
    }
  }

  @Test
  void likeOperationsAreStoredOnce() throws IOException {
    JsonNode run = data(twoGuests(), "run-data");
    assertTrue(run.path("fates").size() < 400, "fates: " + run.path("fates").size());
    assertTrue(run.path("shapes").size() < 800, "shapes: " + run.path("shapes").size());
  }

  @Test
  void bytesOfItsOwnStandBehindTheOperation() throws IOException {
    Document page =
        page(
            Trees.HEADING,
            listener -> {
              listener.route(Trees.start("own"));
              listener.operation(
                  Trees.ran(1, Trees.store(Hand.GUEST, "0011223344", "0011223345", 0)));
            });
    JsonNode row = data(page, "rows-data").get(0);
    JsonNode bytes = data(page, "bytes-data");
    assertEquals(7, row.size());
    assertEquals("0011223344", bytes.get(row.get(4).intValue()).stringValue());
    assertEquals(1, row.get(5).intValue());
    assertEquals("0011223345", bytes.get(row.get(6).intValue()).stringValue());
  }

  @Test
  void longBytesAreCutTo64() throws IOException {
    Document page =
        page(
            Trees.HEADING,
            listener -> {
              listener.route(Trees.start("own"));
              listener.operation(Trees.ran(1, Trees.cut(0, 4096)));
            });
    JsonNode bytes = data(page, "bytes-data");
    assertEquals(1, bytes.size());
    assertEquals(128, bytes.get(0).stringValue().length());
    assertEquals(4096, data(page, "run-data").path("fates").get(0).path("length").intValue());
  }

  @Test
  void hostileTextStaysText() throws IOException {
    RunHeading heading = new RunHeading(HOSTILE, HOSTILE, HOSTILE, HOSTILE);
    Document page =
        page(
            heading,
            listener -> {
              listener.route(new RouteStart(HOSTILE, Stack.newest(), HOSTILE, null));
              listener.operation(Trees.ran(1, Trees.store(new Hand(HOSTILE), "00", "01", 0)));
              listener.notIssued(2, Issued.load(Operation.PCILG, 0, 0, 8), HOSTILE);
              listener.route(new RouteStart("b", Stack.newest(), null, HOSTILE));
            });
    assertEquals(4, page.select("script").size());
    JsonNode run = data(page, "run-data");
    assertEquals(HOSTILE, run.path("title").stringValue());
    assertEquals(HOSTILE, run.path("hands").get(0).stringValue());
    assertEquals(HOSTILE, run.path("routes").get(0).path("plug").stringValue());
    Element title = page.getElementById("title");
    assertNotNull(title);
    assertEquals(HOSTILE, title.wholeText());
    assertEquals(HOSTILE, page.select(".facts code").getFirst().wholeText());
    assertTrue(page.select(".ladder svg").outerHtml().contains("alert(1)"));
    assertEquals(2, page.select("#routes tbody tr").size());
  }

  @Test
  void textOutsideUnicodeIsSaid() throws IOException {
    RunHeading heading = new RunHeading("a\u0000b\ud800c", "", "", null);
    Document page =
        page(
            heading,
            listener -> {
              listener.route(Trees.start("own"));
              listener.operation(
                  Trees.ran(1, Trees.store(new Hand("h\u0001\ud800"), "00", "01", 0)));
            });
    assertTrue(
        page.select(".ladder svg").text().contains("h\ufffd"), page.select(".ladder svg").text());
    assertEquals("a", data(page, "run-data").path("title").stringValue().substring(0, 1));
  }

  @Test
  void stacksStandBesideRoutesWhereThereAreSeveral() throws IOException {
    Stack other =
        new Stack(
            Stack.newest().qemu(),
            Stack.newest().host(),
            Stack.newest().guest(),
            Stack.newest().hostOrder(),
            false,
            false);
    Document page =
        page(
            Trees.HEADING,
            listener -> {
              listener.route(Trees.start("own"));
              listener.route(new RouteStart("own", other, null, null));
            });
    List<String> rows = page.select("#routes tbody th").eachText();
    assertEquals(List.of("own MIO on", "own MIO off"), rows);
    assertEquals(
        "guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, 2 versions of the rest",
        page.select(".facts div:contains(Stack) dd").text());
    assertEquals("No operation was issued.", page.select("#first-break").text());
    assertEquals(0, data(page, "rows-data").size());
  }

  @Test
  void samePageEveryTime() throws IOException {
    List<String> pages = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      pages.add(text(Trees.HEADING, listener -> Trees.twoGuests(listener, Trees.routes("bar-rw"))));
    }
    assertEquals(pages.getFirst(), pages.getLast());
  }

  private static List<String> texts(JsonNode numbers, JsonNode names) {
    List<String> texts = new ArrayList<>();
    numbers.forEach(each -> texts.add(names.get(each.intValue()).stringValue()));
    return texts;
  }
}
