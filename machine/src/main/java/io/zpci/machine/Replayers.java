package io.zpci.machine;

import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;

/** Every kind of recording that can be held against the model. */
public final class Replayers {
  private Replayers() {}

  /**
   * Puts the model in the place of what {@code recording} says was on trial.
   *
   * @throws io.zpci.recording.RecordingException where the kind is unknown
   */
  public static Comparison replay(Recording recording) {
    return new Comparison.Builder(recording).build();
  }
}
