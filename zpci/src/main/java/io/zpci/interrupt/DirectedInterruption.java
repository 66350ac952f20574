package io.zpci.interrupt;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.InterruptionControls;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Directed adapter interruptions: a message names a CPU, sets a bit of that CPU's vector and
 * interrupts that CPU; where it cannot be interrupted, the CPU's bit in the fallback summary is set
 * and, where that was new, a floating interruption made. No VMM offers them: QEMU refuses the
 * operations with an operand exception.
 *
 * <p>Not wired: the firmware here executes SIC on {@link FloatingInterruption}, which does not know
 * the operations either.
 *
 * <p>Field layouts are Linux's. What the machine does with them is deduced from Linux's handlers
 * and unverified; that a CPU in no-interruption mode gets bits without an interruption, as a
 * subclass does, is part of it. Thread safe, without locks. Source: spec zpci 12.5, 12.6, 12.8.
 */
public final class DirectedInterruption {
  private static final int PENDING = 1;
  private static final int SINGLE = 2;
  private static final int NONE = 4;
  private static final int UNREACHABLE = 8;
  private static final int CPU_SHIFT = 8;
  private static final int CPU = 0xffff;

  private final InterlockedStorage storage;
  private final AdapterInterruption floating;
  private final IntConsumer kick;
  private final Consumer<ErrorEvent> events;
  private final AtomicIntegerArray cpus;
  private final AtomicLongArray vectors;
  private volatile SicBlock.@Nullable Directed fallback;

  /**
   * A facility with nothing set up: every message is dropped.
   *
   * @param storage what the vectors' addresses are addresses in
   * @param floating where the fallback interrupts
   * @param cpus how many there are, numbered by CPU address
   * @param kick told the CPU after each interruption of one
   * @param events told of each indicator outside {@code storage}, as by {@link AdapterIndicators}
   */
  public DirectedInterruption(
      InterlockedStorage storage,
      AdapterInterruption floating,
      int cpus,
      IntConsumer kick,
      Consumer<ErrorEvent> events) {
    this.storage = storage;
    this.floating = floating;
    this.kick = kick;
    this.events = events;
    this.cpus = new AtomicIntegerArray(cpus);
    this.vectors = new AtomicLongArray(cpus);
  }

  /** The address of a message for the CPU with {@code cpu} as its CPU address (L-8). */
  public static long message(long msiAddress, int cpu) {
    return (msiAddress & 0xffff_ffff_ff00_00ffL) | (long) (cpu & CPU) << CPU_SHIFT;
  }

  /** The CPU that a message's address names. */
  public static int cpu(long message) {
    return (int) (message >>> CPU_SHIFT) & CPU;
  }

  /**
   * SIC on {@code cpu}: every operation of {@link InterruptionControls} but SET_AENI.
   *
   * @param block where the information block stands in {@code operand}, which holds it: who
   *     executes the instruction asks first
   * @return false where the operation is unknown or its block names CPUs that are not there
   */
  public boolean control(int operation, int isc, int cpu, GuestStorage operand, long block) {
    return switch (operation) {
      case InterruptionControls.DIRECT -> direct(SicBlock.Directed.decode(operand, block));
      case InterruptionControls.SET_CPU -> {
        vectors.set(cpu, SicBlock.Cpu.decode(operand, block).dibv());
        yield true;
      }
      case InterruptionControls.D_ALL -> mode(cpu, 0);
      case InterruptionControls.D_SINGLE -> mode(cpu, SINGLE);
      default -> floating.control(operation, isc);
    };
  }

  private boolean direct(SicBlock.Directed block) {
    if (block.cpus() > cpus.length()) {
      return false;
    }
    fallback = block;
    return true;
  }

  private boolean mode(int cpu, int mode) {
    cpus.getAndUpdate(cpu, state -> (state & ~(SINGLE | NONE)) | mode);
    return true;
  }

  /** From now on {@code cpu} can be interrupted, or the fallback serves it. */
  public void reachable(int cpu, boolean yes) {
    cpus.getAndUpdate(cpu, state -> yes ? state & ~UNREACHABLE : state | UNREACHABLE);
  }

  /**
   * A message for {@code cpu}. Dropped where nothing is set up for it.
   *
   * @param bit the function's {@code dibvo} plus the vector
   */
  public void signal(int cpu, int bit) {
    SicBlock.Directed setup = fallback;
    if (setup == null || cpu < 0 || cpu >= setup.cpus()) {
      return;
    }
    long vector = vectors.get(cpu);
    if (vector == 0) {
      return;
    }
    if (AdapterIndicators.reaches(storage, vector, bit, events)) {
      IndicatorVector.testAndSet(storage, vector, bit);
    }
    int before;
    int after;
    do {
      before = cpus.get(cpu);
      if ((before & UNREACHABLE) != 0) {
        if (AdapterIndicators.reaches(storage, setup.disb(), cpu, events)
            && !IndicatorVector.testAndSet(storage, setup.disb(), cpu)) {
          floating.inject(setup.isc());
        }
        return;
      }
      if ((before & NONE) != 0) {
        return;
      }
      after = before | PENDING | ((before & SINGLE) != 0 ? NONE : 0);
    } while (!cpus.compareAndSet(cpu, before, after));
    kick.accept(cpu);
  }

  /** Whether an interruption is pending for {@code cpu}. */
  public boolean isPending(int cpu) {
    return (cpus.get(cpu) & PENDING) != 0;
  }

  /** {@code cpu} takes its interruption; false where there is none. */
  public boolean take(int cpu) {
    int before;
    do {
      before = cpus.get(cpu);
      if ((before & PENDING) == 0) {
        return false;
      }
    } while (!cpus.compareAndSet(cpu, before, before & ~PENDING));
    return true;
  }
}
