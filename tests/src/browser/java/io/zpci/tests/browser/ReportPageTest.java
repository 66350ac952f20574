package io.zpci.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page of the two-guest recording, in a browser. */
class ReportPageTest {
  private static final String SELECT_ALL = Keys.chord(Keys.CONTROL, "a");

  @TempDir static Path folder;

  private static Browser browser;
  private static Path page;
  private static long opened;

  @BeforeAll
  static void start() throws IOException {
    page = ReportedRuns.twoGuests(folder.resolve("two-guests.html"));
    browser = new Browser();
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @BeforeEach
  void open() {
    browser.scheme("light");
    opened = browser.open(page);
  }

  @AfterEach
  void noComplaints() {
    assertEquals(List.of(), browser.complaints());
  }

  private static long rows() {
    return browser.number("return document.querySelectorAll('.row').length");
  }

  private static String chosen() {
    return (String)
        browser.script(
            "const list = document.getElementById('list');"
                + " return document.getElementById(list.getAttribute('aria-activedescendant')).getAttribute('aria-label')");
  }

  private static boolean detailOpen() {
    return browser.element("#detail").isDisplayed();
  }

  @Test
  void opens() {
    System.out.println("two guests: opened in " + opened + " ms");
    assertEquals("ism-smcd-two-guests.jsonl · zpci", browser.driver().getTitle());
    assertEquals("2,058", browser.text("#found"));
    assertEquals(
        0L,
        browser.number(
            "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length"));
  }

  @Test
  void firstScreenHoldsTheSentence() {
    assertEquals(
        "The first operation that breaks is pcistb 2 0x8 8 (line 8) on bar-rw: qemu refuses it,"
            + " because it breaks qemu.pcistb.7, “A block is longer than 8 bytes and a multiple of"
            + " 8 long.”",
        browser.text("#first-break"));
    assertTrue(
        (Boolean)
            browser.script(
                "const at = document.getElementById('first-break').getBoundingClientRect();"
                    + " return at.top > 0 && at.bottom < innerHeight"));
  }

  @Test
  void beginsWithTheFirstBreakChosen() {
    assertEquals(
        "line 8, pcistb 2 0x8 8, on bar-rw, refused by qemu, qemu.pcistb.7", chosen());
    assertFalse(detailOpen());
    long rows = rows();
    assertTrue(rows > 10 && rows < 60, "rows: " + rows);
  }

  @Test
  void searches() {
    browser.press("/");
    assertEquals("search", browser.focused());
    browser.press("0x1000003000 r-19");
    assertEquals("0 of 2,058", browser.text("#found"));
    browser.element("#search").sendKeys(SELECT_ALL, "pcistb r-08");
    assertEquals("6 of 2,058", browser.text("#found"));
    browser.press(Keys.ENTER);
    assertEquals("list", browser.focused());
    assertEquals("line 13, pcistb 2 0x8 16, on ism-vfio-pci, cut by qemu, R-08", chosen());
    browser.press("/", Keys.ESCAPE);
    assertEquals("list", browser.focused());
    browser.element("#search").sendKeys(SELECT_ALL, "ism-vfio-pci line 122");
    assertEquals("2 of 2,058", browser.text("#found"));
    browser.element("#search").sendKeys(SELECT_ALL, "000000011ffff000");
    assertEquals("24 of 2,058", browser.text("#found"));
  }

  @Test
  void filters() {
    browser.script(
        "const set = (id, value) => { const s = document.getElementById(id); s.value = value;"
            + " s.dispatchEvent(new Event('input', {bubbles: true})); }; set('by-rule', 'qemu.pcistb.6')");
    assertEquals("60 of 2,058", browser.text("#found"));
    browser.element("#by-route").sendKeys("bar");
    assertEquals("30 of 2,058", browser.text("#found"));
    browser.element("#filters [type=reset]").click();
    browser.await(() -> browser.text("#found").equals("2,058"));
    browser.element(".chip:has([value=lost])").click();
    assertEquals("210 of 2,058", browser.text("#found"));
    browser.element(".chip:has([value=cut])").click();
    assertEquals("216 of 2,058", browser.text("#found"));
    browser.element("#by-hand").sendKeys("vfio");
    assertEquals("68 of 2,058", browser.text("#found"));
  }

  @Test
  void keysMoveAndOpen() {
    browser.press("j");
    assertEquals("list", browser.focused());
    assertTrue(chosen().startsWith("line 9, pcistb 2 0x0 8, on bar-rw"), chosen());
    browser.press(Keys.ARROW_UP, "k");
    assertTrue(chosen().startsWith("line 598, pcilg 2 0x0 8, on interpretation"), chosen());
    browser.press("n");
    assertTrue(chosen().startsWith("line 8, pcistb 2 0x8 8, on bar-rw"), chosen());
    browser.press(Keys.END);
    assertTrue(chosen().contains("on relaxed-pwrite"), chosen());
    browser.press("p");
    assertTrue(chosen().contains("on ism-vfio-pci,"), chosen());
    browser.press(Keys.HOME);
    assertTrue(chosen().startsWith("line 8, pcistb 2 0x8 8, on lpar, delivered"), chosen());
    browser.press(Keys.PAGE_DOWN);
    browser.press("n", Keys.ENTER);
    assertTrue(detailOpen());
    assertEquals("qemu", browser.text(".inspector h4"));
    browser.press(Keys.ARROW_LEFT);
    assertEquals("guest", browser.text(".inspector h4"));
    browser.press(Keys.ARROW_RIGHT);
    assertEquals(
        "qemu\nAccess\npcistb 2+0x8 8\nResult\nspecification exception\nBytes\n000000011ffff000\nDid\nrefuses"
            + " it\nBreaks\nqemu.pcistb.7 A block is longer than 8 bytes and a multiple of 8 long. QEMU"
            + " 5.2 to 10.2 s390-pci-inst.c, run on 11.1.2 (spec passthrough e.2), high confidence",
        browser.text(".inspector"));
    browser.press(Keys.ESCAPE);
    assertFalse(detailOpen());
    assertEquals("list", browser.focused());
  }

  @Test
  void detailFollowsTheList() {
    browser.press("j", Keys.ENTER);
    assertTrue(detailOpen());
    assertEquals("pcistb 2 0x0 8", browser.text("#detail h3"));
    browser.press("j");
    assertEquals("pcilg 2 0x0 8", browser.text("#detail h3"));
    assertTrue(browser.text("#detail .facts").contains("Told\ncc 0"), browser.text("#detail .facts"));
    browser.element("[data-elsewhere]").click();
    assertTrue(chosen().contains("on lpar, delivered"), chosen());
  }

  @Test
  void pointerShowsACrossing() {
    browser.press("j", "j", Keys.ENTER);
    browser.script(
        "document.querySelectorAll('.tree .crossing')[2].dispatchEvent(new PointerEvent('pointerenter'))");
    assertTrue(browser.text(".inspector").startsWith("vfio\nAccess\npread 2+0x0 8\nResult\nENODEV"),
        browser.text(".inspector"));
  }

  @Test
  void everythingIsReachedByTab() {
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      reached.add(browser.tab());
    }
    assertEquals("a Skip to the operations", reached.getFirst());
    assertTrue(
        reached.containsAll(
            List.of("a Routes", "theme", "search", "by-route", "by-hand", "by-rule", "verdict", "list")),
        reached.toString());
    assertTrue(reached.indexOf("search") < reached.indexOf("list"), reached.toString());
  }

  @Test
  void focusIsSeen() {
    browser.press(Keys.TAB, Keys.TAB);
    assertEquals(
        "solid",
        browser.script("return getComputedStyle(document.activeElement).outlineStyle"));
  }

  @Test
  void firstBreakOfARouteLeadsToIt() {
    browser.element("#routes [data-operation]").click();
    assertTrue(detailOpen());
    assertTrue(chosen().startsWith("line 8, pcistb 2 0x8 8, on bar-rw"), chosen());
    browser.element("#filters [value=delivered]").sendKeys(" ");
    // by script: the bar on top would be in the way
    browser.script("document.querySelector('#routes [data-operation]').click()");
    assertEquals("2,058", browser.text("#found"));
    assertTrue(chosen().startsWith("line 8, pcistb 2 0x8 8, on bar-rw"), chosen());
  }

  @Test
  void themeIsChosen() {
    String light = background();
    browser.element("#theme").click();
    String dark = background();
    assertEquals("rgb(251, 251, 249)", light);
    assertEquals("rgb(21, 25, 29)", dark);
    browser.element("#theme").click();
    assertEquals(light, background());
    browser.script("localStorage.clear()");
  }

  @Test
  void systemThemeIsTaken() {
    browser.scheme("dark");
    browser.await(() -> browser.text("#theme").equals("Light"));
    assertEquals("rgb(21, 25, 29)", background());
  }

  private static String background() {
    return (String)
        browser.script("return getComputedStyle(document.documentElement).backgroundColor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void isAccessible(String scheme) {
    browser.scheme(scheme);
    browser.press("j", "j", Keys.ENTER);
    assertTrue(detailOpen());
    Results results = new AxeBuilder().analyze(browser.driver());
    assertEquals("", described(results.getViolations()));
    assertTrue(results.getPasses().size() > 30, "checks passed: " + results.getPasses().size());
  }

  private static String described(List<Rule> violations) {
    return violations.stream()
        .map(rule ->
            rule.getId()
                + ": "
                + rule.getHelp()
                + rule.getNodes().stream()
                    .limit(4)
                    .map(node -> "\n  " + node.getHtml())
                    .collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void narrowWindowsDoNotScrollSideways() {
    browser.size(420, 900);
    browser.press("j", Keys.ENTER);
    assertEquals(
        420L, browser.number("return document.documentElement.scrollWidth"));
    browser.size(1400, 1000);
  }

  @Test
  void paperShowsWhatWasFound() {
    browser.media("print");
    assertTrue(browser.element("#first-break").isDisplayed());
    assertTrue(browser.element(".ladder svg").isDisplayed());
    assertTrue(browser.element("#causes table").isDisplayed());
    assertTrue(browser.element("#rules .card").isDisplayed());
    assertFalse(browser.element("#operations").isDisplayed());
    assertFalse(browser.element(".top").isDisplayed());
    browser.media("screen");
  }

  @Test
  void policyKeepsOthersOut() {
    browser.script(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true';"
            + " document.head.append(s); const i = new Image(); i.src = 'http://127.0.0.1:9/a.png'");
    assertEquals("undefined", browser.script("return typeof window.ran"));
    browser.await(() -> browser.complaints().stream().filter(each -> each.contains("Content Security Policy")).count() >= 1);
    browser.complaints();
  }
}
