package io.zpci.scenario;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Lets through of YAML what a scenario needs: one document of mappings, lists and scalars. Anchors,
 * aliases, merges and tags are refused: a scenario says what is run where it stands, and its errors
 * have one place.
 */
final class CheckedParser implements Parser {
  /** No value of the format stands deeper; more would only cost stack. */
  private static final int DEPTH = 16;

  /** What {@code !!} stands for. */
  private static final String YAML = "tag:yaml.org,2002:";

  private final String file;
  private final Parser parser;
  private int depth;
  private int documents;
  private boolean checked;

  CheckedParser(String file, Parser parser) {
    this.file = file;
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID id) {
    check();
    return parser.checkEvent(id);
  }

  @Override
  public Event peekEvent() {
    check();
    return parser.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public Event next() {
    check();
    checked = false;
    return parser.next();
  }

  /** Looks at the event that comes next, once. */
  private void check() {
    if (checked || !parser.hasNext()) {
      return;
    }
    checked = true;
    Event event = parser.peekEvent();
    switch (event) {
      case DocumentStartEvent _ -> {
        documents++;
        if (documents > 1) {
          throw bad(event, "the end of the file was expected, got a second document");
        }
      }
      case AliasEvent alias ->
          throw bad(event, "a value written out was expected, got alias *" + alias.getAlias());
      case CollectionStartEvent start -> {
        node(start, start.getTag().orElse(null));
        depth++;
        if (depth > DEPTH) {
          throw bad(event, "at most " + DEPTH + " levels were expected, got more");
        }
      }
      case ScalarEvent scalar -> node(scalar, scalar.getTag().orElse(null));
      default -> {
        if (event.getEventId() == Event.ID.SequenceEnd
            || event.getEventId() == Event.ID.MappingEnd) {
          depth--;
        }
      }
    }
  }

  private void node(NodeEvent event, @Nullable String tag) {
    event
        .getAnchor()
        .ifPresent(anchor -> {
          throw bad(event, "a value without an anchor was expected, got &" + anchor);
        });
    if (tag != null) {
      throw bad(event, "a value without a tag was expected, got " + tag.replace(YAML, "!!"));
    }
  }

  private ScenarioException bad(Event event, String expected) {
    Place place =
        event
            .getStartMark()
            .map(mark -> Field.place(file, mark))
            .orElseGet(() -> new Place(file, 1, 1));
    return new ScenarioException(place, expected);
  }
}
