package io.zpci.workload;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.trace.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences of accesses to a function of which no more is known than its facts: loads, stores and
 * blocks all over its BARs, and loads of its configuration space.
 *
 * <p>A right access keeps the rules of its instruction and of the function's class: it lies in a
 * BAR that is there, a single one in a doubleword, a block in 4 KiB, and a block to a strict
 * function is longer than 8 and made of aligned doublewords. The pages of an MSI-X table are left
 * alone, since a VMM keeps them for itself. A wrong access breaks one of these.
 */
public final class AccessSequences implements Sequences {
  private static final int DOUBLEWORD = 8;
  private static final int PAGE = 4096;

  /** The length field of PCISTB has 13 bits. Source: spec zpci 1.4. */
  private static final int BLOCK_FIELD = 0x1fff;

  /** Configuration space that every function has. */
  private static final int HEADER = 0x40;

  private final FunctionFacts facts;
  private final SequenceSettings settings;
  private final List<Integer> bars;
  private final boolean config;
  private final List<Operation> loads;

  /** What a wrong access breaks. */
  private enum Fault {
    BEYOND_THE_BAR,
    NO_SUCH_BAR,
    ACROSS_A_BOUNDARY,
    TOO_LONG
  }

  /**
   * Sequences of {@code settings} for a function.
   *
   * @throws IllegalArgumentException where none of the settings' spaces is the function's
   */
  public AccessSequences(FunctionFacts facts, SequenceSettings settings) {
    this.facts = facts;
    this.settings = settings;
    this.bars =
        settings.spaces().stream()
            .filter(space -> AddressSpace.isBar(space) && facts.barSize(space) > 0)
            .toList();
    this.loads = settings.kinds().stream().filter(kind -> kind == Operation.PCILG).toList();
    this.config = settings.spaces().contains(AddressSpace.CONFIG) && !loads.isEmpty();
    if (bars.isEmpty() && !config) {
      throw new IllegalArgumentException(
          "no operation of the settings reaches a space of the function");
    }
  }

  @Override
  public List<Issued> of(long seed) {
    SplitMix random = new SplitMix(seed);
    List<Issued> sequence = new ArrayList<>();
    while (sequence.size() < settings.operations()) {
      sequence.add(random.chance(settings.wrong()) ? wrong(random) : right(random));
    }
    return List.copyOf(sequence);
  }

  private Issued right(SplitMix random) {
    int spaces = bars.size() + (config ? 1 : 0);
    int chosen = (int) random.below(spaces);
    if (chosen == bars.size()) {
      int length = 1 << random.below(3);
      long offset = random.below(HEADER / length) * length;
      return issued(random, Operation.PCILG, AddressSpace.CONFIG, offset, length);
    }
    int bar = bars.get(chosen);
    Operation operation = random.pick(settings.kinds());
    int length = length(random, operation);
    return issued(random, operation, bar, offset(random, operation, bar, length), length);
  }

  private boolean strict(Operation operation) {
    return operation.isBlock() && facts.blockClass() == BlockClass.STRICT;
  }

  private static boolean isSingle(Operation operation) {
    return switch (operation) {
      case PCILG, PCISTG, PCILGI, PCISTGI, IOREAD, IOWRITE -> true;
      case PCISTB,
          PCISTBI,
          PREAD,
          PWRITE,
          MEMCPY_TOIO,
          MEMCPY_FROMIO,
          MEMSET_IO,
          MMIO_WRITE,
          MMIO_READ,
          LOAD,
          STORE,
          BLOCK ->
          false;
    };
  }

  private int length(SplitMix random, Operation operation) {
    if (isSingle(operation)) {
      return 1 << random.below(4);
    }
    int most =
        operation.isBlock()
            ? Math.min(settings.longest(), facts.maxStoreBlock())
            : settings.longest();
    int length = random.between(Math.min(settings.shortest(), most), most);
    return strict(operation) ? Math.max(2 * DOUBLEWORD, length & -DOUBLEWORD) : length;
  }

  /** An offset where the access lies in its BAR and where it may, away from an MSI-X table. */
  private long offset(SplitMix random, Operation operation, int bar, int length) {
    long size = facts.barSize(bar);
    long pages = Math.max(1, size / PAGE);
    long page = random.below(pages);
    for (long tries = 0; tries < pages && isMsix(bar, page * PAGE); tries++) {
      page = (page + 1) % pages;
    }
    int room = (int) Math.min(size, PAGE) - length;
    int inPage = (int) random.below(Math.max(room, 0) + 1L);
    boolean aligned = random.chance(settings.aligned());
    if (isSingle(operation)) {
      // Inside its doubleword: every multiple of its length is.
      inPage &= -length;
    } else if (aligned || strict(operation)) {
      inPage &= -DOUBLEWORD;
    }
    return page * PAGE + inPage;
  }

  private boolean isMsix(int bar, long page) {
    Msix msix = facts.msix();
    return msix != null
        && msix.bar() == bar
        && facts.barSize(bar) > PAGE
        && (touches(page, msix.table(), msix.tableSize())
            || touches(page, msix.pba(), msix.pbaSize()));
  }

  private static boolean touches(long page, long start, long size) {
    return page < start + size && page + PAGE > start;
  }

  private Issued wrong(SplitMix random) {
    Operation operation = random.pick(settings.kinds());
    int bar = bars.isEmpty() ? 0 : random.pick(bars);
    int length = length(random, operation);
    long size = facts.barSize(bar);
    return switch (random.pick(List.of(Fault.values()))) {
      case BEYOND_THE_BAR -> issued(random, operation, bar, size, length);
      case NO_SUCH_BAR -> issued(random, operation, missing(random), 0, length);
      case ACROSS_A_BOUNDARY -> {
        int boundary = isSingle(operation) ? DOUBLEWORD : PAGE;
        int crossing = Math.max(length, 2);
        yield issued(random, operation, bar, boundary - crossing / 2, crossing);
      }
      case TOO_LONG -> {
        int longer = isSingle(operation) ? 2 * DOUBLEWORD - 1 : facts.maxStoreBlock() + DOUBLEWORD;
        yield issued(random, operation, bar, 0, Math.min(longer, BLOCK_FIELD));
      }
    };
  }

  /** A space that no function has. */
  private static int missing(SplitMix random) {
    return random.between(AddressSpace.BARS, AddressSpace.CONFIG - 1);
  }

  private Issued issued(SplitMix random, Operation operation, int space, long offset, int length) {
    long inPage = random.below(PAGE);
    long memory = strict(operation) ? inPage & -DOUBLEWORD : inPage;
    Bytes data = operation.isStore() ? random.bytes(length) : Bytes.NONE;
    return new Issued(operation, space, offset, length, data, memory, false);
  }
}
