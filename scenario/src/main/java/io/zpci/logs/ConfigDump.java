package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import io.zpci.function.ConfigSpace;
import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function's configuration space in a dump of {@code lspci}. Registers are little-endian. What
 * the dump does not reach reads as absent, never as 0. Sources: PCI Local Bus Specification 3.0,
 * chapter 6; PCI Express Base Specification 3.0, 7.5 to 7.9; {@code lspci -x}.
 *
 * @param slot domain, bus, device and function, as lspci names them
 * @param title what lspci calls it; empty where the dump has no such line
 * @param bytes from 0 on, without a gap
 * @param barSizes sizes that {@code lspci -v} said, by BAR; 0 where it did not
 */
public record ConfigDump(Place place, String slot, String title, Bytes bytes, List<Long> barSizes)
    implements LogEntry {
  private static final int HEADER_TYPE = 0x0e;
  private static final int FIRST = 0x40;
  private static final int EXTENDED = 0x100;
  private static final int BRIDGE_BARS = 2;

  public ConfigDump {
    barSizes = List.copyOf(barSizes);
  }

  /**
   * A base address register.
   *
   * @param index 0 to 5
   * @param io whether it is I/O space
   * @param wide whether it takes two registers
   * @param prefetchable whether it says so
   * @param address what stands there
   * @param size in bytes, 0 where the dump does not say
   */
  public record Bar(
      int index, boolean io, boolean wide, boolean prefetchable, long address, long size) {}

  @Override
  public @Nullable String time() {
    return null;
  }

  @Override
  public LogFormat format() {
    return LogFormat.LSPCI;
  }

  /** The vendor id; -1 where the dump does not reach it. */
  public int vendor() {
    return (int) number(ConfigSpace.VENDOR, 2).orElse(-1L).longValue();
  }

  /** The device id; -1 where the dump does not reach it. */
  public int device() {
    return (int) number(ConfigSpace.DEVICE, 2).orElse(-1L).longValue();
  }

  /** {@code size} bytes at {@code at} as a little-endian number; empty where they are not there. */
  public Optional<Long> number(int at, int size) {
    if (at < 0 || at + size > bytes.size()) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = (value << 8) | bytes.at(at + i);
    }
    return Optional.of(value);
  }

  /** Whether every byte is ff: nobody answered. */
  public boolean silent() {
    return bytes.allOnes();
  }

  /** The BARs that hold anything. */
  public List<Bar> bars() {
    int type = (int) (number(HEADER_TYPE, 1).orElse(0L) & 0x7f);
    int count = type == 0 ? AddressSpace.BARS : type == 1 ? BRIDGE_BARS : 0;
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<Long> low = number(ConfigSpace.BARS + 4 * i, 4);
      if (low.isEmpty()) {
        break;
      }
      long word = low.get();
      long size = i < barSizes.size() ? barSizes.get(i) : 0;
      boolean io = (word & 1) != 0;
      boolean wide = !io && (word & 6) == 4 && i + 1 < count;
      long high = wide ? number(ConfigSpace.BARS + 4 * i + 4, 4).orElse(0L) : 0;
      if (word != 0 || high != 0 || size != 0) {
        bars.add(
            new Bar(
                i,
                io,
                wide,
                !io && (word & 8) != 0,
                (high << Integer.SIZE) | (word & (io ? ~3L : ~15L)),
                size));
      }
      if (wide) {
        i++;
      }
    }
    return bars;
  }

  /** Whether the command register lets the function answer accesses to its memory. */
  public boolean memoryEnabled() {
    return (number(ConfigSpace.COMMAND, 2).orElse(0L) & ConfigSpace.COMMAND_MEMORY) != 0;
  }

  /** Whether the command register lets the function send DMA and messages. */
  public boolean busMaster() {
    return (number(ConfigSpace.COMMAND, 2).orElse(0L) & ConfigSpace.COMMAND_BUS_MASTER) != 0;
  }

  /** The capabilities, in the order of their list, then those of PCI Express's larger space. */
  public List<Capability> capabilities() {
    List<Capability> capabilities = new ArrayList<>();
    long status = number(ConfigSpace.STATUS, 2).orElse(0L);
    if (silent() || (status & ConfigSpace.STATUS_CAPABILITIES) == 0) {
      return capabilities;
    }
    Set<Integer> seen = new HashSet<>();
    int at = (int) (number(ConfigSpace.CAPABILITIES, 1).orElse(0L) & ~3L);
    while (at >= FIRST && seen.add(at)) {
      Optional<Long> header = number(at, 2);
      if (header.isEmpty()) {
        capabilities.add(new Capability.Beyond(at));
        return capabilities;
      }
      int word = (int) header.get().longValue();
      capabilities.add(Capability.of(this, at, word & 0xff));
      at = (word >> 8) & ~3;
    }
    extended(capabilities);
    return capabilities;
  }

  private void extended(List<Capability> capabilities) {
    Set<Integer> seen = new HashSet<>();
    int at = EXTENDED;
    while (at >= EXTENDED && seen.add(at)) {
      long header = number(at, 4).orElse(0L);
      if (header == 0 || header == 0xffff_ffffL) {
        return;
      }
      capabilities.add(new Capability.Extended(at, (int) (header & 0xffff)));
      at = (int) ((header >> 20) & ~3);
    }
  }

  /** The first capability of {@code kind}. */
  public <T extends Capability> Optional<T> capability(Class<T> kind) {
    return capabilities().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
