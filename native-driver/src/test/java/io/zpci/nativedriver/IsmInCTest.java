package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver in C, written as kernel code is written: whole where blocks stay whole, broken on
 * bar-rw.
 */
class IsmInCTest {
  private static final int SIZE = 10_000;

  @TempDir static Path folder;
  private static Path library;

  interface Ism {
    @NativeFunction("ism_probe")
    int probe(MemorySegment pdev);

    @NativeFunction("ism_remove")
    void remove(MemorySegment pdev);

    @NativeFunction("ism_gid")
    long gid(MemorySegment pdev);

    @NativeFunction("ism_interrupts")
    int interrupts(MemorySegment pdev);

    @NativeFunction("ism_register_dmb")
    int registerDmb(MemorySegment pdev, int length, long rgid);

    @NativeFunction("ism_token")
    long token(MemorySegment pdev);

    @NativeFunction("ism_move")
    int move(
        MemorySegment pdev,
        long token,
        int index,
        boolean signal,
        int offset,
        @StorageAddress long data,
        int size);
  }

  interface Unprobed {
    @NativeFunction("store_block")
    int storeBlock(@StorageAddress long data, long request, long offset);
  }

  @BeforeAll
  static void compile() {
    library = Compiled.kernelCode("ism", folder, "-Wpedantic", "-Werror");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpar",
        "interpretation",
        "zpci-io-region",
        "relaxed-pwrite",
        "ism-vfio-pci-process"
      })
  void commandsAndMovesArriveWhole(String route) {
    try (Guests guests = new Guests(route, Stack.newest());
        NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Ism ism = driver.as(Ism.class);
      MemorySegment pdev = driver.pdev();
      assertEquals(0, ism.probe(pdev), () -> driver.log().toString());
      assertEquals(Guests.GID, ism.gid(pdev));
      assertEquals(0, ism.registerDmb(pdev, 0x4000, Guests.PEER_GID));
      assertTrue(ism.token(pdev) > 0 && (int) ism.token(pdev) == 0, "token");
      assertEquals(
          List.of(
              "8: 8 bytes",
              "0: 0000000100000010",
              "8: 16 bytes",
              "0: 0000000200000018",
              "0: 0000000300000008",
              "8: 32 bytes",
              "0: 0000000a00000028"),
          arrivals(guests).stream()
              .filter(arrival -> arrival.bar() == 2 && arrival.operation() == Operation.PCISTB)
              .map(IsmInCTest::text)
              .toList());

      guests.trace.clear();
      GuestStorage storage = guests.guest.storage();
      long data = guests.guest.dev().allocate(0x4000);
      for (int i = 0; i < SIZE; i++) {
        storage.putByte(data + 3 + i, i * 7);
      }
      assertEquals(0, ism.move(pdev, guests.dmb.token(), 0, true, 100, data + 3, SIZE));
      assertEquals(
          List.of("100 3996 false", "4096 4096 false", "8192 1908 true"),
          arrivals(guests).stream()
              .map(arrival ->
                  (arrival.offset() & 0x7f_ffff)
                      + " "
                      + arrival.length()
                      + " "
                      + ((arrival.offset() & 0x80_0000) != 0))
              .toList());
      byte[] sent = new byte[SIZE];
      for (int i = 0; i < SIZE; i++) {
        sent[i] = (byte) (i * 7);
      }
      assertEquals(Bytes.of(sent), guests.peer.read(guests.dmb, 100, SIZE));
      assertTrue(guests.peer.signalled(guests.dmb));
      assertEquals(List.of(), rules(guests));

      ism.remove(pdev);
      assertEquals(0, driver.held());
      assertEquals(List.of(), driver.log());
    }
  }

  @Test
  void headerIsRefusedByQemuOnBarRw() {
    try (Guests guests = new Guests("bar-rw", Stack.newest());
        NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Ism ism = driver.as(Ism.class);
      assertEquals(-5, ism.probe(driver.pdev()));
      assertEquals(List.of("<3>ism: command 1: ret 0xffff"), driver.log());
      assertEquals("qemu.pcistb.7", rules(guests).getFirst());
      assertEquals(0, driver.held());
    }
  }

  @Test
  void aMoveIsLostOnBarRwWhereTheBarCannotBeMapped() {
    Path calls = Compiled.library("calls", folder);
    try (Guests guests = new Guests("bar-rw", Stack.newest());
        NativeDriver driver = NativeDriver.load(calls, guests.guest)) {
      long data = guests.guest.dev().allocate(4096);
      long request = Request.of(guests.guest.handle(), 0, 64);
      long offset = guests.dmb.token();
      assertEquals(0, driver.as(Unprobed.class).storeBlock(data, request, offset));
      assertEquals(List.of(), arrivals(guests));
      assertEquals(List.of("vfio.bar.5"), rules(guests));
    }
  }

  @Test
  void aBlockIsCutOnBarRw() {
    Path calls = Compiled.library("calls", folder);
    Stack newest = Stack.newest();
    // A kernel that maps ISM's BARs, on a machine where a cookie is the mapping.
    LinuxVersion host = LinuxVersion.named("linux-6.12").orElseThrow();
    Stack mapping =
        new Stack(newest.qemu(), host, newest.guest(), newest.hostOrder(), false, false);
    try (Guests guests = new Guests("bar-rw", mapping);
        NativeDriver driver = NativeDriver.load(calls, guests.guest)) {
      long data = guests.guest.dev().allocate(4096);
      long request = Request.of(guests.guest.handle(), 2, 64);
      // The kernel's accessors drop an error: the driver is told that all is well.
      assertEquals(0, driver.as(Unprobed.class).storeBlock(data, request, 8));
      assertEquals(8, arrivals(guests).size());
      Arrival first = arrivals(guests).getFirst();
      assertEquals("PCISTG 8", first.operation() + " " + first.length());
      assertEquals(List.of("R-02"), rules(guests));
    }
  }

  private static String text(Arrival arrival) {
    return arrival.offset() == 0
        ? "0: " + arrival.data()
        : arrival.offset() + ": " + arrival.length() + " bytes";
  }

  private static List<Arrival> arrivals(Guests guests) {
    return guests.trace.roots().stream().flatMap(root -> Judge.arrivals(root).stream()).toList();
  }

  private static List<String> rules(Guests guests) {
    Stream<Crossing> roots = guests.trace.roots().stream();
    return roots
        .filter(root -> root.space() != AddressSpace.CONFIG)
        .flatMap(root -> Judge.biting(root).stream())
        .map(Rule::id)
        .toList();
  }
}
