package io.zpci.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.MemoryFunction;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Cost;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes down and what comes up on each route, with a function that is like ISM. */
class RoutesTest {
  private final Partition partition =
      new Partition(new MemoryFunction(Partition.ismLike()), ByteOrder.BIG_ENDIAN);
  private final MemorySegment bytes = MemorySegment.ofArray(new byte[16]);

  static Stream<Route> whole() {
    return Stream.of(
        new LparRoute(),
        new InterpretationRoute(),
        new InterpretationRoute(false),
        new ZpciIoRegionRoute(),
        new RelaxedPwriteRoute());
  }

  static Stream<Route> cutting() {
    return Stream.of(new BarRwRoute(), new IsmVfioPciRoute());
  }

  @ParameterizedTest
  @MethodSource("whole")
  void aBlockGoesDownWhole(Route route) {
    assertEquals(0, partition.boot(route));
    long[] page = partition.page();
    for (int i = 0; i < 11; i++) {
      partition.guest.storage().putByte(page[0] + i, 0x30 + i);
    }
    assertEquals(0, partition.block(2, 3, 11, page[0]));
    assertEquals(0x3031_3233_3435_3637L, loaded(3));
    assertEquals(0x33_3435_3637_3839_3aL, loaded(6));
  }

  private long loaded(long offset) {
    Register register = new Register();
    assertEquals(Outcome.OK, partition.function.load(2, offset, 8, register));
    return register.get();
  }

  @ParameterizedTest
  @MethodSource("whole")
  void whatTheFunctionWritesIsInTheGuestsPage(Route route) {
    assertEquals(0, partition.boot(route));
    long[] page = partition.page();
    Dma dma = partition.path().dma();
    bytes.set(Layouts.LONG, 0, 0x1122_3344_5566_7788L);
    assertEquals(0, dma.write(page[1] + 0x10, bytes, 0, 8));
    assertEquals(0x1122_3344_5566_7788L, partition.guest.storage().getLong(page[0] + 0x10));
    partition.guest.storage().putLong(page[0], 0x0102_0304_0506_0708L);
    assertEquals(0, dma.read(page[1], bytes, 8, 8));
    assertEquals(0x0102_0304_0506_0708L, bytes.get(Layouts.LONG, 8));
    assertNotEquals(0, dma.check(page[1] - 0x10_0000, 8), "a page that nobody mapped");
    assertEquals(0, partition.unmap(page[1]));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void aMessageInterruptsTheGuestOnce(Route route) {
    assertEquals(0, partition.boot(route));
    partition.path().msi().signal(0);
    assertEquals(List.of(), partition.interrupts, "nobody has taken it");
    assertEquals(1, partition.takeInterruptions());
    assertEquals(List.of(0), partition.interrupts);
    assertEquals(0, partition.takeInterruptions());
    partition.path().msi().signal(0);
    partition.path().msi().signal(0);
    assertEquals(1, partition.takeInterruptions());
    assertEquals(List.of(0, 0), partition.interrupts);
  }

  @ParameterizedTest
  @MethodSource("cutting")
  void aShortBlockIsRefusedAndPlainMsiGoesNowhere(Route route) {
    int _ = partition.boot(route);
    long[] page = partition.page();
    assertEquals(-Errno.ENXIO, partition.block(2, 0, 8, page[0]));
    partition.path().msi().signal(0);
    assertEquals(0, partition.takeInterruptions());
  }

  @Test
  void anInterceptedBlockIsAnExitASwitchAndACall() {
    assertEquals(0, partition.boot(new RelaxedPwriteRoute()));
    long[] page = partition.page();
    partition.costs.clear();
    assertEquals(0, partition.block(2, 0, 8, page[0]));
    assertEquals(
        List.of(Cost.SIE_EXIT, Cost.SYSCALL, Cost.CONTEXT_SWITCH),
        partition.costs.stream().sorted().toList());
  }

  @Test
  void anInterpretedBlockCostsNothing() {
    assertEquals(0, partition.boot(new InterpretationRoute()));
    long[] page = partition.page();
    partition.costs.clear();
    assertEquals(0, partition.block(2, 0, 8, page[0]));
    partition.path().msi().signal(0);
    assertEquals(List.of(), partition.costs);
  }

  @Test
  void withoutTheAssistTheHostTakesAnInterruption() {
    assertEquals(0, partition.boot(new InterpretationRoute(false)));
    partition.costs.clear();
    partition.path().msi().signal(0);
    assertTrue(partition.costs.contains(Cost.PSW_SWAP), partition.costs.toString());
    assertEquals(1, partition.takeInterruptions());
    assertEquals(List.of(0), partition.interrupts);
  }

  @Test
  void aProcessWritesMapsAndIsWokenUp() {
    VfioDevice device = new IsmVfioPciProcessRoute().open(partition.below, partition.facts);
    partition.function.connect(partition.below.dma(), partition.below.msi());
    bytes.set(Layouts.LONG, 0, 0x0a0b_0c0d_0e0f_1011L);
    assertEquals(7, device.region(2).pwrite(1, bytes, 0, 7));
    assertEquals(0x0a0b_0c0d_0e0f_1000L, loaded(1));
    assertEquals(4, device.region(2).pread(4, bytes, 8, 4));
    assertEquals(0x0d0e_0f10, bytes.get(Layouts.INT, 8));

    GuestStorage memory = partition.guest.storage();
    long io = 0x1_0000_0000L;
    assertEquals(0, device.dmaMap(io, Partition.GUEST + 0x2000, 0x1000, true));
    assertEquals(-Errno.EEXIST, device.dmaMap(io, Partition.GUEST, 0x1000, true));
    assertEquals(0, partition.below.dma().write(io + 4, bytes, 0, 4));
    assertEquals(0x0a0b_0c0d, memory.getInt(0x2004));
    assertEquals(0x1000, device.dmaUnmap(io, 0x1000));
    assertNotEquals(0, partition.below.dma().check(io, 4));

    int[] signals = {0};
    assertEquals(0, device.setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSI, 0, () -> signals[0]++)));
    partition.costs.clear();
    partition.below.msi().signal(0);
    assertEquals(1, signals[0]);
    assertEquals(1, Collections.frequency(partition.costs, Cost.PSW_SWAP), "the host's");
    assertEquals(1, Collections.frequency(partition.costs, Cost.KICK));
    assertEquals(0, device.setIrqs(IrqSet.disable(VfioDevice.IRQ_MSI)));
    partition.below.msi().signal(0);
    assertEquals(1, signals[0]);
  }

  /** A host that is no s390 has vectors and an IOMMU of its own; QEMU sets the indicators. */
  @Test
  void onAnotherHostMsixComesThroughQemu() {
    Partition other = new Partition(MemoryFunction.memory(), ByteOrder.LITTLE_ENDIAN);
    assertEquals(0, other.boot(new BarRwRoute()));
    long[] page = other.page();
    bytes.set(Layouts.LONG, 0, 0x5a5a_0000_0000_a5a5L);
    assertEquals(0, other.path().dma().write(page[1], bytes, 0, 8));
    assertEquals(0x5a5a_0000_0000_a5a5L, other.guest.storage().getLong(page[0]));
    other.function.signal(0);
    assertEquals(1, other.takeInterruptions());
    assertEquals(List.of(0), other.interrupts);
  }
}
