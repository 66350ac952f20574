package io.zpci.firmware;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.QueryFunction;
import io.zpci.arch.ClpBlock.QueryGroup;
import io.zpci.arch.ClpCode;
import io.zpci.dma.DmaRules;
import io.zpci.function.FunctionFacts;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import org.jspecify.annotations.Nullable;

/** CLP query PCI function and query PCI function group. Source: spec zpci 5.4, 5.5, 5.7. */
final class ClpQuery {
  private final Firmware firmware;
  private final DmaRules dma;

  ClpQuery(Firmware firmware, DmaRules dma) {
    this.firmware = firmware;
    this.dma = dma;
  }

  /** Query function; the response code. */
  int function(GuestStorage storage, long request, long response, int room) {
    FunctionEntry entry = firmware.find(storage.getInt(request + QueryFunction.HANDLE));
    if (entry == null) {
      return ClpCode.HANDLE;
    }
    FunctionFacts facts = entry.facts();
    ClpResponse body = new ClpResponse(QueryFunction.RESPONSE_SIZE);
    GuestStorage out = body.storage();
    out.putByte(QueryFunction.FLAGS, entry.hasMio() ? QueryFunction.FLAG_MIO : 0);
    out.putByte(QueryFunction.GROUP, entry.group());
    out.putInt(QueryFunction.FID, entry.fid());
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      long size = facts.barSize(bar);
      out.putByte(QueryFunction.BAR_SIZES + bar, size == 0 ? 0 : Long.numberOfTrailingZeros(size));
      out.segment().set(Layouts.INT_LITTLE, QueryFunction.BARS + 4L * bar, facts.barTypeBits(bar));
    }
    out.putShort(QueryFunction.PCHID, facts.pchid());
    out.putByte(QueryFunction.FMB_WORDS, MeasurementBlock.SIZE / Integer.BYTES);
    out.putByte(QueryFunction.PFT, facts.pft());
    out.putLong(QueryFunction.START_DMA, dma.start());
    out.putLong(QueryFunction.END_DMA, dma.end());
    out.putInt(QueryFunction.UID, entry.uid());
    putMio(out, QueryFunction.MIO, entry);
    body.copyTo(storage, response, room);
    return ClpCode.OK;
  }

  /** Query group; the response code. */
  int group(GuestStorage storage, long request, long response, int room) {
    @Nullable FunctionGroup group = firmware.group(storage.getByte(request + QueryGroup.GROUP));
    if (group == null) {
      return ClpCode.UNKNOWN_GROUP;
    }
    ClpResponse body = new ClpResponse(QueryGroup.RESPONSE_SIZE);
    GuestStorage out = body.storage();
    out.putShort(QueryGroup.INTERRUPTS, FunctionGroup.INTERRUPTS & QueryGroup.INTERRUPTS_MASK);
    out.putByte(
        QueryGroup.FLAGS,
        QueryGroup.FLAG_REFRESH
            | (group.relaxed() ? QueryGroup.FLAG_RELAXED : 0)
            | (dma.relaxed() ? QueryGroup.FLAG_RELAXED_TRANSLATION : 0));
    out.putShort(
        QueryGroup.MAX_STORE_BLOCK, group.maxStoreBlock() & QueryGroup.MAX_STORE_BLOCK_MASK);
    out.putShort(QueryGroup.UPDATE_INTERVAL, FunctionGroup.UPDATE_INTERVAL);
    out.putByte(QueryGroup.DESIGNATION_TYPES, dma.designations());
    out.putLong(QueryGroup.MSI_ADDRESS, FunctionGroup.MSI_ADDRESS);
    body.copyTo(storage, response, room);
    return ClpCode.OK;
  }

  /** The MIO block at {@code at}; one address serves write-back and write-through alike. */
  static void putMio(GuestStorage out, long at, FunctionEntry entry) {
    int valid = 0;
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      long address = entry.mioAddresses().get(bar);
      if (address != 0) {
        valid |= ClpBlock.Mio.VALID_BAR_0 >>> bar;
        out.putLong(at + ClpBlock.Mio.WRITE_BACK + (long) ClpBlock.Mio.STRIDE * bar, address);
        out.putLong(at + ClpBlock.Mio.WRITE_THROUGH + (long) ClpBlock.Mio.STRIDE * bar, address);
      }
    }
    out.putInt(at + ClpBlock.Mio.VALID, valid);
  }
}
