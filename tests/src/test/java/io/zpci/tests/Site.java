package io.zpci.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a recording that the comparison has to see: a field that is compared, or an operation.
 *
 * @param line its index in the recording, 0 the header
 * @param field what kind of place it is; places of one field are alike
 * @param change what can happen there
 */
record Site(int line, String field, Change change) {
  /** A change of one line. */
  interface Change {
    /** Changes {@code line}. Whether it still is what its own format allows. */
    boolean make(ObjectNode line, RandomGenerator random);
  }

  /** The places of a recording, as they are found. */
  static final class Found {
    private final List<Site> sites = new ArrayList<>();

    /** One more place. */
    void add(int line, String field, Change change) {
      sites.add(new Site(line, field, change));
    }

    /** Line {@code line} may be missing: nothing is left of it. */
    void drop(int line, String what) {
      add(
          line,
          what + " dropped",
          (node, _) -> {
            node.removeAll();
            return true;
          });
    }

    /** All of them. */
    List<Site> all() {
      return List.copyOf(sites);
    }
  }
}
