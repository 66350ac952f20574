package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The field {@code bars} of a recording's {@code device}: sizes by number; an absent one is no BAR.
 */
final class RecordedBars {
  private RecordedBars() {}

  /** Six sizes in bytes, 0 for an absent BAR. */
  static List<Long> of(Line device) {
    Line bars = device.object("bars");
    List<Long> sizes = new ArrayList<>(Collections.nCopies(AddressSpace.BARS, 0L));
    for (String name : bars.fields()) {
      if (name.length() != 1 || !AddressSpace.isBar(name.charAt(0) - '0')) {
        throw device.bad("\"bars\": a BAR from 0 to 5 was expected, got \"" + name + "\"");
      }
      long size = bars.number(name);
      if (size < 0 || Long.bitCount(size) > 1) {
        throw device.bad("\"bars\": a power of two was expected, got " + bars.node().get(name));
      }
      sizes.set(name.charAt(0) - '0', size);
    }
    return sizes;
  }
}
