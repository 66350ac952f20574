package io.zpci.ism;

/**
 * Sees what functions of a fabric do inside: what no access on the bus shows. Called after the
 * effect is in memory, in the order of the effects. What a method is handed may be reused after it
 * returns.
 */
public interface IsmEvents {
  /** Sees nothing. */
  IsmEvents NONE = new NoOp();

  /** {@code function} has executed a command; its response is readable. */
  void command(IsmFunction function, IsmExchange exchange);

  /**
   * {@code sender} has put {@code length} bytes into a DMB.
   *
   * @param token as REG_DMB answered it
   * @param element index of the DMB's element
   * @param signal whether the owner is signalled
   * @param inDmb offset of the first byte in the DMB
   */
  void move(IsmFunction sender, long token, int element, boolean signal, int inDmb, int length);

  /**
   * {@code receiver}'s queue has a new entry.
   *
   * @param index the queue's index with that entry counted
   * @param type as {@link EventQueue} names them
   */
  void event(IsmFunction receiver, long index, int type, int code, long token, long info);

  /**
   * The summary bit of {@code owner}'s SBA was set, for the move or the event before this.
   *
   * @param found byte 0 of the SBA as it was right before, 0 to 255: with the event bit, where it
   *     is for an event. Without the summary bit in it an interrupt follows.
   */
  default void summarized(IsmFunction owner, int found) {}

  /** {@code function} raises its interrupt. */
  void interrupt(IsmFunction function);

  /** See {@link IsmEvents#NONE}. */
  final class NoOp implements IsmEvents {
    private NoOp() {}

    @Override
    public void command(IsmFunction function, IsmExchange exchange) {}

    @Override
    public void move(
        IsmFunction sender, long token, int element, boolean signal, int inDmb, int length) {}

    @Override
    public void event(
        IsmFunction receiver, long index, int type, int code, long token, long info) {}

    @Override
    public void interrupt(IsmFunction function) {}
  }
}
