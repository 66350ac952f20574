package io.zpci.serve;

import io.zpci.ism.IsmCommand;
import io.zpci.ism.MoveOffset;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Which token of the recorded device is which one of a server's. It is learned where the guest
 * reads it in the response to REG_DMB, in whatever pieces.
 */
final class ServedTokens {
  private static final int TOKEN = 8;

  /** An odd token is never live: no DMB has one, and BAR 0 has no room for it. */
  private static final long NEVER = 1;

  private final Map<Long, Long> ours = new HashMap<>();
  private final Map<String, Response> responses = new HashMap<>();
  private long learned;

  private static final class Response {
    private final byte[] recorded = new byte[TOKEN];
    private final byte[] got = new byte[TOKEN];
    private int seen;
  }

  ServedTokens() {}

  /** {@code function} executes {@code command}, or another one; 0 for one that was refused. */
  void responseOf(String function, int command) {
    if (command == IsmCommand.REG_DMB.code()) {
      responses.put(function, new Response());
    } else {
      responses.remove(function);
    }
  }

  /**
   * A load of {@code function} from command space, as recorded and as it is now. Where it is of a
   * token, that becomes the recorded one in {@code got}.
   *
   * @return true where a token is known by this load
   */
  boolean read(String function, long offset, byte[] recorded, byte[] got) {
    Response response = responses.get(function);
    if (response == null) {
      return false;
    }
    for (int i = 0; i < got.length; i++) {
      long at = offset + i - TOKEN;
      if (at >= 0 && at < TOKEN) {
        response.recorded[(int) at] = recorded[i];
        response.got[(int) at] = got[i];
        response.seen |= 1 << at;
        got[i] = recorded[i];
      }
    }
    if (response.seen != (1 << TOKEN) - 1) {
      return false;
    }
    responses.remove(function);
    learned = MemorySegment.ofArray(response.got).get(Layouts.LONG, 0);
    ours.put(MemorySegment.ofArray(response.recorded).get(Layouts.LONG, 0), learned);
    return true;
  }

  /** The server's token that was learned last. */
  long learned() {
    return learned;
  }

  /** The server's token; for one that no response gave, one that is never live. */
  long ours(long recorded) {
    return ours.getOrDefault(recorded, recorded | NEVER);
  }

  /**
   * An offset in BAR 0 with the server's token in place of the recorded one; of one that is never
   * live nothing is left.
   */
  long offset(long recorded) {
    long token = ours(MoveOffset.token(recorded));
    long live = (token & NEVER) == 0 ? token : 0;
    return (recorded & ~MoveOffset.TOKEN_MASK) | MoveOffset.token(live);
  }
}
