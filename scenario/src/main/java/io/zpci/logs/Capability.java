package io.zpci.logs;

import io.zpci.function.ConfigSpace;

/**
 * A capability in configuration space. Sources: PCI Local Bus Specification 3.0, 6.7, 6.8 and
 * appendix H; PCI Express Base Specification 3.0, 7.8.
 */
public sealed interface Capability {
  /** Where it stands. */
  int at();

  /** What it is, in a few words. */
  String describe();

  /**
   * MSI.
   *
   * @param enabled whether it is on
   * @param vectors how many the function can have, a power of two
   * @param wide whether addresses have 64 bits
   * @param maskable whether vectors can be masked
   */
  record Msi(int at, boolean enabled, int vectors, boolean wide, boolean maskable)
      implements Capability {
    @Override
    public String describe() {
      return "MSI: %d %s, %s%s, %s"
          .formatted(
              vectors,
              vectors == 1 ? "vector" : "vectors",
              wide ? "64-bit" : "32-bit",
              maskable ? ", maskable" : "",
              enabled ? "on" : "off");
    }
  }

  /**
   * MSI-X.
   *
   * @param enabled whether it is on
   * @param vectors how many
   * @param tableBar the BAR that holds the table
   * @param table its offset there
   * @param pendingBar the BAR that holds the pending bits
   * @param pending their offset there
   */
  record Msix(
      int at, boolean enabled, int vectors, int tableBar, long table, int pendingBar, long pending)
      implements Capability {
    @Override
    public String describe() {
      return "MSI-X: %d %s, table BAR%d+0x%x, pending bits BAR%d+0x%x, %s"
          .formatted(
              vectors,
              vectors == 1 ? "vector" : "vectors",
              tableBar,
              table,
              pendingBar,
              pending,
              enabled ? "on" : "off");
    }
  }

  /**
   * PCI Express.
   *
   * @param type of device or port: 0 endpoint, 1 legacy endpoint, 9 integrated endpoint
   * @param functionReset whether it has a function-level reset
   */
  record Express(int at, int type, boolean functionReset) implements Capability {
    @Override
    public String describe() {
      String kind =
          switch (type) {
            case 0 -> "endpoint";
            case 1 -> "legacy endpoint";
            case 4 -> "root port";
            case 5 -> "upstream port";
            case 6 -> "downstream port";
            case 9 -> "integrated endpoint";
            default -> "type " + type;
          };
      return "PCI Express: "
          + kind
          + (functionReset ? ", function-level reset" : ", no function-level reset");
    }
  }

  /**
   * Any other one.
   *
   * @param id its id
   */
  record Other(int at, int id) implements Capability {
    @Override
    public String describe() {
      return switch (id) {
        case 0x01 -> "power management";
        case 0x02 -> "AGP";
        case 0x03 -> "vital product data";
        case 0x04 -> "slot identification";
        case 0x06 -> "CompactPCI hot swap";
        case 0x07 -> "PCI-X";
        case 0x08 -> "HyperTransport";
        case 0x09 -> "vendor's own";
        case 0x0a -> "debug port";
        case 0x0c -> "hot plug";
        case 0x0d -> "subsystem of a bridge";
        case 0x0f -> "secure device";
        case 0x12 -> "SATA";
        case 0x13 -> "advanced features";
        case 0x14 -> "enhanced allocation";
        default -> "id 0x%02x".formatted(id);
      };
    }
  }

  /**
   * One in the larger space of PCI Express.
   *
   * @param id its id, of another list than those of the first 256 bytes
   */
  record Extended(int at, int id) implements Capability {
    @Override
    public String describe() {
      return "extended, "
          + switch (id) {
            case 0x0001 -> "advanced error reporting";
            case 0x0002, 0x0009 -> "virtual channel";
            case 0x0003 -> "serial number";
            case 0x0004 -> "power budgeting";
            case 0x000b -> "vendor's own";
            case 0x000d -> "access control";
            case 0x000e -> "alternative routing id";
            case 0x000f -> "address translation services";
            case 0x0010 -> "SR-IOV";
            case 0x0013 -> "page requests";
            case 0x0015 -> "resizable BARs";
            case 0x0018 -> "latency tolerance";
            case 0x0019 -> "secondary PCI Express";
            case 0x001b -> "process address space id";
            case 0x001e -> "L1 substates";
            default -> "id 0x%04x".formatted(id);
          };
    }
  }

  /** The list goes on where the dump does not reach. */
  record Beyond(int at) implements Capability {
    @Override
    public String describe() {
      return "not in the dump (lspci -xxx as root shows it)";
    }
  }

  /** The capability {@code id} at {@code at} of {@code dump}; what is cut off there is 0. */
  static Capability of(ConfigDump dump, int at, int id) {
    return switch (id) {
      case ConfigSpace.MSI -> {
        int control = word(dump, at + 2);
        yield new Msi(
            at,
            (control & 1) != 0,
            1 << (control >> 1 & 7),
            (control & 0x80) != 0,
            (control & 0x100) != 0);
      }
      case ConfigSpace.MSIX -> {
        int control = word(dump, at + 2);
        long table = dump.number(at + 4, 4).orElse(0L);
        long pending = dump.number(at + 8, 4).orElse(0L);
        yield new Msix(
            at,
            (control & 0x8000) != 0,
            (control & 0x7ff) + 1,
            (int) (table & 7),
            table & ~7L,
            (int) (pending & 7),
            pending & ~7L);
      }
      case 0x10 ->
          new Express(
              at,
              word(dump, at + 2) >> 4 & 15,
              (dump.number(at + 4, 4).orElse(0L) & 1L << 28) != 0);
      default -> new Other(at, id);
    };
  }

  private static int word(ConfigDump dump, int at) {
    return (int) dump.number(at, 2).orElse(0L).longValue();
  }
}
