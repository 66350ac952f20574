package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.ClpBlock;
import io.zpci.arch.ClpBlock.ListFunctions;
import io.zpci.arch.ClpBlock.Mio;
import io.zpci.arch.ClpBlock.QueryFunction;
import io.zpci.arch.ClpBlock.QueryGroup;
import io.zpci.arch.ClpBlock.SetFunction;
import io.zpci.arch.ClpCode;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's CLP ({@code pci_clp.c}): list, query, set. Each command takes a page of the kernel's
 * storage for its block and gives it back. A program interruption is condition code 3 to the
 * kernel. Not thread safe. Source: spec zpci 4.9, 5.
 */
public final class LinuxClp {
  private static final int BLOCK = 4096;
  private static final int RESPONSE = ClpBlock.REQUEST_SIZE;
  private static final int LIST_ROOM = BLOCK - ClpBlock.REQUEST_SIZE;

  /** How often a set is repeated while the function is busy; the kernel sleeps 20 ms each time. */
  private static final int BUSY_RETRIES = 100;

  /** How many DMA address spaces a function is enabled with. */
  private static final int DMA_SPACES = 1;

  private final LinuxKernel kernel;

  /** The CLP layer of {@code kernel}. */
  public LinuxClp(LinuxKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Every function that CLP lists, in its order, as far as CLP answers; null where it refuses: the
   * kernel's EIO, or ENOMEM.
   */
  public @Nullable List<ClpEntry> list() {
    List<ClpEntry> entries = new ArrayList<>();
    int result =
        scan(entry -> {
          entries.add(entry);
          return false;
        });
    return result == 0 ? List.copyOf(entries) : null;
  }

  /**
   * {@code clp_refresh_fh}: asks the list, up to the function's entry, for its handle.
   *
   * @param found told of the handle
   * @return 0 or a negative errno: ENODEV where the list has no such function
   */
  public int refreshHandle(int fid, IntConsumer found) {
    boolean[] seen = new boolean[1];
    int result =
        scan(entry -> {
          if (entry.fid() != fid) {
            return false;
          }
          found.accept(entry.handle());
          seen[0] = true;
          return true;
        });
    return result != 0 || seen[0] ? result : -Errno.ENODEV;
  }

  /**
   * Query function, then query function group. Null where CLP refuses either: the kernel's EIO, or
   * ENOMEM.
   */
  public @Nullable ClpFunction query(int handle) {
    GuestStorage storage = kernel.storage();
    long block = block();
    if (block < 0) {
      return null;
    }
    begin(block, ClpBlock.QUERY_FUNCTION, QueryFunction.RESPONSE_SIZE);
    storage.putInt(block + QueryFunction.HANDLE, handle);
    ClpFunction function = done(block) ? function(storage, block + RESPONSE) : null;
    if (function != null) {
      begin(block, ClpBlock.QUERY_GROUP, QueryGroup.RESPONSE_SIZE);
      storage.putByte(block + QueryGroup.GROUP, function.group());
      function = done(block) ? inGroup(function, storage, block + RESPONSE) : null;
    }
    kernel.pages().free(block, BLOCK);
    return function;
  }

  /**
   * {@code zpci_enable_device}: enable with one DMA space, then enable MIO where it is used. Where
   * that fails the function is disabled again. Up to 5.10 a refusal is success, and the old handle
   * stays (L-12).
   *
   * @param useMio whether machine and function both have MIO ({@code zpci_use_mio})
   * @param update told of the new handle, as {@link LinuxPci#updateHandle}; {@code zdev} must have
   *     it when that returns
   * @return 0 or a negative errno
   */
  public int enable(Zdev zdev, boolean useMio, IntConsumer update) {
    int result = set(zdev, zdev.handle(), SetFunction.ENABLE, DMA_SPACES, update);
    if (result == 0 && useMio) {
      result = set(zdev, zdev.handle(), SetFunction.ENABLE_MIO, DMA_SPACES, update);
      if (result != 0) {
        var _ = disable(zdev, update);
      }
    }
    return result == 0 ? 0 : -Errno.EIO;
  }

  /**
   * {@code zpci_disable_device}: nothing where the handle is not enabled.
   *
   * @param update told of the new handle, as for {@link #enable}
   * @return 0 or a negative errno: EINVAL where the function was disabled already, its handle
   *     refreshed
   */
  public int disable(Zdev zdev, IntConsumer update) {
    if (!FunctionHandle.enabled(zdev.handle())) {
      return 0;
    }
    int result = set(zdev, zdev.handle(), SetFunction.DISABLE, 0, update);
    if (result == ClpCode.ALREADY) {
      result = refreshHandle(zdev.fid(), update);
      return result == 0 ? -Errno.EINVAL : result;
    }
    return result == 0 ? 0 : -Errno.EIO;
  }

  /** Set function; 0, a response code, or a negative errno. */
  private int set(Zdev zdev, int handle, int operation, int dmaSpaces, IntConsumer update) {
    GuestStorage storage = kernel.storage();
    long block = block();
    if (block < 0) {
      return (int) block;
    }
    int cc;
    int code;
    int retries = BUSY_RETRIES;
    do {
      begin(block, ClpBlock.SET_FUNCTION, SetFunction.RESPONSE_SIZE);
      storage.putInt(block + SetFunction.HANDLE, handle);
      storage.putByte(block + SetFunction.OPERATION, operation);
      storage.putByte(block + SetFunction.DMA_SPACES, dmaSpaces);
      cc = execute(block);
      code = storage.getShort(block + RESPONSE + ClpBlock.CODE);
    } while (code == ClpCode.BUSY && retries-- > 0);
    int newHandle = storage.getInt(block + RESPONSE + SetFunction.HANDLE);
    kernel.pages().free(block, BLOCK);
    if (cc != 0) {
      return -Errno.EIO;
    }
    if (code == ClpCode.OK) {
      update.accept(newHandle);
      return 0;
    }
    return kernel.version().clpSetFailureIsSuccess()
        ? refusedIsSuccess(zdev, code, newHandle, update)
        : code;
  }

  /** L-12: only a function that is as asked already makes the kernel read the list again. */
  private int refusedIsSuccess(Zdev zdev, int code, int answered, IntConsumer update) {
    kernel.tap().broken(LinuxRules.CLP_SET);
    return code == ClpCode.ALREADY && answered == 0 ? refreshHandle(zdev.fid(), update) : 0;
  }

  /** List functions until {@code enough} says so; 0 or a negative errno. */
  private int scan(Predicate<ClpEntry> enough) {
    GuestStorage storage = kernel.storage();
    long block = block();
    if (block < 0) {
      return (int) block;
    }
    long response = block + RESPONSE;
    long token = 0;
    int result = 0;
    boolean stop = false;
    do {
      begin(block, ClpBlock.LIST, LIST_ROOM);
      storage.putLong(block + ListFunctions.TOKEN, token);
      if (!done(block)) {
        result = -Errno.EIO;
        break;
      }
      int used = storage.getShort(response + ClpBlock.LENGTH);
      long end = response + used - ListFunctions.ENTRY_SIZE;
      for (long at = response + ListFunctions.ENTRIES; at <= end && !stop; ) {
        stop = offer(storage, at, enough);
        at += ListFunctions.ENTRY_SIZE;
      }
      token = storage.getLong(response + ListFunctions.TOKEN);
    } while (token != 0 && !stop);
    kernel.pages().free(block, BLOCK);
    return result;
  }

  /** An entry without a vendor is none. */
  private static boolean offer(GuestStorage storage, long at, Predicate<ClpEntry> enough) {
    int vendor = storage.getShort(at + ListFunctions.ENTRY_VENDOR);
    if (vendor == 0) {
      return false;
    }
    int config = storage.getInt(at + ListFunctions.ENTRY_CONFIG);
    return enough.test(
        new ClpEntry(
            vendor,
            storage.getShort(at + ListFunctions.ENTRY_DEVICE),
            (config & ListFunctions.CONFIGURED) != 0,
            storage.getInt(at + ListFunctions.ENTRY_FID),
            storage.getInt(at + ListFunctions.ENTRY_HANDLE)));
  }

  private static ClpFunction function(GuestStorage storage, long response) {
    List<Long> sizes = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    List<Long> mioAddresses = new ArrayList<>();
    boolean mio = (storage.getByte(response + QueryFunction.FLAGS) & QueryFunction.FLAG_MIO) != 0;
    long mioBlock = response + QueryFunction.MIO;
    int valid = mio ? storage.getInt(mioBlock + Mio.VALID) : 0;
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      int exponent = storage.getByte(response + QueryFunction.BAR_SIZES + bar);
      sizes.add(exponent == 0 ? 0L : 1L << exponent);
      long value = storage.offset(response + QueryFunction.BARS + 4L * bar);
      values.add(storage.segment().get(Layouts.INT_LITTLE, value));
      boolean addressed = (valid & Mio.VALID_BAR_0 >>> bar) != 0;
      mioAddresses.add(
          addressed ? storage.getLong(mioBlock + Mio.WRITE_THROUGH + (long) Mio.STRIDE * bar) : 0L);
    }
    return new ClpFunction(
        storage.getInt(response + QueryFunction.FID),
        storage.getInt(response + QueryFunction.UID),
        storage.getShort(response + QueryFunction.VFN),
        storage.getShort(response + QueryFunction.PCHID),
        storage.getByte(response + QueryFunction.GROUP),
        storage.getByte(response + QueryFunction.PFT),
        sizes,
        values,
        mio,
        mioAddresses,
        storage.getLong(response + QueryFunction.START_DMA),
        storage.getLong(response + QueryFunction.END_DMA),
        /* refresh= */ false,
        /* designationTypes= */ 0,
        /* interrupts= */ 0,
        /* maxStoreBlock= */ 0,
        /* msiAddress= */ 0);
  }

  private static ClpFunction inGroup(ClpFunction function, GuestStorage storage, long response) {
    int flags = storage.getByte(response + QueryGroup.FLAGS);
    return function.inGroup(
        (flags & QueryGroup.FLAG_REFRESH) != 0,
        storage.getByte(response + QueryGroup.DESIGNATION_TYPES),
        storage.getShort(response + QueryGroup.INTERRUPTS) & QueryGroup.INTERRUPTS_MASK,
        storage.getShort(response + QueryGroup.MAX_STORE_BLOCK) & QueryGroup.MAX_STORE_BLOCK_MASK,
        storage.getLong(response + QueryGroup.MSI_ADDRESS));
  }

  private long block() {
    return kernel.pages().allocate(BLOCK);
  }

  /** A request of zeros for {@code command}, and room for its response. */
  private void begin(long block, int command, int room) {
    GuestStorage storage = kernel.storage();
    for (int at = 0; at < BLOCK; at += 8) {
      storage.putLong(block + at, 0);
    }
    storage.putShort(block + ClpBlock.LENGTH, ClpBlock.REQUEST_SIZE);
    storage.putShort(block + ClpBlock.COMMAND, command);
    storage.putShort(block + RESPONSE + ClpBlock.LENGTH, room);
  }

  /** Executes the block; whether CLP did what it asks. */
  private boolean done(long block) {
    return execute(block) == 0
        && kernel.storage().getShort(block + RESPONSE + ClpBlock.CODE) == ClpCode.OK;
  }

  /** The condition code; 3 for a program interruption. */
  private int execute(long block) {
    int outcome =
        kernel.cpu().execute(new PciInstruction.Clp(Issue.HANDLE, kernel.storage(), block));
    return Outcome.isException(outcome) ? Outcome.INVALID_HANDLE : Outcome.cc(outcome);
  }
}
