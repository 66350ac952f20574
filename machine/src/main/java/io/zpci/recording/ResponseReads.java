package io.zpci.recording;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the guest read each response as the Linux driver does: the header, and if it says success
 * the rest, in ascending doublewords, before it touches the command space again. The driver holds a
 * lock over all of it, so a load that is missing in its recording was lost by the recording. Other
 * guests may read less and are not held to it. Source: spec ism 3.
 */
final class ResponseReads {
  private static final int COMMANDS = 2;
  private static final int HEADER = 8;
  private static final int RET = 4;
  private static final int LENGTH = 6;

  /** What recordings of the driver say of their guest. */
  private static final String DRIVER = "(ism";

  private final Comparison.Builder comparison;
  private final Map<String, Owed> owed = new HashMap<>();
  private final Map<String, Line> last = new HashMap<>();

  /** The load that must come next, and where the response ends as far as is known. */
  private record Owed(long next, long end) {}

  private ResponseReads(Comparison.Builder comparison) {
    this.comparison = comparison;
  }

  /** Adds to {@code comparison} what is missing, if the guest ran the driver. */
  static void check(
      Recording recording, FunctionOperations operations, Comparison.Builder comparison) {
    if (!recording.header().text("guest", "").contains(DRIVER)) {
      return;
    }
    ResponseReads reads = new ResponseReads(comparison);
    operations.steps().forEach(step -> reads.see(step.input()));
    reads.owed.forEach((function, missing) -> reads.differ(reads.last.get(function), missing));
  }

  private void see(FunctionOperation.Input input) {
    if (input instanceof FunctionOperation.Reset reset) {
      owed.remove(reset.function());
    } else if (input instanceof FunctionOperation.StoreBlock block && block.bar() == COMMANDS) {
      store(block);
    } else if (input instanceof FunctionOperation.Load load && load.bar() == COMMANDS) {
      load(load);
    }
  }

  private void store(FunctionOperation.StoreBlock block) {
    Owed missing = owed.remove(block.function());
    if (missing != null) {
      differ(block.line(), missing);
    }
    if (block.offset() == 0) {
      owed.put(block.function(), new Owed(0, HEADER));
    }
    last.put(block.function(), block.line());
  }

  private void load(FunctionOperation.Load load) {
    last.put(load.function(), load.line());
    Owed expected = owed.remove(load.function());
    if (expected == null) {
      return;
    }
    if (load.offset() != expected.next()) {
      differ(load.line(), expected);
    }
    long end = load.offset() == 0 && load.data().size() == HEADER ? end(load) : expected.end();
    long next = load.offset() + load.data().size();
    if (next < end) {
      owed.put(load.function(), new Owed(next, end));
    }
  }

  /** Where the response ends that {@code header} heads: after the header unless it says success. */
  private static long end(FunctionOperation.Load header) {
    MemorySegment bytes = MemorySegment.ofArray(header.data().toArray());
    boolean success = bytes.get(Layouts.SHORT, RET) == 0;
    return success ? bytes.get(Layouts.SHORT, LENGTH) & 0xffff : HEADER;
  }

  private void differ(@Nullable Line line, Owed missing) {
    if (line != null) {
      comparison.differ(
          line,
          "response read",
          "a load at " + missing.next() + " of BAR " + COMMANDS,
          Comparison.Builder.NOTHING);
    }
  }
}
