package io.zpci.scenario;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.ListFunctions;
import io.zpci.arch.ClpBlock.QueryFunction;
import io.zpci.arch.ClpBlock.QueryGroup;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.util.ArrayList;
import java.util.List;

/** Responses of CLP as facts. Source: spec zpci 5.3 to 5.5. */
final class ClpAnswers {
  private ClpAnswers() {}

  static void list(GuestStorage storage, long response, Seen seen) {
    int used = storage.getShort(response + ClpBlock.LENGTH);
    List<String> functions = new ArrayList<>();
    for (int at = ListFunctions.ENTRIES;
        at + ListFunctions.ENTRY_SIZE <= used;
        at += ListFunctions.ENTRY_SIZE) {
      functions.add(
          "fid 0x%x handle 0x%08x"
              .formatted(
                  storage.getInt(response + at + ListFunctions.ENTRY_FID),
                  storage.getInt(response + at + ListFunctions.ENTRY_HANDLE)));
    }
    seen.fact("functions", functions);
    seen.fact("token", storage.getLong(response + ListFunctions.TOKEN));
  }

  static void function(GuestStorage storage, long response, Seen seen) {
    List<String> values = new ArrayList<>();
    List<String> sizes = new ArrayList<>();
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      long at = storage.offset(response + QueryFunction.BARS + 4L * bar);
      values.add("0x%x".formatted(storage.segment().get(Layouts.INT_LITTLE, at)));
      sizes.add(Integer.toString(storage.getByte(response + QueryFunction.BAR_SIZES + bar)));
    }
    seen.fact("bars", values).fact("bar-sizes", sizes);
    seen.fact("start-dma", storage.getLong(response + QueryFunction.START_DMA));
    seen.fact("end-dma", storage.getLong(response + QueryFunction.END_DMA));
    seen.fact("fid", Integer.toUnsignedLong(storage.getInt(response + QueryFunction.FID)));
    seen.fact("uid", Integer.toUnsignedLong(storage.getInt(response + QueryFunction.UID)));
    seen.fact("pft", storage.getByte(response + QueryFunction.PFT));
    seen.fact("pchid", storage.getShort(response + QueryFunction.PCHID));
    seen.fact("group", storage.getByte(response + QueryFunction.GROUP));
  }

  static void group(GuestStorage storage, long response, Seen seen) {
    seen.fact(
        "interrupts",
        storage.getShort(response + QueryGroup.INTERRUPTS) & QueryGroup.INTERRUPTS_MASK);
    seen.fact(
        "max-store-block",
        storage.getShort(response + QueryGroup.MAX_STORE_BLOCK) & QueryGroup.MAX_STORE_BLOCK_MASK);
    seen.fact("flags", storage.getByte(response + QueryGroup.FLAGS));
    seen.fact("designation-types", storage.getByte(response + QueryGroup.DESIGNATION_TYPES));
    seen.fact("msi-address", storage.getLong(response + QueryGroup.MSI_ADDRESS));
  }
}
