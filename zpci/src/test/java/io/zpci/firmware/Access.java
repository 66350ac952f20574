package io.zpci.firmware;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One access by raw operands, and which rules it breaks: each rule looked at by itself, so that the
 * order comes from {@link FirmwareChecks} alone.
 */
record Access(
    boolean block, int issue, long request, long address, long from, FunctionState state) {
  private static final int[] LENGTHS = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 24, 128, 136, 4096, 4097, 0x108
  };
  private static final int[] SPACES = {0, 0, 0, 2, 4, 1, 5, 6, 15, 15, 16, 0xff};
  private static final long[] OFFSETS = {
    0, 0, 0, 4, 8, 1, 0xf8, 0xffc, 0xff8, 0xfff, 0x1000, 0x3ff8, 0xfff8, 0x10000, 1L << 47
  };
  private static final FunctionState[] STATES = {
    FunctionState.ENABLED,
    FunctionState.ENABLED,
    FunctionState.ENABLED,
    FunctionState.ERROR,
    FunctionState.BLOCKED
  };

  static Access random(SplittableRandom random, Bench bench) {
    boolean mio = random.nextInt(3) == 0;
    int issue =
        (mio ? Issue.MIO : 0)
            | random(random, 8, Issue.PROBLEM_STATE)
            | random(random, 8, Issue.ODD_PAIR);
    FunctionEntry entry = random.nextBoolean() ? bench.strictEntry : bench.relaxedEntry;
    int handle =
        entry.handle() ^ random(random, 10, FunctionHandle.ENABLE) ^ random(random, 10, 0x00010000);
    int space = SPACES[random.nextInt(SPACES.length)];
    int length = LENGTHS[random.nextInt(LENGTHS.length)];
    long offset = OFFSETS[random.nextInt(OFFSETS.length)];
    long address = offset;
    if (mio) {
      handle = random.nextInt();
      address = MioAddress.owned(random.nextInt(2), space & 7) | offset;
    }
    long from =
        Bench.STORAGE + (random.nextInt(5) == 0 ? Bench.STORAGE_SIZE - 8 : random.nextInt(3) * 4L);
    FunctionState state = STATES[random.nextInt(STATES.length)];
    return new Access(
        random.nextBoolean(), issue, Request.of(handle, space, length), address, from, state);
  }

  private static int random(SplittableRandom random, int times, int bit) {
    return random.nextInt(times) == 0 ? bit : 0;
  }

  int execute(Bench bench) {
    for (FunctionEntry entry : List.of(bench.strictEntry, bench.relaxedEntry)) {
      entry.resetError();
      if (state != FunctionState.ENABLED) {
        entry.error();
      }
      if (state == FunctionState.BLOCKED) {
        entry.resetBlock();
      }
    }
    return block
        ? bench.firmware.storeBlock(issue, request, address, bench.storage, from)
        : bench.firmware.load(issue, request, address, bench.loaded);
  }

  /**
   * The first rule of the order that this access breaks, as a list of one; empty where it breaks
   * none.
   */
  List<Rule> firstBroken(Bench bench) {
    FunctionEntry entry = entry(bench);
    FunctionFacts facts = entry == null ? bench.strict.facts() : entry.facts();
    boolean relaxed = facts.blockClass() == BlockClass.RELAXED;
    List<Rule> order;
    if (block) {
      order =
          relaxed
              ? mio() ? FirmwareChecks.BLOCK_RELAXED_MIO : FirmwareChecks.BLOCK_RELAXED
              : mio() ? FirmwareChecks.BLOCK_MIO : FirmwareChecks.BLOCK;
    } else {
      order = mio() ? FirmwareChecks.SINGLE_MIO : FirmwareChecks.SINGLE;
    }
    return order.stream().filter(rule -> breaks(rule.id(), entry, facts)).limit(1).toList();
  }

  private boolean mio() {
    return Issue.isMio(issue);
  }

  private int space() {
    return mio() ? MioAddress.bar(address) : Request.space(request);
  }

  private long offset() {
    return mio() ? address & 0xffff_ffff_ffffL : address;
  }

  private @Nullable FunctionEntry entry(Bench bench) {
    if (mio()) {
      boolean owned = MioAddress.slot(address) == 0 && List.of(0, 2, 4).contains(space());
      return owned ? bench.strictEntry : null;
    }
    int handle = Request.handle(request);
    return handle == bench.strictEntry.handle()
        ? bench.strictEntry
        : handle == bench.relaxedEntry.handle() ? bench.relaxedEntry : null;
  }

  private boolean breaks(String rule, @Nullable FunctionEntry entry, FunctionFacts facts) {
    int length = Request.length(request);
    long offset = offset();
    boolean bar = space() <= 5;
    return switch (rule) {
      case "R-30" -> Issue.isProblemState(issue);
      case "firmware.pair" -> Issue.isOddPair(issue);
      case "firmware.mio" -> false;
      case "R-01", "R-28" -> entry == null;
      case "R-29" -> state == FunctionState.ERROR;
      case "R-27" -> !bar && (block || space() != 15);
      case "R-26" ->
          space() == 15 && (!List.of(1, 2, 4).contains(length) || offset % 4 + length > 4);
      case "R-14" -> bar && (length == 0 || offset % 8 + length > 8);
      case "firmware.single.length" -> bar && !List.of(1, 2, 4, 8).contains(length);
      case "firmware.pcistb.offset" -> offset % 8 != 0;
      case "firmware.pcistb.length" -> length < 16 || length > 128 || length % 8 != 0;
      case "firmware.pcistb.page", "R-05" -> offset % 4096 + length > 4096;
      case "firmware.pcistb.storage" -> from % 8 != 0;
      case "R-04" -> length < 1 || length > 4096;
      case "R-32" -> offset + length > (bar ? facts.barSize(space()) : 256);
      case "firmware.storage" -> from + length > Bench.STORAGE + Bench.STORAGE_SIZE;
      default -> throw new AssertionError(rule);
    };
  }
}
