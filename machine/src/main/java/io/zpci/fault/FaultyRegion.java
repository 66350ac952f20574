package io.zpci.fault;

import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A region with faults in front. */
final class FaultyRegion implements RegionAccess {
  private final RegionAccess below;
  private final int space;
  private final AccessSite<Effect.OnRegion> site;
  private final Faults faults;
  private final Tap tap;

  FaultyRegion(
      RegionAccess below, int space, AccessSite<Effect.OnRegion> site, Faults faults, Tap tap) {
    this.below = below;
    this.space = space;
    this.site = site;
    this.faults = faults;
    this.tap = tap;
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    Placed<AccessCondition, Effect.OnRegion> hit =
        hit(Operation.PREAD, position, buffer, at, count);
    if (hit == null) {
      return below.pread(position, buffer, at, count);
    }
    enter(hit.fault(), Operation.PREAD, position, buffer, at, count, hit.effect().words());
    long result =
        switch (hit.effect()) {
          case Effect.Partial(long bytes) ->
              bytes == 0 ? 0 : below.pread(position, buffer, at, Math.min(bytes, count));
          case Effect.Failed(int errno) -> -errno;
          case Effect.Value(long value) -> {
            MemorySegment _ = buffer.asSlice(at, count).fill((byte) value);
            yield count;
          }
          case Effect.Torn _ -> throw new AssertionError("torn are pwrites");
        };
    tap.exit(result, 0);
    return result;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    Placed<AccessCondition, Effect.OnRegion> hit =
        hit(Operation.PWRITE, position, buffer, at, count);
    if (hit == null) {
      return below.pwrite(position, buffer, at, count);
    }
    if (hit.effect() instanceof Effect.Torn(int cut)) {
      int first = cut == 0 ? hit.fault().draw((int) count - 1) : cut;
      enter(
          hit.fault(),
          Operation.PWRITE,
          position,
          buffer,
          at,
          count,
          new Effect.Torn(first).words());
      return torn(first, position, buffer, at, count);
    }
    enter(hit.fault(), Operation.PWRITE, position, buffer, at, count, hit.effect().words());
    long result =
        switch (hit.effect()) {
          case Effect.Partial(long bytes) ->
              bytes == 0 ? 0 : below.pwrite(position, buffer, at, Math.min(bytes, count));
          case Effect.Failed(int errno) -> -errno;
          case Effect.Value _ -> throw new AssertionError("a value is given to preads");
          case Effect.Torn _ -> throw new AssertionError("torn is done above");
        };
    tap.exit(result, 0);
    return result;
  }

  private long torn(int first, long position, MemorySegment buffer, long at, long count) {
    long result = below.pwrite(position, buffer, at, first);
    if (result == first) {
      long second = below.pwrite(position + first, buffer, at + first, count - first);
      // As a system call has it: what was done is told, and the errno comes with the next call.
      result = first + Math.max(second, 0);
    }
    tap.exit(result, 0);
    return result;
  }

  private @Nullable Placed<AccessCondition, Effect.OnRegion> hit(
      Operation operation, long position, MemorySegment buffer, long at, long count) {
    site.access().set(operation, space, position, (int) count, buffer, at, 0);
    return site.hit();
  }

  private void enter(
      Fault fault,
      Operation operation,
      long position,
      MemorySegment buffer,
      long at,
      long count,
      String done) {
    faults.fired(fault, site.access().words(), done);
    tap.enter(Faults.HAND, operation, space, position, (int) count, buffer, at, 0);
    if (!(fault.effect() instanceof Effect.Torn)) {
      tap.broken(fault.rule());
    }
  }
}
