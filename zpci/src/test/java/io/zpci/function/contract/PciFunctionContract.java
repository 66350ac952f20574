package io.zpci.function.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.contract.Allocation;
import io.zpci.arch.contract.Fuzz;
import io.zpci.arch.contract.Outcomes;
import io.zpci.arch.contract.Place;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.PciFunction;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PciFunction} holds to. Extend it, say how a function is made and where it takes
 * accesses; JUnit runs the rest.
 *
 * <p>Accesses are those that a firmware lets through: a BAR that is there, or configuration space,
 * and a length and place that the machine takes.
 */
public abstract class PciFunctionContract {
  private static final int STEPS = 4000;
  private static final int MEASURED = 48;
  private static final int PAGE = 4096;
  private static final long POISON = 0xdead_beef_0bad_cafeL;

  private final MemorySegment data = MemorySegment.ofArray(new long[2 * PAGE / 8]);
  private final Register loaded = new Register();

  /** Made by JUnit. */
  protected PciFunctionContract() {}

  /** A function as it is after power-on, connected; each call makes an equal one. */
  protected abstract PciFunction create();

  /** Loads that the function takes after power-on, at least one. */
  protected abstract List<Place> loads();

  /** Single stores of 0 that it takes after power-on; none where it takes none. */
  protected abstract List<Place> stores();

  /** Blocks of zeros that it takes after power-on; none where it takes none. */
  protected abstract List<Place> blocks();

  /**
   * Where the function keeps what is stored and gives it back: 16 bytes or more from a multiple of
   * 8 on; null where it has no such memory.
   */
  protected @Nullable Place memory() {
    return null;
  }

  @Test
  public final void everyAccessIsAnsweredAndNoneThrows() {
    PciFunction function = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      FunctionAccess access = FunctionAccess.random(fuzz, function.facts(), data);
      int outcome;
      try {
        outcome = access.issue(function, data, loaded);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by " + access), e);
      }
      Outcomes.check(outcome, () -> fuzz.where(access.toString()));
    }
  }

  @Test
  public final void aLoadThatIsNotOkLeavesTheRegister() {
    PciFunction function = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      FunctionAccess access = FunctionAccess.random(fuzz, function.facts(), data);
      loaded.set(POISON);
      int outcome = access.issue(function, data, loaded);
      if (outcome != Outcome.OK || !access.isLoad()) {
        assertEquals(POISON, loaded.get(), () -> fuzz.where("register after " + access));
      }
    }
  }

  @Test
  public final void aLoadFillsTheLowOrderBytesAndZeros() {
    PciFunction function = create();
    assertTrue(!loads().isEmpty(), "loads() names no place");
    for (Place place : loads()) {
      loaded.set(POISON);
      assertEquals(Outcome.OK, load(function, place), () -> "load of " + place);
      assertTrue(Outcomes.fits(loaded.get(), place.length()), () -> "high bytes of " + place);
    }
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      FunctionAccess access = FunctionAccess.random(fuzz, function.facts(), data);
      loaded.set(POISON);
      if (access.issue(function, data, loaded) == Outcome.OK && access.isLoad()) {
        assertTrue(
            Outcomes.fits(loaded.get(), access.length()),
            () -> fuzz.where("high bytes of " + access));
      }
    }
  }

  @Test
  public final void whatItIsSaidToTakeItTakes() {
    PciFunction function = create();
    data.fill((byte) 0);
    for (Place place : stores()) {
      assertEquals(Outcome.OK, store(function, place), () -> "store of 0 to " + place);
    }
    for (Place place : blocks()) {
      assertEquals(Outcome.OK, block(function, place), () -> "block of zeros to " + place);
    }
  }

  @Test
  public final void aBlockIsReadAndNeverWritten() {
    PciFunction function = create();
    Fuzz fuzz = new Fuzz();
    MemorySegment before = MemorySegment.ofArray(new long[2 * PAGE / 8]);
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      FunctionAccess access = FunctionAccess.random(fuzz, function.facts(), data);
      before.copyFrom(data);
      access.issue(function, data, loaded);
      assertEquals(-1, before.mismatch(data), () -> fuzz.where("data of " + access + " differs"));
    }
  }

  @Test
  public final void theByteAtTheLowestOffsetIsTheMostSignificant() {
    Place memory = memory();
    if (memory == null) {
      assertNull(memory);
      return;
    }
    PciFunction function = create();
    int space = memory.space();
    long at = memory.offset();
    assertEquals(Outcome.OK, function.store(space, at, 8, 0x0102_0304_0506_0708L));
    for (int i = 0; i < 8; i++) {
      assertEquals(Outcome.OK, function.load(space, at + i, 1, loaded));
      assertEquals(i + 1, loaded.get(), "byte " + i + " of a store of 8");
    }
    assertEquals(Outcome.OK, function.store(space, at + 4, 2, 0xffff_ffff_ffff_a1a2L));
    assertEquals(Outcome.OK, function.load(space, at, 8, loaded));
    assertEquals(0x0102_0304_a1a2_0708L, loaded.get(), "a store of 2 inside");
    for (int i = 0; i < 32; i++) {
      data.set(Layouts.BYTE, i, (byte) (0x30 + i));
    }
    assertEquals(Outcome.OK, function.storeBlock(space, at, data, 8, 16));
    for (int i = 0; i < 16; i++) {
      assertEquals(Outcome.OK, function.load(space, at + i, 1, loaded));
      assertEquals(0x38 + i, loaded.get(), "byte " + i + " of a block from 8 on");
    }
  }

  @Test
  public final void factsAreConstant() {
    PciFunction function = create();
    FunctionFacts before = function.facts();
    assertEquals(before, function.facts());
    shake(function);
    assertEquals(before, function.facts(), "after accesses");
    function.reset();
    assertEquals(before, function.facts(), "after reset");
  }

  @Test
  public final void resetIsPowerOn() {
    PciFunction function = create();
    List<String> atPowerOn = state(function);
    shake(function);
    Place memory = memory();
    if (memory != null) {
      assertEquals(Outcome.OK, function.store(memory.space(), memory.offset(), 8, POISON));
    }
    function.reset();
    assertEquals(atPowerOn, state(function));
  }

  @Test
  public final void recoveryIsTakenInEveryState() {
    PciFunction function = create();
    function.recover();
    shake(function);
    function.recover();
    for (Place place : loads()) {
      Outcomes.check(load(function, place), () -> "load of " + place);
    }
  }

  @Test
  public final void noAccessAllocates() {
    PciFunction function = create();
    data.fill((byte) 0);
    for (Place place : loads()) {
      assertEquals(0, Allocation.of(() -> load(function, place)), () -> "load of " + place);
    }
    for (Place place : stores()) {
      assertEquals(0, Allocation.of(() -> store(function, place)), () -> "store to " + place);
    }
    for (Place place : blocks()) {
      assertEquals(0, Allocation.of(() -> block(function, place)), () -> "block to " + place);
    }
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < MEASURED; i++) {
      fuzz.step();
      FunctionAccess access = FunctionAccess.random(fuzz, function.facts(), data);
      assertEquals(
          0,
          Allocation.of(() -> access.issue(function, data, loaded)),
          () -> fuzz.where("bytes allocated by " + access));
    }
  }

  private void shake(PciFunction function) {
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      FunctionAccess.random(fuzz, function.facts(), data).issue(function, data, loaded);
    }
  }

  /** What loads of the first 256 bytes of each space and of the last 8 of each BAR give. */
  private List<String> state(PciFunction function) {
    List<String> state = new ArrayList<>();
    FunctionFacts facts = function.facts();
    for (int at = 0; at < facts.configSize(); at += 4) {
      state.add(seen(function, new Place(AddressSpace.CONFIG, at, 4)));
    }
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      long size = facts.barSize(bar);
      for (int at = 0; at < Math.min(size, 256); at += 8) {
        state.add(seen(function, new Place(bar, at, 8)));
      }
      if (size >= 8) {
        state.add(seen(function, new Place(bar, size - 8, 8)));
      }
    }
    Place memory = memory();
    if (memory != null) {
      state.add(seen(function, new Place(memory.space(), memory.offset(), 8)));
    }
    return state;
  }

  private String seen(PciFunction function, Place place) {
    loaded.set(0);
    int outcome = load(function, place);
    return "%s: %s 0x%x".formatted(place, Outcome.describe(outcome), loaded.get());
  }

  private int load(PciFunction function, Place place) {
    return function.load(place.space(), place.offset(), place.length(), loaded);
  }

  private static int store(PciFunction function, Place place) {
    return function.store(place.space(), place.offset(), place.length(), 0);
  }

  private int block(PciFunction function, Place place) {
    return function.storeBlock(place.space(), place.offset(), data, 0, place.length());
  }

  /** The largest block that {@code facts} allow at {@code offset} of a BAR; 0 where none. */
  static int longestBlock(FunctionFacts facts, int bar, long offset) {
    long room = Math.min(facts.barSize(bar) - offset, PAGE - (offset & (PAGE - 1)));
    long most = Math.min(room, Math.min(facts.maxStoreBlock(), PAGE));
    return facts.blockClass() == BlockClass.STRICT ? (int) (most & -8) : (int) most;
  }
}
