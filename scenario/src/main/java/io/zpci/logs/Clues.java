package io.zpci.logs;

import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What logs betray of the versions that wrote them. Sources: spec zpci 14, 16.2 Q-4; spec
 * passthrough g.12, g.20.
 */
public final class Clues {
  private static final int KEPT_LEVEL = 3;

  private final Map<Clue.Kind, Clue> linux = new EnumMap<>(Clue.Kind.class);
  private final Map<Clue.QemuKind, Clue> qemu = new EnumMap<>(Clue.QemuKind.class);

  Clues() {}

  void see(LogEntry entry) {
    switch (entry) {
      case DebugEntry.Instruction each -> {
        see(
            each.layout() == DebugEntry.Layout.BARE
                ? Clue.Kind.BARE_RECORDS
                : Clue.Kind.LETTERED_RECORDS,
            each);
        seeLevel(each);
      }
      case DebugEntry.Event each -> {
        if (!each.error()) {
          see(Clue.Kind.AVAILABILITY_DUMPED, each);
        }
        seeLevel(each);
      }
      case DebugEntry.DmaFailure each -> see(Clue.Kind.DMA_FAILURES, each);
      case DebugEntry.MmioCall each -> seeLevel(each);
      case DebugEntry.ClpCall each -> seeLevel(each);
      case DebugEntry.Message each -> message(each);
      case DebugEntry.IsmFailure _, DebugEntry.Lone _, ConfigDump _ -> {}
      case TraceEntry.UserAccess each -> see(Clue.QemuKind.VFIO_USER, each);
      case TraceEntry.UserRegion each -> see(Clue.QemuKind.VFIO_USER, each);
      case TraceEntry.ListedBar each -> bar(each);
      case TraceEntry _ -> {}
    }
  }

  private void seeLevel(DebugEntry entry) {
    if (entry.stamp().level() > KEPT_LEVEL) {
      see(Clue.Kind.LOW_LEVELS, entry);
    }
  }

  private void message(DebugEntry.Message entry) {
    int level = entry.stamp().level();
    switch (entry.message().verb()) {
      case "err", "avl" -> see(Clue.Kind.EVENTS_IN_MESSAGES, entry);
      case "reg ioat", "unreg ioat" -> see(Clue.Kind.TRANSLATION_IN_MESSAGES, entry);
      case "crt" -> see(Clue.Kind.CREATION_IN_MESSAGES, entry);
      case "add" -> {
        if (entry.message().value("c").isPresent()) {
          leveled(level, Clue.Kind.ADDED_AT_LEVEL_1, Clue.Kind.ADDED_AT_LEVEL_3, entry);
        }
      }
      case "uid checking" ->
          leveled(level, Clue.Kind.UID_AT_LEVEL_1, Clue.Kind.UID_AT_LEVEL_3, entry);
      default -> {}
    }
  }

  private void leveled(int level, Clue.Kind one, Clue.Kind three, LogEntry entry) {
    if (level == 1) {
      see(one, entry);
    } else if (level == KEPT_LEVEL) {
      see(three, entry);
    }
  }

  /** The type bits of a BAR are the low ones of its first byte. */
  private void bar(TraceEntry.ListedBar entry) {
    int type = 0xf;
    if ((entry.word() >>> 24 & type) != 0 && (entry.word() & type) == 0) {
      see(Clue.QemuKind.BARS_RIGHT, entry);
    } else if ((entry.word() & type) != 0 && (entry.word() >>> 24 & type) == 0) {
      see(Clue.QemuKind.BARS_SWAPPED, entry);
    }
  }

  private void see(Clue.Kind kind, LogEntry entry) {
    linux.computeIfAbsent(kind, each -> each.at(entry.place()));
  }

  private void see(Clue.QemuKind kind, LogEntry entry) {
    qemu.computeIfAbsent(kind, each -> each.at(entry.place()));
  }

  /** The clues found: Linux's first. */
  public List<Clue> all() {
    List<Clue> all = new ArrayList<>(linux.values());
    all.addAll(qemu.values());
    return all;
  }

  /** The newest release that fits every clue; empty where there is no clue, or none fits all. */
  public Optional<LinuxVersion> linux() {
    return linux.isEmpty()
        ? Optional.empty()
        : LinuxVersion.all().stream()
            .filter(version -> !version.prototype())
            .filter(version -> linux.keySet().stream().allMatch(clue -> clue.fits(version)))
            .reduce((_, newer) -> newer);
  }

  /** The newest release that fits every clue; empty where there is no clue, or none fits all. */
  public Optional<QemuVersion> qemu() {
    return qemu.isEmpty()
        ? Optional.empty()
        : QemuVersion.all().stream()
            .filter(version -> qemu.keySet().stream().allMatch(clue -> clue.fits(version)))
            .reduce((_, newer) -> newer);
  }
}
