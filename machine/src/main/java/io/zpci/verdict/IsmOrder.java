package io.zpci.verdict;

import io.zpci.arch.Rule;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.ism.MoveOffset;
import io.zpci.workload.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the order of the blocks that go to one ISM function. It finds what no single block shows:
 *
 * <ul>
 *   <li>R-08: a command's header that comes without its payload, or with another length of it;
 *   <li>R-22: a signal in a piece that the next one continues across 4 KiB; a signal that tells of
 *       data that was not taken; and, when {@linkplain #end all is seen}, data for a token that no
 *       signal follows although one came before it.
 * </ul>
 *
 * <p>Two sends that signal each, the second starting where the first ended at a multiple of 4 KiB,
 * look as one send that signals too early, and are taken for it. It keeps what it needs of the
 * tokens seen; it serves one thread.
 *
 * @param <T> what its user knows a block by: a crossing, a line of a driver
 */
public final class IsmOrder<T> {
  private static final int HEADER = 8;
  private static final int PAGE = 4096;

  private final Consumer<Finding<T>> found;
  private final Map<Long, Token<T>> tokens = new LinkedHashMap<>();
  private int payload;
  private int owed;
  private @Nullable T payloadBy;
  private @Nullable Move<T> last;

  /**
   * A watch that has seen nothing.
   *
   * @param found is told each finding, at the block that shows it
   */
  public IsmOrder(Consumer<Finding<T>> found) {
    this.found = found;
  }

  /**
   * A rule that the order breaks.
   *
   * @param rule the rule
   * @param what what was found, in a few words
   * @param by the block that breaks it
   * @param with the other block that it takes to see it; null where it is the lack of one
   */
  public record Finding<T>(Rule rule, String what, T by, @Nullable T with) {}

  private record Move<T>(long token, int end, boolean signals, T by) {}

  private static final class Token<T> {
    private @Nullable T signal;
    private @Nullable T afterSignal;
    private @Nullable T failed;
    private int failedAt;
  }

  /**
   * A block went down.
   *
   * @param space the PCI address space
   * @param offset in the space
   * @param data its bytes
   * @param taken whether its issuer was told that all is well
   * @param by what the user knows it by
   */
  public void block(int space, long offset, Bytes data, boolean taken, T by) {
    if (space == IsmFacts.COMMANDS) {
      last = null;
      command(offset, data, by);
    } else if (space == IsmFacts.MOVES && data.size() > 0) {
      move(offset, data.size(), taken, by);
    }
  }

  private void command(long offset, Bytes data, T by) {
    if (offset >= HEADER) {
      boolean late = owed != 0 && data.size() == owed;
      owed = 0;
      payload = late ? 0 : data.size();
      payloadBy = late ? null : by;
      return;
    }
    if (offset != 0 || data.size() != HEADER) {
      return;
    }
    int code = data.at(0) << 24 | data.at(1) << 16 | data.at(2) << 8 | data.at(3);
    int asked = Math.max(0, (data.at(6) << 8 | data.at(7)) - HEADER);
    if (asked != 0 && payloadBy == null) {
      find(
          IsmRules.R_08,
          "the header of command 0x%x asks for %d bytes of payload, and none was written before it"
              .formatted(code, asked),
          by,
          null);
      owed = asked;
    } else if (asked != payload) {
      find(
          IsmRules.R_08,
          "the header of command 0x%x asks for %d bytes of payload, and %d were written before it"
              .formatted(code, asked, payload),
          by,
          payloadBy);
      owed = 0;
    } else {
      owed = 0;
    }
    payload = 0;
    payloadBy = null;
  }

  private void move(long offset, int length, boolean taken, T by) {
    long number = MoveOffset.token(offset);
    int start = MoveOffset.inDmb(offset);
    boolean signals = MoveOffset.signals(offset);
    Token<T> token = tokens.computeIfAbsent(number, _ -> new Token<>());
    Move<T> before = last;
    if (before != null
        && before.signals()
        && before.token() == number
        && before.end() == start
        && start % PAGE == 0) {
      find(
          IsmRules.R_22,
          "the signal stands in a piece that ends at 0x%x of the DMB, and the next one goes on there"
              .formatted(start),
          before.by(),
          by);
    }
    if (token.failed != null && token.failedAt == start && taken) {
      token.failed = null;
    }
    if (signals) {
      if (taken && token.failed != null) {
        find(
            IsmRules.R_22,
            "the signal tells of data that was not taken, at 0x%x of the DMB"
                .formatted(token.failedAt),
            by,
            token.failed);
        token.failed = null;
      }
      token.signal = by;
      token.afterSignal = null;
    } else {
      if (token.signal != null && token.afterSignal == null) {
        token.afterSignal = by;
      }
      if (!taken && token.failed == null) {
        token.failed = by;
        token.failedAt = start;
      }
    }
    last = new Move<>(number, start + length, signals, by);
  }

  /** No more blocks come: whoever signalled a token has told of all data that it got. */
  public void end() {
    for (Token<T> token : tokens.values()) {
      if (token.signal != null && token.afterSignal != null) {
        find(
            IsmRules.R_22,
            "the signal came before data for the same token, and none follows it",
            token.signal,
            token.afterSignal);
      }
    }
    tokens.clear();
    last = null;
  }

  private void find(Rule rule, String what, T by, @Nullable T with) {
    found.accept(new Finding<>(rule, what, by, with));
  }
}
