package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.MemoryFunction;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.storage.GuestStorage;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What C asks for is what the same kernel's layer in Java does, with the same bytes. */
class AccessTest {
  @TempDir static Path folder;
  private static Path library;

  private final Arena arena = Arena.ofConfined();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TraceRecorder trace = new TraceRecorder();

  @BeforeAll
  static void compile() {
    library = Compiled.library("calls", folder, "-Werror");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    arena.close();
  }

  private Passthrough memory(Stack stack) {
    return memory(stack, trace);
  }

  private Passthrough memory(Stack stack, TraceRecorder recorder) {
    Passthrough guest =
        Passthrough.open(
            Routes.named("lpar").orElseThrow(), stack, MemoryFunction.memory(), arena, recorder);
    open.add(guest);
    assertEquals(0, guest.boot());
    recorder.clear();
    return guest;
  }

  private NativeDriver load(Passthrough guest) {
    NativeDriver driver = NativeDriver.load(library, guest);
    open.add(driver);
    return driver;
  }

  private static Stack stack(boolean mio, LinuxVersion guest) {
    Stack newest = Stack.newest();
    return new Stack(newest.qemu(), newest.host(), guest, newest.hostOrder(), mio, false);
  }

  @Test
  void theFunctionIsDescribed() {
    try (Guests guests = new Guests("lpar", Stack.newest());
        NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      MemorySegment pdev = driver.pdev();
      assertEquals(guests.guest.handle(), calls.handle(pdev));
      List<Long> facts = new ArrayList<>();
      for (int what = 0; what < 10; what++) {
        facts.add(calls.describe(pdev, what));
      }
      assertEquals(
          List.of(1L, 1L, 0x100L, 4096L, 5L, 0x1014L, 0x4edL, 1L << 48, 0x1000L, 1L), facts);
    }
  }

  @Test
  void aLoadedRegisterIsBytesInMemoryAndTheValueInABigEndianStruct() {
    Passthrough guest = memory(Stack.newest());
    Calls calls = load(guest).as(Calls.class);
    long request = Request.of(guest.handle(), 0, 8);
    assertEquals(0, calls.store(0x0102_0304_0506_0708L, request, 0x20));
    long data = guest.dev().allocate(4096);
    guest.storage().putLong(data, -1);
    assertEquals(0, calls.load(driverPointer(data), request, 0x20));
    assertEquals(0x0102_0304_0506_0708L, guest.storage().getLong(data));
    assertEquals(0x0102_0304_0506_0708L, calls.loadValue(request, 0x20));
    assertEquals(0, calls.loadOwn(request, 0x20));
    assertEquals(0x0102_0304_0506_0708L, calls.own(1));
    // A short load leaves the upper bytes 0.
    assertEquals(0x0304, calls.loadValue(Request.of(guest.handle(), 0, 2), 0x22));
  }

  private MemorySegment driverPointer(long address) {
    return open.stream()
        .filter(NativeDriver.class::isInstance)
        .map(NativeDriver.class::cast)
        .findFirst()
        .orElseThrow()
        .pointer(address);
  }

  @Test
  void aFailedLoadLeavesTheMemory() {
    Passthrough guest = memory(Stack.newest());
    Calls calls = load(guest).as(Calls.class);
    long data = guest.dev().allocate(4096);
    guest.storage().putLong(data, 0x77);
    assertEquals(-6, calls.load(driverPointer(data), Request.of(guest.handle(), 0, 9), 0));
    assertEquals(-5, calls.load(driverPointer(data), Request.of(0, 0, 8), 0));
    assertEquals(0x77, guest.storage().getLong(data));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3000, 4090})
  void aBlockOnTheStackArrivesByteByByte(int place) {
    Passthrough guest = memory(Stack.newest());
    Calls calls = load(guest).as(Calls.class);
    long request = Request.of(guest.handle(), 0, 128);
    int aligned = place & -8;
    assertEquals(0, calls.storeStack(request, 0x80, aligned));
    byte[] expected = new byte[128];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) ((aligned + i) * 3);
    }
    assertEquals(Bytes.of(expected), trace.roots().getFirst().data());
    // The place in the page goes along: a strict function wants multiples of 8.
    assertEquals(place == aligned ? 0 : -6, calls.storeStack(request, 0x80, place));
  }

  @Test
  void structsAreBigEndian() {
    Path own = Compiled.kernelCode("calls", folder);
    Passthrough guest = memory(Stack.newest());
    NativeDriver driver = NativeDriver.load(own, guest);
    open.add(driver);
    Calls calls = driver.as(Calls.class);
    assertEquals(0, calls.storeStruct(Request.of(guest.handle(), 0, 16), 0));
    // Bit fields begin at the most significant bit.
    assertEquals(Bytes.ofHex("01020304050607081112131421223182"), trace.roots().getFirst().data());
    assertEquals(0x0102_0304_0506_0708L, calls.loadStruct(Request.of(guest.handle(), 0, 8), 0));
  }

  @Test
  void blocksOfDataAndConstantsArrive() {
    Passthrough guest = memory(Stack.newest());
    Calls calls = load(guest).as(Calls.class);
    assertEquals(0, calls.storeData(Request.of(guest.handle(), 0, 16), 0, false));
    assertEquals(Bytes.ofHex("00000000000000010000000000000002"), trace.roots().getFirst().data());
    assertEquals(0, calls.storeData(Request.of(guest.handle(), 0, 16), 0x100, true));
    assertEquals(2, trace.roots().size());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void accessorsGoAsTheKernelSays(boolean mio) {
    Passthrough guest = memory(stack(mio, LinuxVersion.newest()));
    NativeDriver driver = load(guest);
    Calls calls = driver.as(Calls.class);
    TraceRecorder expected = new TraceRecorder();
    LinuxIo io = memory(stack(mio, LinuxVersion.newest()), expected).io();
    long address = calls.mapBar(driver.pdev(), 0);
    long other = io.iomap(0);
    assertEquals(other, address);
    for (int width : new int[] {1, 2, 4, 8}) {
      for (boolean big : new boolean[] {false, true}) {
        long value = 0x8182_8384_8586_8788L >>> (64 - 8 * width);
        calls.writeIo(address + 0x40, width, big, value);
        if (big) {
          io.iowriteBe(other + 0x40, width, value);
        } else {
          io.iowrite(other + 0x40, width, value);
        }
        assertEquals(value, calls.readIo(address + 0x40, width, big));
        assertEquals(
            value, big ? io.ioreadBe(other + 0x40, width) : io.ioread(other + 0x40, width));
      }
    }
    assertEquals(text(expected), text(trace));
    calls.unmapBar(driver.pdev(), address);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 16",
    "0, 0, 20",
    "0, 0, 100",
    "0, 0, 300",
    "8, 8, 64",
    "8, 0, 64",
    "0, 4, 64",
    "1, 1, 8",
    "0xff8, 0, 32",
    "0, 0xff8, 32",
    "3, 3, 5",
    "0, 0xff1, 5000"
  })
  void copiesAreCutAsTheKernelCutsThem(String io, String memory, int count) {
    for (LinuxVersion version : LinuxVersion.all()) {
      long offset = Long.decode(io);
      long place = Long.decode(memory);
      TraceRecorder expected = new TraceRecorder();
      Passthrough java = memory(stack(true, version), expected);
      Passthrough c = memory(stack(true, version));
      NativeDriver driver = load(c);
      Calls calls = driver.as(Calls.class);
      long from = java.dev().allocate(0x4000) + place;
      long source = c.dev().allocate(0x4000) + place;
      for (int i = 0; i < count; i++) {
        java.storage().putByte(from + i, i * 5);
        c.storage().putByte(source + i, i * 5);
      }
      long target = java.io().iomap(0);
      long address = calls.mapBar(driver.pdev(), 0);
      expected.clear();
      trace.clear();
      int result = java.io().memcpyToIo(target + offset, java.storage(), from, count);
      assertEquals(result, calls.copyTo(address + offset, source, count));
      result = java.io().memcpyFromIo(java.storage(), from, target + offset, count);
      assertEquals(result, calls.copyFrom(source, address + offset, count));
      assertEquals(bytes(java.storage(), from, count), bytes(c.storage(), source, count));
      assertEquals(
          java.io().memsetIo(target + offset, 0x3c, count),
          calls.fill(address + offset, 0x3c, count));
      assertEquals(text(expected), text(trace));
      trace.clear();
    }
  }

  @Test
  void copiesOfTheDriversOwnDataGoByPage() {
    // Its pieces are aligned by nature, so that from an odd address all of it arrives.
    LinuxVersion old =
        LinuxVersion.all().stream()
            .filter(version -> version.sizeRule() == LinuxVersion.SizeRule.POWER_OF_TWO)
            .findFirst()
            .orElseThrow();
    Passthrough guest = memory(stack(true, old));
    NativeDriver driver = load(guest);
    Calls calls = driver.as(Calls.class);
    long address = calls.mapBar(driver.pdev(), 0);
    assertEquals(0, calls.copyBss(address + 7, 3 * 4096 + 100));
    assertEquals(0, calls.copyBss(address, 0));
    assertEquals(0, calls.fill(address, 1, 0));
  }

  @Test
  void singleCallsByAddress() {
    Passthrough guest = memory(Stack.newest());
    NativeDriver driver = load(guest);
    Calls calls = driver.as(Calls.class);
    long address = calls.mapBar(driver.pdev(), 0);
    long data = guest.dev().allocate(4096);
    assertEquals(0, calls.zstore(address + 8, 0x1122_3344, 4));
    assertEquals(0, calls.zload(data, address + 8, 4));
    assertEquals(0x1122_3344L, guest.storage().getLong(data));
    assertEquals(-6, calls.zload(data, address + 8, 9));
    guest.storage().putLong(data + 8, 0x55);
    assertEquals(0, calls.zblock(address, data, 16));
    Register loaded = new Register();
    assertEquals(0, guest.io().zpciLoad(address + 8, 8, loaded));
    assertEquals(0x55, loaded.get());
    assertEquals(0, calls.mapBar(driver.pdev(), 1));
    assertEquals(0, calls.mapBar(driver.pdev(), 6));
  }

  @Test
  void configurationSpaceIsValues() {
    Passthrough guest = memory(Stack.newest());
    NativeDriver driver = load(guest);
    Calls calls = driver.as(Calls.class);
    assertEquals(0x0005_1b36, calls.config(driver.pdev(), 0, 4));
    assertEquals(0x1b36, calls.config(driver.pdev(), 0, 2));
    assertEquals(0x36, calls.config(driver.pdev(), 0, 1));
    assertEquals(6, calls.commandBits(driver.pdev()));
  }

  @Test
  void aProcessHasTheCallsByHandle() {
    try (Guests guests = new Guests("ism-vfio-pci-process", Stack.newest());
        NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      long request = Request.of(calls.handle(driver.pdev()), 15, 4);
      assertEquals(0x1410_ed04L, calls.loadValue(request, 0));
      assertEquals(0, calls.storeData(Request.of(0, 2, 16), 8, false));
      assertEquals(-6, calls.store(1, Request.of(0, 2, 8), 8));
      assertEquals(-22, calls.storeData(Request.of(0, 6, 16), 8, false));
      long data = guests.guest.dev().allocate(4096);
      assertEquals(-22, calls.load(driver.pointer(data), Request.of(0, 2, 9), 0));
      assertEquals(-22, calls.load(driver.pointer(data), Request.of(0, 6, 8), 0));
    }
  }

  private static Bytes bytes(GuestStorage storage, long address, int count) {
    byte[] copy = new byte[count];
    for (int i = 0; i < count; i++) {
      copy[i] = (byte) storage.getByte(address + i);
    }
    return Bytes.of(copy);
  }

  private static List<String> text(TraceRecorder recorder) {
    List<String> lines = new ArrayList<>();
    for (Crossing root : recorder.roots()) {
      lines.add(
          "%s %d+%x %d %s %d"
              .formatted(
                  root.operation(),
                  root.space(),
                  root.offset(),
                  root.length(),
                  root.data(),
                  root.result()));
    }
    assertNotEquals(List.of(), lines);
    return lines;
  }
}
