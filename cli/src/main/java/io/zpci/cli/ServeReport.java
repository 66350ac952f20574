package io.zpci.cli;

import io.zpci.serve.ServeEvent;
import io.zpci.serve.ServeListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How it is shown what happens in a session. */
abstract sealed class ServeReport implements ServeListener {
  private static final double NANOS = 1e9;

  /** Shows a line that the next one replaces, where there is a place for it. */
  abstract void status(String line);

  /** Lines for people. */
  static final class Lines extends ServeReport {
    private final Page page;
    private final PrintWriter terminal;
    private String status = "";

    /** Events go to {@code page}, and the line that is replaced to the terminal. */
    Lines(Page page, Surroundings surroundings) {
      this.page = page;
      this.terminal = surroundings.err();
    }

    @Override
    public synchronized void happened(long nanos, ServeEvent event) {
      String kept = status;
      show("");
      String function = event.function();
      page.line(
          String.format(
                  Locale.ROOT, "%10.3f %s", nanos / NANOS, function == null ? "" : function + ": ")
              + page.inked(ink(event), event.text()));
      page.out().flush();
      show(kept);
    }

    @Override
    synchronized void status(String line) {
      show(line);
    }

    private void show(String line) {
      if (line.isEmpty() && status.isEmpty()) {
        return;
      }
      int left = Math.max(0, status.length() - line.length());
      terminal.print('\r' + line + " ".repeat(left) + (line.isEmpty() ? "\r" : ""));
      terminal.flush();
      status = line;
    }

    private static Ink ink(ServeEvent event) {
      return switch (event) {
        case ServeEvent.Serving _, ServeEvent.Start _, ServeEvent.Ended _ -> Ink.BOLD;
        case ServeEvent.Warned _, ServeEvent.SignalLost _, ServeEvent.Missing _ -> Ink.YELLOW;
        case ServeEvent.Broken _,
            ServeEvent.Refused _,
            ServeEvent.FileFailed _,
            ServeEvent.Left _ ->
            Ink.RED;
        case ServeEvent.Blocks blocks -> blocks.failed() ? Ink.RED : Ink.PLAIN;
        case ServeEvent.Commanded command -> command.ret() == 0 ? Ink.PLAIN : Ink.YELLOW;
        case ServeEvent.Connected _,
            ServeEvent.Disconnected _,
            ServeEvent.Enabled _,
            ServeEvent.Reset _ ->
            Ink.PLAIN;
      };
    }
  }

  /** One JSON object a line. */
  static final class Json extends ServeReport {
    private static final String PATH = "path";
    private static final String WAY = "blocks";

    private final PrintWriter out;

    Json(PrintWriter out) {
      this.out = out;
    }

    @Override
    void status(String line) {
      // for people only
    }

    @Override
    public synchronized void happened(long nanos, ServeEvent event) {
      try (JsonLines lines = new JsonLines(out)) {
        lines.object(json -> {
          json.seconds("t", nanos).field("event", word(event)).field("function", event.function());
          json.field("text", event.text());
          fields(json, event);
        });
      }
      out.flush();
    }

    private static String word(ServeEvent event) {
      return switch (event) {
        case ServeEvent.Serving _ -> "serving";
        case ServeEvent.Start _ -> "start";
        case ServeEvent.Warned _ -> "warning";
        case ServeEvent.Connected _ -> "connected";
        case ServeEvent.Disconnected _ -> "disconnected";
        case ServeEvent.Enabled enabled -> enabled.enabled() ? "enabled" : "disabled";
        case ServeEvent.Reset _ -> "reset";
        case ServeEvent.Blocks _ -> "blocks";
        case ServeEvent.Commanded _ -> "command";
        case ServeEvent.Broken _ -> "broken";
        case ServeEvent.SignalLost _ -> "signal-lost";
        case ServeEvent.Refused _ -> "refused";
        case ServeEvent.FileFailed _ -> "file-failed";
        case ServeEvent.Left _ -> "left";
        case ServeEvent.Missing _ -> "missing";
        case ServeEvent.Ended _ -> "ended";
      };
    }

    private static void fields(JsonLines json, ServeEvent event) {
      switch (event) {
        case ServeEvent.Serving serving ->
            json.field("device", serving.device())
                .field(PATH, serving.path().toString())
                .field("gid", hex(serving.gid()))
                .field(WAY, serving.way().word());
        case ServeEvent.Start start -> json.texts("qemu", start.command().words());
        case ServeEvent.Warned warned -> json.field("rule", warned.rule().id());
        case ServeEvent.Disconnected gone -> json.field("why", gone.why());
        case ServeEvent.Blocks blocks ->
            json.field(WAY, blocks.way().word())
                .field("failed", blocks.failed())
                .field("what", blocks.what());
        case ServeEvent.Commanded command ->
            json.field("command", command.command())
                .field("ret", command.ret())
                .field("address", hex(command.address()))
                .field("length", command.length())
                .field("token", hex(command.token()));
        case ServeEvent.Broken broken ->
            json.field("rule", broken.rule().id())
                .field("brokenBy", broken.hand())
                .field("operation", broken.operation())
                .field("times", broken.times());
        case ServeEvent.SignalLost lost -> json.field("times", lost.times());
        case ServeEvent.Refused refused ->
            json.field("what", refused.what())
                .field("errno", refused.error())
                .field("times", refused.times());
        case ServeEvent.FileFailed failed ->
            json.field(PATH, failed.file().toString()).field("why", failed.why());
        case ServeEvent.Left left ->
            json.field(PATH, left.file().toString()).field("why", left.why());
        case ServeEvent.Missing missing -> json.field("count", missing.count());
        case ServeEvent.Ended ended ->
            json.texts("files", ended.files().stream().map(Path::toString).toList());
        case ServeEvent.Connected _, ServeEvent.Enabled _, ServeEvent.Reset _ -> {
          // the word says it all
        }
      }
    }

    private static @Nullable String hex(long value) {
      return value == 0 ? null : "0x" + Long.toHexString(value);
    }
  }
}
