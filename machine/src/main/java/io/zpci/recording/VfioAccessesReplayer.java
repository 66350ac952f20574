package io.zpci.recording;

import io.zpci.function.FunctionFacts;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Replays recordings of kind {@code vfio-accesses}: single reads and writes of a vfio device, and
 * what each became. Compared are the result and its errno, the bytes read (the first 256), how many
 * of them were fill, and each access that reached the device with its bytes. Each line is issued on
 * a device that was just opened.
 *
 * <p>Sections {@code cfg} and {@code irq} are left out and counted. A read's bytes beyond the first
 * 256 came from the recorded device and are nobody's to compare.
 */
public final class VfioAccessesReplayer implements Replayer {
  /** The kind of recording. */
  public static final String KIND = "vfio-accesses";

  private static final HexFormat HEX = HexFormat.of();
  private static final int RESULT_MAX = 256;
  private static final int LENGTH_MAX = 1 << 24;
  private static final int REGION_MAX = 63;
  private static final int FIRST_BYTE = 0x10;
  private static final long VECTOR = 16;

  /** A replayer. */
  public VfioAccessesReplayer() {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Comparison replay(Recording recording) {
    return new Replay(recording).run();
  }

  /** One replay. */
  private static final class Replay {
    private final Recording recording;
    private final Comparison.Builder comparison;
    private final VfioAccessesSetup setup;
    private final boolean withData;

    Replay(Recording recording) {
      this.recording = recording;
      this.comparison = new Comparison.Builder(recording);
      this.setup = VfioAccessesSetup.of(recording.header());
      this.withData =
          recording.lines().stream()
              .filter(line -> !leftOut(line))
              .flatMap(line -> VfioAccess.of(line).stream())
              .anyMatch(access -> access.data() != null);
    }

    Comparison run() {
      for (Line line : recording.lines()) {
        if (leftOut(line)) {
          comparison.leaveOut(line.text("section"));
        } else {
          comparison.operation();
          issue(line);
        }
      }
      return comparison.build();
    }

    private static boolean leftOut(Line line) {
      String section = line.text("section", "");
      return section.equals("cfg") || section.equals("irq");
    }

    private void issue(Line line) {
      Line op = line.object("op");
      boolean write = VfioAccess.direction(op).equals(VfioAccess.WRITE);
      int region = op.number("region", 0, REGION_MAX);
      long offset = op.number("offset");
      byte[] bytes = new byte[op.number("len", 0, LENGTH_MAX)];
      List<VfioAccess> expected = VfioAccess.of(line);
      FunctionFacts facts = facts(line);
      VfioScript script = new VfioScript(facts);
      VfioDevice device = setup.open(script, facts);
      script.start(expected);
      long result;
      if (write) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (FIRST_BYTE + i);
        }
        result =
            device.region(region).pwrite(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
      } else {
        result = device.region(region).pread(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
      }
      comparison.compare(line, "ret", line.number("ret"), Math.max(result, -1));
      comparison.compare(line, "errno", line.number("errno", 0), result < 0 ? -result : 0L);
      if (write) {
        compareUnread(line);
      } else {
        compareRead(line, Arrays.copyOf(bytes, (int) Math.max(result, 0)), script.answered());
      }
      compareAccesses(line, expected, script.done());
    }

    private FunctionFacts facts(Line line) {
      if (!line.has("msix_table")) {
        return setup.facts();
      }
      JsonNode table = line.node().get("msix_table");
      if (!table.isArray()
          || table.size() != 2
          || !table.get(0).canConvertToLong()
          || !table.get(1).canConvertToLong()) {
        throw line.bad("\"msix_table\": two numbers were expected, got " + table);
      }
      long start = table.get(0).longValue();
      long end = table.get(1).longValue();
      if (start < 0
          || end <= start
          || (end - start) % VECTOR != 0
          || (end - start) / VECTOR > 2048) {
        throw line.bad(
            "\"msix_table\": start and end of 1 to 2048 entries were expected, got " + table);
      }
      return setup.withTable(start, end);
    }

    private void compareRead(Line line, byte[] read, int answered) {
      if (withData || line.has("result")) {
        String got = HEX.formatHex(read, 0, Math.min(read.length, RESULT_MAX));
        comparison.compare(line, "result", result(line), got);
      }
      if (!withData || line.has("filled_ff")) {
        long fill = -answered;
        for (byte each : read) {
          fill += each == -1 ? 1 : 0;
        }
        comparison.compare(line, "filled_ff", line.number("filled_ff", 0), fill);
      }
    }

    private static String result(Line line) {
      return line.has("result") ? HEX.formatHex(line.bytes("result")) : "";
    }

    /** A write gives nothing back, and nothing may be recorded of it. */
    private void compareUnread(Line line) {
      comparison.compare(line, "result", result(line), "");
      comparison.compare(line, "filled_ff", line.number("filled_ff", 0), 0L);
    }

    private void compareAccesses(Line line, List<VfioAccess> expected, List<VfioAccess> done) {
      for (int i = 0; i < Math.max(expected.size(), done.size()); i++) {
        String what = "accesses[" + i + "]";
        if (i >= done.size()) {
          comparison.differ(line, what, expected.get(i).toString(), Comparison.Builder.NOTHING);
        } else if (i >= expected.size()) {
          comparison.differ(line, what, Comparison.Builder.NOTHING, done.get(i).toString());
        } else {
          compareAccess(line, what, expected.get(i), done.get(i));
        }
      }
    }

    private void compareAccess(Line line, String what, VfioAccess expected, VfioAccess done) {
      comparison.compare(line, what + ".rw", expected.kind(), done.kind());
      comparison.compare(line, what + ".region", expected.region(), done.region());
      comparison.compare(line, what + ".offset", expected.offset(), done.offset());
      comparison.compare(line, what + ".count", expected.count(), done.count());
      @Nullable String data = expected.data();
      if (data != null || withData) {
        String recorded = data == null ? Comparison.Builder.NOTHING : data;
        comparison.compare(line, what + ".data", recorded, String.valueOf(done.data()));
      }
    }
  }
}
