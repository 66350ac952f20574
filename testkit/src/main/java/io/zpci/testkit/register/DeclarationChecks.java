package io.zpci.testkit.register;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.testkit.register.Declaration.Block;
import io.zpci.testkit.register.Declaration.Place;
import io.zpci.testkit.register.Declaration.Single;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a declaration must be so that the machine can take what its method issues. The limits are
 * the firmware's ({@link io.zpci.firmware.FirmwareChecks}); what depends on the function is asked
 * only where its facts are known.
 */
final class DeclarationChecks {
  /** Elements that an array may have. */
  static final int MAX_COUNT = 65536;

  private static final int DOUBLEWORD = 8;
  private static final int PAGE = 4096;

  /** The largest configuration space that there is: PCI Express's. */
  private static final int MAX_CONFIG = 4096;

  private final @Nullable FunctionFacts facts;

  /** Checks against a function, or without one. */
  DeclarationChecks(@Nullable FunctionFacts facts) {
    this.facts = facts;
  }

  /** One line for each method that is wrong, then one for each two that overlap. */
  List<String> problems(List<? extends Declaration> declarations) {
    List<String> problems = new ArrayList<>();
    List<Single> sound = new ArrayList<>();
    for (Declaration declaration : declarations) {
      String problem = problem(declaration);
      if (problem != null) {
        problems.add(declaration.method() + ": " + problem);
      } else if (declaration instanceof Single single) {
        sound.add(single);
      }
    }
    for (int i = 0; i < sound.size(); i++) {
      for (int j = i + 1; j < sound.size(); j++) {
        String problem = Overlap.problem(sound.get(i), sound.get(j));
        if (problem != null) {
          problems.add(problem);
        }
      }
    }
    return problems;
  }

  /** What is wrong with one declaration alone, and what was expected; null where nothing is. */
  @Nullable String problem(Declaration declaration) {
    int extent =
        switch (declaration) {
          case Single single -> single.width();
          case Block block -> Math.max(block.length(), Math.max(block.max(), 1));
        };
    String problem = placed(declaration.place());
    if (problem == null) {
      problem =
          switch (declaration) {
            case Single single -> single(single);
            case Block block -> block(block);
          };
    }
    if (problem == null) {
      problem = array(declaration.place(), extent);
    }
    if (problem == null) {
      problem =
          switch (declaration) {
            case Single single -> boundary(single);
            case Block block -> page(block);
          };
    }
    if (problem == null) {
      problem = end(declaration.place(), extent);
    }
    return problem == null && declaration instanceof Block block ? room(block) : problem;
  }

  /** The largest length of a sound block's method. */
  int largest(Block block) {
    if (block.length() != 0) {
      return block.length();
    }
    if (block.max() != 0) {
      return block.max();
    }
    int largest = facts == null ? PAGE : Math.min(facts.maxStoreBlock(), PAGE);
    Place place = block.place();
    if (place.moves()) {
      return largest;
    }
    for (int index = 0; index < place.count(); index++) {
      long rest = PAGE - place.element(index) % PAGE;
      if (facts != null) {
        rest = Math.min(rest, size(place.space()) - place.element(index));
      }
      largest = (int) Math.min(largest, rest);
    }
    return largest;
  }

  private @Nullable String placed(Place place) {
    int space = place.space();
    if (!AddressSpace.isBar(space) && space != AddressSpace.CONFIG) {
      return "space %d; expected 0 to 5 for a BAR or 15 for configuration space".formatted(space);
    }
    if (facts != null && AddressSpace.isBar(space) && facts.barSize(space) == 0) {
      return "space %d; expected a BAR that %s has: %s"
          .formatted(space, facts.model(), bars(facts));
    }
    if (place.offset() < 0) {
      return "offset %d; expected 0 or more".formatted(place.offset());
    }
    return null;
  }

  private static @Nullable String single(Single single) {
    int width = single.width();
    boolean config = single.place().space() == AddressSpace.CONFIG;
    if (width != 1 && width != 2 && width != 4 && width != 8) {
      return "width %d; expected 1, 2, 4 or 8".formatted(width);
    }
    if (config && width == DOUBLEWORD) {
      return "width 8 in configuration space; expected 1, 2 or 4";
    }
    if (width > single.valueBytes()) {
      return "width %d in a type of %d bytes; expected at most %d"
          .formatted(width, single.valueBytes(), single.valueBytes());
    }
    return null;
  }

  private @Nullable String block(Block block) {
    if (block.place().space() == AddressSpace.CONFIG) {
      return "a block in configuration space; expected space 0 to 5";
    }
    if (block.length() != 0 && block.max() != 0) {
      return "length %d and max %d; expected one of them".formatted(block.length(), block.max());
    }
    if (block.length() < 0 || block.max() < 0) {
      return "a length of %d; expected 1 or more".formatted(Math.min(block.length(), block.max()));
    }
    int given = Math.max(block.length(), block.max());
    if (facts == null) {
      return given > PAGE ? "blocks of %d; expected at most 4096".formatted(given) : null;
    }
    int most = Math.min(facts.maxStoreBlock(), PAGE);
    if (given > most) {
      return "blocks of %d; expected at most %d, which %s takes"
          .formatted(given, most, facts.model());
    }
    if (facts.blockClass() == BlockClass.STRICT) {
      return strict(block, facts.model());
    }
    return null;
  }

  private static @Nullable String strict(Block block, String model) {
    int given = Math.max(block.length(), block.max());
    if (given != 0 && (given % DOUBLEWORD != 0 || given <= DOUBLEWORD)) {
      return "blocks of %d; expected a multiple of 8 above 8, since %s is strict"
          .formatted(given, model);
    }
    Place place = block.place();
    if (!place.moves()
        && (place.offset() % DOUBLEWORD != 0
            || (place.count() > 1 && place.stride() % DOUBLEWORD != 0))) {
      return "blocks at 0x%x%s; expected multiples of 8, since %s is strict"
          .formatted(place.offset(), place.count() > 1 ? " every " + place.stride() : "", model);
    }
    return null;
  }

  private static @Nullable String array(Place place, int extent) {
    if (place.count() < 1 || place.count() > MAX_COUNT) {
      return "%d elements; expected 1 to %d".formatted(place.count(), MAX_COUNT);
    }
    if (place.count() > 1 && place.stride() < extent) {
      return "elements of %d bytes every %d; expected a stride of %d or more"
          .formatted(extent, place.stride(), extent);
    }
    long room = Long.MAX_VALUE - place.offset() - extent;
    if (room < 0 || (place.count() > 1 && place.stride() > room / (place.count() - 1))) {
      return "an end beyond 2^63; expected offsets of 63 bits";
    }
    return null;
  }

  /** Eight elements of an array have all positions in a doubleword that there are. */
  private static @Nullable String boundary(Single single) {
    Place place = single.place();
    if (place.moves()) {
      return null;
    }
    int width = single.width();
    for (int index = 0; index < Math.min(place.count(), DOUBLEWORD); index++) {
      long offset = place.element(index);
      if (place.space() == AddressSpace.CONFIG) {
        if (offset % width != 0) {
          return "offset 0x%x, width %d in configuration space; expected a multiple of %d"
              .formatted(offset, width, width);
        }
      } else if (offset % DOUBLEWORD + width > DOUBLEWORD) {
        return "offset 0x%x, width %d crosses a doubleword; expected all bytes in 0x%x to 0x%x"
            .formatted(offset, width, offset & -DOUBLEWORD, offset | (DOUBLEWORD - 1));
      }
    }
    return null;
  }

  private static @Nullable String page(Block block) {
    Place place = block.place();
    int given = Math.max(block.length(), block.max());
    if (place.moves() || given == 0) {
      return null;
    }
    for (int index = 0; index < place.count(); index++) {
      long offset = place.element(index);
      if (offset % PAGE + given > PAGE) {
        return "a block of %d at 0x%x crosses 4 KiB; expected at most %d there"
            .formatted(given, offset, PAGE - offset % PAGE);
      }
    }
    return null;
  }

  /** A window that only the page and the space bound has room for the smallest block. */
  private @Nullable String room(Block block) {
    int smallest = facts != null && facts.blockClass() == BlockClass.STRICT ? 2 * DOUBLEWORD : 1;
    int largest = largest(block);
    return largest >= smallest
        ? null
        : "room for a block of %d at 0x%x; expected %d or more"
            .formatted(largest, block.place().offset(), smallest);
  }

  private @Nullable String end(Place place, int extent) {
    long size = size(place.space());
    long end = place.element(place.count() - 1) + extent;
    if (end > size) {
      String known = facts == null ? "" : " of " + facts.model();
      return "bytes to 0x%x; expected less than 0x%x, the size of %s%s"
          .formatted(
              end - 1,
              size,
              place.space() == AddressSpace.CONFIG ? "configuration space" : "BAR " + place.space(),
              known);
    }
    return null;
  }

  private long size(int space) {
    if (space == AddressSpace.CONFIG) {
      return facts == null ? MAX_CONFIG : facts.configSize();
    }
    return facts == null ? Long.MAX_VALUE : facts.barSize(space);
  }

  private static String bars(FunctionFacts facts) {
    return IntStream.range(0, AddressSpace.BARS)
        .filter(bar -> facts.barSize(bar) != 0)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }
}
