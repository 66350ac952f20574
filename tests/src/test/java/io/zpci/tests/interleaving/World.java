package io.zpci.tests.interleaving;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that actors share, and where each of them is: words of storage, big-endian, and counters for
 * everything else.
 */
final class World {
  /** Which words there are. */
  final Words layout;

  final int[] words;
  final long[] counters;

  /** Per actor: which of its activities runs. */
  final int[] activity;

  /** Per actor: what its ports answered in this activity. */
  final long[][] seen;

  /** Per actor: stores that only the actor itself sees so far; pairs of word index and mask. */
  final long[][] buffer;

  /** Per actor: its next access; null where it has come to its end. */
  final @Nullable Access[] next;

  /** Its number among the known ones. */
  int number;

  /** What an actor threw here. */
  @Nullable String failure;

  World(Words layout, int counters, int actors) {
    this.layout = layout;
    this.words = layout.prepared();
    this.counters = new long[counters];
    this.activity = new int[actors];
    this.seen = new long[actors][0];
    this.buffer = new long[actors][0];
    this.next = new Access[actors];
  }

  private World(World other) {
    layout = other.layout;
    words = other.words.clone();
    counters = other.counters.clone();
    activity = other.activity.clone();
    seen = other.seen.clone();
    buffer = other.buffer.clone();
    next = other.next.clone();
  }

  World copy() {
    return new World(this);
  }

  void sees(int actor, long answer) {
    long[] longer = Arrays.copyOf(seen[actor], seen[actor].length + 1);
    longer[longer.length - 1] = answer;
    seen[actor] = longer;
  }

  void stores(int actor, int word, int mask) {
    long[] longer = Arrays.copyOf(buffer[actor], buffer[actor].length + 1);
    longer[longer.length - 1] = (long) word << 32 | (mask & 0xffff_ffffL);
    buffer[actor] = longer;
  }

  /** The oldest store of {@code actor} becomes seen by all. */
  void drain(int actor) {
    long oldest = buffer[actor][0];
    buffer[actor] = Arrays.copyOfRange(buffer[actor], 1, buffer[actor].length);
    words[(int) (oldest >>> 32)] &= (int) oldest;
  }

  /** A word as {@code actor} sees it: with its own stores. */
  int word(int actor, int word) {
    int value = words[word];
    for (long store : buffer[actor]) {
      if ((int) (store >>> 32) == word) {
        value &= (int) store;
      }
    }
    return value;
  }

  /**
   * Two hashes of 64 bits: worlds with the same are taken for the same.
   *
   * @param alike per actor the first one that is like it; which of them is where does not count
   */
  Fingerprint fingerprint(int[] alike) {
    Mixer mixer = new Mixer();
    for (int word : words) {
      mixer.add(word);
    }
    for (long counter : counters) {
      mixer.add(counter);
    }
    long one = 0;
    long other = 0;
    for (int actor = 0; actor < activity.length; actor++) {
      Mixer own = new Mixer();
      own.add(alike[actor]);
      own.add(activity[actor]);
      own.add(seen[actor].length);
      for (long answer : seen[actor]) {
        own.add(answer);
      }
      own.add(buffer[actor].length);
      for (long store : buffer[actor]) {
        own.add(store);
      }
      // A sum does not know an order.
      one += own.one;
      other += own.other;
    }
    mixer.add(one);
    mixer.add(other);
    return new Fingerprint(mixer.one, mixer.other);
  }

  record Fingerprint(long one, long other) {}

  private static final class Mixer {
    private long one = 0x9e37_79b9_7f4a_7c15L;
    private long other = 0xc2b2_ae3d_27d4_eb4fL;

    private void add(long value) {
      one = mix(one ^ value) + 0x9e37_79b9_7f4a_7c15L;
      other = mix(other + value * 0xff51_afd7_ed55_8ccdL) ^ 0x1656_67b1_9e37_79f9L;
    }

    private static long mix(long z) {
      z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
      return z ^ z >>> 31;
    }
  }
}
