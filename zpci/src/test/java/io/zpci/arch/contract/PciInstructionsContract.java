package io.zpci.arch.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PciInstructions} holds to. Extend it, say who issues instructions to what, and
 * which ones are taken; JUnit runs the rest. Operands are raw: no firmware has looked at them.
 */
public abstract class PciInstructionsContract {
  private static final int STEPS = 6000;
  private static final int CONTROLS = 2000;

  /** After so many instructions that may disable the function a fresh one is taken. */
  private static final int FRESH = 50;

  private static final int MEASURED = 48;
  private static final long POISON = 0xdead_beef_0bad_cafeL;

  private final Register loaded = new Register();

  /** Made by JUnit. */
  protected PciInstructionsContract() {}

  /** An executor with one enabled function; each call makes an equal one. */
  protected abstract Issuer create();

  /** Loads by handle that end with cc 0. */
  protected abstract List<Place> loads();

  /** Single stores of 0 by handle that end with cc 0; none where it has none. */
  protected abstract List<Place> stores();

  /** Blocks of zeros by handle that end with cc 0; none where it has none. */
  protected abstract List<Place> blocks();

  /**
   * Where the function keeps what is stored and gives it back: 16 bytes or more from a multiple of
   * 8 on, which both a store of 8 and a block of 16 reach as they are; null where it has no such
   * memory, or hands on the way change bytes.
   */
  protected @Nullable Place memory() {
    return null;
  }

  @Test
  public final void everyOutcomeIsReturnedAndNoneThrown() {
    Issuer issuer = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      RawInstruction raw = RawInstruction.random(fuzz, issuer);
      int outcome;
      try {
        outcome = raw.issue(issuer, loaded);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by " + raw), e);
      }
      Outcomes.check(outcome, () -> fuzz.where(raw.toString()));
    }
  }

  @Test
  public final void everyControlOutcomeIsReturnedAndNoneThrown() {
    Fuzz fuzz = new Fuzz();
    Issuer issuer = create();
    for (int i = 0; i < CONTROLS; i++) {
      fuzz.step();
      if (i % FRESH == 0) {
        issuer = create();
      }
      PciInstruction instruction = RawInstruction.control(fuzz, issuer);
      int outcome;
      try {
        outcome = issuer.instructions().execute(instruction);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by " + instruction), e);
      }
      Outcomes.check(outcome, () -> fuzz.where(instruction.toString()));
    }
  }

  @Test
  public final void aLoadThatIsNotOkLeavesTheRegister() {
    Issuer issuer = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      RawInstruction raw = RawInstruction.random(fuzz, issuer);
      loaded.set(POISON);
      int outcome = raw.issue(issuer, loaded);
      if (outcome != Outcome.OK || !raw.isLoad()) {
        assertEquals(POISON, loaded.get(), () -> fuzz.where("register after " + raw));
      }
    }
  }

  @Test
  public final void aLoadFillsTheLowOrderBytesAndZeros() {
    Issuer issuer = create();
    for (Place place : loads()) {
      loaded.set(POISON);
      assertEquals(Outcome.OK, load(issuer, place), () -> "load of " + place);
      assertTrue(Outcomes.fits(loaded.get(), place.length()), () -> "high bytes of " + place);
    }
  }

  @Test
  public final void whatItIsSaidToTakeItTakes() {
    Issuer issuer = create();
    for (Place place : stores()) {
      assertEquals(Outcome.OK, store(issuer, place), () -> "store of 0 to " + place);
    }
    for (Place place : blocks()) {
      assertEquals(Outcome.OK, block(issuer, place), () -> "block of zeros to " + place);
    }
  }

  @Test
  public final void aBlockIsReadAndNeverWritten() {
    Issuer issuer = create();
    Fuzz fuzz = new Fuzz();
    GuestStorage storage = issuer.storage();
    MemorySegment before = MemorySegment.ofArray(new byte[(int) storage.segment().byteSize()]);
    for (long at = storage.start(); at < storage.end(); at++) {
      storage.putByte(at, (int) at * 7);
    }
    before.copyFrom(storage.segment());
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      RawInstruction raw = RawInstruction.random(fuzz, issuer);
      int _ = raw.issue(issuer, loaded);
      assertEquals(
          -1, before.mismatch(storage.segment()), () -> fuzz.where("storage differs after " + raw));
    }
  }

  @Test
  public final void noInstructionSwaps() {
    Place memory = memory();
    if (memory == null) {
      return;
    }
    Issuer issuer = create();
    PciInstructions instructions = issuer.instructions();
    GuestStorage storage = issuer.storage();
    long eight = Request.of(issuer.handle(), memory.space(), 8);
    long one = Request.of(issuer.handle(), memory.space(), 1);
    long at = memory.offset();
    assertEquals(Outcome.OK, instructions.store(Issue.HANDLE, eight, at, 0x0102_0304_0506_0708L));
    for (int i = 0; i < 8; i++) {
      assertEquals(Outcome.OK, instructions.load(Issue.HANDLE, one, at + i, loaded));
      assertEquals(i + 1, loaded.get(), "byte " + i + " of a store of 8");
    }
    for (int i = 0; i < 32; i++) {
      storage.putByte(storage.start() + i, 0x30 + i);
    }
    int outcome = block(issuer, new Place(memory.space(), at, 16), storage.start() + 8);
    assertEquals(Outcome.OK, outcome);
    for (int i = 0; i < 16; i++) {
      assertEquals(Outcome.OK, instructions.load(Issue.HANDLE, one, at + i, loaded));
      assertEquals(0x38 + i, loaded.get(), "byte " + i + " of a block");
    }
    assertEquals(Outcome.OK, instructions.load(Issue.HANDLE, eight, at + 8, loaded));
    assertEquals(
        Layouts.getImage(storage.segment(), 16, 8), loaded.get(), "the block's second doubleword");
  }

  @Test
  public final void loadStoreAndBlockAllocateNothing() {
    Issuer issuer = create();
    for (Place place : loads()) {
      assertEquals(0, Allocation.of(() -> load(issuer, place)), () -> "load of " + place);
    }
    for (Place place : stores()) {
      assertEquals(0, Allocation.of(() -> store(issuer, place)), () -> "store to " + place);
    }
    for (Place place : blocks()) {
      assertEquals(0, Allocation.of(() -> block(issuer, place)), () -> "block to " + place);
    }
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < MEASURED; i++) {
      fuzz.step();
      RawInstruction raw = RawInstruction.random(fuzz, issuer);
      assertEquals(
          0,
          Allocation.of(() -> raw.issue(issuer, loaded)),
          () -> fuzz.where("bytes allocated by " + raw));
    }
  }

  private int load(Issuer issuer, Place place) {
    long request = Request.of(issuer.handle(), place.space(), place.length());
    return issuer.instructions().load(Issue.HANDLE, request, place.offset(), loaded);
  }

  private static int store(Issuer issuer, Place place) {
    long request = Request.of(issuer.handle(), place.space(), place.length());
    return issuer.instructions().store(Issue.HANDLE, request, place.offset(), 0);
  }

  private static int block(Issuer issuer, Place place) {
    return block(issuer, place, issuer.storage().start());
  }

  private static int block(Issuer issuer, Place place, long address) {
    long request = Request.of(issuer.handle(), place.space(), place.length());
    return issuer
        .instructions()
        .storeBlock(Issue.HANDLE, request, place.offset(), issuer.storage(), address);
  }
}
