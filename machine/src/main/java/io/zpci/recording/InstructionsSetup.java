package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.vmm.GuestConfig;
import io.zpci.vmm.QemuVersion;
import io.zpci.workload.Bytes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of a recording of kind {@code instructions}: the machine before every line.
 *
 * @param version of QEMU that is on trial
 * @param hostOrder byte order of its host
 * @param facts the function
 * @param config what the device answers in configuration space
 * @param configGuest what the guest reads
 * @param configOwn 0xff for each byte that QEMU answers without asking
 * @param handle the function's handle
 * @param maxStoreBlock the group's maxstbl
 * @param storage bytes of guest storage, from 0 on
 * @param msixTable QEMU's MSI-X table before each line; empty without MSI-X
 * @param dataByRule whether loads answer by the known rule; else by what each line has
 * @param sourceByRule whether storage holds what the known rule says; else what each line has
 */
record InstructionsSetup(
    QemuVersion version,
    ByteOrder hostOrder,
    FunctionFacts facts,
    Bytes config,
    Bytes configGuest,
    Bytes configOwn,
    int handle,
    int maxStoreBlock,
    long storage,
    Bytes msixTable,
    boolean dataByRule,
    boolean sourceByRule) {
  /** How many source bytes a line shows at most. */
  static final int SOURCE_SHOWN = 128;

  private static final String SOURCE_RULE =
      "storage byte at address a: (a + 3*(a>>8) + 5*(a>>16) + 7*(a>>24)) mod 256";
  private static final String LOAD_RULE =
      "a byte of region r (0..5) at offset o: (37*r + 11 + sum over i=0..7 of (2*i+1)*byte i of o,"
          + " byte 0 the lowest) mod 256; region 7: device.config; stores change nothing";
  private static final int MAXSTBL_LIMIT = 8191;

  static InstructionsSetup of(Line header) {
    Line device = header.object("device");
    FunctionFacts facts = facts(device);
    Msix msix = facts.msix();
    Bytes table = msix == null ? Bytes.NONE : Bytes.of(header.bytes("msix_table"));
    if (msix != null && table.size() != msix.tableSize()) {
      throw header.bad(
          "\"msix_table\": " + msix.tableSize() + " bytes were expected, got " + table.size());
    }
    return new InstructionsSetup(
        version(header),
        order(header),
        facts,
        config(device, "config"),
        config(device, "config_guest"),
        config(device, "config_own"),
        header.word("function_handle"),
        header.number("maxstbl", 1, MAXSTBL_LIMIT),
        storage(header),
        table,
        header.text("load_data", "").equals(LOAD_RULE),
        header.text("source_data", "").equals(SOURCE_RULE));
  }

  private static long storage(Line header) {
    long size = header.number("storage");
    if (size < 0) {
      throw header.bad("\"storage\": a size was expected, got " + header.node().get("storage"));
    }
    return size;
  }

  private static QemuVersion version(Line header) {
    String below = header.text("below");
    String name = below.endsWith("-tcg") ? below.substring(0, below.length() - 4) : below;
    return QemuVersion.named(name)
        .orElseThrow(
            () -> header.bad("\"below\": a version of QEMU was expected, got \"" + below + "\""));
  }

  private static ByteOrder order(Line header) {
    String order = header.text("host_endian");
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw header.bad("\"host_endian\": little or big was expected, got \"" + order + "\"");
    };
  }

  private static Bytes config(Line device, String field) {
    byte[] bytes = device.bytes(field);
    if (bytes.length < GuestConfig.SIZE) {
      throw device.bad(
          "\""
              + field
              + "\": at least "
              + GuestConfig.SIZE
              + " bytes were expected, got "
              + bytes.length);
    }
    return Bytes.of(bytes);
  }

  private static FunctionFacts facts(Line device) {
    Line bars = device.object("bars");
    List<Long> sizes = new ArrayList<>(List.of(0L, 0L, 0L, 0L, 0L, 0L));
    for (String name : bars.fields()) {
      if (name.length() != 1 || name.charAt(0) < '0' || name.charAt(0) > '5') {
        throw device.bad("\"bars\": a BAR from 0 to 5 was expected, got \"" + name + "\"");
      }
      long size = bars.number(name, 0);
      if (size < 0 || Long.bitCount(size) > 1) {
        throw device.bad("\"bars\": a power of two was expected, got " + bars.node().get(name));
      }
      sizes.set(name.charAt(0) - '0', size);
    }
    return new FunctionFacts(
        device.text("model", ""),
        (int) device.number("vendor", 0),
        (int) device.number("device", 0),
        0,
        0,
        sizes,
        BlockClass.STRICT,
        SOURCE_SHOWN,
        false,
        0,
        device.has("msix") ? msix(device.object("msix"), sizes) : null,
        GuestConfig.SIZE);
  }

  private static @Nullable Msix msix(Line msix, List<Long> sizes) {
    int bar = msix.number("bar", 0, AddressSpace.BAR_MAX);
    if (sizes.get(bar) == 0) {
      throw msix.bad("\"bar\": the BAR that holds the MSI-X table is absent");
    }
    long table = offset(msix, "table");
    long pba = offset(msix, "pba");
    return new Msix(bar, table, pba, msix.number("vectors", 1, 2048));
  }

  private static long offset(Line msix, String field) {
    long offset = msix.number(field);
    if (offset < 0 || offset % 8 != 0) {
      throw msix.bad(
          "\"" + field + "\": a multiple of 8 was expected, got " + msix.node().get(field));
    }
    return offset;
  }
}
