package io.zpci.logs;

import org.jspecify.annotations.Nullable;

/** One thing that a log says: a line, or several lines that belong together. */
public sealed interface LogEntry permits TraceEntry, DebugEntry, ConfigDump {
  /** Where it stands. */
  Place place();

  /** When it was, as the log spells it, without what surrounds it there; null where it does not. */
  @Nullable String time();

  /** Which format it is of. */
  LogFormat format();
}
