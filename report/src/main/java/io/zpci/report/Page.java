package io.zpci.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The page as a file: report.html with its style and script in it, and the page's data. Its content
 * security policy lets in nothing but the two, by their hashes, so no text that came from a
 * recording can run or load anything.
 */
final class Page {
  private static final List<String> STYLES =
      List.of("palette.css", "page.css", "explorer.css", "ladder.css");
  private static final List<String> SCRIPTS =
      List.of("draw.js", "run.js", "ladder.js", "list.js", "detail.js", "main.js");

  private Page() {}

  /** Writes the page on {@code data}, once. */
  static void write(RunHeading heading, RunData data, Writer out) throws IOException {
    Template template = Mustache.compiler().compile(Resources.text("report.html"));
    String style = joined(STYLES);
    String script = joined(SCRIPTS);
    Map<String, Object> model = new LinkedHashMap<>(new PageModel(heading, data).values());
    model.put("style", style);
    model.put("styleHash", hash(style));
    model.put("script", script);
    model.put("scriptHash", hash(script));
    model.put("summary", inPlace(to -> SummaryJson.write(heading, data, to)));
    model.put("contents", inPlace(data.contents()::copyTo));
    model.put("rows", inPlace(data.rows()::copyTo));
    template.execute(model, out);
    out.flush();
  }

  /** What writes itself where it stands, so that it is never held as one text. */
  private static Mustache.Lambda inPlace(Consumer<Writer> what) {
    return (_, to) -> what.accept(to);
  }

  private static String joined(List<String> names) {
    return names.stream().map(Resources::text).collect(Collectors.joining("\n", "\n", ""));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
