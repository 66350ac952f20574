package io.zpci.interrupt;

/**
 * One entry of the guest adapter-interruption table, as what it does: a host summary bit becomes a
 * guest's summary bit and the guest's pending subclass. Source: spec zpci 12.5, 12.6; spec
 * passthrough d.1 (Linux {@code kvm/pci.c}, {@code kvm/interrupt.c}).
 *
 * @param guest the guest's facility (its GISA)
 * @param isc the guest's subclass
 * @param aisb address, in the storage the forwarding works on, of the guest's summary
 * @param aisbo bit in it; -1 where the guest registered no summary
 */
public record Gait(AdapterInterruption guest, int isc, long aisb, int aisbo) {
  /** Whether the guest registered a summary. */
  public boolean hasSummary() {
    return aisbo >= 0;
  }
}
