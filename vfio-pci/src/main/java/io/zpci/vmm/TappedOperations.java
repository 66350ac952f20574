package io.zpci.vmm;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a prototype does with blocks and loads, with a tap in front of it: each enters the given
 * hand as the pwrite or pread that it asks for, whatever its request looks like on the wire. Where
 * one fails, QEMU's rule that prototypes tell their guest is broken.
 */
public final class TappedOperations implements GuestOperations {
  private final GuestOperations below;
  private final Hand hand;
  private final Tap tap;
  private final MemorySegment answer = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);

  /** {@code below}, which {@code hand} serves, seen by {@code tap}. */
  public TappedOperations(GuestOperations below, Hand hand, Tap tap) {
    this.below = below;
    this.hand = hand;
    this.tap = tap;
  }

  @Override
  public int storeBlock(
      int space, long offset, int length, GuestStorage storage, long storageAddress) {
    long at = storage.offset(storageAddress);
    tap.enter(hand, Operation.PWRITE, space, offset, length, storage.segment(), at, 0);
    return left(below.storeBlock(space, offset, length, storage, storageAddress), length);
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    int at = Long.BYTES - length;
    tap.enter(hand, Operation.PREAD, space, offset, length, answer, at, 0);
    int outcome = below.load(space, offset, length, loaded);
    if (outcome == Outcome.OK) {
      Layouts.putImage(answer, at, length, loaded.get());
    }
    return left(outcome, length);
  }

  private int left(int outcome, int length) {
    tap.exit(outcome == Outcome.OK ? length : -Errno.EIO, 0);
    if (outcome != Outcome.OK) {
      tap.broken(QemuRules.PROTOTYPE_WRITE);
    }
    return outcome;
  }
}
