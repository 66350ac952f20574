package io.zpci.serve;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import io.zpci.function.ConfigSpace;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmExchange;
import io.zpci.trace.Hand;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.FunctionEvents;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches one function: counts what it does, posts what is worth a line, and tells the way of its
 * blocks when the guest enables or resets it. Passes everything on.
 */
final class FunctionWatch implements FunctionEvents {
  /** Told when the guest begins or ceases to use a function. */
  interface Use {
    /** Nobody wants to know. */
    Use NOBODY =
        new Use() {
          @Override
          public void enabled() {}

          @Override
          public void reset() {}

          @Override
          public void answering() {}
        };

    /** The guest switched memory space on. Never waits. */
    void enabled();

    /** The client reset the function. Never waits. */
    void reset();

    /** The guest's CPU is about to have an answer; may wait for a moment. */
    void answering();
  }

  private final String name;
  private final EventStream stream;
  private final RuleWatch rules;
  private final FunctionEvents next;
  private final RuleWatch.Breaks breaks = this::broken;
  private final Tally<Rule> broken = new Tally<>();
  private final Tally<String> lost = new Tally<>();
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong interrupts = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private volatile boolean connected;
  private Use use = Use.NOBODY;

  /** Whether the guest has memory space on; what a store under way will make of that. */
  private boolean enabled;

  private boolean enabling;

  /** Whether anything has happened since the last reset that a reset undoes. */
  private boolean touched;

  /**
   * Watches the function that output calls {@code name}.
   *
   * @param next is told everything, too
   */
  FunctionWatch(String name, EventStream stream, RuleWatch rules, FunctionEvents next) {
    this.name = name;
    this.stream = stream;
    this.rules = rules;
    this.next = next;
  }

  /** Who is told from now on that the guest uses the function; before any client comes. */
  void use(Use newUse) {
    use = newUse;
  }

  /** The client is about to have an answer that its guest's CPU waits for; nothing is locked. */
  void answering() {
    use.answering();
  }

  /** What it has done so far; any thread may ask. */
  ServedCounts counts() {
    return new ServedCounts(
        name, connected, blocks.get(), bytes.get(), interrupts.get(), events.get());
  }

  /** An entry came into its event queue. */
  void event() {
    events.incrementAndGet();
  }

  /** It executed a command. */
  void command(IsmExchange exchange) {
    IsmCommand command = exchange.command();
    if (exchange.ret() != 0 || command == null || isWorthALine(command)) {
      stream.post(
          new ServeEvent.Commanded(
              name,
              command == null
                  ? "command 0x" + Integer.toHexString(exchange.code())
                  : command.name(),
              exchange.ret(),
              exchange.address(),
              exchange.length(),
              exchange.token()));
    }
  }

  private static boolean isWorthALine(IsmCommand command) {
    return switch (command) {
      case REG_SBA, REG_IEQ, REG_DMB, UNREG_SBA, UNREG_IEQ, UNREG_DMB -> true;
      case READ_GID,
          ADD_VLAN_ID,
          DEL_VLAN_ID,
          SET_VLAN,
          RESET_VLAN,
          QUERY_INFO,
          QUERY_RGID,
          SIGNAL_IEQ ->
          false;
    };
  }

  @Override
  public void attached() {
    connected = true;
    enabled = false;
    touched = false;
    broken.clear();
    lost.clear();
    next.attached();
  }

  @Override
  public void detached() {
    connected = false;
    enabled = false;
    use.reset();
    next.detached();
  }

  @Override
  public void reset() {
    next.reset();
    enabled = false;
    use.reset();
    if (touched) {
      touched = false;
      stream.post(new ServeEvent.Reset(name));
    }
  }

  @Override
  public void setIrqs(IrqSet set) {
    touched = true;
    next.setIrqs(set);
  }

  @Override
  public void mapped(long address, long size, int access, long offset) {
    touched = true;
    next.mapped(address, size, access, offset);
  }

  @Override
  public void unmapped(long address, long size, boolean had) {
    next.unmapped(address, size, had);
  }

  @Override
  public void loaded(int space, long offset, int length, long value, int outcome) {
    next.loaded(space, offset, length, value, outcome);
    rules.take(breaks);
  }

  @Override
  public void storing(int space, long offset, int length, long value) {
    rules.begin();
    next.storing(space, offset, length, value);
    enabling = enabled;
    if (space != AddressSpace.CONFIG) {
      blocks.incrementAndGet();
      bytes.addAndGet(length);
      touched = true;
    } else if (offset <= ConfigSpace.COMMAND && offset + length > ConfigSpace.COMMAND) {
      int below = (int) (offset + length - 1 - ConfigSpace.COMMAND);
      enabling = (value >>> (8 * below) & ConfigSpace.COMMAND_MEMORY) != 0;
    }
  }

  @Override
  public void storingBlock(int space, long offset, MemorySegment data, long at, int length) {
    rules.begin();
    next.storingBlock(space, offset, data, at, length);
    enabling = enabled;
    blocks.incrementAndGet();
    bytes.addAndGet(length);
    touched = true;
  }

  @Override
  public void stored(int outcome) {
    next.stored(outcome);
    rules.take(breaks);
    if (enabling != enabled && outcome == Outcome.OK) {
      enabled = enabling;
      touched = true;
      stream.post(new ServeEvent.Enabled(name, enabled));
      if (enabled) {
        use.enabled();
      }
    }
  }

  private void broken(Hand hand, Rule rule) {
    long times = broken.again(rule);
    if (times != 0) {
      stream.post(new ServeEvent.Broken(name, hand.name(), rule, rules.access(), times));
    }
  }

  @Override
  public void signalled(int index, int vector) {
    next.signalled(index, vector);
    if (index >= 0) {
      interrupts.incrementAndGet();
      return;
    }
    long times = lost.again(name);
    if (times != 0) {
      stream.post(new ServeEvent.SignalLost(name, times));
    }
  }
}
