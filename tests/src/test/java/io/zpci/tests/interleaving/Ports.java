package io.zpci.tests.interleaving;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.InterlockedStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * An actor's way to the world. It answers what it answered before, and stops the actor at its first
 * new access.
 *
 * <p>Loads and interlocked updates are sequentially consistent; {@link #and} goes into the actor's
 * store buffer, which drains whenever the explorer likes; {@link #fence} and interlocked updates
 * wait until it is empty.
 */
final class Ports implements InterlockedStorage {
  /** Ends a run at a new access. */
  static final class Pause extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Access access;

    Pause(Access access) {
      super(null, null, false, false);
      this.access = access;
    }
  }

  private final int actor;
  private final long[] answers;
  private final Words words;
  private int at;

  /**
   * Ports of {@code actor}.
   *
   * @param answers what they answered so far
   */
  Ports(int actor, long[] answers, Words words) {
    this.actor = actor;
    this.answers = answers;
    this.words = words;
  }

  private long access(
      Supplier<String> text, boolean word, Access.Ready ready, Access.Effect effect) {
    if (at < answers.length) {
      return answers[at++];
    }
    throw new Pause(new Access(text, word, ready, effect));
  }

  /** An access that is always ready. */
  long act(String text, Access.Effect effect) {
    return access(() -> text, false, _ -> true, effect);
  }

  /** An access that waits until {@code ready}. */
  long await(String text, Access.Ready ready, Access.Effect effect) {
    return access(() -> text, false, ready, effect);
  }

  /** An access that waits until {@code ready}, and until this actor's stores are seen. */
  long awaitOrdered(String text, Access.Ready ready, Access.Effect effect) {
    return access(() -> text, false, world -> isDrained(world) && ready.in(world), effect);
  }

  /** What {@code world} holds at {@code address}, as this actor sees it: for an access's effect. */
  int word(World world, long address) {
    return world.word(actor, changing(address));
  }

  @Override
  public boolean contains(long address, long length) {
    return address >= 0;
  }

  @Override
  public int get(long address) {
    int place = words.place(address);
    if (place < 0) {
      return words.prepared(address);
    }
    return (int)
        access(
            () -> "load [0x%x]".formatted(address),
            true,
            _ -> true,
            world -> world.word(actor, place));
  }

  @Override
  public int getAndOr(long address, int bits) {
    int place = changing(address);
    return (int)
        access(
            () -> "[0x%x] |= %08x".formatted(address, bits),
            true,
            this::isDrained,
            world -> {
              int old = world.words[place];
              world.words[place] = old | bits;
              return old;
            });
  }

  @Override
  public int getAndAnd(long address, int bits) {
    int place = changing(address);
    return (int)
        access(
            () -> "[0x%x] &= %08x".formatted(address, bits),
            true,
            this::isDrained,
            world -> {
              int old = world.words[place];
              world.words[place] = old & bits;
              return old;
            });
  }

  @Override
  public void and(long address, int bits) {
    int place = changing(address);
    long unused =
        access(
            () -> "store [0x%x] &= %08x into the store buffer".formatted(address, bits),
            false,
            _ -> true,
            world -> {
              world.stores(actor, place, bits);
              return 0;
            });
  }

  @Override
  public void fence() {
    access(() -> "fence", false, this::isDrained, _ -> 0);
  }

  /** Stores a word at once, as a function's DMA does. */
  void put(long address, int value) {
    int place = words.place(address);
    if (place < 0 && words.prepared(address) == value) {
      return;
    }
    int changing = changing(address);
    long unused =
        access(
            () -> "[0x%x] := %08x".formatted(address, value),
            false,
            _ -> true,
            world -> {
              world.words[changing] = value;
              return 0;
            });
  }

  private boolean isDrained(World world) {
    return world.buffer[actor].length == 0;
  }

  private int changing(long address) {
    int place = words.place(address);
    if (place < 0) {
      throw new AssertionError("the word at 0x%x does not change".formatted(address));
    }
    return place;
  }

  /** These ports as what a function's I/O addresses reach: I/O address = address + {@code base}. */
  Dma dma(long base) {
    return new PortDma(this, base);
  }

  private record PortDma(Ports ports, long base) implements Dma {
    @Override
    public int read(long address, MemorySegment target, long at, long length) {
      for (long done = 0; done < length; done += 4) {
        target.set(Layouts.INT, at + done, ports.get(address - base + done));
      }
      return 0;
    }

    @Override
    public int write(long address, MemorySegment source, long at, long length) {
      for (long done = 0; done < length; done += 4) {
        ports.put(address - base + done, source.get(Layouts.INT, at + done));
      }
      return 0;
    }

    @Override
    public int or(long address, int bits, Register previous) {
      previous.set(ports.getAndOr(address - base, bits) & 0xffff_ffffL);
      return 0;
    }

    @Override
    public int check(long address, long length) {
      return 0;
    }
  }
}
