package io.zpci.cli;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.logs.LogFormat;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.machine.TalkPlan;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.vmm.QemuVersion;
import io.zpci.workload.Bytes;
import io.zpci.workload.SequenceSettings;
import java.nio.ByteOrder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From words of the command line to the model's own. Each refusal says what was expected. */
final class Converters {
  private Converters() {}

  /** A number from 0 to {@code 2^64 - 1}, decimal or with 0x in hex. */
  static long unsigned(String text, String expected) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    String digits = hex ? text.substring(2) : text;
    try {
      if (!digits.startsWith("+")) {
        return Long.parseUnsignedLong(digits, hex ? 16 : 10);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw unexpected(expected, text);
  }

  private static int number(String text, int high, String expected) {
    long value = unsigned(text, expected);
    if (value < 0 || value > high) {
      throw unexpected(expected, text);
    }
    return (int) value;
  }

  private static TypeConversionException unexpected(String expected, String got) {
    return new TypeConversionException(expected + " was expected, got '" + got + "'");
  }

  private static <T> T named(String text, List<T> all, Function<T, String> name) {
    for (T each : all) {
      if (name.apply(each).equals(text)) {
        return each;
      }
    }
    String known = all.stream().map(name).collect(Collectors.joining(", "));
    throw new TypeConversionException("'" + text + "' is not known; known are " + known);
  }

  /** Operations that a guest or a process issues. */
  static final class Issuable implements ITypeConverter<Operation>, Words {
    /** All of them, in the order that help shows. */
    static final List<Operation> ALL =
        List.of(
            Operation.PCILG,
            Operation.PCISTG,
            Operation.PCISTB,
            Operation.PCILGI,
            Operation.PCISTGI,
            Operation.PCISTBI,
            Operation.PREAD,
            Operation.PWRITE,
            Operation.MEMCPY_TOIO,
            Operation.MEMCPY_FROMIO,
            Operation.IOREAD,
            Operation.IOWRITE,
            Operation.MMIO_WRITE,
            Operation.MMIO_READ);

    @Override
    public Operation convert(String text) {
      return named(text, ALL, Operation::word);
    }

    @Override
    public List<String> words() {
      return ALL.stream().map(Operation::word).toList();
    }
  }

  /** PCI address spaces. */
  static final class Space implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return number(text, 15, "an address space from 0 to 15");
    }
  }

  /** Numbers of 64 bits. */
  static final class Number64 implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return unsigned(text, "a number from 0 to 2^64 - 1");
    }
  }

  /** Numbers of 31 bits. */
  static final class Length implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return number(text, Integer.MAX_VALUE, "a number of bytes");
    }
  }

  /** Hex digits. */
  static final class Hex implements ITypeConverter<Bytes> {
    @Override
    public Bytes convert(String text) {
      String digits = text.startsWith("0x") ? text.substring(2) : text;
      try {
        return Bytes.ofHex(digits);
      } catch (IllegalArgumentException e) {
        throw unexpected("an even number of hex digits", text);
      }
    }
  }

  /** Versions of Linux. */
  static final class Linux implements ITypeConverter<LinuxVersion>, Words {
    @Override
    public LinuxVersion convert(String text) {
      return named(text, LinuxVersion.all(), LinuxVersion::name);
    }

    @Override
    public List<String> words() {
      return LinuxVersion.all().stream().map(LinuxVersion::name).toList();
    }
  }

  /** Versions of the ISM driver. */
  static final class Driver implements ITypeConverter<IsmDriverVersion>, Words {
    @Override
    public IsmDriverVersion convert(String text) {
      return named(text, IsmDriverVersion.all(), IsmDriverVersion::name);
    }

    @Override
    public List<String> words() {
      return IsmDriverVersion.all().stream().map(IsmDriverVersion::name).toList();
    }
  }

  /** An amount of bytes, with a unit or without. */
  static final class Amount implements ITypeConverter<Long> {
    /** The most: what every count of bytes has room for. */
    static final long MOST = 1L << 50;

    private static final String EXPECTED = "an amount of bytes, like 4096, 64KiB or 1MiB,";

    @Override
    public Long convert(String text) {
      return amount(text, MOST, EXPECTED, text);
    }

    /** The amount that {@code text} says, which is a part of {@code given}. */
    static long amount(String text, long most, String expected, String given) {
      List<String> units = List.of("KiB", "MiB", "GiB");
      int shift = 0;
      String digits = text;
      for (int i = 0; i < units.size(); i++) {
        if (text.endsWith(units.get(i))) {
          shift = 10 * (i + 1);
          digits = text.substring(0, text.length() - units.get(i).length());
        }
      }
      long number = digits.isEmpty() ? 0 : unsigned(digits, expected);
      if (number < 1 || number > most >> shift) {
        throw unexpected(expected, given);
      }
      return number << shift;
    }
  }

  /** How long a write may be. */
  static final class SizeRange implements ITypeConverter<Sizes> {
    private static final String EXPECTED = "two sizes from 1 to 64KiB, like 1..4096,";

    @Override
    public Sizes convert(String text) {
      int dots = text.indexOf("..");
      if (dots < 0) {
        throw unexpected(EXPECTED, text);
      }
      long smallest = Amount.amount(text.substring(0, dots), TalkPlan.MOST, EXPECTED, text);
      long largest = Amount.amount(text.substring(dots + 2), TalkPlan.MOST, EXPECTED, text);
      if (smallest > largest) {
        throw unexpected(EXPECTED, text);
      }
      return new Sizes((int) smallest, (int) largest);
    }
  }

  /**
   * How long a write may be, in bytes.
   *
   * @param smallest from 1 on
   * @param largest not less
   */
  record Sizes(int smallest, int largest) {}

  /** Numbers of CPUs. */
  static final class Cpus implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return switch (text) {
        case "1" -> 1;
        case "2" -> 2;
        default -> throw unexpected("1 or 2", text);
      };
    }
  }

  /** Numbers of guests. */
  static final class Functions implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      String expected = "a number of functions from 2 to " + TalkPlan.FUNCTIONS;
      int number = number(text, TalkPlan.FUNCTIONS, expected);
      if (number < 2) {
        throw unexpected(expected, text);
      }
      return number;
    }
  }

  /** Numbers of operations of a sequence. */
  static final class Operations implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return counted(text, SequenceSettings.MOST, "operations");
    }
  }

  /** Numbers of runs. */
  static final class Runs implements ITypeConverter<Integer> {
    private static final int MOST = 1_000_000;

    @Override
    public Integer convert(String text) {
      return counted(text, MOST, "runs");
    }
  }

  private static int counted(String text, int most, String what) {
    String expected = "a number of " + what + " from 1 to " + most;
    int number = number(text, most, expected);
    if (number < 1) {
      throw unexpected(expected, text);
    }
    return number;
  }

  /** Shares of 100. */
  static final class Percent implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return number(text, 100, "a percentage from 0 to 100");
    }
  }

  /** Names of files to write. */
  static final class Output implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw unexpected("a file name", text);
      }
    }
  }

  /** Formats of logs. */
  static final class Format implements ITypeConverter<LogFormat> {
    @Override
    public LogFormat convert(String text) {
      return named(text, List.of(LogFormat.values()), LogFormat::word);
    }
  }

  /** Versions of QEMU. */
  static final class Qemu implements ITypeConverter<QemuVersion>, Words {
    @Override
    public QemuVersion convert(String text) {
      return named(text, QemuVersion.all(), QemuVersion::name);
    }

    @Override
    public List<String> words() {
      return QemuVersion.all().stream().map(QemuVersion::name).toList();
    }
  }

  /** Devices. */
  static final class Device implements ITypeConverter<DeviceModel>, Words {
    @Override
    public DeviceModel convert(String text) {
      return named(text, List.of(DeviceModel.values()), DeviceModel::word);
    }

    @Override
    public List<String> words() {
      return Stream.of(DeviceModel.values()).map(DeviceModel::word).toList();
    }
  }

  /** Byte orders. */
  static final class Endian implements ITypeConverter<ByteOrder> {
    @Override
    public ByteOrder convert(String text) {
      return switch (text) {
        case "be" -> ByteOrder.BIG_ENDIAN;
        case "le" -> ByteOrder.LITTLE_ENDIAN;
        default -> throw unexpected("be or le", text);
      };
    }
  }

  /** What is on or off; an option of type boolean would be parsed by picocli before a converter. */
  enum Setting {
    ON,
    OFF
  }

  /** Switches. */
  static final class OnOff implements ITypeConverter<Setting> {
    @Override
    public Setting convert(String text) {
      return switch (text) {
        case "on" -> Setting.ON;
        case "off" -> Setting.OFF;
        default -> throw unexpected("on or off", text);
      };
    }
  }

  /** Whether a mapping succeeds. */
  static final class Mapping implements ITypeConverter<Setting> {
    @Override
    public Setting convert(String text) {
      return switch (text) {
        case "succeeds" -> Setting.ON;
        case "fails" -> Setting.OFF;
        default -> throw unexpected("fails or succeeds", text);
      };
    }
  }

  /** Colours. */
  static final class Color implements ITypeConverter<ZpciCommand.Color>, Words {
    @Override
    public ZpciCommand.Color convert(String text) {
      return named(text, List.of(ZpciCommand.Color.values()), ZpciCommand.Color::word);
    }

    @Override
    public List<String> words() {
      return Stream.of(ZpciCommand.Color.values()).map(ZpciCommand.Color::word).toList();
    }
  }

  /** One route, or all of them. */
  static final class Chosen implements ITypeConverter<RouteChoice>, Words {
    @Override
    public RouteChoice convert(String text) {
      List<Route> all = Routes.all();
      if (text.equals("all")) {
        return new RouteChoice(all, true);
      }
      for (Route route : all) {
        if (route.name().equals(text)) {
          return new RouteChoice(List.of(route), false);
        }
      }
      String known = String.join(", ", words());
      throw new TypeConversionException("'" + text + "' is not known; known are " + known);
    }

    @Override
    public List<String> words() {
      return Stream.concat(Stream.of("all"), Routes.all().stream().map(Route::name)).toList();
    }
  }

  /**
   * The routes that were asked for.
   *
   * @param routes in the order of listings
   * @param all whether all were asked for
   */
  record RouteChoice(List<Route> routes, boolean all) {
    /** As on the command line; the parser asks for it, to trace what it does. */
    @Override
    public String toString() {
      return all ? "all" : routes.getFirst().name();
    }
  }
}
