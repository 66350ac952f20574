package io.zpci.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Simpler accesses: shorter, with zeros for data, at an offset or from an operand with fewer bits
 * set, in supervisor state. Operation and address space stay: another one is another access.
 *
 * <p>A shorter store keeps its first bytes. No answer is longer than what was asked about, and none
 * has a bit set that this one has not.
 */
public final class SimplerAccesses implements Simplifier<Issued> {
  private static final List<Integer> LENGTHS = List.of(1, 2, 4, 8, 16);
  private static final int DOUBLEWORD = 8;
  private static final int PAGE = 4096;

  /** Up to so many bytes each one is tried. */
  private static final int SHORT = 64;

  /** Up to so many bytes each bit is tried. */
  private static final int BITS = 16;

  /** A simplifier. */
  public SimplerAccesses() {}

  @Override
  public List<Issued> simpler(Issued access) {
    Set<Issued> simpler = new LinkedHashSet<>();
    for (int length : lengths(access.length())) {
      simpler.add(shortened(access, length));
    }
    Bytes data = access.data();
    simpler.add(with(access, zeroed(data, 0, data.size())));
    for (long offset : fewerBits(access.offset())) {
      simpler.add(at(access, offset, access.memory()));
    }
    for (long memory : fewerBits(access.memory())) {
      simpler.add(at(access, access.offset(), memory));
    }
    if (access.problemState()) {
      simpler.add(supervisor(access));
    }
    for (Bytes bytes : fewerBits(data)) {
      simpler.add(with(access, bytes));
    }
    simpler.remove(access);
    return List.copyOf(simpler);
  }

  private static List<Integer> lengths(int length) {
    Set<Integer> shorter = new LinkedHashSet<>(LENGTHS);
    shorter.add(length / 2 & -DOUBLEWORD);
    shorter.add((length - 1) & -DOUBLEWORD);
    shorter.add(length - 1);
    return shorter.stream().filter(each -> each > 0 && each < length).toList();
  }

  /** 0, the place in its page, the page, and without each bit that is set, the highest first. */
  private static List<Long> fewerBits(long value) {
    Set<Long> fewer = new LinkedHashSet<>();
    fewer.add(0L);
    fewer.add(value & (PAGE - 1));
    fewer.add(value & -PAGE);
    fewer.add(value & -DOUBLEWORD);
    for (long left = value; left != 0; left &= ~Long.highestOneBit(left)) {
      fewer.add(value & ~Long.highestOneBit(left));
    }
    fewer.remove(value);
    return List.copyOf(fewer);
  }

  /** Parts zeroed, from halves on; of short data each byte, of very short each bit. */
  private static List<Bytes> fewerBits(Bytes data) {
    List<Bytes> fewer = new ArrayList<>();
    int size = data.size();
    int smallest = size <= SHORT ? 1 : size / SHORT;
    for (int part = (size + 1) / 2;
        part >= smallest && part > 0;
        part = part == 1 ? 0 : (part + 1) / 2) {
      for (int from = 0; from < size; from += part) {
        fewer.add(zeroed(data, from, Math.min(from + part, size)));
      }
    }
    for (int bit = 0; size <= BITS && bit < size * Byte.SIZE; bit++) {
      byte[] bytes = data.toArray();
      bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
      fewer.add(Bytes.of(bytes));
    }
    return fewer;
  }

  private static Bytes zeroed(Bytes data, int from, int to) {
    byte[] bytes = data.toArray();
    Arrays.fill(bytes, from, to, (byte) 0);
    return Bytes.of(bytes);
  }

  private static Issued shortened(Issued access, int length) {
    Bytes data = access.data();
    Bytes first = data.size() <= length ? data : Bytes.of(Arrays.copyOf(data.toArray(), length));
    return new Issued(
        access.operation(),
        access.space(),
        access.offset(),
        length,
        first,
        access.memory(),
        access.problemState());
  }

  private static Issued with(Issued access, Bytes data) {
    return new Issued(
        access.operation(),
        access.space(),
        access.offset(),
        access.length(),
        data,
        access.memory(),
        access.problemState());
  }

  private static Issued at(Issued access, long offset, long memory) {
    return new Issued(
        access.operation(),
        access.space(),
        offset,
        access.length(),
        access.data(),
        memory,
        access.problemState());
  }

  private static Issued supervisor(Issued access) {
    return new Issued(
        access.operation(),
        access.space(),
        access.offset(),
        access.length(),
        access.data(),
        access.memory(),
        false);
  }
}
