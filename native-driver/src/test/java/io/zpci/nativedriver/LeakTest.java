package io.zpci.nativedriver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.zpci.arch.Request;
import io.zpci.machine.Stack;
import io.zpci.trace.Tap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million calls from C leave nothing behind, neither in Java nor in the process. */
class LeakTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MILLION = 1_000_000;
  private static final int ROUNDS = 3;
  private static final long PAGE = 4096;

  /** Far less than a byte for each call; what the JVM's own threads take meanwhile is in it. */
  private static final long NATIVE = 512 << 10;

  /**
   * The least of some counts is what is held on to: a thread of the JVM's own, a compiler say, may
   * read a file meanwhile.
   */
  private static final int LISTINGS = 5;

  @TempDir static Path folder;
  private static Path library;

  @BeforeAll
  static void compile() {
    library = Compiled.library("calls", folder);
  }

  /**
   * What the process has.
   *
   * @param memory bytes of private data that are resident
   * @param files open file descriptors
   * @param maps how many mappings there are of each file, and of what was deleted
   */
  private record Held(long memory, long files, Map<String, Integer> maps) {
    static Held now() throws IOException {
      String[] statm = Files.readString(Path.of("/proc/self/statm")).strip().split(" ");
      long resident = Long.parseLong(statm[1]) - Long.parseLong(statm[2]);
      long files = Long.MAX_VALUE;
      for (int i = 0; i < LISTINGS; i++) {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
          files = Math.min(files, open.count());
        }
      }
      Map<String, Integer> maps = new TreeMap<>();
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
        lines
            .filter(line -> line.contains("/"))
            .forEach(line -> maps.merge(line.substring(line.indexOf('/')), 1, Integer::sum));
      }
      return new Held(resident * PAGE, files, maps);
    }

    /** It may be less: the JVM gives up mappings of its own meanwhile. */
    void isNoMoreThan(Held before) {
      assertTrue(files <= before.files, "file descriptors: " + before.files + ", then " + files);
      Map<String, Integer> more = new TreeMap<>(maps);
      before.maps.forEach((name, count) -> more.merge(name, -count, Integer::sum));
      more.values().removeIf(count -> count <= 0);
      assertEquals(Map.of(), more, "mappings more than before");
    }
  }

  @Test
  void aMillionCallsLeakNothing() throws IOException {
    try (Guests guests = new Guests("lpar", Stack.newest(), Tap.NONE);
        NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      int handle = guests.guest.handle();
      long block = calls.take(64, true);
      long store = Request.of(handle, 0, 64);
      long load = Request.of(handle, 2, 8);
      long move = guests.dmb.token();
      // Compiled by then, and every class that it takes is there.
      assertEquals(0, calls.many(block, store, move, load, MILLION / 4));
      long least = Long.MAX_VALUE;
      long leastNative = Long.MAX_VALUE;
      // What happens once, the JVM's compiler at work say, is in one round; a leak is in all.
      for (int round = 0; round < ROUNDS; round++) {
        Runtime.getRuntime().gc();
        Held before = Held.now();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        assertEquals(0, calls.many(block, store, move, load, MILLION / 2));
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - allocated);
        Held after = Held.now();
        after.isNoMoreThan(before);
        leastNative = Math.min(leastNative, after.memory() - before.memory());
      }
      assertTrue(least < 10_000, "bytes allocated in Java by a million calls: " + least);
      assertTrue(leastNative < NATIVE, "bytes more in the process: " + leastNative);
      assertEquals(1, driver.held());
    }
  }

  @Test
  void aMillionCallsOfTheInterfaceAndTheMemoryCallsLeakNothing() throws IOException {
    try (Guests guests = new Guests("lpar", Stack.newest(), Tap.NONE);
        NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      Calls calls = driver.as(Calls.class);
      takeAndGive(calls, driver, MILLION / 20);
      Held before = Held.now();
      takeAndGive(calls, driver, MILLION / 4);
      Held after = Held.now();
      after.isNoMoreThan(before);
      assertEquals(0, driver.held());
    }
  }

  /** Four calls from C each time. */
  private static void takeAndGive(Calls calls, NativeDriver driver, int times) {
    for (int i = 0; i < times; i++) {
      long block = calls.take(200, false);
      long handle = calls.map(driver.pdev(), block, 200, 0);
      calls.unmap(driver.pdev(), handle, 200, 0);
      calls.giveAt(block);
    }
  }

  @Test
  void loadsAndClosesLeaveNothingOpen() throws IOException {
    try (Guests guests = new Guests("lpar", Stack.newest(), Tap.NONE)) {
      loadAndClose(guests);
      Held before = Held.now();
      for (int i = 0; i < 50; i++) {
        loadAndClose(guests);
      }
      Held after = Held.now();
      after.isNoMoreThan(before);
    }
  }

  private static void loadAndClose(Guests guests) throws IOException {
    try (NativeDriver driver = NativeDriver.load(library, guests.guest)) {
      assertEquals(1, driver.as(Calls.class).nextCount());
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        assertEquals(
            Set.of(true),
            maps.filter(line -> line.contains("zpci-driver-"))
                .map(line -> line.endsWith("(deleted)"))
                .collect(Collectors.toSet()),
            "the copy has no name any more");
      }
    }
  }
}
