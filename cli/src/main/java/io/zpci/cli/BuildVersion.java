package io.zpci.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** Version and commit of the build, from the manifest of the jar that this class stands in. */
final class BuildVersion implements IVersionProvider {
  /** Manifest attribute: the version. */
  private static final String VERSION = "Implementation-Version";

  /** Manifest attribute: the commit that was built. */
  private static final String COMMIT = "Implementation-Commit";

  /** Manifest attribute: the day of the commit that was built. */
  private static final String DATE = "Implementation-Date";

  BuildVersion() {}

  @Override
  public String[] getVersion() throws IOException, URISyntaxException {
    return new String[] {describe(manifest().getMainAttributes())};
  }

  /** {@code zpci 1.0 (commit 0123abc)}; what the manifest does not say is called unknown. */
  static String describe(Attributes attributes) {
    String version = attributes.getValue(VERSION);
    String commit = attributes.getValue(COMMIT);
    return "zpci "
        + (version == null ? "unknown" : version)
        + " (commit "
        + (commit == null ? "unknown" : commit)
        + ")";
  }

  /**
   * The day of the commit that was built, {@code 2026-01-31}; the first of 1970 where it is not
   * known, for a manual page wants one.
   */
  String date() throws IOException, URISyntaxException {
    return day(manifest().getMainAttributes());
  }

  /** The same from these attributes. */
  static String day(Attributes attributes) {
    String date = attributes.getValue(DATE);
    return date == null || !date.matches("\\d{4}-\\d\\d-\\d\\d.*")
        ? "1970-01-01"
        : date.substring(0, 10);
  }

  private static Manifest manifest() throws IOException, URISyntaxException {
    CodeSource source = BuildVersion.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return new Manifest();
    }
    Path place = Path.of(source.getLocation().toURI());
    if (Files.isRegularFile(place)) {
      try (JarFile jar = new JarFile(place.toFile())) {
        Manifest manifest = jar.getManifest();
        return manifest == null ? new Manifest() : manifest;
      }
    }
    Path file = place.resolve(JarFile.MANIFEST_NAME);
    if (!Files.exists(file)) {
      return new Manifest();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new Manifest(in);
    }
  }
}
