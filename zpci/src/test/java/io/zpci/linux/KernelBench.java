package io.zpci.linux;

import static org.mockito.Mockito.mock;

import io.zpci.function.FunctionFacts;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A kernel in 32 MiB of storage whose control instructions are scripted, and one function. */
final class KernelBench {
  static final long SIZE = 32L << 20;
  static final int HANDLE = 0x8100_0001;

  /** The aperture of the recordings' guests, which had 512 MiB. */
  static final LinuxDma.Parameters RECORDED = new LinuxDma.Parameters(false, 16);

  final ControlScript cpu = new ControlScript();
  final Fixture fixture = new Fixture();
  final GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, SIZE);
  final LinuxKernel kernel;
  final Zdev zdev;

  KernelBench(String version) {
    this(version, UnaryOperator.identity());
  }

  KernelBench(String version, UnaryOperator<ClpFunction> told) {
    this.kernel =
        new LinuxKernel(
            Fixture.version(version), cpu, mock(AdapterInterruption.class), storage, fixture.tap);
    FunctionFacts facts = Fixture.facts(Fixture.BARS, false);
    this.zdev = new Zdev(HANDLE, facts, told.apply(ClpFunction.of(facts, 128, new long[6])));
    cpu.take();
  }

  /** The same function told to be an ISM. */
  static ClpFunction ism(ClpFunction told) {
    return told.withIdentity(0, 0, FunctionFacts.PFT_ISM);
  }

  /** The same function in a group that needs no refresh of what became valid. */
  static ClpFunction noRefresh(ClpFunction told) {
    return told.withTranslation(false, 0x40);
  }

  LinuxDma enabled(LinuxDma.Parameters parameters) {
    LinuxDma dma = new LinuxDma(kernel, zdev, parameters);
    if (dma.enable() != 0) {
      throw new AssertionError("not enabled");
    }
    cpu.take();
    return dma;
  }

  /** The entries from the top table to the page, as hex; a walk by raw offsets. */
  List<String> entries(long iota, long address) {
    int dt = (int) (iota >> 2) & 7;
    List<String> entries = new ArrayList<>();
    long table = iota & ~0x3fffL;
    for (int level = dt; level >= 0; level--) {
      long entry = storage.getLong(table + 8 * (address >>> 20 + 11 * level & 0x7ff));
      entries.add(flags(entry, level == 0 ? 0x7ff : 0x3fff));
      if ((entry & 0x20) != 0) {
        return entries;
      }
      table = entry & (level == 0 ? ~0x7ffL : ~0x3fffL);
    }
    entries.add(Long.toHexString(storage.getLong(table + 8 * (address >>> 12 & 0xff))));
    return entries;
  }

  /** What of an entry is not the address of a table. */
  private static String flags(long entry, long mask) {
    return Long.toHexString(entry & mask);
  }

  /** Free bytes, in blocks of 2 KiB. */
  long free() {
    List<Long> taken = new ArrayList<>();
    long block = kernel.pages().allocate(2048);
    while (block >= 0) {
      taken.add(block);
      block = kernel.pages().allocate(2048);
    }
    taken.forEach(each -> kernel.pages().free(each, 2048));
    return 2048L * taken.size();
  }

  /** Takes every block of 2 KiB but {@code count}. */
  void leave(int count) {
    List<Long> taken = new ArrayList<>();
    long block = kernel.pages().allocate(2048);
    while (block >= 0) {
      taken.add(block);
      block = kernel.pages().allocate(2048);
    }
    for (int i = 0; i < count; i++) {
      kernel.pages().free(taken.get(i), 2048);
    }
  }
}
