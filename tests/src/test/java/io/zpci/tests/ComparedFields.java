package io.zpci.tests;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a kind of recording compares, line by line, as {@code docs/recordings.md} says. */
interface ComparedFields {
  /** The places in {@code recording}, whose first line is the header. */
  List<Site> of(List<ObjectNode> recording);

  /** The objects in the array {@code field}. */
  static List<ObjectNode> objects(ObjectNode line, String field) {
    List<ObjectNode> objects = new ArrayList<>();
    line.get(field).forEach(each -> objects.add((ObjectNode) each));
    return objects;
  }
}
