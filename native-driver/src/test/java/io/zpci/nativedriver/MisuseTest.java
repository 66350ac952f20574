package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Request;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.machine.Between;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.trace.Tap;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What would take a kernel down is a failed call that says which, and the JVM lives. */
class MisuseTest {
  @TempDir static Path folder;
  private static Path library;

  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder trace = new TraceRecorder();
  private Passthrough guest;
  private NativeDriver driver;
  private Calls calls;
  private MemorySegment pdev;
  private long request;

  @BeforeAll
  static void compile() {
    library = Compiled.library("calls", folder);
  }

  @BeforeEach
  void load() {
    guest =
        Passthrough.open(
            Routes.named("lpar").orElseThrow(),
            Stack.newest(),
            MemoryFunction.memory(),
            arena,
            trace);
    assertEquals(0, guest.boot());
    driver = NativeDriver.load(library, guest);
    calls = driver.as(Calls.class);
    pdev = driver.pdev();
    request = Request.of(guest.handle(), 0, 64);
    trace.clear();
  }

  @AfterEach
  void close() {
    driver.close();
    guest.close();
    arena.close();
  }

  private static void misused(String message, Executable call) {
    assertEquals(message, assertThrows(MisusedCall.class, call).getMessage());
  }

  private String req(long operand) {
    return "req=0x" + Long.toHexString(operand);
  }

  @Test
  void nullAndForeignAddresses() {
    misused(
        "store_block: __zpci_store_block(data=NULL, "
            + req(request)
            + ", offset=0x0): data is NULL",
        () -> calls.storeBlock(MemorySegment.NULL, request, 0));
    misused(
        "store_block: __zpci_store_block(data=0x1000, "
            + req(request)
            + ", offset=0x0): data is a foreign address: not the guest's storage, not the stack,"
            + " no data of the driver",
        () -> calls.storeBlock(MemorySegment.ofAddress(0x1000), request, 0));
    MemorySegment foreign = arena.allocate(64);
    MisusedCall error =
        assertThrows(MisusedCall.class, () -> calls.storeBlock(foreign, request, 0));
    assertTrue(error.getMessage().contains("data is a foreign address"), error.getMessage());
    assertEquals("store_block", error.function());
    assertTrue(error.call().startsWith("__zpci_store_block("), error.call());
    error = assertThrows(MisusedCall.class, () -> calls.storeHeap(request));
    assertTrue(error.getMessage().contains("data is a foreign address"), error.getMessage());
    assertEquals(List.of(), trace.roots());
  }

  @Test
  void lengthsPastTheEnd() {
    long last = guest.storage().end() - 32;
    misused(
        "store_block: __zpci_store_block(data=storage 0x"
            + Long.toHexString(last)
            + ", "
            + req(request)
            + ", offset=0x0): data: 64 bytes from storage 0x"
            + Long.toHexString(last)
            + " run past the end",
        () -> calls.storeBlockAt(last, request, 0));
    long address = calls.mapBar(pdev, 0);
    misused(
        "copy_past_bss: memcpy_toio(dst=0x"
            + Long.toHexString(address)
            + ", src=data of the driver, count=0x11000): dst lies in no BAR that is mapped by"
            + " pci_iomap",
        () -> calls.copyPastBss(address));
    MisusedCall error =
        assertThrows(
            MisusedCall.class, () -> calls.copyTo(address, guest.storage().end() - 8, 0x1000));
    assertTrue(error.getMessage().endsWith("run past the end"), error.getMessage());
    error = assertThrows(MisusedCall.class, () -> calls.copyFrom(0, address, -1));
    assertTrue(error.getMessage().contains("src lies in no BAR"), error.getMessage());
    assertEquals(
        "len: no instruction has a length of 65536",
        because(() -> calls.zload(0, address, 0x1_0000)));
    assertEquals(
        "len: no instruction has a length of 18446744073709551615",
        because(() -> calls.zstore(address, 0, -1)));
    assertEquals(
        "len: no instruction has a length of 65536",
        because(() -> calls.zblock(address, 0, 0x1_0000)));
  }

  private static String because(Executable call) {
    Throwable cause = assertThrows(MisusedCall.class, call).getCause();
    return assertInstanceOf(Misuse.class, cause).getMessage();
  }

  @Test
  void constantsAreNotWritten() {
    assertEquals("data is constant data of the driver", because(() -> calls.loadConstant(request)));
  }

  @Test
  void accessorsWantAMapping() {
    misused("read_io: ioread32(addr=0x0): addr is NULL", () -> calls.readIo(0, 4, false));
    misused(
        "write_io: iowrite64be(value=0x5, addr=0x10): addr lies in no BAR that is mapped by"
            + " pci_iomap",
        () -> calls.writeIo(0x10, 8, true, 5));
    long address = calls.mapBar(pdev, 4);
    assertEquals(
        "addr lies in no BAR that is mapped by pci_iomap",
        because(() -> calls.readIo(address + 0xffd, 4, false)));
    calls.unmapBar(pdev, address);
    assertEquals(
        "addr lies in no BAR that is mapped by pci_iomap",
        because(() -> calls.readIo(address, 4, false)));
    assertEquals(
        "addr lies in no BAR that is mapped by pci_iomap",
        because(() -> calls.unmapBar(pdev, address)));
    assertEquals("addr is NULL", because(() -> calls.unmapBar(pdev, 0)));
    assertEquals("dst is NULL", because(() -> calls.fill(0, 1, 8)));
  }

  @Test
  void memoryIsGivenBackOnceAndAsItWasTaken() {
    long block = calls.take(100, false);
    calls.giveAt(block);
    misused(
        "give: kfree(p=storage 0x"
            + Long.toHexString(block)
            + "): kmalloc gave no such block, or it was freed before",
        () -> calls.giveAt(block));
    assertEquals(
        "kmalloc gave no such block, or it was freed before",
        because(() -> calls.give(MemorySegment.ofAddress(8))));
    long coherent = calls.coherent(pdev, 5000);
    long handle = calls.coherentHandle();
    assertEquals(
        "size: it was 0x1388 when it was made",
        because(() -> calls.freeCoherent(pdev, 4096, coherent, handle)));
    assertEquals(
        "handle: it was 0x" + Long.toHexString(handle) + " when it was made",
        because(() -> calls.freeCoherent(pdev, 5000, coherent, handle + 1)));
    calls.freeCoherent(pdev, 5000, coherent, handle);
    assertEquals(
        "dma_alloc_coherent gave no such memory, or it was freed before",
        because(() -> calls.freeCoherent(pdev, 5000, coherent, handle)));
    assertEquals(0, driver.held());
  }

  @Test
  void mappingsEndOnceAndAsTheyBegan() {
    long block = calls.take(4096, false);
    long handle = calls.map(pdev, block, 4096, 2);
    assertEquals(
        "size: it was 0x1000 when it was made", because(() -> calls.unmap(pdev, handle, 2048, 2)));
    assertEquals(
        "dir: it was 0x2 when it was made", because(() -> calls.unmap(pdev, handle, 4096, 0)));
    assertEquals(
        "dma_map_single gave no such handle, or it was unmapped before",
        because(() -> calls.unmap(pdev, handle + 1, 4096, 2)));
    calls.unmap(pdev, handle, 4096, 2);
    assertEquals(
        "dma_map_single gave no such handle, or it was unmapped before",
        because(() -> calls.unmap(pdev, handle, 4096, 2)));
    misused(
        "map_stack: dma_map_single(ptr=the stack, size=0x20, dir=0x1): ptr is a foreign address:"
            + " it must lie in the guest's storage",
        () -> calls.mapStack(pdev));
    assertEquals("dir: there is no direction 7", because(() -> calls.map(pdev, block, 8, 7)));
    assertEquals("size: nothing to map in 0 bytes", because(() -> calls.map(pdev, block, 0, 0)));
  }

  @Test
  void locksAndChecksOfTheDriver() {
    misused("lock: the driver's own check: spin_lock: the lock is held", () -> calls.lock(2));
    calls.lock(1);
    assertEquals("spin_unlock: the lock is not held", because(() -> calls.unlockFree()));
    assertTrue(calls.tryLock());
    String bug = because(() -> calls.check(0));
    assertTrue(bug.matches("BUG_ON\\(what \\+ 1 == 1\\) at .*calls\\.c:\\d+"), bug);
    String warning = because(() -> calls.check(1));
    assertTrue(warning.startsWith("WARN_ON(what == 1) at "), warning);
    assertEquals(0, calls.check(2));
  }

  @Test
  void nothingReachesTheFunctionAfterTheFirst() {
    misused(
        "bad_then_good: __zpci_store_block(data=NULL, "
            + req(request)
            + ", offset=0x0): data is NULL",
        () -> calls.badThenGood(request));
    assertEquals(List.of(), trace.roots());
    // But memory is there: a driver that looks at no result must not run into NULL.
    misused(
        "read_after_bad: __zpci_store_block(data=NULL, "
            + req(request)
            + ", offset=0x0): data is NULL",
        () -> calls.readAfterBad(request));
    // The next call starts afresh.
    assertEquals(0, calls.store(1, Request.of(guest.handle(), 0, 8), 0));
    assertEquals(1, trace.roots().size());
  }

  @Test
  void aThreadOfTheDriverIsRefused() {
    MisusedCall error = assertThrows(MisusedCall.class, () -> calls.onAThread(request));
    assertTrue(
        error.getMessage().endsWith("called on a thread of the driver's own"), error.getMessage());
    assertEquals(List.of(), trace.roots());
  }

  @Test
  void aProcessHasNoAccessors() {
    try (Guests guests = new Guests("ism-vfio-pci-process", Stack.newest());
        NativeDriver process = NativeDriver.load(library, guests.guest)) {
      Calls inProcess = process.as(Calls.class);
      misused(
          "map_bar: pci_iomap(bar=0x0): on route ism-vfio-pci-process the driver is in a process,"
              + " which has no such call",
          () -> inProcess.mapBar(process.pdev(), 0));
    }
  }

  @Test
  void whatTheModelThrowsComesOutAsItIs() {
    IllegalStateException thrown = new IllegalStateException("a device of a test's own");
    Between broken =
        new Between() {
          @Override
          public PciFunction function(PciFunction below, Tap tap) {
            return (PciFunction)
                Proxy.newProxyInstance(
                    PciFunction.class.getClassLoader(),
                    new Class<?>[] {PciFunction.class},
                    (_, method, arguments) -> {
                      if (method.getName().equals("storeBlock")) {
                        throw thrown;
                      }
                      try {
                        return method.invoke(below, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    });
          }
        };
    try (Passthrough other =
            Passthrough.open(
                Routes.named("lpar").orElseThrow(),
                Stack.newest(),
                MemoryFunction.memory(),
                arena,
                Passthrough.STORAGE,
                broken,
                Tap.NONE);
        NativeDriver throwing = NativeDriver.load(library, other)) {
      Calls run = throwing.as(Calls.class);
      IllegalStateException seen =
          assertThrows(
              IllegalStateException.class,
              () -> run.storeData(Request.of(other.handle(), 0, 16), 0, false));
      assertEquals(thrown, seen);
      assertEquals(1, seen.getSuppressed().length);
      assertTrue(
          seen.getSuppressed()[0]
              .getMessage()
              .startsWith("in store_data: __zpci_store_block(data=data of the driver, req="),
          seen.getSuppressed()[0].getMessage());
    }
  }
}
