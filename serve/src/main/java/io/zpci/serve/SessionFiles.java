package io.zpci.serve;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.DeviceModel;
import io.zpci.recording.FunctionOperationsWriter;
import io.zpci.recording.RecordingFile;
import io.zpci.recording.RecordingHeader;
import io.zpci.vfiouser.FunctionEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a session writes: its recording and its transcript, where they were asked for. */
final class SessionFiles implements AutoCloseable {
  private final @Nullable FunctionOperationsWriter recording;
  private final @Nullable TranscriptWriter transcript;
  private final List<Path> paths;

  /** Those of them that were not there before. */
  private final List<Path> made = new ArrayList<>();

  /**
   * Makes the files.
   *
   * @param complaints told when one of them cannot be written any more, and why
   * @throws ServeException where one cannot be made; then none is left
   */
  SessionFiles(ServePlan plan, BiConsumer<Path, String> complaints) throws ServeException {
    ServeSettings settings = plan.settings();
    FunctionFacts facts = facts(settings.device());
    Map<String, Long> gids = gids(plan);
    ObjectNode header = FunctionOperationsWriter.header(facts, gids, ServedMachine.NOTICES);
    RecordingFile recorded = create("--record", settings.record(), header, complaints);
    RecordingFile traced;
    try {
      header = transcriptHeader(plan, facts, gids);
      traced = create("--trace", settings.trace(), header, complaints);
    } catch (ServeException e) {
      if (recorded != null) {
        recorded.close();
      }
      removeMade();
      throw e;
    }
    paths = Stream.of(settings.record(), settings.trace()).flatMap(Stream::ofNullable).toList();
    recording = recorded == null ? null : new FunctionOperationsWriter(recorded, gids);
    transcript = traced == null ? null : new TranscriptWriter(traced);
  }

  /** It says whose bytes are turned round, so that a replay does it too. */
  private static ObjectNode transcriptHeader(
      ServePlan plan, FunctionFacts facts, Map<String, Long> gids) {
    ObjectNode header = RecordingHeader.of(TranscriptWriter.KIND, facts, gids);
    for (PlannedFunction each : plan.functions()) {
      if (plan.undoesReversal(each)) {
        header.withObject("functions").withObject(each.name()).put("undo_reversal", true);
      }
    }
    return header;
  }

  /**
   * Looks whether they can be made, and changes nothing.
   *
   * @throws ServeException where one cannot
   */
  static void check(ServeSettings settings) throws ServeException {
    check("--record", settings.record());
    check("--trace", settings.trace());
    Path record = settings.record();
    Path trace = settings.trace();
    if (record != null
        && trace != null
        && record.toAbsolutePath().normalize().equals(trace.toAbsolutePath().normalize())) {
      throw new ServeException("--trace", trace + " is that of --record; another was expected");
    }
  }

  private static void check(String option, @Nullable Path file) throws ServeException {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean fine =
        Files.exists(file)
            ? !Files.isDirectory(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!fine) {
      throw unwritable(option, file);
    }
  }

  private static ServeException unwritable(String option, Path file) {
    return new ServeException(option, file + " cannot be written; a file to write was expected");
  }

  private @Nullable RecordingFile create(
      String option, @Nullable Path file, ObjectNode header, BiConsumer<Path, String> complaints)
      throws ServeException {
    if (file == null) {
      return null;
    }
    try {
      boolean wasThere = Files.exists(file);
      RecordingFile created =
          RecordingFile.create(file, header, why -> complaints.accept(file, why));
      if (!wasThere) {
        made.add(file);
      }
      return created;
    } catch (IOException e) {
      throw unwritable(option, file);
    }
  }

  private static FunctionFacts facts(DeviceModel device) {
    return switch (device) {
      case ISM -> IsmFacts.served(ServedMachine.PCHID);
      case MEMORY -> MemoryFunction.memory().facts();
    };
  }

  private static Map<String, Long> gids(ServePlan plan) {
    Map<String, Long> gids = new LinkedHashMap<>();
    plan.functions().forEach(each -> gids.put(each.name(), each.gid()));
    return gids;
  }

  /** Nothing came of it after all: closes the files, and removes those that were not there. */
  void discard() {
    close();
    removeMade();
  }

  private void removeMade() {
    for (Path file : made) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It was made a moment ago: whoever made it unremovable since wants it.
      }
    }
  }

  /** What goes into a function is told to these. */
  FunctionEvents of(String function) {
    return recording == null ? FunctionEvents.NONE : new RecordingEvents(recording, function);
  }

  /** What functions do inside is told to these. */
  IsmEvents events() {
    return recording == null ? IsmEvents.NONE : recording;
  }

  /** The transcript; null where none is written. */
  @Nullable TranscriptWriter transcript() {
    return transcript;
  }

  /** Where they are. */
  List<Path> paths() {
    return paths;
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.close();
    }
    if (transcript != null) {
      transcript.close();
    }
  }
}
