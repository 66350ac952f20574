package io.zpci.vfio;

import io.zpci.arch.Register;
import io.zpci.function.ConfigSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of a host that is no s390: the kernel writes messages into the function's table or
 * capability, unmasks them and switches the capability on; a message runs the handler of the vector
 * in its data. The address of a message is an x86 host's; nobody here decodes it.
 */
public final class NativeVectors implements IrqVectors, Msi {
  private static final int ADDRESS = 0xfee0_0000;
  private static final int CAPABILITIES = 0x34;
  private static final int MAX_CAPABILITIES = 48;
  private static final int CONTROL = 2;
  private static final int MSI_ENABLE = 0x1;
  private static final int MSI_QUEUE = 0x70;
  private static final int MSI_QUEUE_SHIFT = 4;
  private static final int MSI_64_BIT = 0x80;
  private static final int MSIX_ENABLE = 0x8000;
  private static final int MSIX_MASK_ALL = 0x4000;
  private static final int ENTRY = 16;

  private final IoAccessors io;
  private final FunctionFacts facts;
  private final Register value = new Register();
  private volatile @Nullable Msi handler;
  private int index;
  private int vectors;

  /** Nothing set up for the function {@code facts}, which {@code io} reaches. */
  public NativeVectors(IoAccessors io, FunctionFacts facts) {
    this.io = io;
    this.facts = facts;
  }

  /** {@inheritDoc} {@code data} is the message's data: the vector. */
  @Override
  public void signal(int data) {
    Msi now = handler;
    if (now != null) {
      now.signal(data);
    }
  }

  @Override
  public int allocate(int newIndex, int asked, Msi newHandler) {
    boolean msix = newIndex == VfioDevice.IRQ_MSIX;
    int at = find(msix ? ConfigSpace.MSIX : ConfigSpace.MSI);
    if (at == 0) {
      return -Errno.EINVAL;
    }
    int result = msix ? table(asked, 0) : message(at);
    if (result < 0) {
      return result;
    }
    handler = newHandler;
    index = newIndex;
    vectors = asked;
    int control = read(at + CONTROL, 2);
    if (msix) {
      control = (control & ~MSIX_MASK_ALL) | MSIX_ENABLE;
    } else {
      int queue = Integer.SIZE - Integer.numberOfLeadingZeros(asked - 1);
      control = (control & ~MSI_QUEUE) | queue << MSI_QUEUE_SHIFT | MSI_ENABLE;
    }
    io.configWrite(at + CONTROL, 2, control);
    return asked;
  }

  @Override
  public void free() {
    boolean msix = index == VfioDevice.IRQ_MSIX;
    int at = find(msix ? ConfigSpace.MSIX : ConfigSpace.MSI);
    int control = read(at + CONTROL, 2) & ~(msix ? MSIX_ENABLE : MSI_ENABLE);
    io.configWrite(at + CONTROL, 2, control);
    if (msix) {
      int _ = table(vectors, 1);
    }
    handler = null;
  }

  /** Every entry's message, with {@code mask} in its control word; 0 or a negative errno. */
  private int table(int entries, int mask) {
    FunctionFacts.@Nullable Msix msix = facts.msix();
    long base = msix == null ? IoAccessors.NULL : io.iomap(msix.bar());
    if (msix == null || base == IoAccessors.NULL) {
      return -Errno.ENOMEM;
    }
    for (int vector = 0; vector < entries; vector++) {
      long entry = base + msix.table() + (long) ENTRY * vector;
      store(entry, ADDRESS);
      store(entry + 4, 0);
      store(entry + 8, vector);
      store(entry + 12, mask);
    }
    io.iounmap(base);
    return 0;
  }

  private void store(long address, int word) {
    io.iowriteBe(address, 4, IoAccessors.swap(word, 4));
  }

  /** The capability's one message, whose low bits the function changes per vector. */
  private int message(int at) {
    boolean wide = (read(at + CONTROL, 2) & MSI_64_BIT) != 0;
    io.configWrite(at + 4, 4, ADDRESS);
    if (wide) {
      io.configWrite(at + 8, 4, 0);
    }
    io.configWrite(at + (wide ? 12 : 8), 2, 0);
    return 0;
  }

  /** Where the capability {@code id} stands; 0 where there is none. */
  private int find(int id) {
    int at = read(CAPABILITIES, 1) & 0xfc;
    for (int hops = 0; at >= 0x40 && hops < MAX_CAPABILITIES; hops++) {
      if (read(at, 1) == id) {
        return at;
      }
      at = read(at + 1, 1) & 0xfc;
    }
    return 0;
  }

  private int read(int where, int size) {
    return io.configRead(where, size, value) == 0 ? (int) value.get() : 0;
  }
}
