package io.zpci.testkit.register;

import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every register file extends: the arithmetic that its methods share. The methods themselves
 * are made, one for each of the interface's, and call their port directly with constants.
 *
 * <p>For classes that {@link Registers} makes; there is no use in extending it otherwise. A
 * register file has one register for what it loads: not thread safe, one for each thread.
 */
public abstract class RegisterFile {
  /** What reads load into. */
  protected final Register loaded = new Register();

  /** What blocks come from whose method names no storage. */
  protected final @Nullable GuestStorage storage;

  private final String description;

  /**
   * A register file.
   *
   * @param storage what blocks come from; null where each method names its own
   * @param description for people: the interface and what it issues
   */
  protected RegisterFile(@Nullable GuestStorage storage, String description) {
    this.storage = storage;
    this.description = description;
  }

  /**
   * The value of a register.
   *
   * @param image what the instruction loaded
   * @param width 1, 2, 4 or 8 bytes, of which the rest of {@code image} is ignored
   * @param little whether the register is little-endian
   * @param signed whether the value is sign-extended; else it is zero-extended
   */
  protected static long value(long image, int width, boolean little, boolean signed) {
    int rest = Long.SIZE - Byte.SIZE * width;
    long left = little ? Long.reverseBytes(image) : image << rest;
    return signed ? left >> rest : left >>> rest;
  }

  /**
   * The image that an instruction stores, of the low-order bytes of {@code value}; the mirror of
   * {@link #value}.
   */
  protected static long image(long value, int width, boolean little) {
    int rest = Long.SIZE - Byte.SIZE * width;
    return little ? Long.reverseBytes(value) >>> rest : value << rest >>> rest;
  }

  /**
   * How far element {@code index} is from the first.
   *
   * @throws IndexOutOfBoundsException where there is no such element
   */
  protected static long element(int index, int count, long stride) {
    return Objects.checkIndex(index, count) * stride;
  }

  /**
   * A block's length.
   *
   * @throws IllegalArgumentException where it is below 1 or above {@code max}
   */
  protected static int length(int length, int max, String method) {
    if (length < 1 || length > max) {
      throw new IllegalArgumentException(
          "%s: a block of %d; expected 1 to %d".formatted(method, length, max));
    }
    return length;
  }

  /**
   * Turns what a load by {@code width} left in {@code register} into the register's value, where it
   * succeeded.
   *
   * @return {@code result}
   */
  protected static int taken(
      int result, Register register, int width, boolean little, boolean signed) {
    if (result == 0) {
      register.set(value(register.get(), width, little, signed));
    }
    return result;
  }

  /**
   * Lets what succeeded pass.
   *
   * @param result what the port answered
   * @param errno whether that is a negative errno
   * @param method the method, for people
   * @param operation what it issued
   * @throws RegisterException where {@code result} is not 0
   */
  protected static void check(
      int result,
      boolean errno,
      String method,
      String operation,
      int space,
      long offset,
      int length) {
    if (result != 0) {
      throw new RegisterException(
          "%s: %s %d 0x%x %d".formatted(method, operation, space, offset, length), result, errno);
    }
  }

  /** For people: the interface and what it issues. */
  @Override
  public final String toString() {
    return description;
  }
}
