package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.contract.Fuzz;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random accesses of a client against the same instructions issued by hand on another machine. */
class ServedPropertyTest {
  private static final int STEPS = 20_000;
  private static final int BUFFER = 512;
  private static final int[] REGIONS = {0, 2, 4, 7};

  private final Served served = new Served();
  private final Served byHand = new Served();
  private final Fuzz fuzz = new Fuzz();
  private final byte[] bytes = new byte[BUFFER];
  private final byte[] expected = new byte[BUFFER];

  private long request(int space, int length) {
    return Request.of(byHand.entry.handle(), space, length);
  }

  private static long done(int outcome, long count) {
    return outcome == Outcome.OK ? count : Outcome.isException(outcome) ? -Errno.ENXIO : -Errno.EIO;
  }

  /** A byte at a time where nothing wider is aligned: as the text has it, not as the code does. */
  private static List<Integer> pieces(long position, int count, int widest) {
    List<Integer> pieces = new ArrayList<>();
    long next = position;
    while (next < position + count) {
      int piece = 1;
      for (int wider = 2; wider <= widest; wider *= 2) {
        if (next % wider == 0 && next + wider <= position + count) {
          piece = wider;
        }
      }
      pieces.add(piece);
      next += piece;
    }
    return pieces;
  }

  private long readByHand(int space, long position, int count) {
    Register loaded = new Register();
    int at = 0;
    for (int piece : pieces(position, count, space == 15 ? 4 : 8)) {
      int outcome = byHand.firmware.load(0, request(space, piece), position + at, loaded);
      if (outcome != Outcome.OK) {
        return done(outcome, count);
      }
      for (int i = 0; i < piece; i++) {
        expected[at + i] = (byte) (loaded.get() >>> 8 * (piece - 1 - i));
      }
      at += piece;
    }
    return count;
  }

  private int storeByHand(int space, long position, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return byHand.firmware.store(0, request(space, count), position, value);
  }

  private long writeByHand(int space, long position, int count) {
    if (space == 15) {
      int at = 0;
      int outcome = Outcome.OK;
      for (int piece : pieces(position, count, 4)) {
        outcome = outcome == Outcome.OK ? storeByHand(space, position + at, at, piece) : outcome;
        at += piece;
      }
      return done(outcome, count);
    }
    if (count == 1 || count == 2 || count == 4 || count == 8) {
      return done(storeByHand(space, position, 0, count), count);
    }
    GuestStorage operand = new GuestStorage(0x5000, MemorySegment.ofArray(bytes));
    return done(
        byHand.firmware.storeBlock(0, request(space, count), position, operand, 0x5000), count);
  }

  private void block(String where) {
    int length = fuzz.onceIn(3) ? 8 * fuzz.below(20) : fuzz.below(200);
    int space = fuzz.onceIn(8) ? fuzz.below(256) : fuzz.of(List.of(0, 2, 4));
    long offset = fuzz.onceIn(4) ? fuzz.operand() : fuzz.below(0x1000) & -8;
    long address = fuzz.onceIn(2) ? fuzz.bits() : fuzz.bits() & -8;
    int at = fuzz.below(100);
    long guests = Request.of(fuzz.below(1 << 30), space, length);
    long place = address & 0xfff;
    byte[] page = new byte[0x1000 + BUFFER];
    System.arraycopy(bytes, at, page, (int) place, length);
    int wanted =
        byHand.firmware.storeBlock(
            0,
            request(space, length),
            offset,
            new GuestStorage(address - place, MemorySegment.ofArray(page)),
            address);
    int outcome =
        served.function.storeBlock(guests, offset, address, MemorySegment.ofArray(bytes), at);
    assertEquals(Outcome.describe(wanted), Outcome.describe(outcome), where);
  }

  private void access(String where) {
    int region = REGIONS[fuzz.below(REGIONS.length)];
    int space = region == 7 ? 15 : region;
    long size = region == 7 ? 256 : region == 0 ? 0x10000 : region == 2 ? 0x4000 : 0x1000;
    int count = 1 + (fuzz.onceIn(2) ? fuzz.below(8) : fuzz.below(200));
    long from = fuzz.below(4) == 0 ? size - count : fuzz.below(Math.min(size - count, 0x200) + 1);
    long position = Math.max(from, 0) & (fuzz.onceIn(2) ? -8 : -1);
    String what = "%s, region %d at 0x%x, %d".formatted(where, region, position, count);
    MemorySegment buffer = MemorySegment.ofArray(bytes);
    if (fuzz.onceIn(2)) {
      long wanted = writeByHand(space, position, count);
      assertEquals(wanted, served.function.region(region).pwrite(position, buffer, 0, count), what);
    } else {
      long wanted = readByHand(space, position, count);
      MemorySegment target = MemorySegment.ofArray(new byte[BUFFER]);
      assertEquals(wanted, served.function.region(region).pread(position, target, 0, count), what);
      if (wanted == count) {
        MemorySegment all = MemorySegment.ofArray(expected);
        assertEquals(-1, MemorySegment.mismatch(all, 0, count, target, 0, count), what);
      }
    }
  }

  @Test
  void agreesWithTheInstructionsIssuedByHand() {
    for (int step = 0; step < STEPS; step++) {
      fuzz.step();
      String where = fuzz.where("agreement");
      for (int i = 0; i < BUFFER; i++) {
        bytes[i] = (byte) fuzz.bits();
      }
      if (fuzz.onceIn(3)) {
        block(where);
      } else {
        access(where);
      }
    }
    for (int region : REGIONS) {
      MemorySegment one = MemorySegment.ofArray(new byte[256]);
      MemorySegment other = MemorySegment.ofArray(new byte[256]);
      assertEquals(256, served.function.region(region).pread(0, one, 0, 256));
      assertEquals(256, byHand.function.region(region).pread(0, other, 0, 256));
      assertEquals(-1, one.mismatch(other), "region " + region);
    }
  }
}
