package io.zpci.linux;

import io.zpci.arch.InterruptionControls;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.interrupt.FloatingHandler;
import io.zpci.interrupt.InterruptRegistration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A kernel's zPCI interrupt layer ({@code pci_irq.c}): the summary vector, a summary bit and a
 * vector per function, and the floating handler over them. Made by {@link LinuxKernel}. Any number
 * of CPUs may handle at the same time; the handlers of one function run one after the other.
 * Source: spec zpci 12.3, 12.5 to 12.7.
 *
 * <p>The kernel takes the vectors from its pool for channel I/O; here each summary bit has room for
 * one below {@link LinuxKernel#FREE}.
 */
public final class LinuxAirq {
  /** Where the summary vector stands. */
  private static final long SUMMARY = 0x3000;

  /** Where the information block of SIC stands; zeros. */
  private static final long SIC_BLOCK = 0x3800;

  /** Where the vectors of functions stand, that of each summary bit in its place. */
  private static final long VECTORS = 0x2_0000;

  /** Bytes of a vector: as many bits as MSI-X has vectors at most. */
  private static final int VECTOR_SIZE = 2048 / Byte.SIZE;

  private static final int WORD_BITS = 64;

  /** Entries of the iomap table per function that the kernel is configured for. */
  private static final int IOMAP_PER_FUNCTION = 3;

  /** Who has a summary bit. */
  private record Function(int vectors, LinuxMsi.Handler handler) {}

  private final LinuxKernel kernel;
  private final AirqVector summary;
  private final AtomicReferenceArray<Function> functions;
  private final FloatingHandler handler;
  private final PciInstruction single;
  private final AtomicLong interruptions = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();

  /**
   * The layer of {@code kernel}: SIC single is issued once, where the machine has it.
   *
   * @throws KernelOops where SIC is a program interruption
   */
  LinuxAirq(LinuxKernel kernel) {
    this.kernel = kernel;
    int bits = kernel.version().iomapEntries() / IOMAP_PER_FUNCTION;
    this.summary = new AirqVector(kernel.storage(), SUMMARY, bits);
    this.functions = new AtomicReferenceArray<>(bits + 1);
    this.handler = new FloatingHandler(kernel.storage(), new Layer());
    this.single =
        new PciInstruction.Sic(
            Issue.HANDLE,
            InterruptionControls.SINGLE,
            (long) LinuxKernel.PCI_ISC << InterruptionControls.ISC_SHIFT,
            kernel.storage(),
            SIC_BLOCK);
    int _ = setSingle();
  }

  /**
   * The interrupt word's handler: one adapter interruption of the PCI subclass.
   *
   * @throws KernelOops where SIC is a program interruption
   */
  public void handle() {
    interruptions.incrementAndGet();
    handler.handle();
  }

  /** Interruptions taken since boot. */
  public long interruptions() {
    return interruptions.get();
  }

  /** Vector bits found since boot, each of which ran a handler. */
  public long messages() {
    return messages.get();
  }

  /** Takes the lowest free summary bit; -1 where there is none. */
  int allocate() {
    return summary.allocate(1);
  }

  /**
   * What {@code vectors} of the function with summary bit {@code bit} are registered as; its vector
   * is zeroed, and from now on {@code handler} runs for its bits.
   */
  InterruptRegistration attach(int bit, int vectors, LinuxMsi.Handler newHandler) {
    long vector = vector(bit);
    for (int at = 0; at < VECTOR_SIZE; at += Integer.BYTES) {
      kernel.storage().getAndAnd(vector + at, 0);
    }
    functions.set(bit, new Function(vectors, newHandler));
    return new InterruptRegistration(
        LinuxKernel.PCI_ISC,
        vectors,
        /* summary= */ true,
        vector,
        /* aibvo= */ 0,
        SUMMARY + (long) bit / WORD_BITS * Long.BYTES,
        bit % WORD_BITS);
  }

  /** The function with summary bit {@code bit} is gone from it. */
  void free(int bit) {
    functions.set(bit, null);
    summary.free(bit, 1);
  }

  private static long vector(int bit) {
    return VECTORS + (long) bit * VECTOR_SIZE;
  }

  /** {@code zpci_set_irq_ctrl}: 0, or -EIO on a machine that has no suppression. */
  private int setSingle() {
    if (!kernel.interruption().suppression()) {
      return -Errno.EIO;
    }
    int outcome = kernel.cpu().execute(single);
    if (Outcome.isException(outcome)) {
      throw new KernelOops("sic", outcome);
    }
    return 0;
  }

  /** The kernel around the floating handler. */
  private final class Layer implements FloatingHandler.Kernel {
    private Layer() {}

    @Override
    public long summary() {
      return summary.address();
    }

    @Override
    public int summaryEnd() {
      return summary.end();
    }

    @Override
    public long vector(int function) {
      return LinuxAirq.vector(function);
    }

    @Override
    public int vectorEnd(int function) {
      Function entry = functions.get(function);
      return entry == null ? 0 : entry.vectors();
    }

    @Override
    public void interrupt(int function, int bit) {
      Function entry = functions.get(function);
      if (entry == null) {
        return;
      }
      messages.incrementAndGet();
      synchronized (entry) {
        entry.handler().interrupt(bit);
      }
    }

    @Override
    public boolean enableSingle() {
      return setSingle() == 0;
    }
  }
}
