package io.zpci.logs;

import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.List;

/**
 * Something in a log that only some versions write.
 *
 * @param who whose version it tells
 * @param what it is
 * @param says which versions, for people
 * @param place where it was seen first
 */
public record Clue(Who who, String what, String says, Place place) {
  /** The last version that was read before the logs changed. */
  private static final String OLD = "linux-5.10";

  /** The first version that was read after that. */
  private static final String NEW = "linux-6.1";

  /** Whose version a clue tells. */
  public enum Who {
    /** The kernel that wrote s390dbf. */
    LINUX("linux"),
    /** The QEMU that wrote a trace. */
    QEMU("qemu");

    private final String word;

    Who(String word) {
      this.word = word;
    }

    /** The name as output spells it. */
    public String word() {
      return word;
    }
  }

  /** A clue that can be found, and the versions that fit it: the oldest and the newest. */
  enum Kind {
    BARE_RECORDS("records of 18 bytes in pci_error", "", OLD),
    LETTERED_RECORDS("records of 19 bytes with a letter in pci_error", NEW, ""),
    LOW_LEVELS("pci_error keeps entries above level 3", "", OLD),
    AVAILABILITY_DUMPED("pci_error holds events of availability", "", OLD),
    DMA_FAILURES("pci_error holds failures of DMA mappings", "", OLD),
    EVENTS_IN_MESSAGES("pci_msg tells of events", "linux-5.16", ""),
    TRANSLATION_IN_MESSAGES("pci_msg tells of failed translations", NEW, ""),
    CREATION_IN_MESSAGES("pci_msg tells of functions that could not be made", NEW, ""),
    ADDED_AT_LEVEL_1("pci_msg tells of new functions on level 1", NEW, ""),
    ADDED_AT_LEVEL_3("pci_msg tells of new functions on level 3", "", "linux-7.1"),
    UID_AT_LEVEL_1("pci_msg tells of UID checking on level 1", "", OLD),
    UID_AT_LEVEL_3("pci_msg tells of UID checking on level 3", NEW, "");

    private final String what;
    private final String since;
    private final String until;

    Kind(String what, String since, String until) {
      this.what = what;
      this.since = since;
      this.until = until;
    }

    /** The clue, seen at {@code place}. */
    Clue at(Place place) {
      String says =
          switch (this) {
            case BARE_RECORDS, LOW_LEVELS, AVAILABILITY_DUMPED, DMA_FAILURES, UID_AT_LEVEL_1 ->
                OLD + ", or another one before " + NEW;
            case LETTERED_RECORDS,
                TRANSLATION_IN_MESSAGES,
                CREATION_IN_MESSAGES,
                ADDED_AT_LEVEL_1,
                UID_AT_LEVEL_3 ->
                NEW + " or newer, or another one after " + OLD;
            case EVENTS_IN_MESSAGES -> since + " or newer";
            case ADDED_AT_LEVEL_3 -> "before linux-7.2";
          };
      return new Clue(Who.LINUX, what, says, place);
    }

    /** Whether {@code version} is known to write so. */
    boolean fits(LinuxVersion version) {
      List<String> names = LinuxVersion.all().stream().map(LinuxVersion::name).toList();
      int at = names.indexOf(version.name());
      return (since.isEmpty() || at >= names.indexOf(since))
          && (until.isEmpty() || at <= names.indexOf(until));
    }
  }

  /** A clue about QEMU, and the versions that fit it. */
  enum QemuKind {
    VFIO_USER("a client of vfio-user", "10.1 or newer"),
    BARS_RIGHT(
        "CLP query answers BARs in little-endian order", "one with the repair of Q-4 (g.12)"),
    BARS_SWAPPED(
        "CLP query answers BARs in big-endian order", "one without the repair of Q-4 (g.12)");

    private final String what;
    private final String says;

    QemuKind(String what, String says) {
      this.what = what;
      this.says = says;
    }

    /** The clue, seen at {@code place}. */
    Clue at(Place place) {
      return new Clue(Who.QEMU, what, says, place);
    }

    /** Whether {@code version} writes so. */
    boolean fits(QemuVersion version) {
      return switch (this) {
        case VFIO_USER -> since(version, "qemu-10.2");
        case BARS_RIGHT -> !version.clpBarsSwapped();
        case BARS_SWAPPED -> version.clpBarsSwapped();
      };
    }

    private static boolean since(QemuVersion version, String name) {
      List<String> names = QemuVersion.all().stream().map(QemuVersion::name).toList();
      return names.indexOf(version.name()) >= names.indexOf(name);
    }
  }
}
