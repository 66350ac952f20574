package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.machine.Stack;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class NativeDriverTest {
  @TempDir static Path folder;
  private static Path library;

  private Guests guests;

  @BeforeAll
  static void compile() {
    library = Compiled.library("calls", folder);
  }

  @BeforeEach
  void open() {
    guests = new Guests("lpar", Stack.newest());
  }

  @AfterEach
  void close() {
    guests.close();
  }

  @Test
  void eachLoadHasGlobalsOfItsOwn() {
    try (Guests others = new Guests("lpar", Stack.newest());
        NativeDriver one = NativeDriver.load(library, guests.guest);
        NativeDriver other = NativeDriver.load(library, others.guest)) {
      Calls first = one.as(Calls.class);
      Calls second = other.as(Calls.class);
      assertEquals(1, first.nextCount());
      assertEquals(3, first.two());
      assertEquals(1, second.nextCount());
      assertEquals(0, first.storeData(Request.of(guests.guest.handle(), 2, 8), 8, false));
      assertEquals(1, guests.trace.roots().size());
      assertEquals(0, others.trace.roots().size());
    }
  }

  @Test
  void scalarsKeepTheirValue() {
    try (NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      assertEquals(
          -128 - 32768 + 65535 - 5,
          calls.types(true, (byte) -128, (short) -32768, (char) 65535, -5));
      assertEquals(0, calls.types(false, (byte) 1, (short) 1, (char) 1, 1));
      assertTrue(calls.negate(false));
      assertEquals((byte) -3, calls.backByte((byte) -3));
      assertEquals((short) -300, calls.backHalf((short) -300));
      assertEquals((char) 65000, calls.backUnsignedHalf((char) 65000));
    }
  }

  @Test
  void pointersAndStorageAddresses() {
    try (NativeDriver driver = NativeDriver.load(library, guests.guest);
        Arena arena = Arena.ofConfined()) {
      Calls calls = driver.as(Calls.class);
      MemorySegment pointer = driver.pointer(0x2000);
      assertEquals(0x2000, driver.address(pointer));
      assertEquals(pointer.address(), calls.same(pointer).address());
      assertEquals(guests.guest.storage().segment().address() + 0x2000, pointer.address());
      fails(
          IllegalArgumentException.class,
          "store_block: argument 1 is no address of the guest's storage: 0x40000001",
          () -> calls.storeBlockAt(0x4000_0001, 0, 0));
      fails(
          IllegalArgumentException.class,
          "same: argument 1 is memory of the Java heap, which C cannot reach",
          () -> calls.same(MemorySegment.ofArray(new byte[8])));
      MemorySegment foreign = arena.allocate(8);
      fails(
          IllegalArgumentException.class,
          "stack_pointer gave the stack, which is no address of the guest's storage",
          () -> calls.stackPointer());
      fails(
          IndexOutOfBoundsException.class,
          "0x%x is not in the guest's storage".formatted(foreign.address()),
          () -> driver.address(foreign));
      fails(
          IndexOutOfBoundsException.class,
          "0xffffffffffffffff is no address of the guest's storage",
          () -> driver.pointer(-1));
    }
  }

  private static void fails(
      Class<? extends Throwable> type, String message, Executable executable) {
    assertEquals(message, assertThrows(type, executable).getMessage());
  }

  interface Missing {
    @NativeFunction("no_such")
    int probe();
  }

  interface Plain {
    int probe();
  }

  interface Floating {
    @NativeFunction("load")
    int probe(long fine, double wrong);
  }

  interface Text {
    @NativeFunction("load")
    String probe();
  }

  interface NarrowAddress {
    @NativeFunction("load")
    int probe(@StorageAddress int address);
  }

  @Test
  void wrongDeclarationsAreRefusedInOneLine() {
    try (NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
      fails(
          wrong,
          "Missing.probe: libcalls.so has no function no_such",
          () -> driver.as(Missing.class));
      fails(wrong, "Plain.probe has no @NativeFunction", () -> driver.as(Plain.class));
      fails(
          wrong,
          "Floating.probe: parameter 2 is double: boolean, byte, short, char, int, long and"
              + " MemorySegment are what there is",
          () -> driver.as(Floating.class));
      fails(
          wrong,
          "Text.probe: the result is String: boolean, byte, short, char, int, long and"
              + " MemorySegment are what there is",
          () -> driver.as(Text.class));
      fails(
          wrong,
          "NarrowAddress.probe: parameter 1 is int: a @StorageAddress is a long",
          () -> driver.as(NarrowAddress.class));
      fails(wrong, "String is no interface", () -> driver.as(String.class));
    }
  }

  @Test
  void aProxyIsAnObject() {
    try (NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      assertEquals("Calls in libcalls.so", calls.toString());
      assertEquals(calls, calls);
      assertEquals(List.of(calls).hashCode(), List.of(calls).hashCode());
      assertTrue(!calls.equals(driver.as(Calls.class)));
    }
  }

  @Test
  void whatIsNoDriverIsRefusedInOneLine() throws Exception {
    Class<IllegalArgumentException> wrong = IllegalArgumentException.class;
    Path none = folder.resolve("none.so");
    fails(wrong, none + ": no such file", () -> NativeDriver.load(none, guests.guest));
    Path text =
        Files.writeString(folder.resolve("text.so"), "This is no library, but long enough.");
    IllegalArgumentException error =
        assertThrows(wrong, () -> NativeDriver.load(text, guests.guest));
    assertTrue(
        error.getMessage().matches("text\\.so: [^\\n]*(invalid ELF header|file too short)"),
        error.getMessage());
    Path plain = compiled("plain", "int nothing(void); int nothing(void) { return 0; }");
    fails(
        wrong,
        "libplain.so has no zpci_driver_calls: no source of it includes zpci_driver.h",
        () -> NativeDriver.load(plain, guests.guest));
    Path early =
        compiled(
            "early",
            """
            #include "zpci_driver.h"
            static void *kept;
            __attribute__((constructor)) static void first(void) { kept = kmalloc(8, GFP_KERNEL); }
            """);
    fails(
        wrong,
        "libearly.so: a constructor calls the kernel: nothing is there while it is loaded",
        () -> NativeDriver.load(early, guests.guest));
    Path old =
        compiled(
            "old",
            """
            struct { unsigned version, early; } zpci_driver_calls = { 0, 0 };
            """);
    fails(
        wrong,
        "libold.so was compiled with version 0 of zpci_driver.h, this is 1: zpci c-header writes"
            + " it",
        () -> NativeDriver.load(old, guests.guest));
  }

  private static Path compiled(String name, String text) throws Exception {
    Path source = Files.writeString(folder.resolve(name + ".c"), text);
    return CCompiler.find().orElseThrow().compile(source, folder);
  }

  @Test
  void anUndefinedFunctionIsFoundWhenLoaded() throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("undefined.c"),
            """
            #include "zpci_driver.h"
            int not_there(void);
            int call(void);
            int call(void) { return not_there(); }
            """);
    CCompiler compiler = CCompiler.find().orElseThrow();
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> compiler.compile(source, folder));
    assertTrue(refused.getMessage().contains("not_there"), refused.getMessage());
    Path linked = compiler.compile(source, folder, "-Wl,-z,undefs");
    fails(
        IllegalArgumentException.class,
        "libundefined.so: undefined symbol: not_there",
        () -> NativeDriver.load(linked, guests.guest));
  }

  @Test
  void aClosedDriverSaysSo() {
    long free = guests.guest.dev().allocate(16384);
    guests.guest.dev().free(free, 16384);
    NativeDriver driver = NativeDriver.load(library, guests.guest);
    Calls calls = driver.as(Calls.class);
    assertEquals(1, calls.nextCount());
    driver.close();
    driver.close();
    fails(IllegalStateException.class, "libcalls.so is closed", () -> calls.nextCount());
    fails(IllegalStateException.class, "libcalls.so is closed", () -> driver.as(Calls.class));
    assertEquals(free, guests.guest.dev().allocate(16384));
  }

  @Test
  void aJvmThatDeniesNativeAccessIsToldTheOption() throws Exception {
    Process denied =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--illegal-native-access=deny",
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName(),
                library.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(denied.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, denied.waitFor(), said);
    assertEquals(
        "the JVM refuses native access: start it with --enable-native-access=ALL-UNNAMED",
        said.strip());
  }

  @Test
  void aDriverThatRunsIsNotClosed() throws Exception {
    NativeDriver[] driver = new NativeDriver[1];
    Tap closing =
        new Tap() {
          @Override
          public void enter(
              Hand hand,
              Operation operation,
              int space,
              long offset,
              int length,
              MemorySegment data,
              long at,
              long value) {
            if (driver[0] != null) {
              driver[0].close();
            }
          }

          @Override
          public void exit(long result, long value) {}

          @Override
          public void broken(Rule rule) {}

          @Override
          public void cost(Cost kind) {}
        };
    try (Guests tapped = new Guests("lpar", Stack.newest(), closing);
        NativeDriver loaded = NativeDriver.load(library, tapped.guest)) {
      Calls calls = loaded.as(Calls.class);
      driver[0] = loaded;
      long request = Request.of(tapped.guest.handle(), 2, 64);
      fails(
          IllegalStateException.class,
          "close: the driver is in store_stack",
          () -> calls.storeStack(request, 8, 0));
      driver[0] = null;
      assertEquals(1, calls.nextCount());
    }
  }

  @Test
  void anyThreadMayCallOneAtATime() throws Exception {
    try (NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      long request = Request.of(guests.guest.handle(), 2, 64);
      assertEquals(0, calls.storeStack(request, 8, 0));
      assertEquals(0, on(Thread.ofPlatform(), () -> calls.storeStack(request, 8, 0)));
      assertEquals(0, on(Thread.ofVirtual(), () -> calls.storeStack(request, 8, 0)));
      assertEquals(0, on(Thread.ofVirtual(), () -> calls.storeStack(request, 8, 100)));
      assertEquals(4, guests.trace.roots().size());
    }
  }

  private static int on(Thread.Builder builder, Callable<Integer> call)
      throws InterruptedException, ExecutionException {
    FutureTask<Integer> task = new FutureTask<>(call);
    builder.start(task).join();
    return task.get();
  }
}
