package io.zpci.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;

/**
 * The picture docs/report.png: the page of the two-guest recording on all routes, with an operation
 * open. With {@code -Dzpci.docs.write=true} it is taken anew; whether it is still like the page is
 * for people to see, since fonts differ from machine to machine.
 */
class ReportScreenshotTest {
  private static final int WIDTH = 1320;
  private static final int HEIGHT = 1820;
  private static final int MOST_BYTES = 300_000;

  @TempDir Path folder;

  @Test
  void pictureIsThePage() throws IOException {
    Path kept = ReportedRuns.root().resolve("docs/report.png");
    byte[] taken = taken();
    if (Boolean.getBoolean("zpci.docs.write")) {
      Files.write(kept, taken);
    }
    BufferedImage picture = ImageIO.read(kept.toFile());
    assertEquals(List.of(WIDTH, HEIGHT), List.of(picture.getWidth(), picture.getHeight()));
    assertTrue(Files.size(kept) < MOST_BYTES, "bytes: " + Files.size(kept));
    assertTrue(colours(picture) > 50 && colours(ImageIO.read(new ByteArrayInputStream(taken))) > 50);
  }

  private byte[] taken() throws IOException {
    try (Browser browser = new Browser()) {
      browser.size(WIDTH, HEIGHT);
      browser.scheme("light");
      browser.open(ReportedRuns.twoGuests(folder.resolve("report.html")));
      browser.press("n", "n", "n", Keys.ENTER);
      browser.script("document.activeElement.blur(); window.scrollTo(0, 0)");
      byte[] png = browser.driver().getScreenshotAs(OutputType.BYTES);
      return packed(ImageIO.read(new ByteArrayInputStream(png)));
    }
  }

  /** As small as a PNG without an alpha channel gets. */
  private static byte[] packed(BufferedImage picture) throws IOException {
    BufferedImage plain =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    plain.createGraphics().drawImage(picture, 0, 0, null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(0);
      writer.setOutput(out);
      writer.write(null, new IIOImage(plain, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static long colours(BufferedImage picture) {
    List<Integer> points = new ArrayList<>();
    for (int y = 0; y < picture.getHeight(); y += 3) {
      for (int x = 0; x < picture.getWidth(); x += 3) {
        points.add(picture.getRGB(x, y));
      }
    }
    return points.stream().distinct().count();
  }
}
