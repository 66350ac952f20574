package io.zpci.vfio.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.Allocation;
import io.zpci.arch.contract.Fuzz;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RegionAccess} holds to. Extend it and say how one is opened; JUnit runs the
 * rest.
 */
public abstract class RegionAccessContract {
  private static final int STEPS = 3000;
  private static final int MEASURED = 24;
  private static final int BUFFER = 8192;
  private static final int MAX_ERRNO = 4095;
  private static final byte MARK = 0x5a;

  private final MemorySegment buffer = MemorySegment.ofArray(new long[BUFFER / 8]);
  private final MemorySegment marked = MemorySegment.ofArray(new long[BUFFER / 8]).fill(MARK);

  /** Made by JUnit. */
  protected RegionAccessContract() {}

  /**
   * A region.
   *
   * @param access what reads and writes it
   * @param size in bytes; 0 where there is nothing
   */
  public record Region(RegionAccess access, long size) {}

  /** A region that nobody has accessed; each call makes another. */
  protected abstract Region create();

  /** Whether {@code result} is an errno as a call returns it. */
  static boolean isErrno(long result) {
    return result < 0 && result >= -MAX_ERRNO;
  }

  /** One access; {@code room} bytes of the buffer are given. */
  private record Access(boolean write, long position, int at, int count, int room) {
    static Access random(Fuzz fuzz, long size) {
      long position =
          switch (fuzz.below(4)) {
            case 0 -> fuzz.operand();
            case 1 -> Math.max(size - fuzz.below(16), 0);
            default -> fuzz.below(Math.max(Math.min(size, 512), 1));
          };
      int count = fuzz.onceIn(4) ? fuzz.below(4200) : fuzz.below(65);
      int at = fuzz.below(64);
      int room = fuzz.onceIn(6) ? fuzz.below(count + 1) : count;
      return new Access(fuzz.onceIn(2), position, at, count, room);
    }

    long issue(RegionAccess access, MemorySegment bytes) {
      return write
          ? access.pwrite(position, bytes, at, count)
          : access.pread(position, bytes, at, count);
    }

    @Override
    public String toString() {
      return "%s of %d at 0x%x, room for %d"
          .formatted(write ? "pwrite" : "pread", count, position, room);
    }
  }

  @Test
  public final void bytesDoneOrAnErrnoAndNoneThrown() {
    Region region = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      Access access = Access.random(fuzz, region.size());
      MemorySegment given = buffer.asSlice(0, (long) access.at() + access.room());
      long done;
      try {
        done = access.issue(region.access(), given);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by " + access), e);
      }
      assertTrue(
          isErrno(done) || done >= 0 && done <= access.count(),
          () -> fuzz.where(access + " answered " + done));
      // Of a write, bytes that go nowhere may be counted and never be looked at.
      assertTrue(
          access.write() || done <= access.room(), () -> fuzz.where(access + " did " + done));
    }
  }

  @Test
  public final void nothingIsTouchedOutsideTheBytesAskedFor() {
    Region region = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      Access access = Access.random(fuzz, region.size());
      buffer.fill(MARK);
      long done = access.issue(region.access(), buffer);
      long end = access.at() + (done < 0 ? access.count() : done);
      long behind = access.write() ? access.at() : end;
      boolean before = isMarked(0, access.at());
      boolean after = isMarked(behind, BUFFER);
      assertTrue(before && after, () -> fuzz.where("other bytes were changed by " + access));
    }
  }

  private boolean isMarked(long from, long to) {
    return MemorySegment.mismatch(buffer, from, to, marked, from, to) < 0;
  }

  @Test
  public final void noBytesAreNone() {
    Region region = create();
    assertEquals(0, region.access().pread(0, buffer, 0, 0));
    assertEquals(0, region.access().pwrite(0, buffer, 0, 0));
  }

  @Test
  public final void nothingIsDoneBehindTheEnd() {
    Region region = create();
    if (region.size() > Integer.MAX_VALUE) {
      return;
    }
    long size = region.size();
    long read = region.access().pread(size, buffer, 0, 8);
    assertTrue(read == 0 || isErrno(read), "read behind the end: " + read);
    long wrote = region.access().pwrite(size, buffer, 0, 8);
    assertTrue(wrote == 0 || isErrno(wrote), "write behind the end: " + wrote);
    if (size >= 8) {
      assertTrue(region.access().pread(size - 4, buffer, 0, 8) <= 4, "read over the end");
    }
  }

  @Test
  public final void nothingAllocates() {
    Region region = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < MEASURED; i++) {
      fuzz.step();
      Access access = Access.random(fuzz, region.size());
      assertEquals(
          0,
          Allocation.of(() -> access.issue(region.access(), buffer)),
          () -> fuzz.where("bytes allocated by " + access));
    }
  }
}
