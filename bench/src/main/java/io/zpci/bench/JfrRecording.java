package io.zpci.bench;

import io.zpci.trace.JfrTap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording of the JDK's flight recorder that has what {@link JfrTap} writes, and no event of the
 * JVM's. It is kept in memory, where the newest events take the place of the oldest.
 */
final class JfrRecording implements AutoCloseable {
  private static final String CROSSING = "io.zpci.Crossing";

  private final Recording recording = new Recording();

  /** Starts it. */
  JfrRecording() {
    recording.setToDisk(false);
    for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
      recording.disable(type.getName());
    }
    recording.enable(CROSSING).withoutThreshold().withoutStackTrace();
    recording.start();
  }

  /** The names of the events that it has by now, each as often as it is there. */
  List<String> types() throws IOException {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path file = folder.resolve("events.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .map(event -> event.getEventType().getName())
          .toList();
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
