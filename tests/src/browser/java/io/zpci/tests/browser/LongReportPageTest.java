package io.zpci.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A page of a hundred thousand operations, in a browser. */
class LongReportPageTest {
  @TempDir Path folder;

  @Test
  void scrollsAndFilters() throws IOException {
    Path page = ReportedRuns.again(folder.resolve("long.html"), 100_000);
    try (Browser browser = new Browser()) {
      long opened = browser.open(page);
      System.out.println(
          "100,000 operations: " + Files.size(page) / 1024 + " KiB, opened in " + opened + " ms");
      assertEquals("100,000", browser.text("#found"));
      browser.element("#list").click();
      browser.press(Keys.END);
      assertTrue(rows(browser) < 60, "rows: " + rows(browser));
      assertEquals(
          "100000",
          browser.script(
              "return document.querySelector('.row[aria-selected=true]').getAttribute('aria-posinset')"));
      browser.script("document.getElementById('list').scrollTop = 30 * 50000");
      browser.await(() -> browser.number("return document.querySelectorAll('.row[data-position=\"50003\"]').length") == 1);
      assertTrue(rows(browser) < 60, "rows: " + rows(browser));
      browser.press("/");
      long start = System.nanoTime();
      browser.press("pcilg");
      browser.await(() -> browser.text("#found").endsWith(" of 100,000"));
      System.out.println(
          "100,000 operations: searched in " + (System.nanoTime() - start) / 1_000_000 + " ms for five keys");
      String found = browser.text("#found");
      browser.press(Keys.ENTER, Keys.END);
      browser.press(Keys.ENTER);
      String last = browser.text("#detail h3");
      assertTrue(last.startsWith("pcilg 2 "), last);
      assertTrue(Integer.parseInt(found.replaceAll("[, ].*", "")) > 10, found);
      System.out.println(
          "100,000 operations: filtered in "
              + browser.number(
                  "const before = performance.now(); document.querySelector('#filters [value=lost]').click();"
                      + " return performance.now() - before")
              + " ms");
      assertEquals(List.of(), browser.complaints());
    }
  }

  private static long rows(Browser browser) {
    return browser.number("return document.querySelectorAll('.row').length");
  }
}
