package io.zpci.guest.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.arch.contract.Allocation;
import io.zpci.arch.contract.Outcomes;
import io.zpci.arch.contract.Place;
import io.zpci.function.FunctionFacts;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PciDev} holds to. Extend it and say how a driver comes to its function; JUnit
 * runs the rest.
 */
public abstract class PciDevContract {
  private static final long POISON = 0xdead_beef_0bad_cafeL;
  private static final int PAGE = 4096;

  private final Register loaded = new Register();

  /** Made by JUnit. */
  protected PciDevContract() {}

  /**
   * A function that a driver holds.
   *
   * @param dev not enabled yet
   * @param signal makes the function signal vector 0
   * @param take lets the driver's CPU take what is pending; how many interruptions that were
   */
  public record Held(PciDev dev, Runnable signal, IntSupplier take) {}

  /** A function that nobody has used; each call makes another. */
  protected abstract Held create();

  /** A load of a BAR that is taken once the function is enabled. */
  protected abstract Place load();

  /** A block of zeros to a BAR that is taken once the function is enabled. */
  protected abstract Place block();

  @Test
  public final void identityIsConstant() {
    PciDev dev = create().dev();
    FunctionFacts facts = dev.facts();
    int fid = dev.fid();
    int uid = dev.uid();
    assertEquals(0, dev.enable());
    assertEquals(facts, dev.facts());
    assertEquals(fid, dev.fid());
    assertEquals(uid, dev.uid());
    dev.disable();
    assertEquals(facts, dev.facts());
  }

  @Test
  public final void loadsAndBlocksAreTakenOrRefused() {
    PciDev dev = create().dev();
    assertEquals(0, dev.enable());
    loaded.set(POISON);
    assertEquals(0, load(dev, load()));
    assertTrue(Outcomes.fits(loaded.get(), load().length()), "high bytes");
    long page = dev.allocate(PAGE);
    assertEquals(0, block(dev, block(), page));
    for (int space : List.of(6, 9, 14)) {
      loaded.set(POISON);
      int refused = load(dev, new Place(space, 0, 8));
      assertTrue(refused < 0, "load of space " + space + ": " + refused);
      assertEquals(POISON, loaded.get(), "register of a refused load");
      assertTrue(dev.storeBlock(space, 0, 64, page) < 0, "block to space " + space);
    }
  }

  @Test
  public final void memoryIsAlignedToItsSize() {
    PciDev dev = create().dev();
    for (long size : List.of(1L, 4096L, 4097L, 12288L, 65536L)) {
      long address = dev.allocate(size);
      long unit = Math.max(PAGE, Long.highestOneBit(2 * size - 1));
      assertEquals(0, address & (unit - 1), "address of " + size);
      assertTrue(dev.memory().contains(address, size), "memory of " + size);
      dev.free(address, size);
      assertEquals(address, again(dev, size), "what was given back is there");
    }
    assertEquals(-Errno.ENOMEM, dev.allocate(1L << 40));
  }

  private static long again(PciDev dev, long size) {
    long address = dev.allocate(size);
    dev.free(address, size);
    return address;
  }

  @Test
  public final void pagesOfTwoUsersAreApart() {
    PciDev dev = create().dev();
    long one = dev.allocate(PAGE);
    long other = dev.allocate(PAGE);
    assertNotEquals(one, other);
    dev.memory().putLong(one, 1);
    dev.memory().putLong(other, 2);
    assertEquals(1, dev.memory().getLong(one));
  }

  @Test
  public final void wordsAreShared() {
    PciDev dev = create().dev();
    long page = dev.allocate(PAGE);
    dev.memory().putInt(page + 8, 0x8000_0001);
    assertEquals(0x8000_0001, dev.shared().getAndOr(page + 8, 2));
    assertEquals(0x8000_0003, dev.memory().getInt(page + 8));
  }

  @Test
  public final void whatIsMappedIsUnmapped() {
    PciDev dev = create().dev();
    assertEquals(0, dev.enable());
    dev.segmentBoundary(0xffff_ffffL);
    long page = dev.allocate(PAGE);
    long other = dev.allocate(2 * PAGE);
    for (int round = 0; round < 3; round++) {
      long io = dev.map(page, PAGE);
      long otherIo = dev.map(other, 2 * PAGE);
      assertTrue(io >= 0 && otherIo >= 0, "mapped at 0x%x and 0x%x".formatted(io, otherIo));
      assertEquals(0, io % PAGE);
      assertTrue(io + PAGE <= otherIo || otherIo + 2 * PAGE <= io, "mappings overlap");
      assertEquals(0, dev.unmap(io, PAGE));
      assertEquals(0, dev.unmap(otherIo, 2 * PAGE));
    }
  }

  @Test
  public final void theHandlerRunsForEachInterruptUntilItIsFreed() {
    Held held = create();
    PciDev dev = held.dev();
    int[] runs = {0};
    assertEquals(0, dev.enable());
    assertEquals(0, dev.requestIrq(() -> runs[0]++));
    assertEquals(0, runs[0], "before any signal");
    for (int i = 1; i <= 3; i++) {
      held.signal().run();
      assertTrue(held.take().getAsInt() >= 1, "taken");
      assertEquals(i, runs[0], "runs");
    }
    assertEquals(0, held.take().getAsInt(), "nothing is pending");
    dev.freeIrq();
    held.signal().run();
    int _ = held.take().getAsInt();
    assertEquals(3, runs[0], "after it was freed");
    assertEquals(0, dev.requestIrq(() -> runs[0]++), "requested again");
    held.signal().run();
    int _ = held.take().getAsInt();
    assertEquals(4, runs[0]);
  }

  @Test
  public final void loadAndBlockAllocateNothing() {
    PciDev dev = create().dev();
    assertEquals(0, dev.enable());
    long page = dev.allocate(PAGE);
    Place place = load();
    Place refused = new Place(9, 0, 8);
    Place stored = block();
    assertEquals(0, Allocation.of(() -> load(dev, place)), "load");
    assertEquals(0, Allocation.of(() -> block(dev, stored, page)), "block");
    assertEquals(0, Allocation.of(() -> load(dev, refused)), "refused load");
  }

  private int load(PciDev dev, Place place) {
    return dev.load(place.space(), place.offset(), place.length(), loaded);
  }

  private static int block(PciDev dev, Place place, long address) {
    return dev.storeBlock(place.space(), place.offset(), place.length(), address);
  }
}
