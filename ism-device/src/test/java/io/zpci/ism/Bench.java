package io.zpci.ism;

import io.zpci.arch.Outcome;
import io.zpci.arch.Reaction;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One function in a fabric, with its guest's memory, and everything that a test wants to ask. */
final class Bench extends Tap.NoOp {
  static final long SBA = GuestMemory.BASE + 0x1000;
  static final long IEQ = GuestMemory.BASE + 0x2000;
  static final long DMB = GuestMemory.BASE + 0x10_0000;

  final IsmFunction function;
  final GuestMemory memory = new GuestMemory();
  final List<String> broken = new ArrayList<>();
  final List<String> errors = new ArrayList<>();
  int interrupts;

  Bench(Fabric fabric, long gid) {
    this(fabric, gid, Reactions.DEFAULT);
  }

  Bench(Fabric fabric, long gid, Reactions reactions) {
    function = fabric.add(gid, IsmFacts.plain(fabric.pchid()), reactions, this);
    function.connect(memory, _ -> interrupts++);
    function.errorState((pec, address) -> errors.add("0x%04x at 0x%x".formatted(pec, address)));
  }

  /** A lone function. */
  static Bench alone() {
    return new Bench(new Fabric(0x120), 0xa1a1_a1a1_0000_0001L);
  }

  /** A lone function with another reaction. */
  static Bench alone(Rule rule, Reaction reaction) {
    return new Bench(
        new Fabric(0x120), 0xa1a1_a1a1_0000_0001L, Reactions.DEFAULT.with(rule, reaction));
  }

  /** SBA and event queue registered. */
  Bench probed() {
    check(command("00000001 0000 0010", hex(SBA)), 0);
    check(command("00000002 0000 0018", hex(IEQ) + "0000000000000200"), 0);
    memory.log();
    return this;
  }

  /** Registers a DMB at {@link #DMB} plus {@code at}; its token. */
  long dmb(long at, int length, int index, long rgid) {
    check(
        command(
            "0000000a 0000 0028",
            hex(DMB + at) + "%08x%08x".formatted(length, index) + "0000000000000000" + hex(rgid)),
        0);
    return Long.parseUnsignedLong(load(8), 16);
  }

  /** Payload, header: {@code ret}. */
  int command(String header, String payload) {
    if (!payload.isEmpty()) {
      check(block(2, 8, payload), Outcome.OK);
    }
    check(block(2, 0, header), Outcome.OK);
    return Integer.parseInt(load(0).substring(8, 12), 16);
  }

  int block(int space, long offset, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return function.storeBlock(space, offset, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  int move(long token, int element, boolean signal, int inDmb, String hex) {
    return block(0, MoveOffset.of(token, element, signal, inDmb), hex);
  }

  /** A doubleword of BAR 2 in hex. */
  String load(long offset) {
    Register loaded = new Register();
    check(function.load(2, offset, 8, loaded), Outcome.OK);
    return hex(loaded.get());
  }

  static String hex(long value) {
    return "%016x".formatted(value);
  }

  /** The rules broken since the last call. */
  List<String> broken() {
    List<String> copy = List.copyOf(broken);
    broken.clear();
    return copy;
  }

  private static void check(int got, int expected) {
    if (got != expected) {
      throw new AssertionError("expected " + expected + ", got " + got);
    }
  }

  @Override
  public void broken(Rule rule) {
    broken.add(rule.id());
  }
}
