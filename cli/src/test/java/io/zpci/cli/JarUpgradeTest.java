package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JarUpgradeTest {
  /** Java 5: picocli's own. */
  private static final int OLD = 49;

  @TempDir Path folder;

  /** The jar of the parser, which has the oldest class files that the command has. */
  private static Path parser() throws Exception {
    return Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private Path upgraded() throws Exception {
    Path to = folder.resolve("upgraded.jar");
    JarUpgrade.main(new String[] {parser().toString(), to.toString()});
    return to;
  }

  private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static int version(byte[] file) {
    return ClassFile.of().parse(file).majorVersion();
  }

  @Test
  void oldClassFilesAreRaisedAndAllElseStays() throws Exception {
    int raised = 0;
    try (ZipFile before = new ZipFile(parser().toFile());
        ZipFile after = new ZipFile(upgraded().toFile())) {
      List<String> names = before.stream().map(ZipEntry::getName).toList();
      assertEquals(names, after.stream().map(ZipEntry::getName).toList());
      for (ZipEntry entry : Collections.list(before.entries())) {
        byte[] was = bytes(before, entry);
        ZipEntry copy = after.getEntry(entry.getName());
        byte[] is = bytes(after, copy);
        assertEquals(entry.getTime(), copy.getTime(), entry.getName());
        if (entry.getName().endsWith(".class") && version(was) < JarUpgrade.LEAST) {
          assertEquals(OLD, version(was), entry.getName());
          assertEquals(JarUpgrade.LEAST, version(is), entry.getName());
          raised++;
        } else {
          assertArrayEquals(was, is, entry.getName());
        }
      }
    }
    assertTrue(raised > 200, "raised " + raised);
  }

  /** A class loader verifies what it links: from version 50 on by the stack maps. */
  @Test
  void raisedClassesAreVerifiedAndRun() throws Exception {
    URL[] jar = {upgraded().toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader());
        ZipFile entries = new ZipFile(Path.of(jar[0].toURI()).toFile())) {
      for (ZipEntry entry : Collections.list(entries.entries())) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.contains("module-info")) {
          String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
          assertSame(loader, Class.forName(type, true, loader).getClassLoader());
        }
      }
      Class<?> line = loader.loadClass(CommandLine.class.getName());
      assertNotSame(CommandLine.class, line);
      Class<?> spec = loader.loadClass(CommandLine.Model.CommandSpec.class.getName());
      Object made =
          line.getConstructor(Object.class).newInstance(spec.getMethod("create").invoke(null));
      line.getMethod("setCommandName", String.class).invoke(made, "raised");
      assertEquals(
          "Usage: raised" + System.lineSeparator(), line.getMethod("getUsageMessage").invoke(made));
    }
  }

  @Test
  void aRecentClassFileIsLeftAlone() throws IOException {
    try (InputStream in = JarUpgradeTest.class.getResourceAsStream("JarUpgradeTest.class")) {
      byte[] file = in.readAllBytes();
      assertSame(file, JarUpgrade.upgraded(file));
    }
  }
}
