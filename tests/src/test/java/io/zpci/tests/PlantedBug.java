package io.zpci.tests;

import io.zpci.tests.planted.Ground;
import io.zpci.tests.planted.HeaderBeforePayload;
import io.zpci.tests.planted.MioOnIsm;
import io.zpci.tests.planted.MissingLock;
import io.zpci.tests.planted.MoveAcross4KiB;
import io.zpci.tests.planted.SignalOnEveryPiece;
import io.zpci.tests.planted.StoreInPlaceOfBlock;
import io.zpci.tests.planted.UnmappedSba;
import io.zpci.trace.Hand;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Each planted bug, and what must be found of it. */
enum PlantedBug {
  HEADER_BEFORE_PAYLOAD(
      HeaderBeforePayload.class,
      HeaderBeforePayload::planted,
      HeaderBeforePayload::repaired,
      "R-08",
      Hand.GUEST,
      "the bug"),
  STORE_IN_PLACE_OF_BLOCK(
      StoreInPlaceOfBlock.class,
      StoreInPlaceOfBlock::planted,
      StoreInPlaceOfBlock::repaired,
      "R-02",
      Hand.DEVICE,
      "the bug"),
  MIO_ON_ISM(
      MioOnIsm.class, MioOnIsm::planted, MioOnIsm::repaired, "R-01", Hand.FIRMWARE, "the bug"),
  SIGNAL_ON_EVERY_PIECE(
      SignalOnEveryPiece.class,
      SignalOnEveryPiece::planted,
      SignalOnEveryPiece::repaired,
      "R-22",
      Hand.GUEST,
      "the bug"),
  MOVE_ACROSS_4_KIB(
      MoveAcross4KiB.class,
      MoveAcross4KiB::planted,
      MoveAcross4KiB::repaired,
      "R-05",
      Hand.FIRMWARE,
      "the bug"),
  MISSING_LOCK(
      MissingLock.class,
      MissingLock::planted,
      MissingLock::repaired,
      "R-17",
      Hand.GUEST,
      "the bug"),
  SBA_UNMAPPED(
      UnmappedSba.class, UnmappedSba::unmapped, UnmappedSba::repaired, "R-25", null, "unmapped"),
  SBA_FREED(UnmappedSba.class, UnmappedSba::freed, UnmappedSba::repaired, "R-25", null, "freed"),
  SBA_NEVER_MAPPED(
      UnmappedSba.class,
      UnmappedSba::neverMapped,
      UnmappedSba::repaired,
      "R-24",
      Hand.DEVICE,
      "never mapped");

  private final Class<?> path;
  private final Consumer<Ground> planted;
  private final Consumer<Ground> repaired;
  private final String rule;
  private final @Nullable Hand hand;
  private final String mark;

  PlantedBug(
      Class<?> path,
      Consumer<Ground> planted,
      Consumer<Ground> repaired,
      String rule,
      @Nullable Hand hand,
      String mark) {
    this.path = path;
    this.planted = planted;
    this.repaired = repaired;
    this.rule = rule;
    this.hand = hand;
    this.mark = mark;
  }

  void planted(Ground ground) {
    planted.accept(ground);
  }

  void repaired(Ground ground) {
    repaired.accept(ground);
  }

  /** The rule that must be named. */
  String rule() {
    return rule;
  }

  /** The class that the blamed line stands in. */
  Class<?> path() {
    return path;
  }

  /** The comment at its end. */
  String mark() {
    return mark;
  }

  /**
   * Who refuses what the bug sends down, or, where nobody does, who sent it; null where no
   * instruction is wrong, but what the driver does with its memory.
   */
  @Nullable Hand hand() {
    return hand;
  }
}
