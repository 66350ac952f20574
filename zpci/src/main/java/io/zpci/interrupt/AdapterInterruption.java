package io.zpci.interrupt;

/**
 * The interruption facility of one operating system, as far as adapter interruptions go: eight
 * subclasses, each pending or not, each with its suppression modes. Functions, VMMs and the host
 * inject; CPUs take. Each method is one indivisible step, whoever calls it. Source: spec zpci 12.4,
 * 12.5; spec notifications b.5 (QEMU {@code css.c}, Linux {@code kvm/interrupt.c}).
 */
public interface AdapterInterruption {
  /** Subclasses. */
  int SUBCLASSES = 8;

  /** The mask of all subclasses; subclass i is {@code 0x80 >> i}. */
  int ALL_SUBCLASSES = 0xff;

  /**
   * Makes an adapter interruption of subclass {@code isc} pending. Subclasses in no-interruption
   * mode drop it; one in single-interruption mode goes into no-interruption mode.
   *
   * @return whether it was not dropped
   */
  boolean inject(int isc);

  /**
   * Makes subclass {@code isc} pending as a host's kernel does when it forwards to a guest: dropped
   * where the subclass is in single-interruption and in no-interruption mode, and no mode changes.
   * Source: spec zpci 12.6 (Linux {@code aen_host_forward}).
   *
   * @return whether it was not dropped
   */
  boolean forward(int isc);

  /**
   * What SIC does to subclass {@code isc}.
   *
   * @param operation {@link io.zpci.arch.InterruptionControls}
   * @return false where the facility does not know the operation: operand exception
   */
  boolean control(int operation, int isc);

  /**
   * Whether the machine has adapter-interruption suppression (facility 72): without it {@link
   * #control} knows no operation, and a kernel issues no SIC.
   */
  boolean suppression();

  /** Whether one of {@code subclasses} is pending. */
  boolean isPending(int subclasses);

  /**
   * A CPU takes the pending interruption of the lowest-numbered of {@code subclasses}, as its CR6
   * lets it.
   *
   * @return the subclass, or -1 where none is pending
   */
  int take(int subclasses);

  /** Subclasses in single-interruption mode. */
  int singleMode();

  /** Subclasses in no-interruption mode. */
  int noMode();
}
