package io.zpci.interrupt;

import io.zpci.arch.InterruptionControls;
import io.zpci.storage.GuestStorage;

/**
 * What the 40-byte information block of SIC says, for the operations that have one. Big-endian; all
 * other bytes are reserved. Of who executes SIC here only {@link DirectedInterruption} looks at
 * one. Source: spec zpci 12.5 (Linux {@code asm/pci_insn.h}).
 */
public sealed interface SicBlock {
  /** Writes the block at {@code address}; reserved bytes become 0. */
  void encode(GuestStorage storage, long address);

  /**
   * {@link InterruptionControls#DIRECT}.
   *
   * @param isc the subclass, 0 to 7
   * @param cpus number of CPUs
   * @param disb address of the fallback summary, one bit per CPU
   */
  record Directed(int isc, int cpus, long disb) implements SicBlock {
    private static final int ISC_SHIFT = 28;
    private static final int CPUS = 6;
    private static final int DISB = 8;

    /** What the block at {@code address} says. */
    public static Directed decode(GuestStorage storage, long address) {
      return new Directed(
          storage.getInt(address) >>> ISC_SHIFT & 7,
          storage.getShort(address + CPUS),
          storage.getLong(address + DISB));
    }

    @Override
    public void encode(GuestStorage storage, long address) {
      clear(storage, address);
      storage.putInt(address, (isc & 7) << ISC_SHIFT);
      storage.putShort(address + CPUS, cpus);
      storage.putLong(address + DISB, disb);
    }
  }

  /**
   * {@link InterruptionControls#SET_CPU}.
   *
   * @param dibv address of this CPU's vector
   */
  record Cpu(long dibv) implements SicBlock {
    private static final int DIBV = 8;

    /** What the block at {@code address} says. */
    public static Cpu decode(GuestStorage storage, long address) {
      return new Cpu(storage.getLong(address + DIBV));
    }

    @Override
    public void encode(GuestStorage storage, long address) {
      clear(storage, address);
      storage.putLong(address + DIBV, dibv);
    }
  }

  /**
   * {@link InterruptionControls#SET_AENI}: adapter-event notification, which forwards to guests.
   *
   * @param faisb address of the forwarding summary
   * @param gait address of the table of {@link Gait} entries
   * @param afi the subclass, 0 to 7
   * @param faal number of entries
   */
  record Forwarding(long faisb, long gait, int afi, int faal) implements SicBlock {
    private static final int GAIT = 8;
    private static final int AFI = 16;
    private static final int FAAL = 22;

    /** What the block at {@code address} says. */
    public static Forwarding decode(GuestStorage storage, long address) {
      return new Forwarding(
          storage.getLong(address),
          storage.getLong(address + GAIT),
          storage.getShort(address + AFI) & 7,
          storage.getShort(address + FAAL));
    }

    @Override
    public void encode(GuestStorage storage, long address) {
      clear(storage, address);
      storage.putLong(address, faisb);
      storage.putLong(address + GAIT, gait);
      storage.putShort(address + AFI, afi & 7);
      storage.putShort(address + FAAL, faal);
    }
  }

  private static void clear(GuestStorage storage, long address) {
    for (int at = 0; at < InterruptionControls.SIZE; at += Long.BYTES) {
      storage.putLong(address + at, 0);
    }
  }
}
