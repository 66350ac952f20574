package io.zpci.vfiouser;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.ConfigSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.function.PciFunction;
import io.zpci.vfio.DeviceFile;

/**
 * MSI and MSI-X of a function, as the host's kernel sets them up beneath vfio-pci: the capability
 * is on as long as the client has interrupts of that kind set up, and the entries of an MSI-X
 * table, which a VMM keeps to itself, carry their own numbers and are not masked. So a message
 * tells its vector by its data. Accesses go to the function itself; the client sees none of them
 * but in what it reads. Source: spec passthrough a.7, e.6.
 */
final class MessageCapabilities {
  private static final int CONTROL = 2;
  private static final int NEXT = 1;
  private static final int MSI_ENABLE = 0x1;
  private static final int MSI_QUEUE_SHIFT = 4;
  private static final int MSIX_ENABLE = 0x8000;
  private static final int MAX_CAPABILITIES = 48;
  private static final int FIRST = 0x40;
  private static final int ENTRY = 16;
  private static final int DATA = 8;
  private static final int VECTOR_CONTROL = 12;

  private final PciFunction function;
  private final FunctionFacts facts;
  private final Register loaded = new Register();
  private final int msi;
  private final int msix;

  /** Of the low bits of an MSI message's data, those that the function replaces by the vector. */
  private int msiMask;

  MessageCapabilities(PciFunction function) {
    this.function = function;
    this.facts = function.facts();
    this.msi = find(ConfigSpace.MSI);
    this.msix = find(ConfigSpace.MSIX);
    configured();
  }

  /** Something was stored to configuration space, or that was reset. */
  void configured() {
    int log = msi == 0 ? 0 : word(msi + CONTROL) >> MSI_QUEUE_SHIFT & 7;
    msiMask = (1 << Math.min(log, 5)) - 1;
  }

  /** The vector of the message with {@code data}, of the kind at {@code index}. */
  int vector(int index, int data) {
    return index == DeviceFile.IRQ_MSI ? data & msiMask : data;
  }

  /** Interrupts at {@code index} are set up for {@code vectors} vectors from {@code first} on. */
  void setUp(int index, int first, int vectors) {
    Msix table = facts.msix();
    if (index == DeviceFile.IRQ_MSIX && table != null) {
      for (int vector = first; vector < first + vectors; vector++) {
        long entry = table.table() + (long) ENTRY * vector;
        put(table.bar(), entry + DATA, 4, vector);
        put(table.bar(), entry + VECTOR_CONTROL, 4, 0);
      }
    }
    switchOn(index, true);
  }

  /** Interrupts at {@code index} are set up no more. */
  void disable(int index) {
    switchOn(index, false);
  }

  private void switchOn(int index, boolean on) {
    int at = index == DeviceFile.IRQ_MSI ? msi : msix;
    int enable = index == DeviceFile.IRQ_MSI ? MSI_ENABLE : MSIX_ENABLE;
    if (at != 0) {
      int control = word(at + CONTROL);
      put(AddressSpace.CONFIG, at + CONTROL, 2, on ? control | enable : control & ~enable);
    }
    configured();
  }

  /** Where the capability {@code id} stands; 0 where there is none. */
  private int find(int id) {
    int at = get(ConfigSpace.CAPABILITIES, 1) & 0xfc;
    for (int hops = 0; at >= FIRST && hops < MAX_CAPABILITIES; hops++) {
      if (get(at, 1) == id) {
        return at;
      }
      at = get(at + NEXT, 1) & 0xfc;
    }
    return 0;
  }

  private int word(int offset) {
    return Integer.reverseBytes(get(offset, 2)) >>> 16;
  }

  private int get(int offset, int length) {
    int outcome = function.load(AddressSpace.CONFIG, offset, length, loaded);
    return outcome == Outcome.OK ? (int) loaded.get() : 0;
  }

  /** Stores a little-endian value; a function that refuses it goes without. */
  private void put(int space, long offset, int length, int value) {
    long image = Integer.toUnsignedLong(Integer.reverseBytes(value)) >>> (32 - 8 * length);
    int _ = function.store(space, offset, length, image);
  }
}
