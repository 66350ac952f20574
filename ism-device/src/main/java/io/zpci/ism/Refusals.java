package io.zpci.ism;

import io.zpci.arch.Outcome;
import io.zpci.arch.Status;

/**
 * What an instruction ends with where a rule of the device refuses it. All but {@link #IN_ERROR}
 * are proposals: no source says what hardware answers (spec ism 7), and the rules carry that as
 * their open question.
 */
final class Refusals {
  /** An access that goes on: not an outcome. */
  static final int PROCEED = -1;

  /** Any access of a function that is in error. */
  static final int IN_ERROR = Outcome.error(Status.BLOCKED);

  /** a single store where a block is due. */
  static final int SINGLE_STORE = Outcome.error(Status.INVAL_AS);

  /** a load of a response in another size or order. */
  static final int LOAD_ORDER = Outcome.error(Status.INVAL_AS);

  /** another issuer's sequence is under way. */
  static final int INTERLEAVED = Outcome.error(Status.BLOCKED);

  /** the DMB is somebody else's to write. */
  static final int NOT_THE_USER = Outcome.error(Status.FUNC_NOT_AVAIL);

  /** the token is not live. */
  static final int DEAD_TOKEN = Outcome.error(Status.FUNC_NOT_AVAIL);

  /** beyond the DMB's end. */
  static final int BEYOND_DMB = Outcome.error(Status.INVAL_AS);

  /** no VLAN in common. */
  static final int OTHER_VLAN = Outcome.error(Status.FUNC_NOT_AVAIL);

  /** the owner cannot be signalled. */
  static final int NO_SBA = Outcome.error(Status.FUNC_NOT_AVAIL);

  /** the owner's memory is gone. */
  static final int MAPPING_LOST = Outcome.error(Status.FUNC_NOT_AVAIL);

  /** nothing is there to be read or written. */
  static final int NOTHING_THERE = Outcome.error(Status.INVAL_AS);

  private Refusals() {}
}
