package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.linux.LinuxVersion.SizeRule;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The s390 PCI layer of a Linux kernel, for one function. What the release decides stands in its
 * {@link LinuxVersion}; what the machine decides is {@code haveMio}, the kernel's static key of
 * that name.
 *
 * <p>On a machine with MIO every generic access is an MIO instruction, on one without it a cookie
 * names handle, BAR and offset; no release looks at the function when it chooses (spec zpci 8.3).
 * Storage addresses must lie inside the storage given with them, else a single access throws {@link
 * IndexOutOfBoundsException} where the kernel would oops; for a block the instruction answers.
 * Serves one thread. Source: spec zpci 8, 9, 10.
 */
public final class LinuxPci implements LinuxIo {
  /** Address of the kernel's buffer in its own storage; 4 KiB aligned. */
  private static final long BUFFER = IoSize.BOUNDARY;

  private static final long MAX_KMALLOC = 4L << 20;
  private static final long CONFIG_ERROR = 0xffff_ffffL;

  private final LinuxVersion version;
  private final SizeRule sizeRule;
  private final boolean cookiesByHandle;
  private final PciInsn insn;
  private final Zdev zdev;
  private final boolean haveMio;
  private final IomapTable table;
  private final Tap tap;
  private final PciResources resources;
  private final PciMmio mmio;
  private final GuestStorage buffer =
      new GuestStorage(BUFFER, Arena.ofAuto().allocate(IoSize.BOUNDARY, IoSize.BOUNDARY));
  private final Register data = new Register();

  /**
   * A kernel that finds a function, enabled as {@code zdev} says: indexes of the table are taken
   * for its BARs and, where it does not use MIO, mapped for as long as it is there.
   *
   * @param instructions what executes this kernel's instructions
   * @param haveMio whether this kernel sees a machine with MIO
   * @param nullMappingSucceeds whether mapping the null MIO address of a function without MIO gives
   *     a mapping or fails; unverified on hardware (spec zpci 8.3)
   * @param table the kernel's cookies, made for the same version
   * @param delay what happens between repetitions of a busy instruction
   */
  public LinuxPci(
      LinuxVersion version,
      PciInstructions instructions,
      Zdev zdev,
      boolean haveMio,
      boolean nullMappingSucceeds,
      IomapTable table,
      BusyDelay delay,
      Tap tap) {
    this.version = version;
    this.sizeRule = version.sizeRule();
    this.cookiesByHandle =
        switch (version.accessor()) {
          case MACHINE -> !haveMio;
          case ADDRESS -> true;
        };
    this.insn = new PciInsn(instructions, delay, tap);
    this.zdev = zdev;
    this.haveMio = haveMio;
    this.table = table;
    this.tap = tap;
    this.resources =
        new PciResources(table, zdev, version.accessor(), haveMio, nullMappingSucceeds, tap);
    this.mmio = new PciMmio(this, resources, insn, version, table.base(), buffer, tap);
  }

  /** The same without a delay. */
  public LinuxPci(
      LinuxVersion version,
      PciInstructions instructions,
      Zdev zdev,
      boolean haveMio,
      boolean nullMappingSucceeds,
      IomapTable table,
      Tap tap) {
    this(version, instructions, zdev, haveMio, nullMappingSucceeds, table, BusyDelay.NONE, tap);
  }

  /** A kernel with a table of its own, for which {@code zdev} is the only function. */
  public static LinuxPci of(
      LinuxVersion version,
      PciInstructions instructions,
      Zdev zdev,
      boolean haveMio,
      boolean nullMappingSucceeds,
      Tap tap) {
    return new LinuxPci(
        version, instructions, zdev, haveMio, nullMappingSucceeds, new IomapTable(version), tap);
  }

  /** Which release this is. */
  public LinuxVersion version() {
    return version;
  }

  @Override
  public Zdev zdev() {
    return zdev;
  }

  /** Whether machine and function both have MIO ({@code zpci_use_mio}). */
  public boolean usesMio() {
    return resources.usesMio();
  }

  /**
   * 0, -ENOSPC where the table had no index left for a BAR, or -EBUSY where another function has a
   * part of a BAR's range (L-1); then nothing of the function can be mapped.
   */
  public int resources() {
    return resources.result();
  }

  /** How often an instruction by handle was repeated because it was busy. */
  public long busyRetries() {
    return insn.busyRetries();
  }

  /**
   * The function's handle changed, by enable, disable, event or recovery; see {@link
   * IomapTable#updateHandle}.
   */
  public void updateHandle(int newHandle) {
    table.updateHandle(zdev, newHandle, usesMio());
  }

  /** The function is gone: its indexes are zeroed and free. */
  public void release() {
    resources.release();
  }

  /** {@code mmiowb}: PCIWB on a machine with MIO, else nothing. */
  public void mmiowb() {
    if (haveMio) {
      insn.writeBarrier();
    }
  }

  @Override
  public long iomap(int bar) {
    return resources.iomap(bar);
  }

  @Override
  public void iounmap(long address) {
    if (isByHandle(address)) {
      resources.iounmapCookie(address);
    }
  }

  @Override
  public long ioreadBe(long address, int width) {
    long ones = -1L >>> (64 - 8 * width);
    if (zpciLoad(address, width, data) != 0) {
      tap.broken(LinuxRules.IOREAD);
      return ones;
    }
    return data.get() & ones;
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    if (zpciStore(address, width, value) != 0) {
      tap.broken(LinuxRules.IOWRITE);
    }
  }

  @Override
  public int configRead(int where, int size, Register value) {
    int result = isConfigRefused() ? -Errno.ENODEV : load(config(size), where, data);
    value.set(result == 0 ? IoAccessors.swap(data.get(), size) : CONFIG_ERROR);
    return configResult(result);
  }

  @Override
  public int configWrite(int where, int size, int value) {
    int result =
        isConfigRefused()
            ? -Errno.ENODEV
            : store(config(size), where, IoAccessors.swap(value, size));
    return configResult(result);
  }

  @Override
  public int load(long request, long offset, Register loaded) {
    return insn.load(request, offset, loaded);
  }

  @Override
  public int store(long request, long offset, long value) {
    return insn.store(request, offset, value);
  }

  @Override
  public int storeBlock(long request, long offset, GuestStorage storage, long storageAddress) {
    return insn.storeBlock(request, offset, storage, storageAddress);
  }

  @Override
  public int zpciLoad(long address, int length, Register loaded) {
    return isByHandle(address)
        ? insn.load(request(address, length), table.offset(address), loaded)
        : insn.loadMio(address, length, loaded);
  }

  @Override
  public int zpciStore(long address, int length, long value) {
    return isByHandle(address)
        ? insn.store(request(address, length), table.offset(address), value)
        : insn.storeMio(address, length, value);
  }

  @Override
  public int writeBlock(long address, GuestStorage storage, long storageAddress, int length) {
    return isByHandle(address)
        ? insn.storeBlock(request(address, length), table.offset(address), storage, storageAddress)
        : insn.storeBlockMio(address, storage, storageAddress, length);
  }

  /**
   * {@code zpci_write_single}: one store from memory. A length other than 1, 2, 4 and 8 stores the
   * value 0 with that length, and leaves it to the firmware to refuse.
   *
   * @return 0 or a negative errno
   */
  public int writeSingle(long address, GuestStorage source, long sourceAddress, int length) {
    if (!isNaturalWidth(length)) {
      tap.broken(LinuxRules.WRITE_SINGLE);
      return zpciStore(address, length, 0);
    }
    return zpciStore(
        address, length, Layouts.getImage(source.segment(), source.offset(sourceAddress), length));
  }

  /**
   * {@code zpci_read_single}: one load into memory. A length other than 1, 2, 4 and 8 is loaded and
   * stored nowhere.
   *
   * @return 0 or a negative errno
   */
  public int readSingle(GuestStorage target, long targetAddress, long address, int length) {
    int result = zpciLoad(address, length, data);
    if (result != 0) {
      return result;
    }
    if (isNaturalWidth(length)) {
      Layouts.putImage(target.segment(), target.offset(targetAddress), length, data.get());
    } else {
      tap.broken(LinuxRules.READ_SINGLE);
    }
    return 0;
  }

  @Override
  public int memcpyToIo(long address, GuestStorage source, long sourceAddress, long count) {
    return copyToIo(address, source, sourceAddress, -1L, count);
  }

  @Override
  public int memcpyFromIo(GuestStorage target, long targetAddress, long address, long count) {
    long done = 0;
    while (done != count) {
      int size =
          IoSize.next(
              sizeRule, address + done, targetAddress + done, count - done, IoSize.MAX_READ);
      int result = readSingle(target, targetAddress + done, address + done, size);
      if (result != 0) {
        return result;
      }
      done += size;
    }
    return 0;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The kernel's buffer is as long as {@code count} and here one page that repeats: the size
   * rules look at no more of an address than its place in the page.
   */
  @Override
  public int memsetIo(long address, int value, long count) {
    if (Long.compareUnsigned(count, MAX_KMALLOC) > 0) {
      tap.broken(LinuxRules.MEMSET_MEMORY);
      return -Errno.ENOMEM;
    }
    MemorySegment bytes = buffer.segment();
    for (int i = 0; i < IoSize.BOUNDARY; i++) {
      bytes.set(Layouts.BYTE, i, (byte) value);
    }
    return copyToIo(address, buffer, BUFFER, IoSize.BOUNDARY - 1, count);
  }

  /**
   * {@code __iowrite64_copy}: copies {@code count} doublewords. Kernels with L-3 take the count as
   * bytes and leave seven eighths uncopied.
   *
   * @return 0 or a negative errno, which the kernel's caller never sees
   */
  public int iowrite64Copy(long address, GuestStorage source, long sourceAddress, long count) {
    return memcpyToIo(
        address, source, sourceAddress, version.iowrite64CopyCountsBytes() ? count : count * 8);
  }

  @Override
  public int mmioWrite(int bar, long offset, GuestStorage user, long userAddress, long length) {
    return mmioWrite(mmio.whole(bar), offset, user, userAddress, length);
  }

  /**
   * {@link #mmioWrite(int, long, GuestStorage, long, long)} by a process with {@code mapping} and
   * nothing else.
   */
  public int mmioWrite(
      UserMapping mapping, long offset, GuestStorage user, long userAddress, long length) {
    return mmio.write(mapping, offset, user, userAddress, length);
  }

  @Override
  public int mmioRead(int bar, long offset, GuestStorage user, long userAddress, long length) {
    return mmioRead(mmio.whole(bar), offset, user, userAddress, length);
  }

  /**
   * {@link #mmioRead(int, long, GuestStorage, long, long)} by a process with {@code mapping} and
   * nothing else.
   */
  public int mmioRead(
      UserMapping mapping, long offset, GuestStorage user, long userAddress, long length) {
    return mmio.read(mapping, offset, user, userAddress, length);
  }

  /** The system calls, for what a process maps that is no BAR. */
  PciMmio mmio() {
    return mmio;
  }

  /** Whether an access through {@code address} is an instruction by handle. */
  private boolean isByHandle(long address) {
    return cookiesByHandle && (!haveMio || table.isCookie(address));
  }

  private long request(long address, int length) {
    int index = table.index(address);
    return Request.of(table.handle(index), table.bar(index), length);
  }

  /** Copies from a source of which {@code mask} says how far it goes before it repeats. */
  private int copyToIo(
      long address, GuestStorage source, long sourceAddress, long mask, long count) {
    long done = 0;
    while (done != count) {
      long from = sourceAddress + (done & mask);
      int size = IoSize.next(sizeRule, address + done, from, count - done, IoSize.MAX_WRITE);
      int result =
          size > 8
              ? writeBlock(address + done, source, from, size)
              : writeSingle(address + done, source, from, size);
      if (result != 0) {
        return result;
      }
      done += size;
    }
    return 0;
  }

  private long config(int size) {
    return Request.of(zdev.handle(), AddressSpace.CONFIG, size);
  }

  private boolean isConfigRefused() {
    return version.configChecksEnabled() && !FunctionHandle.enabled(zdev.handle());
  }

  private int configResult(int result) {
    if (result == 0) {
      return 0;
    }
    tap.broken(result == -Errno.ENODEV ? LinuxRules.CONFIG_ENABLED : LinuxRules.CONFIG_FAILED);
    return version.configErrorIsErrno() ? result : -Errno.ENODEV;
  }

  private static boolean isNaturalWidth(int length) {
    return length == 1 || length == 2 || length == 4 || length == 8;
  }
}
