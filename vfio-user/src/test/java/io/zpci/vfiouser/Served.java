package io.zpci.vfiouser;

import io.zpci.arch.Outcome;
import io.zpci.firmware.Firmware;
import io.zpci.firmware.FirmwareRules;
import io.zpci.firmware.FunctionEntry;
import io.zpci.function.MemoryFunction;
import io.zpci.trace.Tap;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/** The memory device behind a firmware, served; what is told of it is written down. */
final class Served implements FunctionEvents {
  static final HexFormat HEX = HexFormat.of();

  final ReentrantLock lock = new ReentrantLock();
  final Firmware firmware;
  final MemoryFunction device = MemoryFunction.memory();
  final FunctionEntry entry;
  final ServedFunction function;
  private final List<String> told = new ArrayList<>();

  Served() {
    this(OptionalInt.empty(), FirmwareRules.DEFAULT);
  }

  Served(OptionalInt guestHandle, FirmwareRules rules) {
    firmware = new Firmware(rules, Tap.NONE);
    entry = firmware.plug(device, 1, 1);
    entry.enable();
    function = new ServedFunction(firmware, entry, device, guestHandle, lock, this);
    device.connect(function.dma(), function.msi());
  }

  /** A client that hands out its memory by files only. */
  void attach() {
    attach(false);
  }

  void attach(boolean wholeBlocks) {
    function.attach(new Attachment(NO_MESSAGES, 16, wholeBlocks));
  }

  static final MessageDma NO_MESSAGES =
      new MessageDma() {
        @Override
        public boolean read(long address, MemorySegment target, long at, int length) {
          return false;
        }

        @Override
        public boolean write(long address, MemorySegment source, long at, int length) {
          return false;
        }
      };

  /** What {@code region} answers: bytes in hex, or the errno. */
  String read(int region, long position, int count) {
    byte[] bytes = new byte[count + 2];
    long done = function.region(region).pread(position, MemorySegment.ofArray(bytes), 1, count);
    return done == count ? HEX.formatHex(bytes, 1, count + 1) : Long.toString(done);
  }

  /** Writes {@code hex}; the bytes done or the errno. */
  long write(int region, long position, String hex) {
    byte[] bytes = HEX.parseHex("ff" + hex);
    return function
        .region(region)
        .pwrite(position, MemorySegment.ofArray(bytes), 1, bytes.length - 1);
  }

  String config(long position, int count) {
    return read(DeviceFile.CONFIG_REGION, position, count);
  }

  long config(long position, String hex) {
    return write(DeviceFile.CONFIG_REGION, position, hex);
  }

  /** What was told since the last call. */
  List<String> told() {
    List<String> since = List.copyOf(told);
    told.clear();
    return since;
  }

  private void tell(String what) {
    if (!lock.isHeldByCurrentThread()) {
      throw new AssertionError("told without the lock: " + what);
    }
    told.add(what);
  }

  @Override
  public void attached() {
    tell("attached");
  }

  @Override
  public void detached() {
    tell("detached");
  }

  @Override
  public void reset() {
    tell("reset");
  }

  @Override
  public void setIrqs(IrqSet set) {
    tell("irqs %x index %d at %d+%d".formatted(set.flags(), set.index(), set.start(), set.count()));
  }

  @Override
  public void mapped(long address, long size, int access, long offset) {
    tell("map %x+%x access %d file %x".formatted(address, size, access, offset));
  }

  @Override
  public void unmapped(long address, long size, boolean had) {
    tell("unmap %x+%x had %b".formatted(address, size, had));
  }

  @Override
  public void loaded(int space, long offset, int length, long value, int outcome) {
    tell("load %d %x %d: %x %s".formatted(space, offset, length, value, Outcome.describe(outcome)));
  }

  @Override
  public void storing(int space, long offset, int length, long value) {
    tell("store %d %x %d: %x".formatted(space, offset, length, value));
  }

  @Override
  public void storingBlock(int space, long offset, MemorySegment data, long at, int length) {
    byte[] bytes = data.asSlice(at, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    tell("block %d %x: %s at %x".formatted(space, offset, HEX.formatHex(bytes), at & 0xfff));
  }

  @Override
  public void stored(int outcome) {
    tell("stored: " + Outcome.describe(outcome));
  }

  @Override
  public void signalled(int index, int vector) {
    tell("signal %d of %d".formatted(vector, index));
  }
}
