package io.zpci.nativedriver;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.guest.PciDev;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.Passthrough;
import io.zpci.storage.GuestStorage;

/**
 * What stands below the driver. In a guest that is its kernel; a process has no more than system
 * calls on its vfio device, so its driver has the three calls by handle and nothing else.
 */
sealed interface GuestIo {
  /** {@code __zpci_load}. */
  int load(long request, long offset, Register loaded);

  /** {@code __zpci_store}. */
  int store(long request, long offset, long value);

  /** {@code __zpci_store_block}. */
  int storeBlock(long request, long offset, GuestStorage storage, long address);

  /** The kernel's whole layer; misuse in a process. */
  LinuxIo kernel();

  /** The function's handle as it is now. */
  int handle();

  /** The longest block, as the driver's side was told. */
  int maxStoreBlock();

  /** What stands below a driver on {@code guest}. */
  static GuestIo of(Passthrough guest) {
    return guest.hasKernel() ? new KernelIo(guest.io()) : new ProcessIo(guest);
  }

  /** A guest's kernel. */
  record KernelIo(LinuxIo kernel) implements GuestIo {
    @Override
    public int load(long request, long offset, Register loaded) {
      return kernel.load(request, offset, loaded);
    }

    @Override
    public int store(long request, long offset, long value) {
      return kernel.store(request, offset, value);
    }

    @Override
    public int storeBlock(long request, long offset, GuestStorage storage, long address) {
      return kernel.storeBlock(request, offset, storage, address);
    }

    @Override
    public int handle() {
      return kernel.zdev().handle();
    }

    @Override
    public int maxStoreBlock() {
      return kernel.zdev().maxStoreBlock();
    }
  }

  /** A process: a load is one pread, a block one pwrite, a single store has no system call. */
  record ProcessIo(Passthrough guest) implements GuestIo {
    @Override
    public int load(long request, long offset, Register loaded) {
      int length = Request.length(request);
      if (length < 1 || length > Long.BYTES) {
        return -Errno.EINVAL;
      }
      return dev().load(Request.space(request), offset, length, loaded);
    }

    @Override
    public int store(long request, long offset, long value) {
      int outcome = guest.instructions().store(Issue.HANDLE, request, offset, value);
      return outcome == Outcome.OK ? 0 : Outcome.isException(outcome) ? -Errno.ENXIO : -Errno.EIO;
    }

    @Override
    public int storeBlock(long request, long offset, GuestStorage storage, long address) {
      int space = Request.space(request);
      return dev().storeBlock(space, offset, Request.length(request), address);
    }

    private PciDev dev() {
      return guest.dev();
    }

    @Override
    public LinuxIo kernel() {
      throw new Misuse(
          "on route %s the driver is in a process, which has no such call"
              .formatted(guest.route().name()));
    }

    @Override
    public int handle() {
      return guest.handle();
    }

    @Override
    public int maxStoreBlock() {
      return guest.function().facts().maxStoreBlock();
    }
  }
}
