package io.zpci.cli;

import io.zpci.scenario.ScenarioResult;
import io.zpci.scenario.ScenarioResult.Run;
import io.zpci.scenario.ScenarioResult.Unmet;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What scenarios showed, in the form in which JUnit's results are handed to build servers: a test
 * suite for each scenario, in it a test case for each case, stack and route. There are no times in
 * it: the same runs give the same file.
 */
final class JunitXml {
  private static final String ROOT = "zpci run";

  /** What stands for a sign that XML has no way to write. */
  private static final char NONE = '\uFFFD';

  private final XMLStreamWriter out;
  private final Map<String, Integer> names = new HashMap<>();

  private JunitXml(XMLStreamWriter out) {
    this.out = out;
  }

  /** The file's text, in UTF-8 where it is written. */
  static String of(List<ScenarioResult> results) {
    StringWriter text = new StringWriter();
    try {
      new JunitXml(XMLOutputFactory.newFactory().createXMLStreamWriter(text)).write(results);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string cannot be written to", e);
    }
    return text.append('\n').toString();
  }

  private void write(List<ScenarioResult> results) throws XMLStreamException {
    out.writeStartDocument("UTF-8", "1.0");
    out.writeCharacters("\n");
    out.writeStartElement("testsuites");
    attribute("name", ROOT);
    counts(results);
    for (ScenarioResult result : results) {
      suite(result);
    }
    line(0);
    out.writeEndElement();
    out.writeEndDocument();
    out.flush();
  }

  private void suite(ScenarioResult result) throws XMLStreamException {
    // Files of two folders may have one name.
    int times = names.merge(result.scenario().name(), 1, Integer::sum);
    String name = result.scenario().name() + (times == 1 ? "" : " (" + times + ")");
    line(1);
    out.writeStartElement("testsuite");
    attribute("name", name);
    counts(List.of(result));
    line(2);
    out.writeStartElement("properties");
    property("title", result.scenario().title());
    if (!result.scenario().symptom().isEmpty()) {
      property("symptom", result.scenario().symptom());
    }
    line(2);
    out.writeEndElement();
    for (Run run : result.runs()) {
      testCase(result, run, name);
    }
    line(1);
    out.writeEndElement();
  }

  private void property(String name, String value) throws XMLStreamException {
    line(3);
    out.writeEmptyElement("property");
    attribute("name", name);
    attribute("value", value);
  }

  private void testCase(ScenarioResult result, Run run, String suite) throws XMLStreamException {
    String name =
        run.scenarioCase().name() + " [" + run.route() + "; " + run.stack().describe() + "]";
    line(2);
    if (run.met()) {
      out.writeEmptyElement("testcase");
    } else {
      out.writeStartElement("testcase");
    }
    attribute("name", name);
    // Consumers cut this at its points, into packages and a class.
    attribute("classname", "scenario." + suite.replace('.', '_'));
    if (!run.met()) {
      line(3);
      out.writeStartElement("failure");
      attribute("message", run.unmet().stream().map(Unmet::why).collect(Collectors.joining("; ")));
      attribute("type", "expectation");
      out.writeCharacters(
          run.unmet().stream()
              .map(unmet -> clean(ScenarioReport.line(result.scenario(), run, unmet)))
              .collect(Collectors.joining("\n")));
      out.writeEndElement();
      line(2);
      out.writeEndElement();
    }
  }

  private void counts(List<ScenarioResult> results) throws XMLStreamException {
    List<Run> runs = results.stream().flatMap(result -> result.runs().stream()).toList();
    attribute("tests", Integer.toString(runs.size()));
    attribute("failures", Long.toString(runs.stream().filter(run -> !run.met()).count()));
    attribute("errors", "0");
    attribute("skipped", "0");
  }

  private void attribute(String name, String value) throws XMLStreamException {
    out.writeAttribute(name, clean(value));
  }

  private void line(int depth) throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
  }

  /** Without what XML cannot hold; whatever a scenario's file has in its texts. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(sign -> {
          boolean holds =
              sign == '\t'
                  || sign == '\n'
                  || (sign >= 0x20 && sign <= 0xd7ff)
                  || (sign >= 0xe000 && sign <= 0xfffd)
                  || sign >= 0x10000;
          clean.appendCodePoint(holds ? sign : NONE);
        });
    return clean.toString();
  }
}
