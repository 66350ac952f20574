package io.zpci.tests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A local Maven repository of its own with the project's artifacts, as {@code mvn install} leaves
 * them. They are what these tests run on: jars where the reactor has made some, else folders of
 * classes, of which jars are made.
 *
 * @param folder where it is
 */
record LocalRepository(Path folder) {
  private static final String GROUP = "io.zpci";

  /** A dependency, or an artifact, of the project itself. */
  private record Artifact(String name, boolean tests) {}

  /** Installs the module {@code name}, what it depends on, and the parent. */
  void install(String name) throws IOException {
    List<Artifact> artifacts = new ArrayList<>();
    artifacts.add(new Artifact(name, false));
    for (int i = 0; i < artifacts.size(); i++) {
      for (Artifact each : dependencies(artifacts.get(i).name())) {
        if (!artifacts.contains(each)) {
          artifacts.add(each);
        }
      }
    }
    String version = version();
    Files.copy(Pages.page("pom.xml"), file("zpci-parent", version, ".pom"));
    for (Artifact artifact : artifacts) {
      Path pom = file(artifact.name(), version, ".pom");
      if (Files.notExists(pom)) {
        Files.copy(Pages.page(artifact.name()).resolve("pom.xml"), pom);
      }
      install(
          built(artifact, version),
          file(artifact.name(), version, artifact.tests() ? "-tests.jar" : ".jar"));
    }
  }

  /** The version of the project. */
  static String version() {
    return text(pom(Pages.page("pom.xml")), "version");
  }

  private Path file(String name, String version, String ending) throws IOException {
    Path place = folder.resolve(GROUP.replace('.', '/')).resolve(name).resolve(version);
    return Files.createDirectories(place).resolve(name + "-" + version + ending);
  }

  /** A jar on the class path of these tests, or a folder. */
  private static Path built(Artifact artifact, String version) {
    Path target = Pages.page(artifact.name()).resolve("target");
    String ending = version + (artifact.tests() ? "-tests.jar" : ".jar");
    Path jar = target.resolve(artifact.name() + "-" + ending);
    Path classes = target.resolve(artifact.tests() ? "test-classes" : "classes");
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    boolean ofJar = List.of(path.split(java.io.File.pathSeparator)).contains(jar.toString());
    if (!ofJar && !Files.isDirectory(classes)) {
      throw new IllegalStateException(classes + " is not there: build the whole project");
    }
    return ofJar ? jar : classes;
  }

  private static void install(Path built, Path to) throws IOException {
    if (Files.isRegularFile(built)) {
      Files.copy(built, to);
      return;
    }
    try (OutputStream out = Files.newOutputStream(to);
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(built.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
  }

  /** What the module depends on in a user's project, of the project's own. */
  private static List<Artifact> dependencies(String module) {
    List<Artifact> own = new ArrayList<>();
    for (Element list : children(pom(Pages.page(module).resolve("pom.xml")), "dependencies")) {
      for (Element dependency : children(list, "dependency")) {
        if (text(dependency, "groupId").equals(GROUP)
            && !text(dependency, "scope").equals("test")) {
          boolean tests =
              text(dependency, "type").equals("test-jar")
                  || text(dependency, "classifier").equals("tests");
          own.add(new Artifact(text(dependency, "artifactId"), tests));
        }
      }
    }
    return own;
  }

  private static Element pom(Path file) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(file.toFile())
          .getDocumentElement();
    } catch (Exception e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  /** The text of the child {@code name}; empty without one. */
  private static String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
  }
}
