package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.MemoryFunction;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory, DMA, interrupts, time and talk of a driver in C. */
class KernelThingsTest {
  @TempDir static Path folder;
  private static Path library;

  private final Arena arena = Arena.ofConfined();
  private final MemoryFunction function = MemoryFunction.memory();
  private Passthrough guest;
  private NativeDriver driver;
  private Calls calls;
  private MemorySegment pdev;

  @BeforeAll
  static void compile() {
    library = Compiled.library("calls", folder);
  }

  @BeforeEach
  void load() {
    guest =
        Passthrough.open(
            Routes.named("lpar").orElseThrow(), Stack.newest(), function, arena, Tap.NONE);
    assertEquals(0, guest.boot());
    driver = NativeDriver.load(library, guest);
    calls = driver.as(Calls.class);
    pdev = driver.pdev();
  }

  @AfterEach
  void close() {
    driver.close();
    guest.close();
    arena.close();
  }

  @Test
  void blocksAreAlignedApartAndZeroedWhereAsked() {
    List<Long> taken = new ArrayList<>();
    Set<Long> bytes = new TreeSet<>();
    int sum = 0;
    for (long size : new long[] {0, 1, 32, 33, 100, 2048, 2049, 4096, 5000, 9000}) {
      for (int i = 0; i < 3; i++) {
        long address = calls.take(size, true);
        long whole = Math.max(32, Long.highestOneBit(Math.max(size, 1) * 2 - 1));
        assertEquals(0, address & (whole - 1), "size " + size);
        for (long at = 0; at < size; at++) {
          assertEquals(0, guest.storage().getByte(address + at));
          bytes.add(address + at);
          guest.storage().putByte(address + at, 0xa5);
        }
        sum += (int) size;
        taken.add(address);
      }
    }
    assertEquals(sum, bytes.size());
    assertEquals(30, driver.held());
    taken.forEach(calls::giveAt);
    assertEquals(0, driver.held());
    long again = calls.take(100, true);
    assertEquals(0, guest.storage().getByte(again + 99));
    calls.giveAt(again);
    calls.give(MemorySegment.NULL);
    assertEquals(0, calls.page());
  }

  @Test
  void thereIsNoMoreThanThereIs() {
    assertEquals(-1, calls.take(1L << 40, false));
    assertEquals(-1, calls.take(-1, false));
    assertEquals(-1, calls.takeArray(1L << 33, 1L << 33));
    assertEquals(-1, calls.coherent(pdev, 1L << 40));
    List<Long> taken = new ArrayList<>();
    long address;
    while ((address = calls.take(2048, false)) >= 0) {
      taken.add(address);
    }
    assertTrue(taken.size() > 1000, "taken " + taken.size());
    assertEquals(-1, calls.take(4096, false));
    assertEquals(-1, calls.coherent(pdev, 4096));
    assertEquals(taken.size(), driver.held());
    taken.forEach(calls::giveAt);
    assertNotEquals(-1, calls.take(2048, false));
  }

  @Test
  void coherentMemoryIsWhatTheFunctionReaches() {
    long free = free();
    long address = calls.coherent(pdev, 5000);
    long handle = calls.coherentHandle();
    assertTrue(handle > 0, "handle");
    assertEquals(0, guest.storage().getLong(address + 4992));
    calls.freeCoherent(pdev, 5000, address, handle);
    assertEquals(free, free());
  }

  /** Where the next page would come from. */
  private long free() {
    long page = guest.dev().allocate(8192);
    guest.dev().free(page, 8192);
    return page;
  }

  @Test
  void aMappingCanFail() {
    long block = calls.take(4096, false);
    long handle = calls.map(pdev, block, 4096, 0);
    assertFalse(calls.mapFailed(pdev, handle));
    assertEquals(2, driver.held());
    calls.unmap(pdev, handle, 4096, 0);
    calls.giveAt(block);
    try (Passthrough unbooted =
            Passthrough.open(
                Routes.named("lpar").orElseThrow(),
                Stack.newest(),
                MemoryFunction.memory(),
                arena,
                Tap.NONE);
        NativeDriver other = NativeDriver.load(library, unbooted)) {
      Calls early = other.as(Calls.class);
      long page = early.take(4096, false);
      long failed = early.map(other.pdev(), page, 4096, 0);
      assertTrue(early.mapFailed(other.pdev(), failed));
      assertEquals(-1, early.coherent(other.pdev(), 4096));
      assertEquals(1, other.held());
    }
  }

  @Test
  void anInterruptRunsTheHandlerWhereItIsTaken() {
    assertEquals(0, calls.askIrq(pdev, 0));
    assertEquals(-22, calls.askIrq(pdev, 0));
    function.signal(0);
    assertEquals(0, calls.seenIrqs());
    assertEquals(1, guest.takeInterruptions());
    assertEquals(1, calls.seenIrqs());
    calls.endIrq(pdev);
    String message = assertThrows(MisusedCall.class, () -> calls.endIrq(pdev)).getMessage();
    assertTrue(message.endsWith("no handler is there, or it was freed before"), message);
    message = assertThrows(MisusedCall.class, () -> calls.askIrq(pdev, 2)).getMessage();
    assertTrue(message.endsWith("handler is no function of the driver"), message);
  }

  @Test
  void aHandlerThatGoesWrongFailsWhereItIsTaken() {
    assertEquals(0, calls.askIrq(pdev, 1));
    function.signal(0);
    MisusedCall error = assertThrows(MisusedCall.class, () -> guest.takeInterruptions());
    assertEquals(
        "interrupt handler: kfree(p=data of the driver): kmalloc gave no such block, or it was"
            + " freed before",
        error.getMessage());
  }

  @Test
  void aDriverThatIsClosedHasNoHandlerAnyMore() {
    assertEquals(0, calls.askIrq(pdev, 0));
    driver.close();
    function.signal(0);
    assertEquals(0, guest.takeInterruptions());
    try (NativeDriver next = NativeDriver.load(library, guest)) {
      Calls again = next.as(Calls.class);
      assertEquals(0, again.askIrq(next.pdev(), 0));
      function.signal(0);
      assertEquals(1, guest.takeInterruptions());
      assertEquals(1, again.seenIrqs());
    }
  }

  @Test
  void timeIsCounted() {
    calls.waitSome();
    assertEquals(3 + 2000 + 2 + 10, driver.delayed());
  }

  @Test
  void whatIsSaidIsKept() {
    calls.say(pdev, 5);
    assertEquals(
        List.of(
            "<3>calls: number 5 of 7",
            "<4>calls: warn",
            "<6>calls: info",
            "<7>calls: debug",
            "<3>calls: dev x",
            "<6>calls: pci"),
        driver.log());
    calls.sayMuch(1200);
    assertEquals(1000, driver.log().size());
    assertTrue(driver.log().getLast().startsWith("<6>calls: 1199 xxx"), driver.log().getLast());
    assertEquals(1023 + 3, driver.log().getLast().length());
  }

  @Test
  void macrosCountAsTheKernels() {
    List<Long> results = new ArrayList<>();
    for (int what = 0; what < 6; what++) {
      results.add(calls.arithmetic(what));
    }
    assertEquals(List.of(8073L, 30908L, 8195L, 12L, 0x0102_0304_0201L, 841L), results);
  }
}
