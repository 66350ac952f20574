package io.zpci.recording;

/**
 * Puts the model in the place of what a recording says was on trial, and compares. One per kind of
 * recording. Another module brings one as a service of {@link java.util.ServiceLoader}.
 *
 * <p>Guarantees: the same recording gives the same comparison; a malformed one gives a {@link
 * RecordingException} with file and line.
 */
public interface Replayer {
  /** The kind of recording that this replayer reads. */
  String kind();

  /** Replays {@code recording}, whose kind is {@link #kind}. */
  Comparison replay(Recording recording);
}
