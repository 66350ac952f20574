package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.Msix;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The first line of recordings that are written here. */
public final class RecordingHeader {
  private RecordingHeader() {}

  /**
   * A header in which the device is on trial.
   *
   * @param facts the device, of which the functions are
   * @param gidsByName the functions by name, in order; a GID is 0 where the device has none
   */
  public static ObjectNode of(String kind, FunctionFacts facts, Map<String, Long> gidsByName) {
    ObjectNode header = new JsonMapper().createObjectNode();
    header.put("recording", 1).put("kind", kind).put("trial", "device");
    ObjectNode device = header.putObject("device").put("model", facts.model());
    device.put("vendor", hex(facts.vendor(), 4)).put("device", hex(facts.device(), 4));
    ObjectNode bars = device.putObject("bars");
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      if (facts.barSize(bar) != 0) {
        bars.put(Integer.toString(bar), hex(facts.barSize(bar), 1));
      }
    }
    if (facts.msiVectors() != 0) {
      device.putObject("msi").put("vectors", facts.msiVectors());
    }
    Msix msix = facts.msix();
    if (msix != null) {
      device
          .putObject("msix")
          .put("bar", msix.bar())
          .put("table", hex(msix.table(), 1))
          .put("pba", hex(msix.pba(), 1))
          .put("vectors", msix.vectors());
    }
    ObjectNode functions = header.putObject("functions");
    gidsByName.forEach((name, gid) -> {
      ObjectNode function = functions.putObject(name);
      if (gid != 0) {
        function.put("gid", hex(gid, 16));
      }
    });
    return header;
  }

  private static String hex(long value, int digits) {
    return "0x%%0%dx".formatted(digits).formatted(value);
  }
}
