package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.MemoryFunction;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Pages;
import io.zpci.machine.Stack;
import io.zpci.route.BarRwRoute;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.LparRoute;
import io.zpci.route.Route;
import io.zpci.trace.Cost;
import io.zpci.vmm.QemuVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A function with MSI-X, which every VMM takes: three vectors, DMA in both directions, on hosts of
 * both byte orders. Source: spec passthrough a.7, e.5, e.6.
 */
class MsixWayUpTest {
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  private static Stack stack(ByteOrder order) {
    LinuxVersion linux = LinuxVersion.newest();
    boolean s390 = order == ByteOrder.BIG_ENDIAN;
    return new Stack(QemuVersion.newest(), linux, linux, order, s390, false);
  }

  /** What a message costs until the handler ran. */
  static Stream<Arguments> routes() {
    Stack s390 = stack(ByteOrder.BIG_ENDIAN);
    Route barRw = new BarRwRoute();
    return Stream.of(
        Arguments.of(Named.of("lpar", new LparRoute()), s390, Map.of(Cost.PSW_SWAP, 1)),
        Arguments.of(
            Named.of("interpretation", new InterpretationRoute()),
            s390,
            Map.of(Cost.PSW_SWAP, 1, Cost.SIE_EXIT, 1, Cost.CONTEXT_SWITCH, 1)),
        Arguments.of(
            Named.of("bar-rw", barRw),
            s390,
            Map.of(Cost.PSW_SWAP, 2, Cost.KICK, 1, Cost.SIE_EXIT, 2, Cost.CONTEXT_SWITCH, 1)),
        Arguments.of(
            Named.of("bar-rw, emulated", barRw),
            stack(ByteOrder.LITTLE_ENDIAN),
            Map.of(Cost.PSW_SWAP, 1, Cost.KICK, 1, Cost.CONTEXT_SWITCH, 1)));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void eachVectorRunsItsHandlerOnce(Route route, Stack stack, Map<Cost, Integer> paid) {
    MemoryFunction function = MemoryFunction.memory();
    RoutedGuest guest = new RoutedGuest(route, stack, function, arena, new Crossings());
    assertEquals(3, guest.msi.enable(3, guest.interrupts::add));
    guest.crossings.paid();
    function.signal(2);
    guest.kernel.takeInterruptions();
    assertEquals(List.of(2), guest.interrupts);
    assertEquals(paid, guest.crossings.paid());
    function.signal(0);
    function.signal(1);
    guest.kernel.takeInterruptions();
    assertEquals(List.of(2, 0, 1), guest.interrupts);

    assertEquals(0, guest.msi.disable());
    function.signal(1);
    guest.kernel.takeInterruptions();
    assertEquals(List.of(2, 0, 1), guest.interrupts);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void pagesAreReachedAsTheyAreMapped(Route route, Stack stack) {
    RoutedGuest guest =
        new RoutedGuest(route, stack, MemoryFunction.memory(), arena, new Crossings());
    assertEquals(0, guest.dma.enable());
    RoutedGuest.Mapped page = guest.mapped(Pages.PAGE);
    long address = guest.kernel.pages().allocate(Pages.PAGE);
    long readOnly = guest.dma.map(address, Pages.PAGE, DmaDirection.TO_DEVICE);
    guest.storage().putLong(address + 8, 0x0102_0304_0506_0708L);
    Dma dma = guest.path.dma();
    MemorySegment data = MemorySegment.ofArray(new byte[8]);
    assertEquals(0, dma.read(readOnly + 8, data, 0, 8));
    assertEquals(0, dma.write(page.ioAddress() + 0x10, data, 0, 8));
    assertEquals(0x0102_0304_0506_0708L, guest.storage().getLong(page.address() + 0x10));
    Register previous = new Register();
    assertEquals(0, dma.or(page.ioAddress() + 0x10, 0x8000_0000, previous));
    assertEquals(0x0102_0304L, previous.get());
    assertEquals(Dma.PROTECTED, dma.write(readOnly, data, 0, 8));
    assertEquals(0x0102_0304_0506_0708L, guest.storage().getLong(address + 8));
    assertEquals(0, guest.storage().getLong(address));
  }
}
