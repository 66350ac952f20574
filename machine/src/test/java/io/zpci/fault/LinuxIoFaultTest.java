package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel's I/O layer whose calls fail as the real ones do, once, and work again. */
class LinuxIoFaultTest {
  private static final long BUFFER = 0x8000;

  private final Faults faults = new Faults(1);

  /** Does {@code call}; what it answered. */
  private static long does(Call call, LinuxIo io, long bar, GuestStorage storage, Register data) {
    long request = Request.of(io.zdev().handle(), 0, 8);
    return switch (call) {
      case CONFIG_READ -> io.configRead(0, 2, data);
      case CONFIG_WRITE -> io.configWrite(0x0c, 1, 8);
      case ZPCI_LOAD -> io.load(request, 0x40, data) + 10L * io.zpciLoad(bar + 0x40, 4, data);
      case ZPCI_STORE -> io.store(request, 0x40, 1) + 10L * io.zpciStore(bar + 0x40, 4, 1);
      case ZPCI_WRITE_BLOCK ->
          io.storeBlock(request + 8, 0x40, storage, BUFFER)
              + 10L * io.writeBlock(bar + 0x40, storage, BUFFER, 16);
      case MEMCPY_TOIO ->
          io.memcpyToIo(bar + 0x40, storage, BUFFER, 8) + 10L * io.memsetIo(bar + 0x40, 1, 8);
      case MEMCPY_FROMIO -> io.memcpyFromIo(storage, BUFFER, bar + 0x40, 8);
      case MMIO_WRITE -> io.mmioWrite(0, 0x40, storage, BUFFER, 8);
      case MMIO_READ -> io.mmioRead(0, 0x40, storage, BUFFER, 8);
      case IOMAP,
          IOREAD,
          IOWRITE,
          ENABLE,
          LOAD,
          STORE_BLOCK,
          ALLOCATE,
          MAP,
          UNMAP,
          REQUEST_IRQ,
          SET_IRQS,
          RESET,
          DMA_MAP,
          DMA_UNMAP ->
          throw new AssertionError(call);
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      mode = EnumSource.Mode.MATCH_ALL,
      names = {"^(ZPCI_.*|MEMCPY_TOIO)$"})
  void twoCallsOfAKindFailInTurn(Call call) {
    Fault fault = faults.atIo().on(call).times(2).errno(Errno.EIO);
    answers(call, List.of(-55L, 0L));
    assertEquals(2, fault.fired());
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"CONFIG_READ", "CONFIG_WRITE", "MEMCPY_FROMIO", "MMIO_WRITE", "MMIO_READ"})
  void anErrnoIsTheAnswer(Call call) {
    faults.atIo().on(call).errno(Errno.EIO);
    answers(call, List.of(-5L, 0L));
    assertEquals(call.word(), faults.fired().getFirst().what());
  }

  private void answers(Call call, List<Long> expected) {
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      LinuxIo io = faults.io(bench.passthrough().io());
      assertSame(bench.passthrough().io().zdev(), io.zdev());
      long bar = io.iomap(0);
      GuestStorage storage = bench.passthrough().storage();
      Register data = new Register();
      ToLongFunction<LinuxIo> does = each -> does(call, each, bar, storage, data);
      assertEquals(expected.getFirst(), does.applyAsLong(io));
      assertEquals(expected.getLast(), does.applyAsLong(io));
      io.iounmap(bar);
    }
  }

  @Test
  void accessorsHaveNoErrno() {
    faults.atIo().on(Call.IOMAP).errno(Errno.ENOMEM);
    faults.atIo().on(Call.IOREAD).nth(2).errno(Errno.EIO);
    faults.atIo().on(Call.IOWRITE).nth(2).errno(Errno.EIO);
    faults.atIo().on(Call.CONFIG_READ).errno(Errno.ENODEV);
    try (FaultBench bench = FaultBench.memory("lpar", faults)) {
      LinuxIo io = faults.io(bench.passthrough().io());
      assertEquals(IoAccessors.NULL, io.iomap(0));
      long bar = io.iomap(0);
      assertNotEquals(IoAccessors.NULL, bar);
      io.iowriteBe(bar, 4, 0x1122_3344);
      io.iowriteBe(bar, 4, 0);
      assertEquals(0x1122_3344, io.ioreadBe(bar, 4));
      assertEquals(0xffffL, io.ioreadBe(bar, 2));
      assertEquals(0x4433_2211L, io.ioread(bar, 4));
      Register value = new Register();
      assertEquals(-Errno.ENODEV, io.configRead(0, 2, value));
      assertEquals(0xffff_ffffL, value.get());
      assertEquals(0, io.configRead(0, 2, value));
      assertEquals(0x1b36, value.get());
      faults.assertAllFired();
    }
  }
}
