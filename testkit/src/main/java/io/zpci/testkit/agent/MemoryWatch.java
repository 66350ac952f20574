package io.zpci.testkit.agent;

import io.zpci.arch.Rule;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a function was given to write to, and whether it can still reach it. It knows
 * the mappings that were made while somebody watched, and judges by them alone.
 */
final class MemoryWatch {
  private static final int PAGE = 4096;

  private final FindingSink found;
  private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
  private final List<Area> areas = new ArrayList<>();
  private boolean sawMappings;

  private record Mapping(long address, long size) {}

  /**
   * Memory that the function writes to.
   *
   * @param owner the command that registers it
   * @param ioAddress where it is
   * @param size in bytes
   * @param token of a DMB; 0 for others, and until it is known
   * @param by the call that registered it
   */
  private record Area(IsmCommand owner, long ioAddress, long size, long token, DriverCall by) {
    boolean overlaps(long from, long length) {
      return from < ioAddress + size && ioAddress < from + length;
    }

    String text() {
      String name =
          switch (owner) {
            case REG_SBA -> "the SBA";
            case REG_IEQ -> "the event queue";
            case REG_DMB -> "the DMB";
            case READ_GID,
                ADD_VLAN_ID,
                DEL_VLAN_ID,
                SET_VLAN,
                RESET_VLAN,
                QUERY_INFO,
                QUERY_RGID,
                UNREG_DMB,
                SIGNAL_IEQ,
                UNREG_SBA,
                UNREG_IEQ ->
                owner.name();
          };
      return "%s at I/O address 0x%x".formatted(name, ioAddress);
    }
  }

  /** Nothing is mapped and nothing registered. */
  MemoryWatch(FindingSink found) {
    this.found = found;
  }

  /** Memory was mapped. */
  void mapped(long address, long size, long ioAddress) {
    mappings.put(ioAddress, new Mapping(address, size));
    sawMappings = true;
  }

  /** A mapping has ended. */
  void unmapped(DriverCall call, long ioAddress, long size) {
    mappings.remove(ioAddress);
    lost(call, ioAddress, size, "unmapped");
  }

  /** Memory was given back; what is still mapped there is another's from now on. */
  void freed(DriverCall call, long address, long size) {
    for (Map.Entry<Long, Mapping> entry : mappings.entrySet()) {
      Mapping mapping = entry.getValue();
      if (mapping.address() < address + size && address < mapping.address() + mapping.size()) {
        lost(call, entry.getKey(), mapping.size(), "freed");
      }
    }
  }

  private void lost(DriverCall call, long ioAddress, long size, String how) {
    forget(area -> {
      boolean lost = area.overlaps(ioAddress, size);
      if (lost) {
        found.find(
            IsmRules.R_25,
            call,
            "%s is %s while it is registered; %s registered it"
                .formatted(area.text(), how, place(area.by())));
      }
      return lost;
    });
  }

  /** A command is about to be executed that names memory: is it mapped? */
  void named(DriverCall call, IsmCommand command, long ioAddress, long size) {
    Map.Entry<Long, Mapping> at = mappings.floorEntry(ioAddress);
    boolean mapped =
        at != null && ioAddress + size <= at.getKey() + pages(at.getKey(), at.getValue().size());
    if (sawMappings && !mapped) {
      Rule rule = IsmRules.R_24;
      Area area = new Area(command, ioAddress, size, 0, call);
      found.find(rule, call, area.text() + " is registered and not mapped");
    }
  }

  /** Mappings are made of whole pages. */
  private static long pages(long ioAddress, long size) {
    long first = ioAddress & -PAGE;
    return ((ioAddress + size + PAGE - 1) & -PAGE) - first - (ioAddress - first);
  }

  /** The function has the memory. */
  void registered(DriverCall call, IsmCommand command, long ioAddress, long size, long token) {
    areas.add(new Area(command, ioAddress, size, token, call));
  }

  /** The function has given the SBA or the event queue back. */
  void unregistered(IsmCommand registering) {
    forget(area -> area.owner() == registering);
  }

  /** The function has given a DMB back. */
  void unregistered(long token) {
    forget(area -> area.owner() == IsmCommand.REG_DMB && area.token() == token);
  }

  /** The function was reset: it has nothing any more. Mappings stay. */
  void reset() {
    areas.clear();
  }

  private void forget(Predicate<Area> which) {
    boolean _ = areas.removeIf(which);
  }

  private static String place(DriverCall call) {
    return call.line().getFileName() + ":" + call.line().getLineNumber();
  }
}
