package io.zpci.verdict;

import io.zpci.arch.Outcome;
import io.zpci.linux.Errno;
import org.jspecify.annotations.Nullable;

/** What the issuer of an operation was told. */
public sealed interface GuestResult {
  /** Whether the issuer was told that the operation failed. */
  boolean failed();

  /** For people. */
  String describe();

  /** An instruction ended with {@code outcome} ({@link Outcome}). */
  record Instruction(int outcome) implements GuestResult {
    @Override
    public boolean failed() {
      return outcome != Outcome.OK;
    }

    @Override
    public String describe() {
      return Outcome.describe(outcome);
    }
  }

  /**
   * A call ended.
   *
   * @param errno positive, 0 where the caller was told none
   * @param done bytes the caller was told were done
   */
  record Call(int errno, long done) implements GuestResult {
    @Override
    public boolean failed() {
      return errno != 0;
    }

    /** The errno's name, null without one. */
    public @Nullable String errnoName() {
      return errno == 0 ? null : Errno.name(errno);
    }

    @Override
    public String describe() {
      return errno == 0 ? done + " bytes" : Errno.name(errno);
    }
  }
}
