package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction.Mpcifc;
import io.zpci.arch.PciInstruction.Rpcit;
import io.zpci.dma.DmaRules;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A segment entry that is a frame of 1 MiB, through MPCIFC and RPCIT. Source: spec zpci 11.3. */
class SegmentFrameTest {
  private static final long PBA = 0x1_0000_0000L;
  private static final long FRAME = 0x10_0000;
  private static final long SEGMENT = 0x8000;

  private final GuestStorage storage =
      new GuestStorage(0, MemorySegment.ofArray(new long[0x30_0000 / 8]));
  private final MemorySegment data = MemorySegment.ofArray(new long[] {-1, -1});
  private final List<ErrorEvent> events = new ArrayList<>();

  private FunctionEntry entry(Firmware firmware) {
    firmware.errorEvents(events::add);
    FunctionEntry entry = firmware.plug(MemoryFunction.memory(), 8, 0);
    entry.enable();
    for (int i = 0; i < 2048; i++) {
      storage.putLong(0x4000 + 8L * i, i == 2 ? SEGMENT | 7 : 0x20);
      storage.putLong(SEGMENT + 8L * i, 0x20);
    }
    storage.putLong(0x2010, PBA);
    storage.putLong(0x2018, PBA + 0x3f_ffff);
    storage.putLong(0x2020, 0x4804);
    long request = (long) entry.handle() << 32 | 4;
    assertEquals(Outcome.OK, firmware.execute(new Mpcifc(Issue.HANDLE, request, storage, 0x2000)));
    return entry;
  }

  private static int refresh(Firmware firmware, FunctionEntry entry, long start, long length) {
    long request = (long) entry.handle() << 32;
    return firmware.execute(new Rpcit(Issue.HANDLE, request, start, length));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void all256PagesAreReached(boolean shadow) {
    DmaRules rules = shadow ? DmaRules.QEMU : DmaRules.MACHINE;
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT.withDma(rules), Tap.NONE);
    FunctionEntry entry = entry(firmware);
    storage.putLong(SEGMENT + 8, FRAME | 0x400);
    assertEquals(Outcome.OK, refresh(firmware, entry, PBA, 0x40_0000));
    for (int page = 0; page < 256; page++) {
      long at = 0x1000L * page + 0xff8;
      assertEquals(0, entry.dma().write(PBA + 0x10_0000 + at, data, 0, 8));
      assertEquals(-1, storage.getLong(FRAME + at));
    }
    assertEquals(List.of(), events);
    assertEquals(4, entry.dma().write(PBA + 0x1f_fff8, data, 0, 16), "runs out of the frame");
    assertEquals(List.of(new ErrorEvent(entry.handle(), 8, PBA + 0x20_0000, 4)), events);
    assertEquals(0, storage.getLong(FRAME + 0x10_0000));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProtectedFrameIsReadOnlyAndAPartOfItIsRefreshed(boolean shadow) {
    DmaRules rules = shadow ? DmaRules.QEMU : DmaRules.MACHINE;
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT.withDma(rules), Tap.NONE);
    FunctionEntry entry = entry(firmware);
    storage.putLong(SEGMENT, FRAME | 0x600);
    storage.putLong(FRAME + 0x5000, 0x1234);
    assertEquals(Outcome.OK, refresh(firmware, entry, PBA + 0x5000, 0x1000));
    assertEquals(0, entry.dma().read(PBA + 0x5000, data, 0, 8));
    assertEquals(0x1234, new GuestStorage(0, data).getLong(0));
    assertEquals(4, entry.dma().write(PBA + 0x5000, data, 0, 8));
    assertEquals(FunctionState.ERROR, entry.state());
    assertEquals(true, entry.resetError());
    assertEquals(shadow ? 4 : 0, entry.dma().read(PBA + 0x6000, data, 0, 8), "not refreshed");
  }
}
