package io.zpci.serve;

import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.recording.Replayer;
import java.io.IOException;

/**
 * Puts this project's server and the model behind it in the place of a recorded one: what the
 * recorded clients sent is sent again, on sockets, and each reply is compared byte for byte with
 * what was answered then. Whole blocks that came on another way are executed where they stand, and
 * their condition codes compared. {@link TranscriptChoices} says what is the recorded server's own.
 *
 * <p>Every message and every block is an operation; packets of a gdb session that say nothing of a
 * block are left out, and so is memory that the server asked the client for.
 */
public final class TranscriptReplayer implements Replayer {
  /** A replayer. */
  public TranscriptReplayer() {}

  @Override
  public String kind() {
    return TranscriptWriter.KIND;
  }

  @Override
  public Comparison replay(Recording recording) {
    Transcript transcript = Transcript.parse(recording);
    Comparison.Builder comparison = new Comparison.Builder(recording);
    for (int i = 0; i < transcript.packets(); i++) {
      comparison.leaveOut("gdb");
    }
    try (TranscriptRun run = new TranscriptRun(transcript, comparison)) {
      run.run();
    } catch (IOException e) {
      throw new RecordingException(
          recording.file(), 0, "cannot be replayed on this machine: " + e.getMessage());
    }
    return comparison.build();
  }
}
