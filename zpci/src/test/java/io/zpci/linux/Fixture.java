package io.zpci.linux;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.BrokenRules;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A function with BAR 0 of 64 KiB and BAR 2 of 16 KiB, the kernels that see it, and a tap that
 * notes broken rules.
 */
final class Fixture {
  static final int HANDLE = 0x8000_0001;
  static final long BASE = 1L << 62;
  static final long MIO_BAR0 = 0x10_0000;
  static final long MIO_BAR2 = 0x20_0000;
  static final List<Long> BARS = List.of(0x10000L, 0L, 0x4000L, 0L, 0L, 0L);

  final ScriptedInstructions instructions = new ScriptedInstructions();
  final BrokenRules tap = new BrokenRules();

  /** The ids of the rules broken so far. */
  List<String> broken() {
    return tap.ids();
  }

  static LinuxVersion version(String name) {
    return LinuxVersion.named(name).orElseThrow();
  }

  static FunctionFacts facts(List<Long> bars, boolean mioCapable) {
    return new FunctionFacts(
        "memory", 0x1af4, 0x1044, 0, 0, bars, BlockClass.STRICT, 128, mioCapable, 0, null, 256);
  }

  /** The function as CLP describes it: with MIO addresses or without. */
  static Zdev zdev(boolean mioCapable) {
    long[] mio = mioCapable ? new long[] {MIO_BAR0, 0, MIO_BAR2, 0, 0, 0} : new long[6];
    return new Zdev(HANDLE, facts(BARS, mioCapable), 128, mio);
  }

  /** A kernel on a machine without MIO. */
  LinuxPci byHandle(String version) {
    return LinuxPci.of(version(version), instructions, zdev(false), false, false, tap);
  }

  /** A kernel on a machine with MIO, for a function with it. */
  LinuxPci byMio(String version) {
    return LinuxPci.of(version(version), instructions, zdev(true), true, false, tap);
  }

  /** A kernel on a machine with MIO, for a function without it. */
  LinuxPci inTheGap(String version, boolean nullMappingSucceeds) {
    return LinuxPci.of(version(version), instructions, zdev(false), true, nullMappingSucceeds, tap);
  }

  /** Storage from {@code start} on whose byte i is (0x10 + i) mod 256. */
  static GuestStorage counting(long start, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (0x10 + i);
    }
    return new GuestStorage(start, MemorySegment.ofArray(bytes));
  }

  /** The bytes (0x10 + i) mod 256 for i from {@code from} on, as hex. */
  static String hex(int from, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + length; i++) {
      text.append(String.format("%02x", 0x10 + i & 0xff));
    }
    return text.toString();
  }
}
