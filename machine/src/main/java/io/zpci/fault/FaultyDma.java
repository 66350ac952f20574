package io.zpci.fault;

import io.zpci.arch.Register;
import io.zpci.dma.DmaSpace;
import io.zpci.function.Dma;
import io.zpci.function.PassingDma;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function's I/O addresses reach, with faults in front. */
final class FaultyDma extends PassingDma {
  /** The machine's translation, which tells it of failures; null on a host without one. */
  private final @Nullable DmaSpace machine;

  private final Site<DmaCondition, Effect.OnDma> site;
  private final Faults faults;

  FaultyDma(Dma reached, Site<DmaCondition, Effect.OnDma> site, Faults faults) {
    super(reached);
    this.machine = reached instanceof DmaSpace space ? space : null;
    this.site = site;
    this.faults = faults;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    Placed<DmaCondition, Effect.OnDma> hit = hit(false, address, length);
    return hit == null
        ? super.read(address, target, at, length)
        : unreached(hit, "read", address, length);
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    Placed<DmaCondition, Effect.OnDma> hit = hit(true, address, length);
    return hit == null
        ? super.write(address, source, at, length)
        : unreached(hit, "write", address, length);
  }

  @Override
  public int or(long address, int bits, Register previous) {
    Placed<DmaCondition, Effect.OnDma> hit = hit(true, address, Integer.BYTES);
    if (hit == null) {
      return super.or(address, bits, previous);
    }
    previous.set(0);
    return unreached(hit, "or", address, Integer.BYTES);
  }

  @Override
  public int check(long address, long length) {
    List<Placed<DmaCondition, Effect.OnDma>> all = site.placed();
    for (int i = 0; i < all.size() && !goesNowhere(); i++) {
      Placed<DmaCondition, Effect.OnDma> each = all.get(i);
      if (each.condition().test(true, address, length) && each.fault().lasts()) {
        return pec(each.effect());
      }
    }
    return super.check(address, length);
  }

  private @Nullable Placed<DmaCondition, Effect.OnDma> hit(
      boolean write, long address, long length) {
    List<Placed<DmaCondition, Effect.OnDma>> all = site.placed();
    for (int i = 0; i < all.size() && !goesNowhere(); i++) {
      Placed<DmaCondition, Effect.OnDma> each = all.get(i);
      if (each.condition().test(write, address, length) && each.fault().hits()) {
        return each;
      }
    }
    return null;
  }

  /** The machine translates nothing now: an access is dropped, and nobody looks at the address. */
  private boolean goesNowhere() {
    return machine != null && (!machine.registered() || !faults.translates());
  }

  private int unreached(
      Placed<DmaCondition, Effect.OnDma> hit, String word, long address, long length) {
    faults.fired(hit.fault(), "%s 0x%x %d".formatted(word, address, length), hit.effect().words());
    int pec = pec(hit.effect());
    if (machine != null) {
      faults.failed(pec, hit.condition().failing(address));
    }
    return pec;
  }

  private static int pec(Effect.OnDma effect) {
    return switch (effect) {
      case Effect.Unreached(int pec) -> pec;
    };
  }
}
