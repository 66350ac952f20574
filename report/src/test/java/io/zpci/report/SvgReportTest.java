package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The picture as a file, read as XML. */
class SvgReportTest {
  @TempDir Path folder;

  private Document picture(RunHeading heading, Consumer<RunListener> run) throws Exception {
    Path file = folder.resolve("report.svg");
    SvgReport report = new SvgReport(heading);
    run.accept(report);
    report.write(file);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(file.toFile());
  }

  private static List<String> texts(Document picture, String style) {
    List<String> texts = new ArrayList<>();
    NodeList elements = picture.getElementsByTagName("text");
    for (int i = 0; i < elements.getLength(); i++) {
      Element each = (Element) elements.item(i);
      if (each.getAttribute("class").equals(style)) {
        texts.add(each.getTextContent());
      }
    }
    return texts;
  }

  private static int count(Document picture, String name, String style) {
    int count = 0;
    NodeList elements = picture.getElementsByTagName(name);
    for (int i = 0; i < elements.getLength(); i++) {
      if (((Element) elements.item(i)).getAttribute("class").equals(style)) {
        count++;
      }
    }
    return count;
  }

  private static Stack of2020() {
    LinuxVersion old =
        LinuxVersion.all().stream()
            .filter(each -> each.name().equals("linux-5.10"))
            .findFirst()
            .orElseThrow();
    Stack newest = Stack.newest();
    return new Stack(newest.qemu(), old, old, newest.hostOrder(), false, false);
  }

  @Test
  void drawsEveryHandAndPiece() throws Exception {
    Issued issued = Issued.store(Operation.PCISTB, 0, 0, Bytes.counting(0, 16));
    Document picture =
        picture(
            new RunHeading("pcistb", "zpci explain", "zpci 1", null),
            listener -> Trees.explain(listener, of2020(), issued, Trees.routes("bar-rw")));
    assertEquals(
        List.of("guest", "qemu", "vfio", "host-linux", "firmware", "device"),
        texts(picture, "lane-name"));
    assertEquals(
        List.of(
            "pcistb 16",
            "pcistb 16",
            "pwrite 8",
            "iowrite 4",
            "pcistg 4",
            "store 4",
            "iowrite 4",
            "pcistg 4",
            "store 4",
            "pwrite 8",
            "iowrite 4",
            "pcistg 4",
            "store 4",
            "iowrite 4",
            "pcistg 4",
            "store 4"),
        texts(picture, "op"));
    assertEquals(List.of("+0x4", "+0x8", "+0xc"), texts(picture, "place"));
    assertEquals(4, count(picture, "g", "crossing refused"));
    assertEquals(4, count(picture, "g", "crossing lost"));
    assertEquals(3, count(picture, "g", "crossing cut"));
    assertEquals(List.of("bar-rw: pcistb 0 0x0 16"), texts(picture, "name"));
  }

  @Test
  void hasATitleAndADescription() throws Exception {
    Document picture =
        picture(Trees.HEADING, listener -> Trees.twoGuests(listener, Trees.routes("bar-rw")));
    Element root = picture.getDocumentElement();
    assertEquals("svg", root.getTagName());
    assertEquals("img", root.getAttribute("role"));
    assertEquals("zpci-title zpci-desc", root.getAttribute("aria-labelledby"));
    assertEquals("a run", root.getElementsByTagName("title").item(0).getTextContent());
    String description = root.getElementsByTagName("desc").item(0).getTextContent();
    assertTrue(
        description.startsWith("The first operation that breaks is pcistb 2 0x8 8 (line 8) on"),
        description);
    assertTrue(
        root.getElementsByTagName("style")
            .item(0)
            .getTextContent()
            .contains("@media (prefers-color-scheme: dark)"));
  }

  @Test
  void drawsLikeOperationsOnceAndSaysWhatIsLeftOut() throws Exception {
    Document picture = picture(Trees.HEADING, listener -> Trees.twoGuests(listener, Routes.all()));
    List<String> names = texts(picture, "name");
    assertEquals(SvgReport.MOST, names.size());
    assertEquals("bar-rw, line 8: pcistb 2 0x8 8, and 21 more like it", names.getFirst());
    List<String> notes = texts(picture, "muted");
    assertTrue(
        notes.stream()
            .anyMatch(each ->
                each.matches(
                    "[\\d,]+ of 2,058 operations are like one of these; the other [\\d,]+ are not"
                        + " drawn\\.")),
        notes.toString());
  }

  @Test
  void smallRunsAreDrawnInOrder() throws Exception {
    Issued issued = Issued.store(Operation.PCISTB, 2, 0, Bytes.ofHex("0000000300000008"));
    Document picture =
        picture(
            new RunHeading("pcistb", "zpci explain", "zpci 1", null),
            listener -> Trees.explain(listener, of2020(), issued, Routes.all()));
    assertEquals(
        List.of(
            "lpar: pcistb 2 0x0 8",
            "bar-rw: pcistb 2 0x0 8",
            "zpci-io-region: pcistb 2 0x0 8",
            "relaxed-pwrite: pcistb 2 0x0 8"),
        texts(picture, "name"));
    assertTrue(
        texts(picture, "muted").stream()
            .anyMatch(each -> each.startsWith("interpretation: unavailable, ")),
        texts(picture, "muted").toString());
  }

  @Test
  void hostileTextStaysText() throws Exception {
    String hostile = "</text><script>alert(1)</script>\"'&\u0000";
    Document picture =
        picture(
            new RunHeading(hostile, hostile, hostile, "line"),
            listener -> {
              listener.route(Trees.start(hostile));
              listener.operation(Trees.ran(1, Trees.store(new Hand(hostile), "00", "01", 0)));
            });
    assertEquals(0, picture.getElementsByTagName("script").getLength());
    assertEquals(List.of(hostile.replace('\u0000', '\ufffd')), texts(picture, "title"));
    assertEquals(hostile.replace('\u0000', '\ufffd'), texts(picture, "lane-name").getFirst());
  }

  @Test
  void emptyRunIsAPicture() throws Exception {
    Document picture = picture(Trees.HEADING, _ -> {});
    assertEquals(List.of("No operation was issued."), texts(picture, "sentence"));
  }

  @Test
  void samePictureEveryTime() throws Exception {
    picture(Trees.HEADING, listener -> Trees.twoGuests(listener, Trees.routes("bar-rw")));
    String first = Files.readString(folder.resolve("report.svg"));
    picture(Trees.HEADING, listener -> Trees.twoGuests(listener, Trees.routes("bar-rw")));
    assertEquals(first, Files.readString(folder.resolve("report.svg")));
  }
}
