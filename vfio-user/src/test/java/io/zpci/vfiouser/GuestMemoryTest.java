package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.SharedFile;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of I/O addresses that lead into a client's files, or to the client. */
class GuestMemoryTest {
  private static final long IO = 0x1_0000_0000L;
  private static final int PAGE = 4096;
  private static final int BOTH = GuestMemory.READ | GuestMemory.WRITE;

  @TempDir Path folder;
  private final Arena arena = Arena.ofConfined();
  private final List<String> asked = new ArrayList<>();
  private boolean answers = true;
  private final byte[] behind = new byte[PAGE];
  private final GuestMemory memory = new GuestMemory(8, new Client());
  private UnixServer server;
  private UnixSocket sender;
  private UnixSocket receiver;
  private SharedFile file;
  private MemorySegment ram;

  /** What a client answers that handed out no file: one page at {@link #IO}. */
  private final class Client implements MessageDma {
    @Override
    public boolean read(long address, MemorySegment target, long at, int length) {
      asked.add("read %x+%d".formatted(address, length));
      MemorySegment.copy(MemorySegment.ofArray(behind), address - IO, target, at, length);
      return answers;
    }

    @Override
    public boolean write(long address, MemorySegment source, long at, int length) {
      asked.add("write %x+%d".formatted(address, length));
      if (answers) {
        MemorySegment.copy(source, at, MemorySegment.ofArray(behind), address - IO, length);
      }
      return answers;
    }
  }

  @BeforeEach
  void open() throws IOException {
    Path path = folder.resolve("s");
    server = UnixServer.listen(path);
    sender = UnixSocket.connect(path);
    receiver = Objects.requireNonNull(server.accept(1000));
    file = SharedFile.create("ram", 16 * PAGE);
    ram = file.map(arena, 0, 16 * PAGE, true);
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
    file.close();
    sender.close();
    receiver.close();
    server.close();
    arena.close();
  }

  /** A descriptor as a client's message brings it: another number for the same file. */
  private Descriptor passed(Descriptor descriptor) throws IOException {
    sender.send(MemorySegment.ofArray(new byte[1]), 0, 1, List.of(descriptor));
    try (Received received = new Received()) {
      receiver.receiveAll(MemorySegment.ofArray(new byte[1]), 0, 1, received);
      return Objects.requireNonNull(received.take());
    }
  }

  private int map(long address, long pages, int access, long filePage) throws IOException {
    return memory.map(address, pages * PAGE, access, filePage * PAGE, passed(file.descriptor()));
  }

  private static MemorySegment bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(bytes);
  }

  @Test
  void aRangeLeadsIntoTheFile() throws IOException {
    assertEquals(0, map(IO, 1, BOTH, 3));
    assertEquals(0, memory.write(IO + 5, bytes(9, 1, 2, 9), 1, 2));
    assertEquals(1, ram.get(ValueLayout.JAVA_BYTE, 3 * PAGE + 5));
    assertEquals(2, ram.get(ValueLayout.JAVA_BYTE, 3 * PAGE + 6));
    assertEquals(0, ram.get(ValueLayout.JAVA_BYTE, 3 * PAGE + 7));
    ram.set(ValueLayout.JAVA_BYTE, 3 * PAGE + 4095, (byte) 7);
    byte[] read = new byte[3];
    assertEquals(0, memory.read(IO + 4095, MemorySegment.ofArray(read), 1, 1));
    assertArrayEquals(new byte[] {0, 7, 0}, read);
  }

  @Test
  void anAccessRunsAcrossRangesThatTouchWhereverTheyLead() throws IOException {
    assertEquals(0, map(IO + PAGE, 1, BOTH, 0));
    assertEquals(0, map(IO, 1, BOTH, 5));
    assertEquals(0, memory.write(IO + PAGE - 2, bytes(1, 2, 3, 4), 0, 4));
    assertEquals(2, ram.get(ValueLayout.JAVA_BYTE, 5 * PAGE + 4095));
    assertEquals(3, ram.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(0, memory.check(IO, 2 * PAGE));
    assertEquals(1, memory.files());
  }

  @Test
  void nothingIsTransferredWhereAPartIsNotThereOrNotThatWay() throws IOException {
    assertEquals(0, map(IO, 1, BOTH, 0));
    assertEquals(0, map(IO + PAGE, 1, GuestMemory.READ, 1));
    assertEquals(0, map(IO + 3 * PAGE, 1, GuestMemory.WRITE, 2));
    assertEquals(Dma.PROTECTED, memory.write(IO + PAGE - 1, bytes(1, 1), 0, 2));
    assertEquals(0, ram.get(ValueLayout.JAVA_BYTE, 4095));
    assertEquals(Dma.PROTECTED, memory.check(IO, 2 * PAGE));
    assertEquals(0, memory.read(IO + PAGE - 1, bytes(0, 0), 0, 2));
    assertEquals(Dma.PROTECTED, memory.read(IO + 2 * PAGE - 1, bytes(0, 0), 0, 2));
    assertEquals(Dma.PROTECTED, memory.read(IO + 3 * PAGE, bytes(0), 0, 1));
    assertEquals(Dma.PROTECTED, memory.read(IO - 1, bytes(0), 0, 1));
    assertEquals(Dma.PROTECTED, memory.read(-1, bytes(0, 0), 0, 2));
    Register previous = new Register();
    previous.set(5);
    assertEquals(Dma.PROTECTED, memory.or(IO + PAGE, 1, previous));
    assertEquals(0, previous.get());
  }

  @Test
  void orIsOfTheBigEndianWord() throws IOException {
    assertEquals(0, map(IO, 1, BOTH, 0));
    ram.set(ValueLayout.JAVA_BYTE, 4, (byte) 0x40);
    Register previous = new Register();
    assertEquals(0, memory.or(IO + 4, 0x8000_0001, previous));
    assertEquals(0x4000_0000, previous.get());
    assertEquals((byte) 0xc0, ram.get(ValueLayout.JAVA_BYTE, 4));
    assertEquals(1, ram.get(ValueLayout.JAVA_BYTE, 7));
    assertEquals(0, memory.or(IO + 4, 0, previous));
    assertEquals(0xc000_0001L, previous.get());
    assertEquals(Dma.PROTECTED, memory.or(IO + 2, 1, previous));
  }

  @Test
  void aRangeWithoutAFileIsTheClientsToAnswer() {
    assertEquals(0, memory.map(IO, PAGE, BOTH, 0, null));
    assertEquals(0, memory.write(IO + 8, bytes(1, 2), 0, 2));
    assertEquals(2, behind[9]);
    Register previous = new Register();
    assertEquals(0, memory.or(IO + 8, 0x0000_0100, previous));
    assertEquals(0x0102_0000, previous.get());
    assertEquals(1, behind[10]);
    assertEquals(List.of("write 100000008+2", "read 100000008+4", "write 100000008+4"), asked);
    answers = false;
    assertEquals(Dma.PROTECTED, memory.read(IO, bytes(0), 0, 1));
    assertEquals(Dma.PROTECTED, memory.write(IO, bytes(0), 0, 1));
    assertEquals(Dma.PROTECTED, memory.or(IO, 1, previous));
  }

  @Test
  void whatIsNoRangeIsRefused() throws IOException {
    assertEquals(-Errno.EINVAL, map(IO, 0, BOTH, 0));
    assertEquals(-Errno.EINVAL, map(IO + 1, 1, BOTH, 0));
    assertEquals(-Errno.EINVAL, memory.map(IO, 1, BOTH, 0, null));
    assertEquals(-Errno.EINVAL, memory.map(-PAGE, 2 * PAGE, BOTH, 0, null));
    assertEquals(-Errno.EINVAL, map(IO, 1, 0, 0));
    assertEquals(-Errno.EINVAL, map(IO, 1, 4, 0));
    assertEquals(-Errno.EINVAL, map(IO, 1, BOTH, 16));
    assertEquals(-Errno.EINVAL, map(IO, 2, BOTH, 15));
    assertEquals(-Errno.EINVAL, map(IO, 1, BOTH, -1));
    assertEquals(-Errno.EINVAL, memory.map(IO, PAGE, BOTH, 1, passed(file.descriptor())));
    assertEquals(0, memory.ranges());
    assertEquals(0, memory.files());
    assertEquals(0, memory.map(-PAGE, PAGE, BOTH, 0, null));
    assertEquals(0, memory.check(-1, 1));
  }

  @Test
  void whatOverlapsIsRefused() throws IOException {
    assertEquals(0, map(IO + PAGE, 2, BOTH, 0));
    assertEquals(-Errno.EEXIST, map(IO + PAGE, 2, BOTH, 0));
    assertEquals(-Errno.EEXIST, map(IO, 2, BOTH, 0));
    assertEquals(-Errno.EEXIST, map(IO + 2 * PAGE, 4, BOTH, 0));
    assertEquals(-Errno.EEXIST, map(IO, 8, BOTH, 0));
    assertEquals(0, map(IO, 1, BOTH, 0));
    assertEquals(0, map(IO + 3 * PAGE, 1, BOTH, 0));
    assertEquals(3, memory.ranges());
  }

  @Test
  void thereAreNoMoreThanTheLimit() throws IOException {
    for (int i = 0; i < memory.limit(); i++) {
      assertEquals(0, map(IO + (long) i * PAGE, 1, BOTH, i));
    }
    assertEquals(-Errno.ENOSPC, map(IO + 9L * PAGE, 1, BOTH, 0));
    assertEquals(0, memory.unmap(IO, PAGE));
    assertEquals(0, map(IO + 9L * PAGE, 1, BOTH, 0));
  }

  @Test
  void anUnmapTakesWhatLiesInsideAndCutsNothing() throws IOException {
    assertEquals(0, map(IO, 1, BOTH, 0));
    assertEquals(0, map(IO + PAGE, 1, BOTH, 1));
    assertEquals(0, map(IO + 4 * PAGE, 2, BOTH, 2));
    assertEquals(-Errno.EINVAL, memory.unmap(IO, 5 * PAGE));
    assertEquals(-Errno.EINVAL, memory.unmap(IO + 5 * PAGE, PAGE));
    assertEquals(-Errno.EINVAL, memory.unmap(IO, 0));
    assertEquals(-Errno.EINVAL, memory.unmap(IO + 1, PAGE));
    assertEquals(3, memory.ranges());
    assertEquals(0, memory.unmap(IO + 2 * PAGE, PAGE));
    assertEquals(3, memory.ranges());
    assertEquals(0, memory.unmap(IO, 4 * PAGE));
    assertEquals(1, memory.ranges());
    assertEquals(1, memory.files());
    assertEquals(0, memory.unmap(0, 0x1_2000_0000L));
    assertEquals(0, memory.ranges());
    assertEquals(0, memory.files());
  }

  @Test
  void aDescriptorOfNoFileIsRefusedAndClosed() throws IOException {
    try (EventFd event = EventFd.create()) {
      Descriptor passed = passed(event.descriptor());
      assertTrue(memory.map(IO, PAGE, BOTH, 0, passed) < 0);
      assertTrue(passed.closed());
    }
    assertEquals(0, memory.ranges());
    assertEquals(0, memory.files());
  }

  @Test
  void aFileThatIsCutIsAnErrorOfTheAccess() throws IOException {
    assertEquals(0, map(IO, 2, BOTH, 0));
    file.resize(PAGE);
    byte[] target = new byte[PAGE];
    assertThrows(
        InternalError.class, () -> memory.read(IO + PAGE, MemorySegment.ofArray(target), 0, PAGE));
    assertThrows(InternalError.class, () -> memory.write(IO + PAGE, bytes(1), 0, 1));
    assertEquals(0, memory.write(IO, bytes(1), 0, 1));
    assertEquals(0, memory.unmap(IO, 2 * PAGE));
  }

  @Test
  void rangesAreToldInTheOrderOfTheirAddresses() throws IOException {
    assertEquals(0, map(IO + 4 * PAGE, 2, BOTH, 0));
    assertEquals(0, map(-PAGE, 1, BOTH, 0));
    assertEquals(0, map(IO, 1, BOTH, 0));
    assertEquals(3, memory.ranges());
    assertEquals(List.of(IO, IO + 4 * PAGE, -(long) PAGE), addresses());
    assertEquals(PAGE, memory.size(0));
    assertEquals(2 * PAGE, memory.size(1));
    assertEquals(PAGE, memory.size(2));
    assertTrue(memory.begins(IO));
    assertTrue(memory.begins(-PAGE));
    assertFalse(memory.begins(IO + 5 * PAGE), "inside a range");
    assertFalse(memory.begins(0), "below all");
    assertThrows(IndexOutOfBoundsException.class, () -> memory.address(3));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.size(-1));
  }

  private List<Long> addresses() {
    List<Long> addresses = new ArrayList<>();
    for (int range = 0; range < memory.ranges(); range++) {
      addresses.add(memory.address(range));
    }
    return addresses;
  }

  @Test
  void theOneFileIsReadWhereverItIsMapped() throws IOException {
    ram.set(ValueLayout.JAVA_BYTE, 15 * PAGE + 7, (byte) 0x3c);
    byte[] read = new byte[4];
    MemorySegment target = MemorySegment.ofArray(read);
    assertFalse(memory.readFile(0, target, 0, 1), "nothing is mapped");
    assertEquals(0, map(IO, 1, GuestMemory.WRITE, 2));
    assertTrue(memory.readFile(15 * PAGE + 6, target, 1, 3));
    assertArrayEquals(new byte[] {0, 0, 0x3c, 0}, read);
    assertTrue(memory.readFile(16 * PAGE - 1, target, 0, 1));
    assertTrue(memory.readFile(16 * PAGE, target, 0, 0));
    assertFalse(memory.readFile(16 * PAGE - 1, target, 0, 2));
    assertFalse(memory.readFile(-1, target, 0, 1));
    assertFalse(memory.readFile(Long.MAX_VALUE, target, 0, 4));
    assertFalse(memory.readFile(0, target, 0, -1));
    try (SharedFile other = SharedFile.create("other", PAGE)) {
      assertEquals(
          0, memory.map(IO + PAGE, PAGE, BOTH, 0, new Descriptor(other.descriptor().release())));
    }
    assertFalse(memory.readFile(0, target, 0, 1), "which of the two");
    assertEquals(0, memory.unmap(IO, PAGE));
    assertTrue(memory.readFile(0, target, 0, 1), "the other is left");
    assertEquals(0, read[0]);
    assertEquals(0, memory.map(IO + 8 * PAGE, PAGE, BOTH, 0, null));
    assertTrue(memory.readFile(0, target, 0, 1), "a range without a file is none");
    memory.unmapAll();
    assertFalse(memory.readFile(0, target, 0, 1));
  }

  @Test
  void filesAndDescriptorsGoWithTheirLastRange() throws IOException {
    map(IO, 1, BOTH, 0);
    memory.unmapAll();
    long descriptors = Leaks.descriptors();
    for (int i = 0; i < 300; i++) {
      assertEquals(0, map(IO, 1, BOTH, 0));
      assertEquals(0, map(IO + PAGE, 1, GuestMemory.READ, 1));
      assertEquals(2, memory.files(), "one to write, one to read only");
      memory.unmapAll();
      assertEquals(0, memory.files());
    }
    assertEquals(descriptors, Leaks.descriptors());
  }

  /** Random maps, unmaps and accesses against an array of pages. */
  @Test
  void agreesWithAPlainTableOfPages() throws PosixException, IOException {
    long seed = Long.getLong("zpci.seed", 20_261_121);
    SplittableRandom random = new SplittableRandom(seed);
    GuestMemory large = new GuestMemory(1000, new Client());
    int pages = 24;
    int[] filePage = new int[pages];
    int[] start = new int[pages];
    byte[] expected = new byte[16 * PAGE];
    for (int step = 0; step < 4000; step++) {
      int first = random.nextInt(pages);
      int count = 1 + random.nextInt(3);
      String what = "seed %d, step %d".formatted(seed, step);
      switch (random.nextInt(4)) {
        case 0 -> {
          int to = random.nextInt(16);
          boolean free = first + count <= pages;
          for (int i = first; free && i < first + count; i++) {
            free = start[i] == 0;
          }
          if (first + count <= pages) {
            int answer =
                large.map(
                    IO + (long) first * PAGE,
                    (long) count * PAGE,
                    BOTH,
                    (long) to * PAGE,
                    passed(file.descriptor()));
            int wanted = !free ? -Errno.EEXIST : to + count > 16 ? -Errno.EINVAL : 0;
            assertEquals(wanted, answer, what);
            for (int i = 0; wanted == 0 && i < count; i++) {
              filePage[first + i] = to + i;
              start[first + i] = first + 1;
            }
          }
        }
        case 1 -> {
          int end = Math.min(pages, first + count);
          boolean cuts =
              (start[first] != 0 && start[first] != first + 1)
                  || (end < pages && start[end] != 0 && start[end] != end + 1);
          assertEquals(
              cuts ? -Errno.EINVAL : 0,
              large.unmap(IO + (long) first * PAGE, (long) (end - first) * PAGE),
              what);
          for (int i = first; !cuts && i < end; i++) {
            start[i] = 0;
          }
        }
        default -> {
          int at = first * PAGE + random.nextInt(PAGE);
          int length = 1 + random.nextInt(2 * PAGE);
          boolean there = at + length <= pages * PAGE;
          for (int i = at / PAGE; there && i <= (at + length - 1) / PAGE; i++) {
            there = start[i] != 0;
          }
          byte[] data = new byte[length];
          for (int i = 0; i < length; i++) {
            data[i] = (byte) (step + i);
          }
          int answer = large.write(IO + at, MemorySegment.ofArray(data), 0, length);
          assertEquals(there ? 0 : Dma.PROTECTED, answer, what);
          for (int i = 0; there && i < length; i++) {
            expected[filePage[(at + i) / PAGE] * PAGE + (at + i) % PAGE] = data[i];
          }
        }
      }
    }
    large.close();
    assertArrayEquals(expected, ram.toArray(ValueLayout.JAVA_BYTE), "seed " + seed);
  }
}
