package io.zpci.cli;

import io.zpci.serve.BlockWay;
import io.zpci.serve.SocketSettings;
import io.zpci.vmm.QemuVersion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From words of {@code zpci serve} to its settings. Each refusal says what was expected. */
final class ServeConverters {
  private ServeConverters() {}

  private static TypeConversionException unexpected(String expected, String got) {
    return new TypeConversionException(expected + " was expected, got '" + got + "'");
  }

  private static long hex(String text, int digits, String expected) {
    String number = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    try {
      if (number.length() <= digits && !number.startsWith("+") && !number.startsWith("-")) {
        return Long.parseUnsignedLong(number, 16);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw unexpected(expected, text);
  }

  private static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw unexpected("a path", text);
  }

  /** A path and what belongs to it. */
  static final class Socket implements ITypeConverter<SocketSettings> {
    private static final String KEYS = "gid=HEX, gdb=PATH, plugin=PATH or fh=HEX";

    @Override
    public SocketSettings convert(String text) {
      String[] parts = text.split(",", -1);
      SocketSettings socket = SocketSettings.at(path(parts[0]));
      Set<String> keys = new HashSet<>();
      for (String part : Arrays.asList(parts).subList(1, parts.length)) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? part : part.substring(0, equals);
        if (!keys.add(key)) {
          throw new TypeConversionException(key + "= is given twice in '" + text + "'");
        }
        String value = part.substring(equals + 1);
        socket =
            switch (equals < 0 ? "" : key) {
              case "gid" -> socket.withGid(hex(value, 16, "a GID of 1 to 16 hex digits"));
              case "gdb" -> socket.withGdb(path(value));
              case "plugin" -> socket.withPlugin(path(value));
              case "fh" -> socket.withHandle((int) hex(value, 8, "a handle of 1 to 8 hex digits"));
              default -> throw unexpected(KEYS, part);
            };
      }
      return socket;
    }
  }

  /** Ways of blocks. */
  static final class Way implements ITypeConverter<BlockWay>, Words {
    @Override
    public BlockWay convert(String text) {
      for (BlockWay each : BlockWay.values()) {
        if (each.word().equals(text)) {
          return each;
        }
      }
      String known = String.join(", ", words());
      throw new TypeConversionException("'" + text + "' is not known; known are " + known);
    }

    @Override
    public List<String> words() {
      return Arrays.stream(BlockWay.values()).map(BlockWay::word).toList();
    }
  }

  /** Versions of QEMU that have a vfio-user client. */
  static final class Qemu implements ITypeConverter<QemuVersion>, Words {
    private static final List<String> CLIENTS = List.of("qemu-10.2", "qemu-11.1");

    @Override
    public QemuVersion convert(String text) {
      return QemuVersion.named(text)
          .filter(version -> CLIENTS.contains(version.name()))
          .orElseThrow(() -> unexpected(String.join(" or ", CLIENTS), text));
    }

    @Override
    public List<String> words() {
      return CLIENTS;
    }
  }

  /** Addresses of a guest. */
  static final class Address implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      long address = hex(text, 16, "an address of 1 to 16 hex digits");
      if (address == 0 || (address & 1) != 0) {
        throw unexpected("an even address other than 0", text);
      }
      return address;
    }
  }
}
