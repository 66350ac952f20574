package io.zpci.report;

import java.io.Writer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Elements of an SVG, one call each. Text is escaped; what XML cannot say becomes U+FFFD. */
final class Drawing {
  private static final String SVG = "http://www.w3.org/2000/svg";

  private final XMLStreamWriter xml;

  /** Draws into {@code out}, which stays open. */
  Drawing(Writer out) {
    try {
      xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Part of drawing; the writer's own exception says nothing that a caller could mend. */
  @FunctionalInterface
  private interface Part {
    void write() throws XMLStreamException;
  }

  private Drawing draw(Part part) {
    try {
      part.write();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** Opens the picture. */
  Drawing svg(int width, int height) {
    return open("svg")
        .set("xmlns", SVG)
        .set("viewBox", "0 0 " + width + " " + height)
        .set("width", width)
        .set("height", height);
  }

  /** Opens an element. */
  Drawing open(String name) {
    return draw(() -> xml.writeStartElement(name));
  }

  /** Opens an element that holds nothing. */
  Drawing empty(String name) {
    return draw(() -> xml.writeEmptyElement(name));
  }

  /** Sets an attribute of the element opened last. */
  Drawing set(String name, String value) {
    return draw(() -> xml.writeAttribute(name, sayable(value)));
  }

  /** Sets an attribute of the element opened last. */
  Drawing set(String name, int value) {
    return set(name, Integer.toString(value));
  }

  /** Sets an attribute of the element opened last; one digit behind the point. */
  Drawing set(String name, double value) {
    return set(name, PathData.number(value));
  }

  /** Text in the element opened last. */
  Drawing text(String text) {
    return draw(() -> xml.writeCharacters(sayable(text)));
  }

  /** Closes the element opened last. */
  Drawing close() {
    return draw(xml::writeEndElement);
  }

  /** An element with text and nothing else. */
  Drawing element(String name, String text) {
    return open(name).text(text).close();
  }

  /** A line of text at a place. */
  Drawing label(String style, double x, double y, String text) {
    return open("text").set("class", style).set("x", x).set("y", y).text(text).close();
  }

  /** A path. */
  Drawing path(String style, PathData data) {
    return path(style, data.toString());
  }

  /** A path. */
  Drawing path(String style, String data) {
    return empty("path").set("class", style).set("d", data);
  }

  /** A line break in the file. */
  Drawing newLine() {
    return draw(() -> xml.writeCharacters("\n"));
  }

  /** Writes down what was drawn so far, open elements with it. */
  void flush() {
    draw(xml::flush);
  }

  /** Everything is written down. */
  void end() {
    draw(() -> {
      xml.writeEndDocument();
      xml.flush();
    });
  }

  private static String sayable(String text) {
    return text.codePoints()
        .map(each -> isSayable(each) ? each : 0xfffd)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isSayable(int point) {
    return point == '\t'
        || point == '\n'
        || (point >= 0x20 && point < 0xd800)
        || (point >= 0xe000 && point < 0xfffe)
        || point >= 0x10000;
  }
}
