package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.linux.LinuxVersion.MmioSyscalls;
import io.zpci.linux.LinuxVersion.SizeRule;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;

/**
 * The system calls {@code s390_pci_mmio_write} and {@code s390_pci_mmio_read} ({@code pci_mmio.c}).
 * Without MIO the bytes go through a kernel buffer and the copies of {@link LinuxPci}; with MIO the
 * instructions work on the user's addresses directly, and the mapping is not looked at. Source:
 * spec zpci 10.
 */
final class PciMmio {
  /** Of a BAR that cannot be. */
  private static final UserMapping NOTHING = UserMapping.whole(-1, 0);

  private static final long PAGE_MASK = IoSize.BOUNDARY - 1;

  private final LinuxPci pci;
  private final PciResources resources;
  private final PciInsn insn;
  private final SizeRule sizeRule;
  private final long cookieBase;
  private final UserMapping[] whole = new UserMapping[AddressSpace.BARS];
  private final MmioSyscalls checks;
  private final boolean shiftLost;
  private final boolean mio;
  private final GuestStorage buffer;
  private final Tap tap;
  private final Register data = new Register();

  /**
   * The calls of {@code pci}.
   *
   * @param buffer a page, where the kernel's copy of the user's bytes stands; 4 KiB aligned, as the
   *     long kmalloc buffers are (the source leaves the alignment of the short ones on the stack to
   *     the compiler)
   */
  PciMmio(
      LinuxPci pci,
      PciResources resources,
      PciInsn insn,
      LinuxVersion version,
      long cookieBase,
      GuestStorage buffer,
      Tap tap) {
    this.pci = pci;
    this.resources = resources;
    this.insn = insn;
    this.sizeRule = version.sizeRule();
    this.cookieBase = cookieBase;
    long[] barSizes = pci.zdev().facts().barSizeArray();
    for (int bar = 0; bar < whole.length; bar++) {
      whole[bar] = UserMapping.whole(bar, barSizes[bar]);
    }
    this.checks = version.mmioSyscalls();
    this.shiftLost = version.mioReadLosesShift();
    this.mio = resources.mapsByMio();
    this.buffer = buffer;
    this.tap = tap;
  }

  /** The mapping of a process that has mapped all of {@code bar}. */
  UserMapping whole(int bar) {
    return AddressSpace.isBar(bar) ? whole[bar] : NOTHING;
  }

  int write(UserMapping mapping, long offset, GuestStorage user, long userAddress, long length) {
    if (leavesPage(offset, length)) {
      return refuse(LinuxRules.MMIO_LENGTH, Errno.EINVAL);
    }
    if (mio) {
      return writeInUser(mapping, offset, user, userAddress, (int) length);
    }
    boolean userFirst =
        switch (checks) {
          case FIND_VMA -> false;
          case EXACT_VMA, FAULT_IN -> true;
        };
    if (userFirst && !user.contains(userAddress, length)) {
      return refuse(LinuxRules.MMIO_USER, Errno.EFAULT);
    }
    int result = check(mapping, offset, mapping.writable());
    return result != 0
        ? result
        : writeTo(resources.start(mapping.bar()) + offset, user, userAddress, length);
  }

  int read(UserMapping mapping, long offset, GuestStorage user, long userAddress, long length) {
    if (leavesPage(offset, length)) {
      return refuse(LinuxRules.MMIO_LENGTH, Errno.EINVAL);
    }
    if (mio) {
      return readInUser(mapping, offset, user, userAddress, (int) length);
    }
    boolean permitted =
        switch (checks) {
          case FIND_VMA, FAULT_IN -> mapping.readable();
          case EXACT_VMA -> mapping.writable();
        };
    int result = check(mapping, offset, permitted);
    return result != 0
        ? result
        : readFrom(resources.start(mapping.bar()) + offset, user, userAddress, length);
  }

  /**
   * What the kernel asks of the mapping, in its order; 0 or a negative errno. The older kernels
   * take a mapping above the address for the one that holds it, ask for its permission, and then
   * find no page.
   */
  private int check(UserMapping mapping, long offset, boolean permitted) {
    boolean found =
        resources.has(mapping.bar())
            && switch (checks) {
              case FIND_VMA -> mapping.endsAbove(offset);
              case EXACT_VMA, FAULT_IN -> mapping.holds(offset);
            };
    if (!found) {
      return refuse(LinuxRules.MMIO_MAPPING, Errno.EINVAL);
    }
    if (!permitted) {
      return refuse(LinuxRules.MMIO_PERMISSION, Errno.EACCES);
    }
    if (!mapping.holds(offset)) {
      return refuse(LinuxRules.MMIO_MAPPING, Errno.EINVAL);
    }
    boolean faults =
        switch (checks) {
          case FIND_VMA, EXACT_VMA -> false;
          case FAULT_IN -> true;
        };
    return mapping.touched() || faults ? 0 : refuse(LinuxRules.MMIO_FAULT, Errno.EINVAL);
  }

  /** The write once the user's mapping has given {@code address}. */
  int writeTo(long address, GuestStorage user, long userAddress, long length) {
    if (Long.compareUnsigned(address, cookieBase) < 0) {
      return refuse(LinuxRules.MMIO_COOKIE, Errno.EFAULT);
    }
    if (!user.contains(userAddress, length)) {
      return refuse(LinuxRules.MMIO_USER, Errno.EFAULT);
    }
    MemorySegment.copy(user.segment(), user.offset(userAddress), buffer.segment(), 0, length);
    return pci.memcpyToIo(address, buffer, buffer.start(), length);
  }

  /**
   * The read once the user's mapping has given {@code address}; a bad buffer shows after the loads.
   */
  int readFrom(long address, GuestStorage user, long userAddress, long length) {
    if (Long.compareUnsigned(address, cookieBase) < 0) {
      return refuse(LinuxRules.MMIO_COOKIE, Errno.EFAULT);
    }
    int result = pci.memcpyFromIo(buffer, buffer.start(), address, length);
    if (result != 0) {
      return result;
    }
    if (!user.contains(userAddress, length)) {
      return refuse(LinuxRules.MMIO_USER, Errno.EFAULT);
    }
    MemorySegment.copy(buffer.segment(), 0, user.segment(), user.offset(userAddress), length);
    return 0;
  }

  private int writeInUser(
      UserMapping mapping, long offset, GuestStorage user, long userAddress, int length) {
    if (userAddress == 0) {
      return refuse(LinuxRules.MMIO_NULL, Errno.EINVAL);
    }
    if (!isMappedByMio(mapping, offset)) {
      return refuse(LinuxRules.MMIO_NO_MIO, Errno.ENXIO);
    }
    long address = resources.start(mapping.bar()) + offset;
    int done = 0;
    while (done < length) {
      int size =
          IoSize.next(
              sizeRule, address + done, userAddress + done, length - done, IoSize.MAX_WRITE);
      int result =
          size > 8
              ? insn.storeBlockInUser(address + done, user, userAddress + done, size)
              : storeFromUser(address + done, user, userAddress + done, size);
      if (result != 0) {
        return result;
      }
      done += size;
    }
    return 0;
  }

  /**
   * Gathers a register from the user's bytes; a fault there is the same ENXIO as one of the
   * instruction.
   */
  private int storeFromUser(long address, GuestStorage user, long userAddress, int size) {
    if (!user.contains(userAddress, size)) {
      return refuse(LinuxRules.MMIO_USER, Errno.ENXIO);
    }
    return insn.storeInUser(
        address, size, Layouts.getImage(user.segment(), user.offset(userAddress), size));
  }

  private int readInUser(
      UserMapping mapping, long offset, GuestStorage user, long userAddress, int length) {
    if (!isMappedByMio(mapping, offset)) {
      return refuse(LinuxRules.MMIO_NO_MIO, Errno.ENXIO);
    }
    long address = resources.start(mapping.bar()) + offset;
    int done = 0;
    while (done < length) {
      int size =
          IoSize.next(sizeRule, address + done, userAddress + done, length - done, IoSize.MAX_READ);
      int result = loadToUser(address + done, user, userAddress + done, size);
      if (result != 0) {
        return result;
      }
      done += size;
    }
    return 0;
  }

  /** One load, then its bytes one by one; those before a fault stay stored. */
  private int loadToUser(long address, GuestStorage user, long userAddress, int size) {
    int result = insn.loadInUser(address, size, data);
    if (result != 0) {
      return result;
    }
    if (shiftLost && size > 1) {
      tap.broken(LinuxRules.MMIO_SHIFT);
    }
    for (int i = 0; i < size; i++) {
      if (!user.contains(userAddress + i, 1)) {
        return refuse(LinuxRules.MMIO_USER, Errno.EFAULT);
      }
      int shift = shiftLost ? 0 : 8 * (size - 1 - i);
      user.putByte(userAddress + i, (int) (data.get() >>> shift));
    }
    return 0;
  }

  private static boolean leavesPage(long offset, long length) {
    return length <= 0 || length > IoSize.BOUNDARY - (offset & PAGE_MASK);
  }

  private boolean isMappedByMio(UserMapping mapping, long offset) {
    return resources.usesMio()
        && resources.has(mapping.bar())
        && mapping.holds(offset)
        && pci.zdev().mioAddress(mapping.bar()) != 0;
  }

  private int refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }
}
