package io.zpci.tests.browser;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A Chromium without a window. The driver is taken from the path, or from {@code
 * -Dzpci.chromedriver=FILE}; nothing is looked for on the network.
 */
final class Browser implements AutoCloseable {
  private static final int WIDTH = 1400;
  private static final int HEIGHT = 1000;

  private final ChromeDriver driver;

  Browser() {
    Path program = program("zpci.chromedriver", "chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("zpci.chromium", "chromium").toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program.toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    size(WIDTH, HEIGHT);
  }

  private static Path program(String property, String name) {
    String given = System.getProperty(property);
    if (given != null) {
      return Path.of(given);
    }
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                name + " was expected on the path, or named by -D" + property + "=FILE"));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Makes the page's window so large. */
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** As on a system that is set to {@code light} or {@code dark}. */
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** As on {@code screen} or in {@code print}. */
  void media(String media) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", media));
  }

  /** Opens the file and waits until its script is through; answers the milliseconds. */
  long open(Path page) {
    URI address = page.toUri();
    // Another page first, so that the same one is loaded anew.
    driver.get("about:blank");
    long start = System.nanoTime();
    driver.get(address.toString());
    await(() -> "yes".equals(script("return document.documentElement.dataset.ready")));
    // What was drawn is what is meant: two frames later it is.
    driver.executeAsyncScript(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** A condition of the page. */
  @FunctionalInterface
  interface Condition {
    boolean holds();
  }

  void await(Condition condition) {
    new WebDriverWait(driver, Duration.ofSeconds(20), Duration.ofMillis(20))
        .until(_ -> condition.holds());
  }

  Object script(String source, Object... arguments) {
    return driver.executeScript(source, arguments);
  }

  long number(String source) {
    return ((Number) script(source)).longValue();
  }

  WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  String text(String selector) {
    return element(selector).getText();
  }

  /** Presses keys where the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Goes on to the next element that takes the focus; answers its id, or its name and text. */
  String tab() {
    press(Keys.TAB);
    return focused();
  }

  /** The element with the focus: its id, else its name and text. */
  String focused() {
    return (String)
        script(
            "const e = document.activeElement;"
                + " return e.id || e.name || `${e.tagName.toLowerCase()} ${e.textContent.trim()}`");
  }

  /** What the page complained about since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
