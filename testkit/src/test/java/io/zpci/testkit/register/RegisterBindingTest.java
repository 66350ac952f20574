package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.linux.Errno;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.register.Order.Endian;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bindings to a machine: what the guest's CPU and the device see of each call. */
class RegisterBindingTest {
  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder recorder = new TraceRecorder();

  @Space(0)
  interface Memory {
    @Offset(0x100)
    int little();

    @Offset(0x100)
    void little(int value);

    @Offset(0x108)
    @Order(Endian.BIG_ENDIAN)
    @Width(2)
    long big();

    @Offset(0x108)
    @Order(Endian.BIG_ENDIAN)
    @Width(2)
    int big(long value);

    @Offset(0x110)
    @Width(value = 1, signed = true)
    int signed();

    @Offset(0x110)
    int signed(byte value);

    @Offset(0x100)
    @Width(4)
    int little(Register loaded);

    @Offset(0x200)
    @StoreBlock(length = 64)
    void block(long address);

    @Offset(0)
    @StoreBlock
    int any(@At long at, long address, int length);

    @Offset(0)
    @StoreBlock(length = 16)
    void farBlock(@At long at, long address);

    @Offset(0)
    int far(@At long at);

    @Offset(0)
    @Width(4)
    int far(@At long at, Register loaded);
  }

  @Space(15)
  interface Configuration {
    @Offset(0)
    @Width(2)
    int vendor();

    @Offset(2)
    @Width(2)
    int device(Register loaded);

    @Offset(0x3c)
    void interruptLine(byte line);

    @Offset(0x3c)
    byte interruptLine();
  }

  @Space(0)
  interface Reads {
    @Offset(0x100)
    int little();

    @Offset(0x200)
    @StoreBlock
    int block(long address, int length);

    @Space(15)
    @Offset(0)
    int identity();
  }

  private Passthrough open(String route, PciFunction function) {
    return Passthrough.open(
        Routes.named(route).orElseThrow(), Stack.newest(), function, arena, recorder);
  }

  @AfterEach
  void close() {
    arena.close();
  }

  /** What crossed below the issuer since the last call, each as {@code hand operation ...}. */
  private List<String> issued() {
    List<String> issued = recorder.roots().stream().map(RegisterBindingTest::describe).toList();
    recorder.clear();
    return issued;
  }

  private static String describe(Crossing crossing) {
    return "%s %s %d 0x%x %d %s"
        .formatted(
            crossing.hand().name(),
            crossing.operation().word(),
            crossing.space(),
            crossing.offset(),
            crossing.length(),
            crossing.data());
  }

  /** Writes, reads back, and compares the device's own bytes. */
  private void roundTrip(Memory registers, Passthrough guest) {
    registers.little(0x1122_3344);
    assertEquals(0, registers.big(0xabcd));
    assertEquals(0, registers.signed((byte) -3));
    GuestStorage storage = guest.storage();
    storage.putLong(0x1000, 0x0102_0304_0506_0708L);
    registers.block(0x1000);
    assertEquals(0, registers.any(0x300, 0x1000, 16));
    assertEquals(0x1122_3344, registers.little());
    assertEquals(0xabcdL, registers.big());
    assertEquals(-3, registers.signed());
    Register loaded = new Register();
    assertEquals(0, registers.little(loaded));
    assertEquals(0x1122_3344L, loaded.get());
    assertEquals(0x4433_2211L, onDevice(guest, 0x100, 4));
    assertEquals(0xabcdL, onDevice(guest, 0x108, 2));
    assertEquals(0xfdL, onDevice(guest, 0x110, 1));
    assertEquals(0x0102_0304_0506_0708L, onDevice(guest, 0x200, 8));
    assertEquals(0x0102_0304_0506_0708L, onDevice(guest, 0x300, 8));
  }

  private static long onDevice(Passthrough guest, long offset, int length) {
    Register loaded = new Register();
    assertEquals(0, guest.function().load(0, offset, length, loaded));
    return loaded.get();
  }

  @Test
  void everyRouteGivesTheDeviceTheSameBytes() {
    int routes = 0;
    for (String route : List.of("lpar", "interpretation", "bar-rw")) {
      try (Passthrough guest = open(route, MemoryFunction.memory())) {
        roundTrip(Registers.of(Memory.class, guest), guest);
        routes++;
      }
    }
    assertEquals(3, routes);
  }

  @Test
  void aPassthroughIsBoundByHandle() {
    try (Passthrough guest = open("lpar", MemoryFunction.memory())) {
      Memory registers = Registers.of(Memory.class, guest);
      recorder.clear();
      registers.little(0x1122_3344);
      assertEquals(List.of("guest pcistg 0 0x100 4 44332211"), issued());
    }
  }

  @Test
  void mioIsOneInstructionByAddress() {
    try (Passthrough guest = open("lpar", MemoryFunction.memory())) {
      Binding binding =
          Binding.byMio(guest.instructions(), guest.io().zdev()).withStorage(guest.storage());
      Memory registers = Registers.of(Memory.class, binding);
      roundTrip(registers, guest);
      recorder.clear();
      registers.little(0x1122_3344);
      int _ = registers.little();
      guest.storage().putLong(0x1000, 0);
      assertEquals(0, registers.any(0x400, 0x1000, 16));
      assertEquals(
          List.of(
              "guest pcistgi 0 0x100 4 44332211",
              "guest pcilgi 0 0x100 4 44332211",
              "guest pcistbi 0 0x400 16 00000000000000000000000000000000"),
          issued());
      assertEquals("RegisterBindingTest.Memory by MIO", registers.toString());
    }
  }

  @Test
  void mioIsRefusedForAFunctionWithout() {
    try (Passthrough guest = open("lpar", ism())) {
      RegisterDeclarationException refused =
          assertThrows(
              RegisterDeclarationException.class,
              () -> Registers.byMio(Reads.class, guest.instructions(), guest.io().zdev()));
      assertEquals(
          List.of(
              "RegisterBindingTest.Reads: bound by MIO; expected a function with MIO addresses, ism"
                  + " has none",
              "RegisterBindingTest.Reads.block(long, int): no storage to take blocks from; expected"
                  + " one in the binding, or a GuestStorage as parameter",
              "RegisterBindingTest.Reads.identity(): configuration space by MIO; expected a BAR: it"
                  + " has no MIO address"),
          refused.problems());
    }
  }

  @Test
  void theKernelChoosesMioWhereItCan() {
    try (Passthrough guest = open("lpar", MemoryFunction.memory())) {
      Memory registers = kernel(guest);
      roundTrip(registers, guest);
      recorder.clear();
      registers.little(1);
      int _ = registers.little();
      assertEquals(
          List.of("guest pcistgi 0 0x100 4 01000000", "guest pcilgi 0 0x100 4 01000000"), issued());
    }
  }

  @Test
  void theKernelChoosesHandleWhereThereIsNoMio() {
    try (Passthrough guest = open("bar-rw", MemoryFunction.memory())) {
      Memory registers = kernel(guest);
      roundTrip(registers, guest);
      recorder.clear();
      registers.little(1);
      assertEquals(List.of("guest pcistg 0 0x100 4 01000000"), issued());
    }
  }

  private static Memory kernel(Passthrough guest) {
    return Registers.of(
        Memory.class, Binding.throughKernel(guest.io()).withStorage(guest.storage()));
  }

  @Test
  void aKernelThatCannotMapIsRefused() {
    try (Passthrough guest = open("lpar", ism())) {
      RegisterDeclarationException refused =
          assertThrows(
              RegisterDeclarationException.class,
              () ->
                  Registers.of(
                      Reads.class, Binding.throughKernel(guest.io()).withStorage(guest.storage())));
      assertEquals(
          "RegisterBindingTest.Reads: BAR 0 through the kernel; expected a BAR that it can map",
          refused.getMessage());
    }
  }

  @Test
  void failedIoreadIsAllOnesAndTheTellingCallsTell() {
    try (Passthrough guest = open("lpar", MemoryFunction.memory())) {
      Memory registers = kernel(guest);
      Register loaded = new Register();
      loaded.set(7);
      assertEquals(-1, registers.far(0x10000));
      assertEquals(-Errno.ENXIO, registers.far(0x10000, loaded));
      assertEquals(7, loaded.get());
      assertEquals(-Errno.ENXIO, registers.any(0x10000, 0x1000, 16));
      RegisterException failed =
          assertThrows(RegisterException.class, () -> registers.farBlock(0x10000, 0x1000));
      assertEquals(
          "RegisterBindingTest.Memory.farBlock(long, long): zpci_write_block 0 0x10000 16: ENXIO",
          failed.getMessage());
    }
  }

  @Test
  void configurationSpaceByHandleAndThroughTheKernel() {
    try (Passthrough guest = open("lpar", MemoryFunction.memory())) {
      for (Binding binding : List.of(Binding.byHandle(guest), Binding.throughKernel(guest.io()))) {
        Configuration registers = Registers.of(Configuration.class, binding);
        Register loaded = new Register();
        assertEquals(0x1b36, registers.vendor());
        assertEquals(0, registers.device(loaded));
        assertEquals(0x0005, loaded.get());
        registers.interruptLine((byte) 0x2a);
        assertEquals(0x2a, registers.interruptLine());
        registers.interruptLine((byte) 0);
      }
    }
  }

  @Test
  void aDriverHasReadsAndBlocks() {
    for (String route : List.of("lpar", "ism-vfio-pci-process")) {
      try (Passthrough guest = open(route, ism())) {
        IsmReads registers = Registers.ofDriver(IsmReads.class, guest.dev());
        recorder.clear();
        guest.storage().putLong(0x1000, 0x0000_0003_0000_0008L);
        assertEquals(0, registers.header(0x1000));
        assertEquals(0x0000_0003_0000_0010L, registers.header());
        assertEquals(0x42, registers.gid());
        boolean process = route.endsWith("process");
        assertEquals(
            process
                ? List.of(
                    "process pwrite 2 0x0 8 0000000300000008",
                    "process pread 2 0x0 8 0000000300000010",
                    "process pread 2 0x8 8 0000000000000042")
                : List.of(
                    "guest pcistb 2 0x0 8 0000000300000008",
                    "guest pcilg 2 0x0 8 0000000300000010",
                    "guest pcilg 2 0x8 8 0000000000000042"),
            issued());
      }
    }
  }

  @Space(2)
  @Order(Endian.BIG_ENDIAN)
  interface IsmReads {
    @Offset(0)
    @StoreBlock(length = 8)
    int header(long address);

    @Offset(0)
    long header();

    @Offset(8)
    long gid();

    @Offset(0)
    long far(@At long at);
  }

  @Test
  void aDriverToldOfAnErrnoThrowsIt() {
    try (Passthrough guest = open("lpar", ism())) {
      IsmReads registers = Registers.ofDriver(IsmReads.class, guest.dev());
      RegisterException failed = assertThrows(RegisterException.class, () -> registers.far(0x1000));
      assertEquals(
          "RegisterBindingTest.IsmReads.far(long): load 2 0x1000 8: ENXIO", failed.getMessage());
      assertTrue(failed.isErrno());
      assertEquals(-Errno.ENXIO, failed.result());
    }
  }

  @Test
  void aDriverHasNoStore() {
    try (Passthrough guest = open("lpar", MemoryFunction.memory())) {
      RegisterDeclarationException refused =
          assertThrows(
              RegisterDeclarationException.class,
              () -> Registers.ofDriver(Memory.class, guest.dev()));
      assertEquals(
          "RegisterBindingTest.Memory.big(long): a write over a PciDev; expected reads and blocks:"
              + " it has no other store",
          refused.problems().getFirst());
      assertEquals(3, refused.problems().size());
    }
  }

  private PciFunction ism() {
    return new Fabric(0).add(0x42, IsmFacts.plain(0));
  }
}
