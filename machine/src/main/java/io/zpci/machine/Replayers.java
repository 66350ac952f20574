package io.zpci.machine;

import io.zpci.recording.Comparison;
import io.zpci.recording.FunctionOperationsReplayer;
import io.zpci.recording.InstructionsReplayer;
import io.zpci.recording.LinuxIoReplayer;
import io.zpci.recording.Recording;
import io.zpci.recording.Replayer;
import io.zpci.recording.VfioAccessesReplayer;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every kind of recording that can be held against the model: those of this module, and those that
 * a {@link java.util.ServiceLoader} finds.
 */
public final class Replayers {
  private Replayers() {}

  /** One replayer per kind. */
  public static List<Replayer> all() {
    Stream<Replayer> here =
        Stream.of(
            new FunctionOperationsReplayer(),
            new VfioAccessesReplayer(),
            new LinuxIoReplayer(),
            new InstructionsReplayer(),
            new IssuedOperationsReplayer());
    Stream<Replayer> found =
        ServiceLoader.load(Replayer.class).stream().map(ServiceLoader.Provider::get);
    return Stream.concat(here, found).toList();
  }

  /**
   * Puts the model in the place of what {@code recording} says was on trial.
   *
   * @throws io.zpci.recording.RecordingException where the kind is unknown
   */
  public static Comparison replay(Recording recording) {
    for (Replayer replayer : all()) {
      if (replayer.kind().equals(recording.kind())) {
        return replayer.replay(recording);
      }
    }
    String kinds = all().stream().map(Replayer::kind).collect(Collectors.joining(", "));
    throw recording
        .header()
        .bad("\"kind\": one of " + kinds + " was expected, got \"" + recording.kind() + "\"");
  }
}
