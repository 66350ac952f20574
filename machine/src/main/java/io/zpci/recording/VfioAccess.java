package io.zpci.recording;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One access that reached a device.
 *
 * @param kind {@code r}, {@code w}, or {@code pcistb} for a block seen whole
 * @param region of the device: a BAR, or 7 for configuration space
 * @param count bytes
 * @param data the bytes in hex, in address order; null where the recording has none
 */
record VfioAccess(String kind, int region, long offset, long count, @Nullable String data) {
  static final String READ = "r";
  static final String WRITE = "w";
  static final String BLOCK = "pcistb";

  private static final int REGION_MAX = 63;
  private static final int COUNT_MAX = 1 << 24;

  /** The accesses in {@code line}. */
  static List<VfioAccess> of(Line line) {
    List<VfioAccess> accesses = new ArrayList<>();
    for (Line access : line.objects("accesses")) {
      accesses.add(one(access));
    }
    return accesses;
  }

  private static VfioAccess one(Line access) {
    String data = access.has("data") ? HexFormat.of().formatHex(access.bytes("data")) : null;
    if (access.flag("pcistb")) {
      return new VfioAccess(
          BLOCK,
          access.number("bar", 0, REGION_MAX),
          access.number("offset"),
          access.number("len", 0, COUNT_MAX),
          data);
    }
    return new VfioAccess(
        direction(access),
        access.number("region", 0, REGION_MAX),
        access.number("offset"),
        access.number("count", 0, COUNT_MAX),
        data);
  }

  /** The field {@code rw}: {@code r} or {@code w}. */
  static String direction(Line line) {
    String rw = line.text("rw");
    if (!rw.equals(READ) && !rw.equals(WRITE)) {
      throw line.bad("\"rw\": r or w was expected, got " + rw);
    }
    return rw;
  }

  /** For people: {@code w region 0 offset 0x10 count 8}. */
  @Override
  public String toString() {
    return kind + " region " + region + " offset 0x" + Long.toHexString(offset) + " count " + count;
  }
}
