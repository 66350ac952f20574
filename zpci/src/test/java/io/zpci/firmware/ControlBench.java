package io.zpci.firmware;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction.Clp;
import io.zpci.arch.PciInstruction.Mpcifc;
import io.zpci.arch.PciInstruction.Rpcit;
import io.zpci.arch.PciInstruction.Sic;
import io.zpci.arch.PciInstruction.Stpcifc;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.BrokenRules;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine with one enabled function, its operating system's storage from absolute address 0 on,
 * and the four instructions by raw operands. The test plays the function: it uses the entry's ways
 * up.
 */
final class ControlBench {
  static final int SIZE = 0x10_0000;

  /** Where the block of MPCIFC and STPCIFC is. */
  static final long FIB = 0x2000;

  private static final long CLP = 0x2800;

  static final int PRIVILEGED = Outcome.exception(ProgramInterruption.PRIVILEGED_OPERATION);
  static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  static final int ADDRESSING = Outcome.exception(ProgramInterruption.ADDRESSING);
  static final int OPERATION = Outcome.exception(ProgramInterruption.OPERATION);
  static final int SEQUENCE = Outcome.error(24);

  static final long PBA = 0x1_0000_0000L;
  static final long PAL = 0x1_00ff_ffffL;

  /** The region-third table; behind it a segment table and a page table. */
  static final long REGION = 0x1_0000;

  static final long SEGMENT = 0x1_4000;
  static final long PAGES = 0x1_8000;

  /** The frame of the first page of the page table; the others follow. */
  static final long FRAMES = 0x8_0000;

  /** A translating anchor of {@link #REGION}. */
  static final long IOTA = REGION | 0x804;

  final BrokenRules broken = new BrokenRules();
  final List<ErrorEvent> events = new ArrayList<>();
  final GuestStorage storage;
  final FloatingInterruption interruption;
  final Firmware firmware;
  final FunctionEntry entry;

  private final MemorySegment buffer = MemorySegment.ofArray(new long[0x400]);

  ControlBench() {
    this(FirmwareRules.DEFAULT);
  }

  ControlBench(FirmwareRules rules) {
    this(rules, MemoryFunction.memory());
  }

  ControlBench(FirmwareRules rules, PciFunction function) {
    this(rules, function, SIZE);
  }

  ControlBench(FirmwareRules rules, PciFunction function, int size) {
    storage = new GuestStorage(0, MemorySegment.ofArray(new long[size / 8]));
    interruption = new FloatingInterruption(rules.suppression(), () -> {});
    firmware = new Firmware(rules, interruption, broken);
    firmware.errorEvents(events::add);
    entry = firmware.plug(function, 8, 0);
    entry.enable();
    for (int i = 0; i < 2048; i++) {
      storage.putLong(REGION + 8L * i, 0x20);
      storage.putLong(SEGMENT + 8L * i, 0x20);
    }
    for (int i = 0; i < 256; i++) {
      storage.putLong(PAGES + 8L * i, 0x400);
    }
    storage.putLong(REGION + 8 * 2, SEGMENT | 0x7);
    storage.putLong(SEGMENT, PAGES);
  }

  /** Page-table entry {@code page}. */
  void page(int page, long value) {
    storage.putLong(PAGES + 8L * page, value);
  }

  /** Maps page {@code page}, from {@link #PBA} on, to its frame. */
  void map(int page) {
    page(page, FRAMES + 0x1000L * page);
  }

  /** A zero block. */
  ControlBench fib() {
    for (int at = 0; at < 80; at += 8) {
      storage.putLong(FIB + at, 0);
    }
    return this;
  }

  ControlBench putByte(int offset, int value) {
    storage.putByte(FIB + offset, value);
    return this;
  }

  ControlBench putInt(int offset, int value) {
    storage.putInt(FIB + offset, value);
    return this;
  }

  ControlBench putLong(int offset, long value) {
    storage.putLong(FIB + offset, value);
    return this;
  }

  /** MPCIFC with the block as it is. */
  int mpcifc(int operation) {
    return mpcifc(Issue.HANDLE, request(operation), FIB);
  }

  int mpcifc(int issue, long request, long fib) {
    return firmware.execute(new Mpcifc(issue, request, storage, fib));
  }

  /** The function's handle, DMA address space 0 and {@code operation}. */
  long request(int operation) {
    return (long) entry.handle() << 32 | operation;
  }

  /** MPCIFC 4 of the usual range and tables. */
  int registerIoat() {
    return fib().putLong(16, PBA).putLong(24, PAL).putLong(32, IOTA).mpcifc(4);
  }

  /** MPCIFC 2: subclass 2, two interrupts, a summary. */
  int registerInterrupts(long aibv, int aibvo, long aisb, int aisbo) {
    return fib()
        .putInt(40, 0x2002_0080 | aibvo << 8 | aisbo)
        .putLong(48, aibv)
        .putLong(56, aisb)
        .mpcifc(2);
  }

  int rpcit(long start, long length) {
    return rpcit(Issue.HANDLE, (long) entry.handle() << 32, start, length);
  }

  int rpcit(int issue, long request, long start, long length) {
    return firmware.execute(new Rpcit(issue, request, start, length));
  }

  /** STPCIFC over a block of ones. */
  int stpcifc() {
    return stpcifc(Issue.HANDLE, register((long) entry.handle() << 32), FIB);
  }

  int stpcifc(int issue, Register request, long fib) {
    for (int at = 0; at < 80; at += 8) {
      storage.putLong(FIB + at, -1);
    }
    return firmware.execute(new Stpcifc(issue, request, storage, fib));
  }

  /** The function controls as STPCIFC stores them. */
  int controls() {
    int outcome = stpcifc();
    if (outcome != 0) {
      throw new AssertionError(Outcome.describe(outcome));
    }
    return storage.getByte(FIB + 8);
  }

  int sic(int operation, int isc) {
    return firmware.execute(new Sic(Issue.HANDLE, operation, (long) isc << 27, storage, 0));
  }

  /** CLP set PCI function with {@code operation} and one DMA space; the response code. */
  int clpSet(int operation) {
    storage.putInt(CLP, 0x0020_0005);
    storage.putInt(CLP + 4, 0);
    storage.putLong(CLP + 8, 0);
    storage.putInt(CLP + 16, entry.handle());
    storage.putInt(CLP + 20, operation << 8 | 1);
    storage.putLong(CLP + 24, 0);
    storage.putInt(CLP + 32, 160 << 16);
    int outcome = firmware.execute(new Clp(Issue.HANDLE, storage, CLP));
    if (outcome != 0) {
      throw new AssertionError(Outcome.describe(outcome));
    }
    return storage.getShort(CLP + 34);
  }

  static Register register(long value) {
    Register register = new Register();
    register.set(value);
    return register;
  }

  /** The function writes 8 bytes, all of them {@code value}; the PEC. */
  int dmaWrite(long address, int value) {
    buffer.asSlice(0, 8).fill((byte) value);
    return entry.dma().write(address, buffer, 0, 8);
  }

  /** The function reads 8 bytes, which must be all alike; the PEC. */
  int dmaRead(long address) {
    return entry.dma().read(address, buffer, 0, 8);
  }

  /** The first byte that the function read. */
  int readByte() {
    return buffer.get(Layouts.BYTE, 0) & 0xff;
  }

  /** An event of the function's. */
  ErrorEvent event(int pec, long address) {
    return new ErrorEvent(entry.handle(), 8, address, pec);
  }

  /** The ids of the rules broken since the last call. */
  List<String> broken() {
    return broken.take();
  }
}
