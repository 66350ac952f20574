package io.zpci.vmm;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function in a QEMU: BAR0 of 16 KiB, BAR2 of 16 KiB with MSI-X (table of 4 vectors at 0x2000,
 * pending bits at 0x2800), storage of 64 KiB from 0x10000 on whose byte i is (0x15 + i) mod 256.
 */
final class Plugged {
  static final int HANDLE = 0x8002_0000;
  static final long STORAGE = 0x10000;
  static final long STORAGE_SIZE = 0x10000;
  private static final long MEASURED = 0x100;

  static final int OK = Outcome.OK;
  static final int CC3 = Outcome.INVALID_HANDLE;
  static final int OPERATION = Outcome.exception(ProgramInterruption.OPERATION);
  static final int PRIVILEGED = Outcome.exception(ProgramInterruption.PRIVILEGED_OPERATION);
  static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  static final int ADDRESSING = Outcome.exception(ProgramInterruption.ADDRESSING);

  final SeenDevice device = new SeenDevice();
  final List<Rule> broken = new ArrayList<>();
  final Register loaded = new Register();
  final GuestStorage storage = storage();
  final Interception interception;
  private final GuestStorage measured =
      new GuestStorage(MEASURED, MemorySegment.ofArray(new byte[64]));

  Plugged(QemuVersion version, ByteOrder order, FunctionFacts facts, Options options, int maxstbl) {
    Tap tap = new Rules();
    this.interception =
        new Interception(
            version, order, device, facts, HANDLE, maxstbl, tap, options.of(device, tap));
    measure();
  }

  Plugged(QemuVersion version, ByteOrder order, FunctionFacts facts, GuestConfig config) {
    this.interception =
        new Interception(
            version,
            order,
            device,
            facts,
            config,
            ZpciProperties.DEFAULT,
            HANDLE,
            128,
            GuestMachine.withoutCpu(),
            new Rules(),
            InterceptionOptions.SHIPPED);
    measure();
  }

  Plugged(QemuVersion version, ByteOrder order) {
    this(
        version,
        order,
        facts(new Msix(2, 0x2000, 0x2800, 4)),
        (_, _) -> InterceptionOptions.SHIPPED,
        128);
  }

  /** QEMU 11.1 on a little-endian host. */
  Plugged() {
    this(QemuVersion.newest(), ByteOrder.LITTLE_ENDIAN);
  }

  /** The options of an interception over a device. */
  @FunctionalInterface
  interface Options {
    InterceptionOptions of(VfioDevice device, Tap tap);
  }

  static QemuVersion version(String name) {
    return QemuVersion.named(name).orElseThrow();
  }

  static FunctionFacts facts(@Nullable Msix msix) {
    return facts(List.of(0x4000L, 0L, 0x4000L, 0L, 0x100L, 0L), msix, BlockClass.STRICT);
  }

  static FunctionFacts facts(List<Long> bars, @Nullable Msix msix, BlockClass blockClass) {
    return new FunctionFacts(
        "memory", 0x1b36, 5, 0, 0x123, bars, blockClass, 4096, false, 0, msix, 256);
  }

  private static GuestStorage storage() {
    byte[] bytes = new byte[(int) STORAGE_SIZE];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (0x15 + i);
    }
    return new GuestStorage(STORAGE, MemorySegment.ofArray(bytes));
  }

  static long request(int space, int length) {
    return Request.of(HANDLE, space, length);
  }

  /** Loads that the measurement block counts. */
  long loads() {
    return counted(16);
  }

  /** Stores that the measurement block counts. */
  long stores() {
    return counted(24);
  }

  /** Blocks that the measurement block counts. */
  long blocks() {
    return counted(32);
  }

  private long counted(int field) {
    interception.updateMeasurementBlock(0);
    return measured.getLong(MEASURED + field);
  }

  private void measure() {
    interception.function().measure(measured, MEASURED);
  }

  int load(int space, int length, long offset) {
    return loadAs(Issue.HANDLE, request(space, length), offset);
  }

  int loadAs(int issue, long request, long offset) {
    broken.clear();
    return interception.load(issue, request, offset, loaded);
  }

  int store(int space, int length, long offset, long value) {
    return storeAs(Issue.HANDLE, request(space, length), offset, value);
  }

  int storeAs(int issue, long request, long offset, long value) {
    broken.clear();
    return interception.store(issue, request, offset, value);
  }

  int block(int space, int length, long offset, long memory) {
    return blockAs(Issue.HANDLE, request(space, length), offset, memory);
  }

  int blockAs(int issue, long request, long offset, long memory) {
    broken.clear();
    return interception.storeBlock(issue, request, offset, storage, memory);
  }

  private final class Rules extends Tap.NoOp {
    @Override
    public void broken(Rule rule) {
      broken.add(rule);
    }
  }
}
