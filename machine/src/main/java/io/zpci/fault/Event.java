package io.zpci.fault;

import io.zpci.ism.MoveOffset;
import io.zpci.trace.Operation;
import java.util.function.Predicate;

/**
 * Something that crosses a port, for a fault to wait for. It has happened when the access arrives
 * at the port and no fault keeps it there: what the access causes comes after it.
 *
 * @param port where it is seen: {@link Port#GUEST}, {@link Port#HOST} or {@link Port#FUNCTION}
 * @param words for people
 * @param what whether an access is one
 * @param count which of them it is, from 1
 */
public record Event(Port port, String words, Predicate<PortAccess> what, int count) {
  private static final int MOVES = 0;
  private static final int COMMANDS = 2;

  /**
   * Checks port and count.
   *
   * @throws IllegalArgumentException where no instruction and no access crosses the port, or the
   *     count is less than 1
   */
  public Event {
    if (port != Port.GUEST && port != Port.HOST && port != Port.FUNCTION) {
      throw new IllegalArgumentException(
          "event at %s: seen are accesses at guest, host and function".formatted(port.word()));
    }
    if (count < 1) {
      throw new IllegalArgumentException(
          "event %s, number %d: they are counted from 1".formatted(words, count));
    }
  }

  /** The first access at {@code port} of which {@code what} holds. */
  public static Event of(Port port, String words, Predicate<PortAccess> what) {
    return new Event(port, words, what, 1);
  }

  /** The header of an ISM command arrives at the function: it is executed within that access. */
  public static Event command(int code) {
    return of(Port.FUNCTION, commandWords(code), access -> isCommand(access, code));
  }

  /** A move to the DMB with {@code token} arrives at the function. */
  public static Event moveTo(long token) {
    return of(Port.FUNCTION, moveWords(token), access -> isMoveTo(access, token));
  }

  /** The {@code n}th of them, from 1. */
  public Event nth(int n) {
    return new Event(port, words, what, n);
  }

  /** For people: {@code the 3rd command 0x0a at function}. */
  public String describe() {
    return Rate.ordinal(count) + " " + words + " at " + port.word();
  }

  static String commandWords(int code) {
    return "command 0x%02x".formatted(code);
  }

  static String moveWords(long token) {
    return "move to token 0x%x".formatted(token);
  }

  /** Whether it is the header of a command, as a block or as what a hand made of that. */
  static boolean isCommand(PortAccess access, int code) {
    return access.space() == COMMANDS
        && access.offset() == 0
        && access.carries(0, Integer.BYTES)
        && access.image(0, Integer.BYTES) == code;
  }

  static boolean isMoveTo(PortAccess access, long token) {
    Operation operation = access.operation();
    return access.space() == MOVES
        && operation.isStore()
        && MoveOffset.token(access.offset()) == token;
  }
}
