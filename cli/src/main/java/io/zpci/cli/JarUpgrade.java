package io.zpci.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar, its oldest class files raised to the first version that an AOT cache takes. The
 * launcher does so once after each build: picocli's class files are older, and the JVM would load
 * and verify them at each start, and with them every class of ours that extends one.
 *
 * <p>The instructions stay as they are. What is added is what that version asks for, a map of the
 * stack at each branch target, and the JVM verifies the code by it.
 */
final class JarUpgrade {
  /** The first version with stack maps: Java 6. */
  static final int LEAST = ClassFile.JAVA_6_VERSION;

  private static final ClassFile FILES = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);

  private JarUpgrade() {}

  /** Reads the jar named first and writes the one named second. */
  public static void main(String[] args) throws IOException {
    copy(Path.of(args[0]), Path.of(args[1]));
  }

  /**
   * Copies {@code from}, which stands on the class path: the stack maps name common superclasses.
   * Entries keep their order and their times; they are not compressed, which is quicker.
   */
  static void copy(Path from, Path to) throws IOException {
    try (ZipFile in = new ZipFile(from.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      out.setMethod(ZipOutputStream.STORED);
      for (ZipEntry entry : Collections.list(in.entries())) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")) {
          bytes = upgraded(bytes);
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        copy.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        copy.setCrc(crc.getValue());
        out.putNextEntry(copy);
        out.write(bytes);
        out.closeEntry();
      }
    }
  }

  /** The class file, or the same bytes where it is not that old. */
  static byte[] upgraded(byte[] bytes) {
    ClassModel model = FILES.parse(bytes);
    if (model.majorVersion() >= LEAST) {
      return bytes;
    }
    // A method is only written anew, with its stack maps, where it is transformed.
    MethodTransform anew = MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL);
    ClassTransform upgrade =
        (builder, element) -> {
          switch (element) {
            case ClassFileVersion _ -> builder.withVersion(LEAST, 0);
            case MethodModel method -> builder.transformMethod(method, anew);
            default -> builder.with(element);
          }
        };
    return FILES.transformClass(model, upgrade);
  }
}
