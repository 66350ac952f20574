package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstruction.Clp;
import io.zpci.arch.PciInstruction.Mpcifc;
import io.zpci.arch.PciInstruction.Rpcit;
import io.zpci.arch.PciInstruction.Sic;
import io.zpci.arch.PciInstruction.Stpcifc;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.dma.DmaRules;
import io.zpci.firmware.FirmwareRules.UnregisteredMessage;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.BrokenRules;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a guest gives as an operand, a block or a table ends in an outcome, and storage changes
 * only where the instruction, a mapping or an indicator says so.
 */
class ControlFuzzTest {
  private static final long SEED = Long.getLong("zpci.seed", 11);
  private static final int ROUNDS = 100_000;
  private static final int SIZE = 0x2_0000;
  private static final long FIB = 0x2000;
  private static final long REGION = 0x4000;
  private static final long SEGMENT = 0x8000;
  private static final long PAGES = 0xc000;
  private static final long FRAMES = 0x1_0000;
  private static final long PBA = 0x1_0000_0000L;
  private static final long[] EDGES = {
    0,
    1,
    -1,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    PBA,
    PBA - 1,
    SIZE,
    SIZE - 8,
    1L << 31,
    1L << 42,
    1L << 57
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final MemorySegment bytes = MemorySegment.ofArray(new long[SIZE / 8]);
  private final MemorySegment before = MemorySegment.ofArray(new long[SIZE / 8]);
  private final GuestStorage storage = new GuestStorage(0, bytes);
  private final List<Rule> broken = new ArrayList<>();
  private final List<ErrorEvent> events = new ArrayList<>();
  private final int[] outcomes = new int[5];

  private Firmware firmware(DmaRules dma) {
    FirmwareRules rules =
        FirmwareRules.DEFAULT.withDma(dma).withUnregistered(UnregisteredMessage.ABSOLUTE_ZERO);
    Firmware firmware = new Firmware(rules, new BrokenRules(broken));
    firmware.errorEvents(events::add);
    return firmware;
  }

  private FunctionEntry plug(Firmware firmware) {
    FunctionEntry entry = firmware.plug(MemoryFunction.memory(), 8, 0);
    entry.enable();
    return entry;
  }

  private long any() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> random.nextLong() >>> random.nextInt(64);
      case 2 -> PBA + random.nextLong(0x80_0000);
      default -> random.nextLong();
    };
  }

  private int issue() {
    return random.nextInt(20) == 0 ? random.nextInt() : 0;
  }

  private long block() {
    return random.nextInt(8) == 0 ? any() : FIB + (random.nextInt(4) == 0 ? random.nextInt(32) : 0);
  }

  private long request(FunctionEntry entry, int operation) {
    long handle = random.nextInt(10) == 0 ? random.nextInt() : entry.handle();
    long rest = random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(20) == 0 ? 0x10000 : 0;
    return handle << 32 | ((rest & 0xffff_ffffL) ^ operation);
  }

  /** Tables of few entries, good and bad; nothing else leads anywhere. */
  private void tables() {
    for (int i = 0; i < 2048; i++) {
      storage.putLong(REGION + 8L * i, i == 2 ? SEGMENT | 7 : 0x20);
      storage.putLong(SEGMENT + 8L * i, i == 0 ? PAGES : 0x20);
    }
    for (int i = 0; i < 256; i++) {
      storage.putLong(PAGES + 8L * i, 0x400);
    }
    spoil();
  }

  private void spoil() {
    for (int i = 0; i < 8; i++) {
      storage.putLong(PAGES + 8L * random.nextInt(16), entry());
      if (random.nextInt(4) == 0) {
        storage.putLong(SEGMENT + 8L * random.nextInt(3), entry());
        storage.putLong(REGION + 8L * (2 + random.nextInt(2)), entry());
      }
    }
  }

  private long entry() {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> any();
      case 2 -> 0x20;
      case 3 -> 0x400;
      case 4, 5 -> SEGMENT | 7;
      case 6, 7 -> PAGES;
      default -> FRAMES + 0x1000L * random.nextInt(20) | (random.nextInt(4) == 0 ? 0x200 : 0);
    };
  }

  private void fib() {
    for (int at = 0; at < 128; at += 8) {
      storage.putLong(FIB + at, random.nextInt(6) == 0 ? any() : 0);
    }
    if (random.nextInt(4) != 0) {
      storage.putByte(FIB, 0);
      storage.putLong(FIB + 16, PBA);
      storage.putLong(FIB + 24, PBA + 0xffff_ffffL);
      storage.putLong(FIB + 32, REGION | 0x804);
      storage.putInt(FIB + 40, random.nextInt() & 0x7fff_3fbf);
      storage.putLong(FIB + 48, 0x100 + random.nextInt(0x100));
      storage.putLong(FIB + 56, 0x300 + random.nextInt(0x100));
    }
  }

  /** Executes; nothing but {@code [from, from + length)} may have changed. */
  private int execute(Firmware firmware, PciInstruction instruction, long from, long length) {
    MemorySegment.copy(bytes, 0, before, 0, SIZE);
    int outcome = firmware.execute(instruction);
    unchangedBut(from, length, instruction);
    outcomes[Outcome.isException(outcome) ? 4 : Outcome.cc(outcome)]++;
    assertTrue(!broken.isEmpty() || outcome == 0, () -> "seed " + SEED + ": " + instruction);
    broken.clear();
    return outcome;
  }

  private void unchangedBut(long from, long length, Object what) {
    long end = from + length;
    if (length == 0 || from < 0 || end > SIZE || end < from) {
      assertEquals(-1, bytes.mismatch(before), () -> "seed " + SEED + ": " + what);
      return;
    }
    assertEquals(
        -1,
        MemorySegment.mismatch(bytes, 0, from, before, 0, from),
        () -> "seed " + SEED + ": " + what);
    assertEquals(
        -1,
        MemorySegment.mismatch(bytes, end, SIZE, before, end, SIZE),
        () -> "seed " + SEED + ": " + what);
  }

  private void back(FunctionEntry entry) {
    if (random.nextInt(16) == 0) {
      return;
    }
    entry.resetError();
    if (random.nextInt(64) == 0) {
      entry.disable();
    }
    if (entry.state() == FunctionState.DISABLED && random.nextInt(4) != 0) {
      entry.enable();
    }
  }

  /** The reference walk, by raw offsets: where a write to {@code address} goes; -1 is nowhere. */
  private long reference(FunctionEntry function, long address) {
    long region = at(REGION, address >>> 31 & 0x7ff);
    if ((region & 0x20) != 0 || (region & 0xcf) != 7 || (region & ~0x3fffL) == 0) {
      return -1;
    }
    long segment = at(region & ~0x3fffL, address >>> 20 & 0x7ff);
    boolean frame = (segment & 0x400) != 0;
    long origin = segment & (frame ? ~0xf_ffffL : ~0x7ffL);
    if ((segment & 0x2c) != 0 || origin == 0) {
      return -1;
    }
    long page = frame ? origin : at(origin, address >>> 12 & 0xff);
    boolean bad = !frame && ((page & 0x400) != 0 || (page & ~0xfffL) == 0);
    if (bad || ((region | segment | page) & 0x200) != 0) {
      return -1;
    }
    long found = frame ? origin | (address & 0xf_f000) : page & ~0xfffL;
    boolean inside =
        Long.compareUnsigned(address, function.dma().pba()) >= 0
            && Long.compareUnsigned(address, function.dma().pal()) <= 0;
    return inside && storage.contains(found, 0x1000) ? found | (address & 0xfff) : -1;
  }

  private long at(long table, long index) {
    long place = table + 8 * index;
    return storage.contains(place, 8) ? storage.getLong(place) : 0;
  }

  @Test
  void mpcifcAndWhatItRegistered() {
    Firmware firmware = firmware(DmaRules.MACHINE.withRelaxed(true));
    FunctionEntry entry = plug(firmware);
    MemorySegment data = MemorySegment.ofArray(new long[] {-1});
    tables();
    int written = 0;
    for (int i = 0; i < ROUNDS; i++) {
      fib();
      if (random.nextInt(16) == 0) {
        spoil();
      }
      int operation = random.nextInt(8) == 0 ? random.nextInt(256) : random.nextInt(12);
      int issue = issue();
      execute(firmware, new Mpcifc(issue, request(entry, operation), storage, block()), 0, 0);
      long address = PBA + 8L * random.nextInt(0x3000);
      boolean known = entry.dma().iota() == (REGION | 0x804) && entry.state().translates();
      long place = known ? reference(entry, address) : -1;
      if (known || entry.dma().iota() == 0) {
        boolean direct = entry.dma().registered() && !known;
        MemorySegment.copy(bytes, 0, before, 0, SIZE);
        entry.dma().write(direct ? any() & -8 : address, data, 0, 8);
        if (!direct) {
          unchangedBut(place, place < 0 ? 0 : 8, Long.toHexString(address));
          written += place < 0 ? 0 : 1;
        }
      } else {
        entry.dma().write(any(), data, 0, 8);
      }
      entry.msi().signal(random.nextInt());
      entry.updateMeasurementBlock(i);
      if (random.nextInt(32) == 0) {
        tables();
      }
      events.clear();
      broken.clear();
      back(entry);
    }
    assertTrue(written > 500, "writes that went somewhere: " + written);
    assertTrue(outcomes[0] > 10_000 && outcomes[1] > 1000 && outcomes[3] > 1000, "outcomes");
    assertTrue(outcomes[4] > 1000, "exceptions");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rpcitOverAnyTables(boolean shadow) {
    Firmware firmware = firmware(shadow ? DmaRules.QEMU : DmaRules.MACHINE);
    FunctionEntry entry = plug(firmware);
    tables();
    for (int i = 0; i < ROUNDS; i++) {
      spoil();
      if (!entry.dma().registered()) {
        entry.dma().register(storage, PBA, PBA + 0xffff_ffffL, REGION | 0x804);
      }
      long start = random.nextInt(4) == 0 ? any() : PBA + random.nextLong(0x40_0000);
      long length = random.nextInt(8) == 0 ? any() : random.nextLong(0x1_0000);
      // What is mapped is found again every 4 TiB: that much work is the guest's own.
      length = shadow && Long.compareUnsigned(length, 1L << 24) > 0 ? length & 0xff_ffff : length;
      execute(firmware, new Rpcit(issue(), request(entry, 0), start, length), 0, 0);
      if (random.nextInt(32) == 0) {
        tables();
      }
      events.clear();
      back(entry);
    }
    assertTrue(outcomes[0] > 1000 && outcomes[1] > 1000 && outcomes[3] > 1000, "outcomes");
  }

  @Test
  void stpcifcStoresItsBlockOnly() {
    Firmware firmware = firmware(DmaRules.MACHINE);
    FunctionEntry entry = plug(firmware);
    tables();
    for (int i = 0; i < ROUNDS; i++) {
      if (random.nextInt(8) == 0) {
        fib();
        firmware.execute(
            new Mpcifc(0, (long) entry.handle() << 32 | random.nextInt(12), storage, FIB));
      }
      Register request = new Register();
      request.set(request(entry, random.nextInt(4)));
      long fib = random.nextInt(2) == 0 ? random.nextLong(SIZE) & -8 : any();
      int outcome = execute(firmware, new Stpcifc(issue(), request, storage, fib), fib, 80);
      if (outcome != 0) {
        assertEquals(-1, bytes.mismatch(before), "seed " + SEED);
      } else {
        tables();
      }
      events.clear();
      broken.clear();
      back(entry);
    }
    assertTrue(outcomes[0] > 1000 && outcomes[1] > 1000 && outcomes[4] > 1000, "outcomes");
  }

  @Test
  void sicOfAnything() {
    Firmware firmware = firmware(DmaRules.MACHINE);
    for (int i = 0; i < ROUNDS; i++) {
      int operation = random.nextBoolean() ? random.nextInt() : random.nextInt(20);
      execute(firmware, new Sic(issue(), operation, any(), storage, any()), 0, 0);
    }
    assertTrue(outcomes[0] > 1000 && outcomes[4] > 1000, "outcomes");
  }

  /** CLP, for it is the way back from an error. */
  @Test
  void clpAnswersInItsBlockOnly() {
    Firmware firmware = firmware(DmaRules.MACHINE);
    FunctionEntry entry = plug(firmware);
    for (int i = 0; i < ROUNDS; i++) {
      long block = random.nextInt(4) == 0 ? any() : 8L * random.nextInt((SIZE - 8192) / 8);
      if (storage.contains(block, 40)) {
        storage.putLong(block, 0x0020_0000_0000_0000L | (long) random.nextInt(7) << 32);
        storage.putLong(block + 8, random.nextInt(8) == 0 ? any() : 0);
        storage.putInt(block + 16, random.nextInt(8) == 0 ? (int) any() : entry.handle());
        storage.putInt(
            block + 20, random.nextInt(8) == 0 ? (int) any() : random.nextInt(5) << 8 | 1);
        storage.putLong(block + 24, random.nextInt(8) == 0 ? any() : 0);
        storage.putShort(block + 32, 8 * random.nextInt(1024));
      }
      long room =
          storage.contains(block, 8192) ? 8192 : storage.contains(block, 1) ? SIZE - block : 0;
      MemorySegment.copy(bytes, 0, before, 0, SIZE);
      firmware.execute(new Clp(issue(), storage, block));
      unchangedBut(block, room, "clp");
      broken.clear();
    }
  }
}
