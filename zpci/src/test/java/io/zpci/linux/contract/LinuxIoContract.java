package io.zpci.linux.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import io.zpci.arch.contract.Allocation;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LinuxIo} holds to, whatever its version. Extend it and say how one is made over
 * instructions whose answers the contract decides; JUnit runs the rest.
 */
public abstract class LinuxIoContract {
  private static final long IMAGE = 0x8182_8384_8586_8788L;
  private static final int[] WIDTHS = {1, 2, 4, 8};
  private static final int[] REFUSALS = {
    Outcome.error(Status.FUNC_IN_ERR),
    Outcome.error(Status.INVAL_AS),
    Outcome.INVALID_HANDLE,
    Outcome.exception(ProgramInterruption.OPERAND),
    Outcome.exception(ProgramInterruption.ADDRESSING),
  };

  private final Register loaded = new Register();
  private final GuestStorage storage =
      new GuestStorage(0x1000, MemorySegment.ofArray(new long[0x1000 / 8]));

  /** Made by JUnit. */
  protected LinuxIoContract() {}

  /** A kernel on a function with a BAR 0 of 4 KiB at least, enabled. */
  protected abstract LinuxIo create(AnsweringInstructions below);

  @Test
  public final void callsByHandleReturnZeroOrAnErrno() {
    AnsweringInstructions below = new AnsweringInstructions(IMAGE);
    LinuxIo io = create(below);
    long request = Request.of(io.zdev().handle(), 0, 8);
    long block = Request.of(io.zdev().handle(), 0, 64);
    assertEquals(0, io.load(request, 0, loaded));
    assertEquals(IMAGE, loaded.get());
    assertEquals(0, io.store(request, 8, 1));
    assertEquals(0, io.storeBlock(block, 0, storage, storage.start()));
    for (int refusal : REFUSALS) {
      below.answer(refusal);
      int errno = Outcome.isException(refusal) ? -Errno.ENXIO : -Errno.EIO;
      String told = Outcome.describe(refusal);
      assertEquals(errno, io.load(request, 0, loaded), told);
      assertEquals(errno, io.store(request, 8, 1), told);
      assertEquals(errno, io.storeBlock(block, 0, storage, storage.start()), told);
    }
  }

  @Test
  public final void busyByHandleIsRetried() {
    AnsweringInstructions below = new AnsweringInstructions(IMAGE);
    LinuxIo io = create(below);
    long request = Request.of(io.zdev().handle(), 0, 8);
    below.busy(3);
    assertEquals(0, io.load(request, 0, loaded));
    assertEquals(4, below.issued(), "loads");
    below.busy(2);
    assertEquals(0, io.storeBlock(Request.of(io.zdev().handle(), 0, 64), 0, storage, 0x1000));
    assertEquals(7, below.issued(), "and blocks");
  }

  @Test
  public final void anAccessorGivesTheImageOrItsSwap() {
    LinuxIo io = create(new AnsweringInstructions(IMAGE));
    long bar = mapped(io);
    for (int width : WIDTHS) {
      long image = AnsweringInstructions.low(IMAGE, width);
      assertEquals(image, io.ioreadBe(bar, width), "big-endian, " + width);
      assertEquals(IoAccessors.swap(image, width), io.ioread(bar, width), "swapped, " + width);
    }
  }

  @Test
  public final void aFailedAccessorIsAllOnesOrDropped() {
    AnsweringInstructions below = new AnsweringInstructions(IMAGE);
    LinuxIo io = create(below);
    long bar = mapped(io);
    for (int refusal : REFUSALS) {
      below.answer(refusal);
      for (int width : WIDTHS) {
        long ones = AnsweringInstructions.low(-1, width);
        String told = width + " bytes, " + Outcome.describe(refusal);
        assertEquals(ones, io.ioreadBe(bar, width), told);
        assertEquals(ones, io.ioread(bar, width), told);
        io.iowriteBe(bar, width, 1);
        io.iowrite(bar, width, 1);
      }
    }
    below.answer(Outcome.OK);
    assertEquals(IMAGE, io.ioreadBe(bar, 8), "after failures");
  }

  @Test
  public final void whatIsNoBarIsNotMapped() {
    LinuxIo io = create(new AnsweringInstructions(IMAGE));
    for (int bar = 0; bar < 6; bar++) {
      if (io.zdev().facts().barSize(bar) == 0) {
        assertEquals(IoAccessors.NULL, io.iomap(bar), "BAR " + bar);
      }
    }
    io.iounmap(mapped(io));
  }

  @Test
  public final void aCopyStopsAtItsFirstError() {
    AnsweringInstructions below = new AnsweringInstructions(IMAGE);
    LinuxIo io = create(below);
    long bar = mapped(io);
    assertEquals(0, io.memcpyToIo(bar, storage, storage.start(), 256));
    int pieces = below.issued();
    below.answer(Outcome.error(Status.FUNC_IN_ERR));
    assertEquals(-Errno.EIO, io.memcpyToIo(bar, storage, storage.start(), 256));
    assertEquals(pieces + 1, below.issued(), "instructions");
    assertEquals(-Errno.EIO, io.memcpyFromIo(storage, storage.start(), bar, 256));
  }

  @Test
  public final void aFailedConfigReadIsAllOnes() {
    AnsweringInstructions below = new AnsweringInstructions(IMAGE);
    LinuxIo io = create(below);
    below.answer(Outcome.INVALID_HANDLE);
    assertNotEquals(0, io.configRead(0, 4, loaded));
    assertEquals(0xffff_ffffL, loaded.get());
    assertNotEquals(0, io.configWrite(4, 2, 6));
  }

  @Test
  public final void nothingAllocates() {
    AnsweringInstructions below = new AnsweringInstructions(IMAGE);
    LinuxIo io = create(below);
    long bar = mapped(io);
    long request = Request.of(io.zdev().handle(), 0, 8);
    long block = Request.of(io.zdev().handle(), 0, 64);
    long from = storage.start();
    assertEquals(0, Allocation.of(() -> io.load(request, 0, loaded)), "__zpci_load");
    assertEquals(0, Allocation.of(() -> io.store(request, 0, 1)), "__zpci_store");
    assertEquals(
        0, Allocation.of(() -> io.storeBlock(block, 0, storage, from)), "__zpci_store_block");
    assertEquals(0, Allocation.of(() -> io.zpciLoad(bar, 8, loaded)), "zpci_load");
    assertEquals(0, Allocation.of(() -> io.zpciStore(bar, 8, 1)), "zpci_store");
    assertEquals(0, Allocation.of(() -> io.writeBlock(bar, storage, from, 64)), "write_block");
    assertEquals(0, Allocation.of(() -> io.memcpyToIo(bar, storage, from, 200)), "memcpy_toio");
    assertEquals(0, Allocation.of(() -> io.memcpyFromIo(storage, from, bar, 200)), "fromio");
    assertEquals(0, Allocation.of(() -> io.ioread(bar, 4)), "ioread32");
    assertEquals(0, Allocation.of(() -> io.iowrite(bar, 4, 1)), "iowrite32");
  }

  private static long mapped(LinuxIo io) {
    long bar = io.iomap(0);
    assertNotEquals(IoAccessors.NULL, bar, "BAR 0 is mapped");
    return bar;
  }
}
