package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import io.zpci.vfio.IrqSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a served function reaches of its client's memory, and what is told of it. */
class ServedDmaTest {
  private static final long IO = 0x1_0000_0000L;
  private static final int PAGE = 4096;
  private static final int BOTH = GuestMemory.READ | GuestMemory.WRITE;

  private final Served served = new Served();
  private final ServedFunction function = served.function;
  private final Dma dma = function.dma();
  private final MemorySegment bytes = MemorySegment.ofArray(new byte[] {1, 2, 3, 4});
  private final Arena arena = Arena.ofConfined();
  private MemorySegment ram;
  private Descriptor file;

  @BeforeEach
  void open() throws PosixException {
    SharedFile shared = SharedFile.create("ram", 4 * PAGE);
    ram = shared.map(arena, 0, 4 * PAGE, true);
    file = shared.descriptor();
  }

  @AfterEach
  void close() {
    file.close();
    arena.close();
  }

  @Test
  void withNobodyThereNothingIsReached() {
    assertEquals(Dma.PROTECTED, dma.write(IO, bytes, 0, 4));
    assertEquals(Dma.PROTECTED, dma.read(IO, bytes, 0, 4));
    assertEquals(Dma.PROTECTED, dma.check(IO, 4));
    Register previous = new Register();
    previous.set(9);
    assertEquals(Dma.PROTECTED, dma.or(IO, 1, previous));
    assertEquals(0, previous.get());
    assertEquals(-Errno.ENOTCONN, function.dmaMap(IO, PAGE, BOTH, 0, file));
    assertTrue(file.closed(), "closed in any case");
    assertEquals(-Errno.ENOTCONN, function.dmaUnmap(IO, PAGE));
    function.dmaUnmapAll();
    assertEquals(List.of(), served.told());
  }

  @Test
  void whatTheClientMapsIsReachedUntilItUnmapsIt() {
    served.attach();
    assertEquals(0, function.dmaMap(IO, 2 * PAGE, BOTH, PAGE, file));
    assertTrue(file.closed());
    assertEquals(0, dma.check(IO, 2 * PAGE));
    assertEquals(0, dma.write(IO + 8, bytes, 0, 4));
    assertEquals(4, ram.get(ValueLayout.JAVA_BYTE, PAGE + 11));
    Register previous = new Register();
    assertEquals(0, dma.or(IO + 8, 0x8000_0000, previous));
    assertEquals(0x0102_0304, previous.get());
    assertEquals((byte) 0x81, ram.get(ValueLayout.JAVA_BYTE, PAGE + 8));
    assertEquals(0, function.dmaUnmap(IO, 2 * PAGE));
    assertEquals(Dma.PROTECTED, dma.write(IO + 8, bytes, 0, 4));
    assertEquals(0, function.dmaUnmap(0, 0x1_2000_0000L), "over and over again");
    assertEquals(
        List.of(
            "attached",
            "map 100000000+2000 access 3 file 1000",
            "unmap 100000000+2000 had true",
            "unmap 0+120000000 had false"),
        served.told());
  }

  @Test
  void whatIsRefusedIsNotTold() {
    served.attach();
    served.told();
    assertEquals(-Errno.EINVAL, function.dmaMap(IO, 5 * PAGE, BOTH, 0, file));
    assertTrue(file.closed());
    assertEquals(-Errno.EINVAL, function.dmaMap(IO + 1, PAGE, BOTH, 0, null));
    assertEquals(-Errno.EINVAL, function.dmaUnmap(IO, 1));
    assertEquals(List.of(), served.told());
  }

  @Test
  void unmappingAllIsToldRangeByRange() {
    served.attach();
    assertEquals(0, function.dmaMap(IO + 4 * PAGE, PAGE, BOTH, 0, null));
    assertEquals(0, function.dmaMap(IO, 2 * PAGE, GuestMemory.READ, PAGE, null));
    served.told();
    function.dmaUnmapAll();
    assertEquals(
        List.of("unmap 100000000+2000 had true", "unmap 100004000+1000 had true"), served.told());
    function.dmaUnmapAll();
    assertEquals(List.of(), served.told());
  }

  @Test
  void aClientMayHaveAsManyRangesAsWasAgreedWithIt() {
    served.attach();
    for (int range = 0; range < 16; range++) {
      assertEquals(0, function.dmaMap(IO + range * 2L * PAGE, PAGE, BOTH, 0, null));
    }
    assertEquals(-Errno.ENOSPC, function.dmaMap(IO + 64 * PAGE, PAGE, BOTH, 0, null));
  }

  @Test
  void memoryWithoutAFileIsReachedByMessages() {
    List<String> asked = new ArrayList<>();
    MessageDma messages =
        new MessageDma() {
          @Override
          public boolean read(long address, MemorySegment target, long at, int length) {
            asked.add("read %x+%d".formatted(address, length));
            target.set(ValueLayout.JAVA_BYTE, at, (byte) 0x77);
            return true;
          }

          @Override
          public boolean write(long address, MemorySegment source, long at, int length) {
            asked.add("write %x+%d".formatted(address, length));
            return false;
          }
        };
    function.attach(new Attachment(messages, 4, false));
    assertEquals(0, function.dmaMap(IO, PAGE, BOTH, 0, null));
    assertEquals(0, dma.read(IO + 4, bytes, 1, 2));
    assertEquals(0x77, bytes.get(ValueLayout.JAVA_BYTE, 1));
    assertEquals(Dma.PROTECTED, dma.write(IO + 4, bytes, 0, 4), "the client refuses");
    assertEquals(List.of("read 100000004+2", "write 100000004+4"), asked);
  }

  @Test
  void aClientThatGoesLeavesNothingBehind() {
    served.attach();
    assertEquals(0, function.dmaMap(IO, PAGE, BOTH, 0, file));
    assertEquals(0, function.setIrqs(IrqSet.eventfd(1, 0, () -> {})));
    served.write(0, 0, "0102030405060708");
    served.config(4, "0600");
    served.entry.failed(2, 0);
    served.told();
    function.detach();
    assertEquals(List.of("detached"), served.told());
    assertEquals(Dma.PROTECTED, dma.check(IO, 4));
    assertEquals(FunctionState.ENABLED, served.entry.state());
    served.attach();
    assertEquals("0000000000000000", served.read(0, 0, 8));
    assertEquals("0000", served.config(4, 2));
    assertEquals("8000", served.config(0x52, 2), "MSI is off");
    assertEquals(Dma.PROTECTED, dma.check(IO, 4));
  }

  @Test
  void aResetLeavesWhatIsMapped() {
    served.attach();
    assertEquals(0, function.dmaMap(IO, PAGE, BOTH, 0, file));
    assertEquals(0, function.reset());
    assertEquals(0, dma.write(IO, bytes, 0, 4));
    assertEquals(3, ram.get(ValueLayout.JAVA_BYTE, 2));
  }
}
