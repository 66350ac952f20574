package io.zpci.recording;

import io.zpci.ism.MoveOffset;
import java.util.HashMap;
import java.util.Map;

/** Which token of the recorded device is which one of the model's. */
public final class RecordedTokens {
  private final Map<Long, Long> ours = new HashMap<>();
  private final Map<Long, Long> recorded = new HashMap<>();

  /** None known. */
  public RecordedTokens() {}

  /** REG_DMB was answered with {@code recordedToken} then and with {@code ourToken} now. */
  public void learn(long recordedToken, long ourToken) {
    ours.put(recordedToken, ourToken);
    recorded.put(ourToken, recordedToken);
  }

  /** The model's token; for one that no REG_DMB gave, one that is never live. */
  public long ours(long recordedToken) {
    return ours.computeIfAbsent(
        recordedToken,
        token -> {
          long never = token | 1;
          recorded.putIfAbsent(never, token);
          return never;
        });
  }

  /** The recorded token; for one that stands for none, itself. */
  public long recorded(long ourToken) {
    return recorded.getOrDefault(ourToken, ourToken);
  }

  /**
   * An offset in BAR 0 with the model's token in place of the recorded one; of one that is never
   * live nothing is left.
   */
  public long offset(long recordedOffset) {
    long token = MoveOffset.token(recordedOffset);
    return (recordedOffset & ~MoveOffset.TOKEN_MASK) | MoveOffset.token(liveOrNothing(token));
  }

  private long liveOrNothing(long recordedToken) {
    long token = ours(recordedToken);
    return (token & 1) == 0 ? token : 0;
  }
}
