package io.zpci.vmm;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guest with 2 MiB of storage, at 0x40000000 of its host, and one vfio function: MSI-X capability
 * at 0x50 (4 vectors, table at 0x2000 of BAR 2), MSI capability with 64-bit address at 0x40. Tables
 * for I/O addresses from 0x100000000 on stand at 0x10000, 0x14000 and 0x18000.
 */
final class Vm {
  static final int HANDLE = 0x8001_0003;
  static final long ORIGIN = 0x4000_0000L;
  static final long SIZE = 0x20_0000;
  static final long FIB = 0x1000;
  static final long IO = 0x1_0000_0000L;
  static final long IOTA = 0x1_0804;
  static final long PAGE_TABLE = 0x1_8000;
  static final int FID = 8;
  static final ZpciProperties PROPERTIES = new ZpciProperties(FID, 1, 0xf0);

  final SeenDevice device = new SeenDevice();
  final List<Rule> broken = new ArrayList<>();
  final List<ErrorEvent> events = new ArrayList<>();
  final GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, SIZE);
  final FloatingInterruption interruption = new FloatingInterruption(true, this::kick);
  final Interception qemu;
  int kicks;

  Vm(
      QemuVersion version,
      ByteOrder order,
      FunctionFacts facts,
      int handle,
      @Nullable Forwarding forwarding,
      InterceptionOptions options) {
    Tap tap = new Broken();
    GuestMachine guest = new GuestMachine(storage, ORIGIN, interruption, events::add, forwarding);
    this.qemu =
        new Interception(
            version,
            order,
            device,
            facts,
            GuestConfig.of(facts, config()),
            PROPERTIES,
            handle,
            128,
            guest,
            tap,
            options);
    storage.putLong(0x1_0000 + 2 * 8, 0x1_4000 | 7);
    storage.putLong(0x1_4000, PAGE_TABLE);
    for (int page = 0; page < 256; page++) {
      storage.putLong(PAGE_TABLE + page * 8, 0x400);
    }
  }

  /** A memory function, on a big-endian host, as shipped. */
  Vm(QemuVersion version) {
    this(version, InterceptionOptions.SHIPPED);
  }

  Vm(QemuVersion version, InterceptionOptions options) {
    this(version, ByteOrder.BIG_ENDIAN, memory(), HANDLE, null, options);
  }

  Vm(QemuVersion version, ByteOrder order) {
    this(version, order, memory(), HANDLE, null, InterceptionOptions.SHIPPED);
  }

  static FunctionFacts memory() {
    return Plugged.facts(new Msix(2, 0x2000, 0x2800, 4));
  }

  private void kick() {
    kicks++;
  }

  private static byte[] config() {
    byte[] config = new byte[256];
    config[0x34] = 0x40;
    config[0x40] = 0x05;
    config[0x41] = 0x50;
    config[0x42] = (byte) 0x84;
    config[0x50] = 0x11;
    config[0x52] = 3;
    return config;
  }

  /** Maps page {@code page} from {@link #IO} on in the tables; {@code flags} of the entry. */
  void table(int page, long frame, long flags) {
    storage.putLong(PAGE_TABLE + page * 8L, frame | flags);
  }

  /** MPCIFC of the block as it stands. */
  int mpcifc(int operation) {
    return mpcifc(Issue.HANDLE, Request.of(qemu.handle(), 0, operation), FIB);
  }

  int mpcifc(int issue, long request, long fib) {
    broken.clear();
    return qemu.execute(new PciInstruction.Mpcifc(issue, request, storage, fib));
  }

  int registerAnchor() {
    storage.putLong(FIB + Fib.PBA, IO);
    storage.putLong(FIB + Fib.PAL, IO + 0xff_ffff);
    storage.putLong(FIB + Fib.IOTA, IOTA);
    return mpcifc(Fib.REG_IOAT);
  }

  /** Registers subclass 2, two interrupts. */
  int registerInterrupts(long aibv, int aibvo, long aisb, int aisbo) {
    storage.putInt(FIB + Fib.INTERRUPT, 0x2002_0080 | aibvo << 8 | aisbo);
    storage.putLong(FIB + Fib.AIBV, aibv);
    storage.putLong(FIB + Fib.AISB, aisb);
    return mpcifc(Fib.REG_INT);
  }

  int rpcit(long start, long length) {
    return rpcit(Issue.HANDLE, qemu.handle(), start, length);
  }

  int rpcit(int issue, int handle, long start, long length) {
    broken.clear();
    return qemu.execute(new PciInstruction.Rpcit(issue, Request.of(handle, 0, 0), start, length));
  }

  int stpcifc(int issue, Register request, long fib) {
    broken.clear();
    return qemu.execute(new PciInstruction.Stpcifc(issue, request, storage, fib));
  }

  int sic(int issue, int operation, int isc) {
    broken.clear();
    return qemu.execute(
        new PciInstruction.Sic(issue, operation, (long) isc << 27, storage, 0x3000));
  }

  /** CLP set function; the response code. */
  int clpSet(int operation) {
    storage.segment().asSlice(0x4000, 256).fill((byte) 0);
    storage.putShort(0x4000, 32);
    storage.putShort(0x4002, 5);
    storage.putInt(0x4010, qemu.handle());
    storage.putByte(0x4016, operation);
    storage.putByte(0x4017, 1);
    storage.putShort(0x4020, 160);
    int _ = qemu.execute(new PciInstruction.Clp(Issue.HANDLE, storage, 0x4000));
    return storage.getShort(0x4022);
  }

  /** A store of {@code length} bytes to configuration space; the register is as given. */
  int config(int offset, int length, long value) {
    return qemu.store(Issue.HANDLE, Request.of(qemu.handle(), 15, length), offset, value);
  }

  /** A 4-byte store to the MSI-X table: little-endian {@code value}. */
  int msix(int vector, int word, int value) {
    long offset = 0x2000 + 16L * vector + word;
    return qemu.store(
        Issue.HANDLE,
        Request.of(qemu.handle(), 2, 4),
        offset,
        Integer.toUnsignedLong(Integer.reverseBytes(value)));
  }

  /** The address of the only rule that the last instruction broke; empty where none. */
  String rules() {
    return String.join(" ", broken.stream().map(Rule::id).toList());
  }

  private final class Broken extends Tap.NoOp {
    @Override
    public void broken(Rule rule) {
      broken.add(rule);
    }
  }
}
