package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JunitXmlTest {
  @TempDir Path folder;

  private Element results(int exit, String... scenarios) throws Exception {
    Path file = folder.resolve("results.xml");
    String[] line = new String[scenarios.length + 3];
    line[0] = "run";
    line[1] = "--junit-xml";
    line[2] = file.toString();
    System.arraycopy(scenarios, 0, line, 3, scenarios.length);
    Ran ran = Ran.zpci(line);
    assertEquals(exit, ran.exit(), ran.err());
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(JunitXmlTest.class.getResource("junit.xsd"))
        .newValidator()
        .validate(new StreamSource(file.toFile()));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private String scenario(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Element only(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    assertEquals(1, found.getLength(), name);
    return (Element) found.item(0);
  }

  @Test
  void aTestCaseForEachRun() throws Exception {
    Element root = results(0, scenario("a.split.yaml", RunCommandTest.SPLIT));
    assertEquals("testsuites", root.getTagName());
    assertEquals("3", root.getAttribute("tests"));
    assertEquals("0", root.getAttribute("failures"));
    Element suite = only(root, "testsuite");
    assertEquals("a.split", suite.getAttribute("name"));
    NodeList cases = suite.getElementsByTagName("testcase");
    assertEquals(3, cases.getLength());
    assertEquals("scenario.a_split", ((Element) cases.item(0)).getAttribute("classname"));
    assertEquals(
        "pieces of 4 [bar-rw; guest linux-5.10, qemu-7.2, host linux-5.10 big-endian, MIO off]",
        ((Element) cases.item(0)).getAttribute("name"));
    assertEquals(0, root.getElementsByTagName("failure").getLength());
  }

  @Test
  void aFailureSaysWhatWasExpectedAndSeen() throws Exception {
    String text = RunCommandTest.SPLIT.replace("verdict: delivered", "verdict: lost");
    Element root = results(1, scenario("x.yaml", text), scenario("y.yaml", RunCommandTest.SPLIT));
    assertEquals("6", root.getAttribute("tests"));
    assertEquals("1", root.getAttribute("failures"));
    Element failure = only(root, "failure");
    assertEquals("verdict: lost was expected, got delivered", failure.getAttribute("message"));
    assertEquals("expectation", failure.getAttribute("type"));
    assertTrue(
        failure.getTextContent().startsWith(folder.resolve("x.yaml") + ":"),
        failure.getTextContent());
    Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
    assertEquals("1", suite.getAttribute("failures"));
  }

  @Test
  void whateverStandsInAScenarioIsXml() throws Exception {
    String text =
        RunCommandTest.SPLIT
            .replace("title: A block is cut", "title: \"<&\\\"']]> \\u0001 \\u00e4\"")
            .replace("name: whole", "name: \"]]><x a='\\\"' &amp;\"")
            .replace("told: cc 0", "told: \"<b>&\"");
    Element root = results(1, scenario("x.yaml", text));
    Element title = (Element) root.getElementsByTagName("property").item(0);
    assertEquals("title", title.getAttribute("name"));
    assertEquals("<&\"']]> \uFFFD \u00e4", title.getAttribute("value"));
    assertEquals(
        "told: <b>& was expected, got cc 0", only(root, "failure").getAttribute("message"));
    Element last = (Element) root.getElementsByTagName("testcase").item(2);
    assertTrue(last.getAttribute("name").startsWith("]]><x a='\"' &amp; ["), "name");
  }

  @Test
  void scenariosOfOneNameAreToldApart() throws Exception {
    String file = scenario("x.yaml", RunCommandTest.SPLIT);
    Element root = results(0, file, file);
    NodeList suites = root.getElementsByTagName("testsuite");
    assertEquals("x", ((Element) suites.item(0)).getAttribute("name"));
    assertEquals("x (2)", ((Element) suites.item(1)).getAttribute("name"));
    Element last = (Element) root.getElementsByTagName("testcase").item(5);
    assertEquals("scenario.x (2)", last.getAttribute("classname"));
  }

  @Test
  void theSameRunsGiveTheSameFile() throws Exception {
    String file = scenario("x.yaml", RunCommandTest.SPLIT);
    results(0, file);
    String first = Files.readString(folder.resolve("results.xml"));
    results(0, file);
    assertEquals(first, Files.readString(folder.resolve("results.xml")));
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLine() throws Exception {
    Ran ran =
        Ran.zpci("run", scenario("x.yaml", RunCommandTest.SPLIT), "--junit-xml", folder.toString());
    assertEquals(3, ran.exit());
    assertEquals("", ran.out());
    assertTrue(ran.err().startsWith("zpci: " + folder + ": cannot be written ("), ran.err());
    assertEquals(1, ran.err().lines().count());
  }
}
