package io.zpci.vmm;

import io.zpci.dma.DmaRules;
import io.zpci.interrupt.SummaryTest;
import java.util.List;
import java.util.Optional;

/**
 * The choices of one QEMU release, as data. A new release is one more record in {@link
 * QemuVersions}. Source of every switch: spec passthrough e and spec zpci 16.2, 18.
 *
 * @param name as the command line spells it: {@code qemu-7.2}
 * @param source the release that was read or run
 * @param pcistbLengthMask bits of the length that PCISTB honours (Q-1: 0xff in 5.2, 0x1fff later)
 * @param acceptance what PCISTB asks the target region before it writes
 * @param piecesReversed whether, on a little-endian host, PCISTB reverses the bytes of each piece
 *     (Q-2)
 * @param badRegion what becomes of an access past the end of a BAR or to a BAR that is not there
 *     (g.8)
 * @param msixForAll whether MSI-X is mandatory for every device; else only for those not
 *     interpreted
 * @param interpretation whether this QEMU can let the machine interpret loads and stores
 * @param clpBarsSwapped whether CLP query function reports BAR values in the wrong byte order
 * @param summaryTest what decides whether a message that QEMU delivers itself interrupts
 * @param rpcitPasses how often RPCIT goes over its range where mappings ran out on the way: once,
 *     or twice, for what it unmapped may have made room
 * @param rpcitRange what RPCIT does with pages outside the registered range (g.9)
 * @param mappingLeak whether a page that is mapped anew where another was takes one mapping too
 *     many of the account (g.10)
 * @param segmentsForgotten whether RPCIT over a region or segment entry that is invalid forgets the
 *     pages below it and leaves them mapped in vfio; deduced from source, never run (g.26)
 * @param apertureCut whether a vfio function without relaxed translation is told no more I/O
 *     addresses than its container has mappings (g.13)
 * @param apertureCutFirstOnly whether that goes for the first function of a container only; deduced
 *     from source, never run (g.34, Q-11)
 * @param relaxedTranslation whether an anchor without translation is taken, for vfio functions but
 *     ISM
 * @param handleRefreshed whether CLP enable takes an interpreted function's handle from the host
 *     anew
 * @param ismReset whether a guest's reset resets an ISM function (Q-7, g.14)
 * @param forwardingSurvivesReset whether a guest's reset leaves interrupt forwarding registered, so
 *     that the next registration fails (g.11)
 * @param vfioUser the client for vfio-user functions (g.18 to g.20)
 */
public record QemuVersion(
    String name,
    String source,
    int pcistbLengthMask,
    Acceptance acceptance,
    boolean piecesReversed,
    BadRegion badRegion,
    boolean msixForAll,
    boolean interpretation,
    boolean clpBarsSwapped,
    SummaryTest summaryTest,
    DmaRules.Passes rpcitPasses,
    DmaRules.Range rpcitRange,
    boolean mappingLeak,
    boolean segmentsForgotten,
    boolean apertureCut,
    boolean apertureCutFirstOnly,
    boolean relaxedTranslation,
    boolean handleRefreshed,
    boolean ismReset,
    boolean forwardingSurvivesReset,
    VfioUser vfioUser) {

  /** What PCISTB asks of the target region. */
  public enum Acceptance {
    /** Whether it takes one access of the whole length: no vfio region does. */
    WHOLE_LENGTH,
    /** Whether it takes an 8-byte write at every 8-byte step. */
    EVERY_STEP
  }

  /** What becomes of an access to nowhere. */
  public enum BadRegion {
    /** It goes to the vfio region all the same, at an offset that is not the BAR's. */
    FOREIGN_OFFSET,
    /** Operand exception. */
    OPERAND
  }

  /** What QEMU's client for vfio-user functions is. Source: spec passthrough f. */
  public enum VfioUser {
    /** There is none before 10.1. */
    NONE,
    /** It lays out what the server asks of memory with a count of 32 bits (g.20). */
    SHORT_COUNT,
    /** It lays out all messages as the protocol has them. */
    PROTOCOL
  }

  /** Every version, oldest first. */
  public static List<QemuVersion> all() {
    return QemuVersions.ALL;
  }

  /** The version with {@code name}. */
  public static Optional<QemuVersion> named(String name) {
    return all().stream().filter(version -> version.name().equals(name)).findFirst();
  }

  /** The newest release. */
  public static QemuVersion newest() {
    return all().getLast();
  }

  /** The name: what a message needs, and the switches are long. */
  @Override
  public String toString() {
    return name;
  }
}
