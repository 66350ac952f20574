package io.zpci.tests.interleaving;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * An actor's way to the world. It answers what it answered before, and stops the actor at its first
 * new access.
 *
 * <p>Storage: word i of the world has the address 4 * i. Loads and interlocked updates are
 * sequentially consistent; {@link #and} goes into the actor's store buffer, which drains whenever
 * the explorer likes; {@link #fence} and interlocked updates wait until it is empty.
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
  private int at;

  Ports(int actor, long[] answers) {
    this.actor = actor;
    this.answers = answers;
  }

  /** Any access; the answer of its effect. */
  long access(Access access) {
    if (at < answers.length) {
      return answers[at++];
    }
    throw new Pause(access);
  }

  /** An access that is always ready. */
  long act(String text, Access.Effect effect) {
    return access(new Access(text, _ -> true, effect));
  }

  /** An access that waits until {@code ready}. */
  long await(String text, Access.Ready ready, Access.Effect effect) {
    return access(new Access(text, ready, effect));
  }

  /** {@code counters[counter] += by}; the new value. */
  long count(String text, int counter, long by) {
    return act(text, world -> world.counters[counter] += by);
  }

  /** The counter's value. */
  long counter(String text, int counter) {
    return act(text, world -> world.counters[counter]);
  }

  @Override
  public boolean contains(long address, long length) {
    return address >= 0;
  }

  @Override
  public int get(long address) {
    int word = word(address);
    return (int)
        act("load [0x%x]".formatted(address), world -> world.word(actor, word) & 0xffff_ffffL);
  }

  @Override
  public int getAndOr(long address, int bits) {
    int word = word(address);
    return (int)
        access(
            new Access(
                "[0x%x] |= %08x".formatted(address, bits),
                this::isDrained,
                world -> {
                  int old = world.words[word];
                  world.words[word] = old | bits;
                  return old & 0xffff_ffffL;
                }));
  }

  @Override
  public int getAndAnd(long address, int bits) {
    int word = word(address);
    return (int)
        access(
            new Access(
                "[0x%x] &= %08x".formatted(address, bits),
                this::isDrained,
                world -> {
                  int old = world.words[word];
                  world.words[word] = old & bits;
                  return old & 0xffff_ffffL;
                }));
  }

  @Override
  public void and(long address, int bits) {
    int word = word(address);
    act(
        "store [0x%x] &= %08x into the store buffer".formatted(address, bits),
        world -> {
          world.stores(actor, word, bits);
          return 0;
        });
  }

  @Override
  public void fence() {
    access(new Access("fence", this::isDrained, _ -> 0));
  }

  private boolean isDrained(World world) {
    return world.buffer[actor].length == 0;
  }

  private static int word(long address) {
    if (address % 4 != 0) {
      throw new AssertionError("a word at 0x" + Long.toHexString(address));
    }
    return (int) (address / 4);
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
      long from = address - base;
      int[] values = new int[(int) length / 4];
      for (int i = 0; i < values.length; i++) {
        values[i] = source.get(Layouts.INT, at + 4L * i);
      }
      for (int i = 0; i < values.length; i++) {
        int word = word(from) + i;
        int value = values[i];
        long unused =
            ports.act(
                "[0x%x] := %08x".formatted(from + 4L * i, value),
                world -> {
                  world.words[word] = value;
                  return 0;
                });
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

  /** Copies what storage holds into the words of {@code world}: for preparing it. */
  static void load(World world, GuestStorage storage) {
    for (int word = 0; word < world.words.length; word++) {
      world.words[word] = storage.getInt(4L * word);
    }
  }
}
