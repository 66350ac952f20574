package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.Dma;
import io.zpci.function.MemoryFunction;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmDriver;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.guest.PciDev;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.NativeMmio;
import io.zpci.linux.TappedAccessors;
import io.zpci.linux.Zdev;
import io.zpci.machine.Between;
import io.zpci.machine.HostMachine;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.Replayer;
import io.zpci.route.Guest;
import io.zpci.route.LparRoute;
import io.zpci.route.Path;
import io.zpci.route.ProcessInstructions;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedFunction;
import io.zpci.vfio.Iommu;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.IrqVectors;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioHost;
import io.zpci.vfio.VfioPciCore;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

/**
 * Every port can be mocked, and what docs/mocking.md says a mock must answer is enough for a real
 * part beside it.
 */
class MockedPortsTest {
  private static final String[] ROOMS = {
    "io.zpci.arch", "io.zpci.storage", "io.zpci.function", "io.zpci.dma", "io.zpci.interrupt",
    "io.zpci.firmware", "io.zpci.linux", "io.zpci.trace", "io.zpci.vfio", "io.zpci.vmm",
    "io.zpci.route", "io.zpci.ism", "io.zpci.guest", "io.zpci.machine", "io.zpci.recording"
  };

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private GuestStorage storage() {
    return GuestStorage.allocate(arena, 0, 2 << 20);
  }

  private static final List<Class<?>> INTERFACES = interfacesFound();

  private static List<Class<?>> interfacesFound() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOMS)
            .stream()
            .filter(type -> type.isInterface() && !type.isAnnotation())
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  /** Every public interface of the model's modules. */
  static Stream<Class<?>> interfaces() {
    assertTrue(INTERFACES.contains(PciFunction.class), "found " + INTERFACES);
    assertTrue(INTERFACES.size() > 30, "found " + INTERFACES.size());
    return INTERFACES.stream();
  }

  /** A sealed interface is data: records to switch over. Every other one can be mocked. */
  @ParameterizedTest
  @MethodSource("interfaces")
  void isMockedOrData(Class<?> type) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        assertTrue(
            permitted.isRecord() || permitted.isEnum() || permitted.isSealed(),
            () -> permitted + " is no data");
      }
    } else {
      assertTrue(type.isInstance(mock(type)));
    }
  }

  /** The ports that docs/design.md names are interfaces, and docs/mocking.md has a row for each. */
  @Test
  void everyPortHasARow() throws ReflectiveOperationException {
    List<String> ports = names(Pages.table(Pages.page("docs/design.md"), "port"));
    List<String> rows = names(Pages.table(Pages.page("docs/mocking.md"), "port"));
    assertTrue(ports.size() > 15, "ports " + ports);
    for (String port : ports) {
      assertTrue(rows.contains(port), "docs/mocking.md has no row for " + port);
    }
    Map<String, Class<?>> known =
        interfaces()
            .filter(type -> !type.isMemberClass())
            .collect(Collectors.toMap(Class::getSimpleName, type -> type));
    for (String row : rows) {
      assertTrue(known.containsKey(row), "docs/mocking.md: no interface " + row);
      Class<?> type = Objects.requireNonNull(known.get(row));
      assertFalse(type.isSealed(), row + " is sealed");
    }
    for (String row : rows) {
      assertNotNull(
          MockedPortsTest.class.getDeclaredMethod(
              Character.toLowerCase(row.charAt(0)) + row.substring(1)));
    }
  }

  /** The names of the first column: {@code `A`} or {@code `A`, `B`}. */
  private static List<String> names(List<List<String>> table) {
    List<String> names = new ArrayList<>();
    for (List<String> row : table) {
      for (String name : row.getFirst().split(",")) {
        names.add(name.strip().replace("`", ""));
      }
    }
    return names;
  }

  @Test
  void pciInstructions() {
    PciInstructions cpu = mock(PciInstructions.class);
    when(cpu.load(anyInt(), anyLong(), anyLong(), any()))
        .thenReturn(Outcome.BUSY)
        .thenAnswer(call -> {
          call.<Register>getArgument(3).set(0x1234);
          return Outcome.OK;
        });
    LinuxPci kernel = kernel(cpu);
    Register loaded = new Register();
    long request = Request.of(0x8000_0001, 2, 8);
    assertEquals(0, kernel.load(request, 8, loaded));
    assertEquals(0x1234, loaded.get());
    verify(cpu, times(2)).load(Issue.HANDLE, request, 8, loaded);
  }

  private static LinuxPci kernel(PciInstructions cpu) {
    Zdev zdev = new Zdev(0x8000_0001, IsmFacts.plain(0x100), 128, new long[6]);
    return LinuxPci.of(LinuxVersion.newest(), cpu, zdev, false, false, Tap.NONE);
  }

  @Test
  void pciFunction() {
    PciFunction function = mock(PciFunction.class);
    when(function.facts()).thenReturn(IsmFacts.plain(0x100));
    try (Passthrough passthrough =
        Passthrough.open(new LparRoute(), Stack.newest(), function, arena, Tap.NONE)) {
      assertEquals(0, passthrough.boot());
      assertEquals(0, passthrough.dev().storeBlock(2, 8, 16, 0x1000));
      verify(function).storeBlock(eq(2), eq(8L), any(), eq(0x1000L), eq(16));
      verify(function).connect(any(), any());
      verify(function, never()).reset();
    }
  }

  @Test
  void dma() {
    Dma dma = mock(Dma.class);
    Fabric fabric = new Fabric(0x100);
    IsmFunction owner = fabric.add(1, IsmFacts.plain(0x100));
    owner.connect(dma, _ -> {});
    IsmPeer peer = new IsmPeer(fabric, 2, arena, 4096, Tap.NONE);
    MemorySegment request = MemorySegment.ofArray(new byte[40]);
    request.set(Layouts.INT, 0, 0x0a);
    request.set(Layouts.SHORT, 6, (short) 40);
    request.set(Layouts.LONG, 8, 0x1_0000_0000L);
    request.set(Layouts.INT, 16, 4096);
    request.set(Layouts.LONG, 32, 2);
    assertEquals(Outcome.OK, owner.storeBlock(2, 8, request, 8, 32));
    assertEquals(Outcome.OK, owner.storeBlock(2, 0, request, 0, 8));
    verify(dma).check(0x1_0000_0000L, 4096);
    Register token = new Register();
    assertEquals(Outcome.OK, owner.load(2, 0, 8, token));
    assertEquals(Outcome.OK, owner.load(2, 8, 8, token));
    long offset = MoveOffset.of(token.get(), 0, false, 0x40);
    assertEquals(Outcome.OK, peer.function().storeBlock(0, offset, request, 0, 8));
    verify(dma).write(eq(0x1_0000_0040L), any(), eq(0L), eq(8L));
  }

  @Test
  void msi() {
    Msi msi = mock(Msi.class);
    Fabric fabric = new Fabric(0x100);
    IsmPeer prepared = new IsmPeer(fabric, 1, arena, 4096, Tap.NONE);
    prepared.function().connect(mock(Dma.class), msi);
    assertTrue(prepared.function().injectEvent(1, 2, 3, 4));
    verify(msi).signal(0);
  }

  @Test
  void adapterInterruption() {
    AdapterInterruption facility = mock(AdapterInterruption.class);
    when(facility.inject(2)).thenReturn(true);
    // 0 is subclass 0: a mock that does not say otherwise has an interruption pending for ever.
    when(facility.take(anyInt())).thenReturn(2).thenReturn(-1);
    GuestStorage storage = storage();
    InterruptRegistration registration =
        new InterruptRegistration(2, 1, true, 0x1000, 0, 0x2000, 7);
    AdapterIndicators indicators =
        new AdapterIndicators(storage, registration, SummaryTest.BIT, facility, _ -> {});
    indicators.signal(0);
    verify(facility).inject(2);
    LinuxKernel kernel =
        new LinuxKernel(
            LinuxVersion.newest(), mock(PciInstructions.class), facility, storage, Tap.NONE);
    int[] handled = new int[1];
    kernel.adapterInterrupts(3, () -> handled[0]++);
    assertEquals(1, kernel.takeInterruptions());
  }

  @Test
  void interlockedStorage() {
    InterlockedStorage shared = mock(InterlockedStorage.class);
    when(shared.contains(anyLong(), anyLong())).thenReturn(true);
    InterruptRegistration registration =
        new InterruptRegistration(2, 1, true, 0x1000, 0, 0x2000, 7);
    AdapterInterruption facility = mock(AdapterInterruption.class);
    new AdapterIndicators(shared, registration, SummaryTest.BIT, facility, _ -> {}).signal(0);
    InOrder order = inOrder(shared, facility);
    order.verify(shared).getAndOr(0x1000, 0x8000_0000);
    order.verify(shared).getAndOr(0x2000, 0x0100_0000);
    order.verify(facility).inject(2);
  }

  @Test
  void regionAccess() {
    RegionAccess region = mock(RegionAccess.class);
    VfioDevice device = mock(VfioDevice.class);
    when(device.region(anyInt())).thenReturn(region);
    when(region.pwrite(anyLong(), any(), anyLong(), anyLong()))
        .thenAnswer(call -> call.getArgument(3))
        .thenReturn(4L);
    ProcessInstructions process = new ProcessInstructions(device);
    GuestStorage storage = storage();
    long request = Request.of(1, 2, 16);
    assertEquals(Outcome.OK, process.storeBlock(Issue.HANDLE, request, 8, storage, 0x1000));
    assertEquals(Outcome.error(8), process.storeBlock(Issue.HANDLE, request, 8, storage, 0x1000));
    verify(region, times(2)).pwrite(8, storage.segment(), 0x1000, 16);
  }

  @Test
  void vfioDevice() {
    VfioDevice device = mock(VfioDevice.class);
    RegionAccess region = mock(RegionAccess.class);
    when(device.region(anyInt())).thenReturn(region);
    when(region.pread(anyLong(), any(), anyLong(), anyLong()))
        .thenAnswer(call -> call.getArgument(3));
    when(region.pwrite(anyLong(), any(), anyLong(), anyLong()))
        .thenAnswer(call -> call.getArgument(3));
    when(device.dmaMap(anyLong(), anyLong(), anyLong(), eq(true))).thenReturn(-Errno.ENOSPC);
    ProcessRoute route = mock(ProcessRoute.class);
    when(route.open(any(), any())).thenReturn(device);
    PciFunction function = new Fabric(0x100).add(1, IsmFacts.plain(0x100));
    try (Passthrough process = Passthrough.open(route, Stack.newest(), function, arena, Tap.NONE)) {
      PciDev dev = process.dev();
      assertEquals(0, dev.enable());
      assertEquals(-Errno.ENOSPC, dev.map(dev.allocate(4096), 4096));
      assertEquals(0, dev.requestIrq(() -> {}));
      verify(device).setIrqs(any());
    }
  }

  @Test
  void linuxIo() {
    LinuxIo io = mock(LinuxIo.class);
    when(io.ioreadBe(0x40, 4)).thenReturn(0x1122_3344L);
    // ioread swaps in a default method: a mock answers 0 there unless it is told to run it.
    when(io.ioread(0x40, 4)).thenCallRealMethod();
    TappedAccessors tapped = new TappedAccessors(io, Hand.HOST_LINUX, Tap.NONE);
    assertEquals(0x1122_3344L, tapped.ioreadBe(0x40, 4));
    assertEquals(0x4433_2211L, io.ioread(0x40, 4));
    tapped.iowriteBe(0x40, 4, 5);
    verify(io).iowriteBe(0x40, 4, 5);
  }

  @Test
  void ioAccessors() {
    IoAccessors io = mock(IoAccessors.class);
    when(io.iomap(2)).thenReturn(0x4000L);
    TappedAccessors tapped = new TappedAccessors(io, Hand.HOST_LINUX, Tap.NONE);
    assertEquals(0x4000L, tapped.iomap(2));
    assertEquals(IoAccessors.NULL, tapped.iomap(3));
  }

  @Test
  void pciDev() {
    PciDev dev = mock(PciDev.class);
    GuestStorage memory = storage();
    when(dev.memory()).thenReturn(memory);
    when(dev.shared()).thenReturn(memory);
    when(dev.allocate(4096)).thenReturn(0x10_0000L).thenReturn((long) -Errno.ENOMEM);
    IsmDriver driver = new IsmDriver(IsmDriverVersion.newest(), dev, mock(IsmClient.class));
    assertEquals(-Errno.ENOMEM, driver.probe());
    InOrder order = inOrder(dev);
    order.verify(dev).enable();
    order.verify(dev).requestIrq(any());
    order.verify(dev).freeIrq();
    order.verify(dev).disable();
    order.verify(dev).free(0x10_0000, 4096);
  }

  @Test
  void route() {
    Route route = mock(Route.class);
    when(route.name()).thenReturn("mocked");
    when(route.unavailable(any())).thenReturn("not today");
    PciFunction function = MemoryFunction.memory();
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> Passthrough.open(route, Stack.newest(), function, arena, Tap.NONE));
    assertEquals("route mocked: not today", refused.getMessage());
    verify(route, never()).connect(any(), any(), any());
  }

  @Test
  void path() {
    PciInstructions cpu = mock(PciInstructions.class);
    Path path = mock(Path.class, CALLS_REAL_METHODS);
    doReturn(cpu).when(path).instructions();
    doReturn(0x8000_0007).when(path).handle();
    doReturn(128).when(path).maxStoreBlock();
    doReturn(false).when(path).mio();
    doReturn(List.of(0L, 0L, 0L, 0L, 0L, 0L)).when(path).mioAddresses();
    doReturn(mock(Dma.class)).when(path).dma();
    doReturn(mock(Msi.class)).when(path).msi();
    doReturn(new FloatingInterruption(true, () -> {})).when(path).interruption();
    doNothing().when(path).close();
    Route route = mock(Route.class);
    when(route.connect(any(), any(), any())).thenReturn(path);
    PciFunction function = MemoryFunction.memory();
    Passthrough passthrough = Passthrough.open(route, Stack.newest(), function, arena, Tap.NONE);
    assertEquals(0, passthrough.dev().storeBlock(0, 0x40, 16, 0x1000));
    verify(cpu)
        .storeBlock(
            eq(Issue.HANDLE), eq(Request.of(0x8000_0007, 0, 16)), eq(0x40L), any(), eq(0x1000L));
    passthrough.close();
    verify(path).close();
  }

  @Test
  void processRoute() {
    ProcessRoute route = mock(ProcessRoute.class, CALLS_REAL_METHODS);
    VfioDevice device = mock(VfioDevice.class);
    when(device.region(anyInt())).thenReturn(mock(RegionAccess.class));
    doReturn(null).when(route).unavailable(any());
    doReturn(device).when(route).open(any(), any());
    PciFunction function = new Fabric(0x100).add(1, IsmFacts.plain(0x100));
    HostMachine machine = new HostMachine(Stack.newest(), Tap.NONE, arena, 1 << 20);
    Guest guest = machine.guest(1 << 20, new FloatingInterruption(true, () -> {}));
    Path path = route.connect(machine.plug(function), guest, machine.facts(function.facts()));
    assertTrue(path.instructions() instanceof ProcessInstructions);
    assertNotEquals(0, path.handle());
  }

  @Test
  void tap() {
    Tap tap = mock(Tap.class);
    PciFunction function = new TappedFunction(MemoryFunction.memory(), tap);
    Register loaded = new Register();
    assertEquals(Outcome.OK, function.store(0, 0x40, 4, 7));
    assertEquals(Outcome.OK, function.load(0, 0x40, 4, loaded));
    InOrder order = inOrder(tap);
    order.verify(tap).enter(Hand.DEVICE, Operation.STORE, 0, 0x40, 4, null, 0, 7);
    order.verify(tap).exit(Outcome.OK, 0);
    order.verify(tap).enter(Hand.DEVICE, Operation.LOAD, 0, 0x40, 4, null, 0, 0);
    order.verify(tap).exit(Outcome.OK, 7);
    order.verifyNoMoreInteractions();
  }

  @Test
  void between() {
    // A mock answers null to what returns an object: let it give back what it is handed.
    Between between = mock(Between.class, CALLS_REAL_METHODS);
    PciFunction function = MemoryFunction.memory();
    try (Passthrough passthrough =
        Passthrough.open(
            new LparRoute(), Stack.newest(), function, arena, 2 << 20, between, Tap.NONE)) {
      assertSame(function, passthrough.function());
    }
    verify(between).guest(any(), any());
    verify(between).host(any(), any());
    verify(between).function(any(), any());
    verify(between).plugged(eq(function), any());
    verify(between).dma(any(), any());
    verify(between).msi(any(), any());
  }

  @Test
  void iommu() {
    Iommu iommu = mock(Iommu.class);
    when(iommu.map(anyLong(), anyLong(), anyLong(), eq(false))).thenReturn(-Errno.EFAULT);
    VfioHost host =
        VfioHost.littleEndian(LinuxVersion.newest().vfio(), mock(IoAccessors.class))
            .withIommu(iommu);
    VfioDevice device = new VfioPciCore(host, IsmFacts.plain(0x100), Tap.NONE);
    assertEquals(0, device.dmaMap(0x1000, 0x2000, 0x1000, true));
    assertEquals(-Errno.EFAULT, device.dmaMap(0x8000, 0x2000, 0x1000, false));
    assertEquals(0x1000, device.dmaUnmap(0x1000, 0x1000));
    verify(iommu).unmap(0x1000, 0x1000);
  }

  @Test
  void replayer() {
    Replayer replayer = mock(Replayer.class);
    Comparison same = new Comparison("a.jsonl", "mine", 1, 0, Map.of(), List.of());
    when(replayer.kind()).thenReturn("mine");
    when(replayer.replay(any())).thenReturn(same);
    assertSame(same, replayer.replay(mock(Recording.class)));
    assertEquals("mine", replayer.kind());
  }

  @Test
  void spyOfARealPart() {
    PciFunction real = MemoryFunction.memory();
    PciFunction spied = mock(PciFunction.class, delegatesTo(real));
    try (Passthrough passthrough =
        Passthrough.open(new LparRoute(), Stack.newest(), spied, arena, Tap.NONE)) {
      passthrough.storage().putLong(0x1000, 0x0102_0304_0506_0708L);
      assertEquals(0, passthrough.dev().storeBlock(0, 0x40, 16, 0x1000));
    }
    Register loaded = new Register();
    assertEquals(Outcome.OK, real.load(0, 0x40, 8, loaded));
    assertEquals(0x0102_0304_0506_0708L, loaded.get());
    verify(spied).storeBlock(eq(0), eq(0x40L), any(), eq(0x1000L), eq(16));
  }

  /** What a captor keeps of a segment is where the bytes stood, not what they were. */
  @Test
  void aCapturedSegmentIsNotACopy() {
    ArgumentCaptor<MemorySegment> data = ArgumentCaptor.forClass(MemorySegment.class);
    PciFunction function = mock(PciFunction.class);
    when(function.facts()).thenReturn(IsmFacts.plain(0x100));
    try (Passthrough passthrough =
        Passthrough.open(new LparRoute(), Stack.newest(), function, arena, Tap.NONE)) {
      for (int value = 1; value <= 2; value++) {
        passthrough.storage().putByte(0x1000, value);
        assertEquals(0, passthrough.dev().storeBlock(2, 8, 1, 0x1000));
      }
      verify(function, times(2)).storeBlock(eq(2), eq(8L), data.capture(), eq(0x1000L), eq(1));
      byte[] seen = new byte[2];
      for (int i = 0; i < 2; i++) {
        seen[i] = data.getAllValues().get(i).get(Layouts.BYTE, 0x1000);
      }
      assertArrayEquals(new byte[] {2, 2}, seen);
    }
  }

  @Test
  void irqVectors() {
    IrqVectors vectors = mock(IrqVectors.class);
    when(vectors.allocate(eq(VfioDevice.IRQ_MSI), eq(1), any())).thenReturn(1);
    PciFunction function = new Fabric(0x100).add(1, IsmFacts.plain(0x100));
    VfioHost host =
        VfioHost.littleEndian(LinuxVersion.newest().vfio(), new NativeMmio(function, Tap.NONE))
            .withIrqs(vectors);
    VfioDevice device = new VfioPciCore(host, IsmFacts.plain(0x100), Tap.NONE);
    List<Integer> fired = new ArrayList<>();
    assertEquals(0, device.setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSI, 0, () -> fired.add(0))));
    ArgumentCaptor<Msi> handler = ArgumentCaptor.forClass(Msi.class);
    verify(vectors).allocate(eq(VfioDevice.IRQ_MSI), eq(1), handler.capture());
    handler.getValue().signal(0);
    assertEquals(List.of(0), fired);
  }
}
